"""The report counts what it says it counts, on both kinds of database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from casework import closing, offers, service
from casework.history import Actor
from casework.opening import open_case
from console import figures, waiting
from network.cases import Resolution, Who
from network.needs import Need
from storage import cases, follow_ups
from storage.database import Database
from storage.tables import HandoffRow, OutcomeRow
from tests.console.conftest import Room, furnish, make_room, matter, owner


@pytest.fixture
def room_of_both(database: Database, now: datetime) -> Room:
    room = make_room(database, now)
    with room.work() as session:
        furnish(session, now)
    return room


def serve(session: Session, part: HandoffRow, now: datetime) -> None:
    staff = Actor(Who.STAFF, 1)
    offers.accept(session, part, staff, None, now)
    service.contact(session, part, staff, now)


def test_a_joint_referral_needs_two_organisations_that_reported_service(room_of_both: Room, now: datetime) -> None:
    with room_of_both.work() as session:
        both = open_case(session, matter(needs=[Need.CREDIT, Need.BRANDING]), None, Actor(Who.STAFF, 1), now)
        alone = open_case(session, matter(), None, Actor(Who.STAFF, 1), now)
        offered = open_case(session, matter(), owner(session, 401, now), Actor(Who.OWNER), now)
        parts = cases.handoffs_of(both)
        assert len(parts) == 2
        serve(session, parts[0], now)
        for part in cases.handoffs_of(alone):
            serve(session, part, now)
        assert figures.report_of(session, None, 2570).joint == 0
        serve(session, parts[1], now + timedelta(days=1))
        report = figures.report_of(session, None, 2570)
    assert (report.opened, report.served, report.joint) == (3, 2, 1)
    assert dict(report.by_need) == {"packaging": 2, "credit": 1, "branding": 1}
    assert dict(report.by_status) == {"in_service": 2, "offered": 1}
    assert dict(report.by_province) == {"TH-93": 3}
    assert offered.status == "offered"


def test_the_second_report_decides_the_year_of_a_joint_referral(room_of_both: Room, now: datetime) -> None:
    with room_of_both.work() as session:
        both = open_case(session, matter(needs=[Need.CREDIT, Need.BRANDING]), None, Actor(Who.STAFF, 1), now)
        first, second = cases.handoffs_of(both)
        serve(session, first, now)
        serve(session, second, datetime.fromisoformat("2027-09-30T17:00:00+00:00"))
        assert figures.report_of(session, None, 2570).joint == 0
        assert figures.report_of(session, None, 2571).joint == 1
        assert figures.years(session, datetime.fromisoformat("2028-01-01T00:00:00+00:00")) == [2571, 2570]


def test_who_served_when_staff_closed_the_case_has_served_it(room_of_both: Room, now: datetime) -> None:
    """Their part is taken back with it; whoever was only asked, or whose owner called it off, has not served."""
    with room_of_both.work() as session:
        both = open_case(session, matter(needs=[Need.CREDIT, Need.BRANDING]), None, Actor(Who.STAFF, 1), now)
        asked = open_case(session, matter(), None, Actor(Who.STAFF, 1), now)
        called_off = open_case(session, matter(), None, Actor(Who.STAFF, 1), now)
        for part in (*cases.handoffs_of(both), *cases.handoffs_of(called_off)):
            serve(session, part, now)
        later = now + timedelta(days=1)
        closing.close(session, both, Resolution.RESOLVED, Actor(Who.STAFF, 1), later)
        closing.close(session, asked, Resolution.RESOLVED, Actor(Who.STAFF, 1), later)
        closing.withdraw(session, called_off, Actor(Who.STAFF, 1), later)
        report = figures.report_of(session, None, 2570)
    assert (report.closed, report.served, report.joint) == (3, 1, 1)


def test_baht_is_summed_by_kind_and_by_who_said_so_and_only_within_scope(room_of_both: Room, now: datetime) -> None:
    later = now + timedelta(days=2)
    with room_of_both.work() as session:
        for province in ("TH-93", "TH-50"):
            case = open_case(session, matter(province=province), None, Actor(Who.STAFF, 1), now)
            closing.close(session, case, Resolution.RESOLVED, Actor(Who.STAFF, 1), now)
            move = cases.last_case_move(session, case.id, "close")
            assert move is not None
            follow_ups.remember_once(session, case.id, None, move.id, "result_90", 1, now + timedelta(days=1))
            for low, high, said_by, at in (
                (200_000, 300_000, "owner", now),
                (7, 7, "provider", now),
                (50_000, None, "owner", later),
            ):
                row = OutcomeRow(case_id=case.id, kind="sales", baht_low=low, baht_high=high, said_by=said_by, at=at)
                closing.report_outcome(session, case, row, Actor(Who.OWNER), at)
        south = figures.report_of(session, {"TH-93"}, 2570)
        everywhere = figures.report_of(session, None, 2570)
        nobody = figures.report_of(session, frozenset(), 2570)
    assert [(one.said_by, one.low, one.high, one.answers, one.cases) for one in south.money] == [
        ("owner", 250_000, 350_000, 2, 1),
        ("provider", 7, 7, 1, 1),
    ]
    assert [one.low for one in everywhere.money] == [500_000, 14]
    assert (south.closed, south.resolved, everywhere.closed) == (1, 1, 2)
    assert (nobody.opened, nobody.money) == (0, [])


def test_a_second_answer_to_the_same_question_takes_the_place_of_the_first(room_of_both: Room, now: datetime) -> None:
    """The row stays in the case's history; the answer half a year later is one of its own."""
    with room_of_both.work() as session:
        case = open_case(session, matter(), None, Actor(Who.STAFF, 1), now)
        closing.close(session, case, Resolution.RESOLVED, Actor(Who.STAFF, 1), now)
        move = cases.last_case_move(session, case.id, "close")
        assert move is not None

        def ask(rule: str, days: int) -> None:
            follow_ups.remember_once(session, case.id, None, move.id, rule, 1, now + timedelta(days=days))

        def tell(kind: str, baht: int | None, days: int) -> list[int]:
            at = now + timedelta(days=days)
            row = OutcomeRow(case_id=case.id, kind=kind, baht_low=baht, baht_high=baht, said_by="owner", at=at)
            closing.report_outcome(session, case, row, Actor(Who.OWNER), at)
            return [one.low for one in figures.report_of(session, None, 2570).money]

        ask("result_90", 90)
        assert tell("sales", 200_000, 91) == [200_000]
        assert tell("sales", 250_000, 92) == [250_000]
        assert tell("loan", 70_000, 93) == [70_000, 250_000]
        ask("result_180", 180)
        assert tell("sales", 100_000, 181) == [70_000, 350_000]
        assert tell("none", None, 182) == [70_000, 250_000]
        assert len(cases.outcomes_of(session, case.id)) == 5


def test_a_result_that_nobody_had_asked_for_is_put_right_by_another_one(room_of_both: Room, now: datetime) -> None:
    """An officer who had typed one sum too many could never take it out of the report again."""
    with room_of_both.work() as session:
        case = open_case(session, matter(), None, Actor(Who.STAFF, 1), now)
        closing.close(session, case, Resolution.RESOLVED, Actor(Who.STAFF, 1), now)

        def tell(kind: str, baht: int | None, said_by: str = "owner") -> list[int]:
            row = OutcomeRow(case_id=case.id, kind=kind, baht_low=baht, baht_high=baht, said_by=said_by, at=now)
            closing.report_outcome(session, case, row, Actor(Who.STAFF, 1), now)
            return [one.low for one in figures.report_of(session, None, 2570).money]

        assert tell("sales", 500_000) == [500_000]
        assert tell("sales", 7, "provider") == [500_000, 7]
        assert tell("sales", 50_000) == [50_000, 7]
        assert tell("none", None) == [7]


def test_the_page_shows_numerator_period_and_rule(room_of_both: Room) -> None:
    with room_of_both.work() as session:
        case = open_case(session, matter(), None, Actor(Who.STAFF, 1), room_of_both.time.now)
        closing.close(session, case, Resolution.NOT_RESOLVED, Actor(Who.STAFF, 1), room_of_both.time.now)
    page = room_of_both.signed_in("all").get("/console/report/")
    for words in ("ปีงบประมาณ 2570 (1 ต.ค. 2569 – 30 ก.ย. 2570)", "สองหน่วยงานขึ้นไป", "/ 1", "ทั้งประเทศ"):
        assert words in page


def test_lists_of_what_waits_work_on_both_databases(room_of_both: Room, now: datetime) -> None:
    room = room_of_both
    with room.work() as session:
        case = open_case(session, matter(needs=[Need.CREDIT]), None, Actor(Who.STAFF, 1), now)
        held = waiting.held_cases(session, {"TH-93"})
        assert [row.id for row in held] == [case.id]
        assert [row.organisation.code for row in waiting.calls_to_make(session, {"TH-93"}, now)] == ["OFFICE"]
        assert waiting.calls_to_make(session, {"TH-50"}, now) == []
    page = room.signed_in("south")
    for path in ("/console/", "/console/cases/", "/console/chats/", "/console/directory/", "/console/cases/1"):
        page.get(path)
        assert page.status == 200, path
