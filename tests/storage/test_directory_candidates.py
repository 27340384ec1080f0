"""What matching gets to see of the directory."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from network.cases import HandoffStatus
from network.needs import Need
from network.office_hours import Calendar
from network.services import Service, ServiceKind
from storage.candidates import organisations_for_matching, working_hours
from storage.directory import set_service
from storage.tables import CaseRow, HandoffRow, OrganisationRow, PersonRow, ProviderRow

Make = Callable[..., PersonRow]
MakeOrganisation = Callable[..., OrganisationRow]
WEEK = timedelta(days=7)
NEEDS = tuple(Need)


@pytest.fixture
def handoff(session: Session, now: datetime) -> Callable[..., HandoffRow]:
    """Makes a handoff of a case of its own."""

    def make(organisation: OrganisationRow, status: HandoffStatus, **more: object) -> HandoffRow:
        case = CaseRow(channel="line", province="TH-93", status="open", opened_at=now)
        row = HandoffRow(
            case=case, organisation=organisation, role="lead", needs=[], ring="", reason={}, status=status
        )
        row.offered_at = now
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        return row

    return make


def packer(organisation: MakeOrganisation, code: str, **more: object) -> OrganisationRow:
    """A member that serves packaging."""
    office = organisation(code, **more)
    set_service(office, "packaging", "advice", ["TH-93"])
    return office


def test_services_seat_and_state_are_told(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    office = organisation("A", capacity=5, paused_until=now + WEEK)
    office.languages = ["th", "ms"]
    set_service(office, "packaging", "advice", ["TH-93", "TH-90"])
    set_service(office, "branding", "training", ["TH"])
    session.add(ProviderRow(organisation_id=office.id, person_id=person("U1").id))
    organisation("GONE", active=False)
    session.flush()
    (seen,) = organisations_for_matching(session, now, NEEDS)
    assert (seen.id, seen.province, seen.capacity, seen.paused) == (office.id, "TH-93", 5, True)
    assert seen.languages == {"th", "ms"}
    assert (seen.has_line, seen.open_cases, seen.answer_hours) == (True, 0, None)
    assert set(seen.services) == {
        Service(Need.PACKAGING, frozenset({"TH-93", "TH-90"}), ServiceKind.ADVICE),
        Service(Need.BRANDING, frozenset({"TH"}), ServiceKind.TRAINING),
    }


def test_only_who_serves_the_needs_is_seen(session: Session, organisation: MakeOrganisation, now: datetime) -> None:
    office, other = organisation("A"), organisation("B")
    set_service(office, "packaging", "advice", ["TH-93"])
    set_service(office, "credit", "finance", ["TH-93"])
    set_service(other, "branding", "advice", ["TH-93"])
    (seen,) = organisations_for_matching(session, now, {Need.PACKAGING, Need.IP})
    assert seen.id == office.id
    assert [service.need for service in seen.services] == [Need.PACKAGING]
    assert not seen.has_line


def test_a_pause_that_is_over_counts_no_more(session: Session, organisation: MakeOrganisation, now: datetime) -> None:
    packer(organisation, "A", paused_until=now)
    assert not organisations_for_matching(session, now, NEEDS)[0].paused


def test_a_pause_begins_on_its_first_day(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    packer(organisation, "A", paused_from=now, paused_until=now + WEEK)
    office = packer(organisation, "B")
    days = {"paused_from": now, "paused_until": now + WEEK}
    session.add(ProviderRow(organisation_id=office.id, person_id=person("U1").id, **days))
    session.flush()

    def paused(at: datetime) -> list[bool]:
        return [one.paused for one in organisations_for_matching(session, at, NEEDS)]

    assert paused(now - timedelta(seconds=1)) == [False, False]
    assert paused(now) == [True, True]
    assert paused(now + WEEK) == [False, False]


def test_open_cases_are_the_live_handoffs(
    session: Session, organisation: MakeOrganisation, handoff: Callable[..., HandoffRow], now: datetime
) -> None:
    office, other = packer(organisation, "A"), packer(organisation, "B")
    for status in HandoffStatus:
        handoff(office, status)
    handoff(other, HandoffStatus.OFFERED)
    assert [one.open_cases for one in organisations_for_matching(session, now, NEEDS)] == [4, 1]


def test_speed_is_the_median_of_the_latest_five_answers(
    session: Session, organisation: MakeOrganisation, handoff: Callable[..., HandoffRow], now: datetime
) -> None:
    office = packer(organisation, "A")
    for day, hours in enumerate([6, 6, 6, 6, 6, 6, 6, 1, 1, 2, 3, 3]):
        told = now - timedelta(days=29 - day // 5 * 7 - day % 5)  # Mondays to Fridays
        handoff(office, HandoffStatus.DONE, told_at=told, answered_at=told + timedelta(hours=hours))
    handoff(office, HandoffStatus.EXPIRED, told_at=now - WEEK)
    handoff(office, HandoffStatus.DECLINED, answered_at=now)
    assert organisations_for_matching(session, now, NEEDS)[0].answer_hours == 2
    assert organisations_for_matching(session, now + timedelta(days=400), NEEDS)[0].answer_hours is None


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24T09:00", "2026-11-24T11:30", 2.5),
        ("2026-11-24T15:30", "2026-11-25T09:30", 2.0),
        ("2026-11-27T15:30", "2026-11-30T09:30", 2.0),
        ("2026-11-24T20:00", "2026-11-24T21:00", 0.0),
        ("2026-11-24T20:00", "2026-11-25T08:45", 0.25),
        ("2026-11-24T06:00", "2026-11-25T20:00", 16.0),
        ("2026-12-04T15:30", "2026-12-08T09:30", 2.0),
    ],
)
def test_only_hours_in_which_offices_are_open_count(start: str, end: str, hours: float) -> None:
    calendar = Calendar(frozenset({date(2026, 12, 7)}))
    told, answered = (datetime.fromisoformat(f"{text}:00+07:00") for text in (start, end))
    assert working_hours(told, answered, calendar) == pytest.approx(hours)


def test_the_number_of_queries_does_not_grow_with_the_network(
    session: Session, organisation: MakeOrganisation, handoff: Callable[..., HandoffRow], now: datetime
) -> None:
    for number in range(20):
        office = packer(organisation, f"A{number}")
        handoff(office, HandoffStatus.OFFERED)
    session.expire_all()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(organisations_for_matching(session, now, NEEDS)) == 20
    assert len(asked) == 5
