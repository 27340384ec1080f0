"""The sample directory: invented, whole, and thin enough that matching has to look around."""

import csv
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from network.matching import Wanted, match
from network.needs import Need
from network.provinces import BANGKOK, CENTRES, PROVINCES, centre_of
from network.services import Ring
from rismep.sample import load_sample, make
from storage.candidates import organisations_for_matching
from storage.directory import available_providers, centres
from storage.directory_entries import Counts
from storage.tables import OrganisationRow, PersonRow, ProviderRow
from tests.waiting import within


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (make.FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_the_shipped_files_are_what_the_script_makes() -> None:
    every = list(make.members())
    filled = [{column: row.get(column, "") for column in make.COLUMNS} for row in make.organisation_rows(every)]
    assert list(_rows("organisations.csv")) == filled
    assert list(_rows("providers.csv")) == list(make.provider_rows(every))


def test_names_and_telephones_are_visibly_invented() -> None:
    for row in (*_rows("organisations.csv"), *_rows("providers.csv")):
        names = [name for column in ("name", "name_th", "name_en") if (name := row.get(column))]
        assert all("ตัวอย่าง" in name or "sample" in name for name in names)
        assert not row["phone"] or row["phone"].startswith("02-000-")
    assert {row["network"] for row in _rows("organisations.csv")} == {"bdsp", "consultant", ""}


def test_a_second_load_changes_nothing(session: Session) -> None:
    assert load_sample(session) == Counts(added=make.ORGANISATIONS + make.PROVIDERS)
    session.expire_all()
    assert load_sample(session) == Counts(unchanged=make.ORGANISATIONS + make.PROVIDERS)
    assert all(session.scalars(select(OrganisationRow.sample)))


def test_every_province_but_bangkok_has_its_centre_and_its_office(session: Session) -> None:
    load_sample(session)
    seats = {row.id: row.province for row in session.scalars(select(OrganisationRow))}
    assert set(seats.values()) == set(PROVINCES)
    assert {province: seats[its] for province, its in centres(session).items()} == {
        province: CENTRES.get(centre_of(province) or 0) for province in PROVINCES if province != BANGKOK
    }
    assert len(set(centres(session).values())) == len(CENTRES)


def test_every_need_of_every_province_finds_somebody_and_all_rings_are_used(session: Session, now: datetime) -> None:
    load_sample(session)
    candidates, looked_after = organisations_for_matching(session, now, tuple(Need)), centres(session)
    rings: dict[Need, set[Ring]] = {need: set() for need in Need}
    for province in PROVINCES:
        for need in Need:
            found = match(Wanted(frozenset({need}), province), candidates, looked_after)
            assert not found.uncovered, (province, need)
            rings[need].add(found.offers[0].ring)
    assert set.union(*rings.values()) == set(Ring)
    alone = {Need.PRODUCTION, Need.CREDIT, Need.CREDIT_GUARANTEE}
    assert all(len(its) > 1 for need, its in rings.items() if need not in alone)


def test_a_second_organisation_is_near_when_the_first_declines(session: Session, now: datetime) -> None:
    load_sample(session)
    wanted = Wanted(frozenset({Need.PACKAGING}), "TH-93")
    candidates = organisations_for_matching(session, now, wanted.needs)
    (first,) = match(wanted, candidates, centres(session)).offers
    again = Wanted(wanted.needs, wanted.province, asked=frozenset({first.organisation_id}))
    (second,) = match(again, candidates, centres(session)).offers
    third = Wanted(again.needs, again.province, asked=again.asked | {second.organisation_id})
    assert (first.ring, second.ring) == (Ring.SAME_PROVINCE, Ring.SAME_PROVINCE)
    assert match(third, candidates, centres(session)).offers[0].ring in (Ring.NEIGHBOUR, Ring.CENTRE)


@pytest.mark.parametrize("code", ["SAMPLE-93-CDD-A", "SAMPLE-93-UNI-A"])
def test_the_demos_two_providers_can_join(session: Session, now: datetime, code: str) -> None:
    load_sample(session)
    provider = session.scalars(select(ProviderRow).where(ProviderRow.code == code)).one()
    someone = PersonRow(line_user_id="U1", first_seen_at=now)
    session.add(someone)
    session.flush()
    provider.person_id = someone.id
    session.flush()
    assert list(available_providers(session, provider.organisation_id, now)) == [provider]


def test_the_whole_directory_is_read_fast(session: Session, now: datetime) -> None:
    load_sample(session)
    session.expire_all()
    assert within(0.05, lambda: organisations_for_matching(session, now, {Need.PACKAGING, Need.BRANDING}))
