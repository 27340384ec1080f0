"""The directory's queries: who offers what, who can be reached, which centre looks after whom."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import directory
from storage.tables import OrganisationRow, PersonRow, ProviderRow

Make = Callable[..., PersonRow]
MakeOrganisation = Callable[..., OrganisationRow]


def test_a_service_is_set_once_and_its_areas_follow(session: Session, organisation: MakeOrganisation) -> None:
    office = organisation("A")
    assert directory.set_service(office, "packaging", "advice", ["TH-93", "TH-90"])
    assert not directory.set_service(office, "packaging", "advice", ["TH-90", "TH-93"])
    assert directory.set_service(office, "packaging", "advice", ["TH-90", "TH-91"])
    assert directory.set_service(office, "packaging", "training", ["TH"])
    session.expire_all()
    found = directory.services_of(session, office.id)
    assert [(one.kind, sorted(area.area for area in one.areas)) for one in found] == [
        ("advice", ["TH-90", "TH-91"]),
        ("training", ["TH"]),
    ]
    directory.remove_service(session, found[0])
    assert [one.kind for one in directory.services_of(session, office.id)] == ["training"]


def test_a_province_has_one_centre_that_can_be_changed(session: Session, organisation: MakeOrganisation) -> None:
    south, upper = organisation("IPC11", "TH-90"), organisation("IPC10", "TH-84")
    assert directory.set_centre(session, "TH-93", south.id)
    assert not directory.set_centre(session, "TH-93", south.id)
    assert directory.centre_for(session, "TH-93") is south
    assert directory.set_centre(session, "TH-93", upper.id)
    assert directory.centre_for(session, "TH-93") is upper
    assert directory.centres(session) == {"TH-93": upper.id}
    assert list(directory.centre_organisations(session)) == [upper]
    assert directory.set_centre(session, "TH-93", None)
    assert directory.centre_for(session, "TH-93") is None
    assert not directory.set_centre(session, "TH-93", None)


def test_an_offer_reaches_those_in_line_who_neither_left_nor_rest(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    office, other = organisation("A"), organisation("B")
    rows = {
        "here": ProviderRow(organisation_id=office.id, person_id=person("U1").id),
        "back": ProviderRow(organisation_id=office.id, person_id=person("U2").id, paused_until=now),
        "resting": ProviderRow(
            organisation_id=office.id, person_id=person("U3").id, paused_until=now + timedelta(seconds=1)
        ),
        "left": ProviderRow(organisation_id=office.id, person_id=person("U4").id, left_at=now),
        "blocked": ProviderRow(organisation_id=office.id, person_id=person("U5", blocked_at=now).id),
        "no line": ProviderRow(organisation_id=office.id),
        "elsewhere": ProviderRow(organisation_id=other.id, person_id=person("U6").id),
    }
    session.add_all(rows.values())
    session.flush()
    assert list(directory.available_providers(session, office.id, now)) == [rows["here"], rows["back"]]
    assert len(directory.providers_of(session, office.id)) == 5
    directory.leave(session, rows["here"], now)
    assert list(directory.available_providers(session, office.id, now)) == [rows["back"]]


def test_an_offer_reaches_until_then_who_rests_later(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    office, soon = organisation("A"), now + timedelta(seconds=1)
    later = {"paused_from": soon, "paused_until": now + timedelta(days=1)}
    session.add(ProviderRow(organisation_id=office.id, person_id=person("U1").id, **later))
    session.flush()
    assert len(directory.available_providers(session, office.id, now)) == 1
    assert not directory.available_providers(session, office.id, soon)


def test_a_person_may_serve_for_several(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    someone = person("U1")
    offices = [organisation("A"), organisation("B"), organisation("C")]
    rows = [ProviderRow(organisation_id=office.id, person_id=someone.id) for office in offices]
    rows[2].left_at = now
    session.add_all(rows)
    session.flush()
    assert list(directory.provider_rows_of(session, someone.id)) == rows[:2]
    assert directory.provider_rows_of(session, someone.id)[0].organisation.code == "A"
