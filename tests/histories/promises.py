"""What must hold after every step of every history, one function for each promise; each raises AssertionError."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import figures
from intake.steps import INTAKE_NAMES
from network.cases import CaseStatus, HandoffStatus, Resolution, Role, Who, status_of
from network.deadlines import Rules
from network.rules import Does
from storage.cases import ABOUT_DELETING
from storage.tables import Base, FollowUpRow, HandoffRow, OutcomeRow
from tests.histories.line import REFUSAL
from tests.histories.people import identifying
from tests.histories.recount import Recount, Told, recount
from tests.histories.standing import Case, Standing
from tests.histories.trail import Telling, Trail, moves_a_part

FARTHEST = timedelta(days=31)
"""No open case is left alone for longer: the longest wait of any rule is two weeks, with holidays three."""

QUESTIONS = tuple(rule for rule in Rules().every() if rule.does is Does.ASK)

BY_STAFF = "staff"
"""The ring of whoever an officer asked besides."""


# --- no case without a next moment or an owner ----------------------------------------------------------------


def every_open_case_has_a_next_moment(stands: Standing, _trail: Trail, now: datetime) -> None:
    """The clock looks at it again, and not in some far future."""
    for case in stands.open_cases:
        moments = [one.next_look_at for one in (case, *stands.living(case)) if one.next_look_at is not None]
        assert moments, f"{_name(case)} is never looked at again"
        assert min(moments) <= now + FARTHEST, f"{_name(case)} is looked at in {min(moments)}"


def every_open_case_has_somebody(stands: Standing, trail: Trail, _now: datetime) -> None:
    """An organisation, an officer, or its owner, who is (or is to be) asked whether it is done. Officers can let a
    case go and have an hour to do something else with it; then the clock brings it back to them.
    """
    for case in stands.open_cases:
        is_over = any(part.status == HandoffStatus.DONE for part in stands.parts[case.id])
        left = stands.needs[case.id] - stands.covered(case)
        asked = [row for row in stands.asked(case, "done") if row.move_id > trail.opened_by(case.id)]
        waits_for_owner = is_over and not left and not (asked and asked[-1].answered_at)
        has_somebody = stands.living(case) or case.held_by_staff or waits_for_owner
        assert has_somebody or trail.last_by(case.id) == Who.STAFF, f"{_name(case)} is nobody's"


def every_need_has_somebody(stands: Standing, trail: Trail, _now: datetime) -> None:
    """Whatever of a case nobody does is in staff's hands, unless an officer has decided otherwise."""
    for case in stands.open_cases:
        left = stands.needs[case.id] - stands.covered(case) - trail.let_go[case.id]
        assert case.held_by_staff or not left, f"{_name(case)}: nobody looks after {sorted(left)}"


def every_offer_is_with_somebody(stands: Standing, trail: Trail, _now: datetime) -> None:
    """Someone of the organisation was sent it, or officers have it to call them."""
    for case in stands.open_cases:
        offered = [part.id for part in stands.living(case) if part.status == HandoffStatus.OFFERED]
        unsent = set(offered) - trail.told_of
        assert case.held_by_staff or not unsent, f"{_name(case)}: nobody knows of the offers {unsent}"


def no_chat_is_left_waiting(stands: Standing, _trail: Trail, _now: datetime) -> None:
    """Who waits for a person, talks with one, or tells a matter, is looked at again."""
    for chat in stands.chats:
        waits = chat.wants_person_since or chat.paused_since or chat.step in INTAKE_NAMES
        assert chat.next_look_at or not waits, f"chat {chat.person_id} waits ({chat.step}) and is never looked at"


def nothing_fails(stands: Standing, _trail: Trail, _now: datetime) -> None:
    """Every event gets its turn, every message has its words; only LINE refuses some."""
    failures = [why for why in stands.failures if why != REFUSAL]
    assert not failures, failures


# --- never two sole holders -----------------------------------------------------------------------------------


def a_case_has_one_lead(stands: Standing, _trail: Trail, _now: datetime) -> None:
    """Whenever anyone serves a need of it; resources that were drawn in serve the parts of others."""
    for case in stands.open_cases:
        serving = [part for part in stands.living(case) if part.kind is None]
        leads = [part for part in stands.living(case) if part.role == Role.LEAD]
        assert len(leads) == (1 if serving else 0), f"{_name(case)} has {len(leads)} leads"


def no_need_is_with_two(stands: Standing, _trail: Trail, _now: datetime) -> None:
    """Only an officer asks a second organisation for the same."""
    for case in stands.open_cases:
        taken = [need for part in stands.living(case) if part.ring != BY_STAFF for need in part.needs]
        assert len(taken) == len(set(taken)), f"{_name(case)}: {sorted(taken)}"


def a_part_is_taken_once(_stands: Standing, trail: Trail, _now: datetime) -> None:
    taken = [move.handoff_id for move in trail.moves if move.name == "accept"]
    assert len(taken) == len(set(taken)), f"taken twice: {taken}"


# --- what the rows say is what happened -----------------------------------------------------------------------


def every_status_follows_from_the_trail(stands: Standing, trail: Trail, _now: datetime) -> None:
    """A part stands where its last move brought it, a case where its parts are."""
    last = {move.handoff_id: move.target for move in trail.moves if move.handoff_id and moves_a_part(move)}
    for case in stands.cases:
        for part in stands.parts[case.id]:
            assert part.status == last[part.id], f"part {part.id} is {part.status}, its trail says {last[part.id]}"
        derived = status_of(HandoffStatus(part.status) for part in stands.parts[case.id])
        assert case.status in (derived, CaseStatus.CLOSED), f"{_name(case)} should be {derived}"


def nothing_goes_on_in_a_closed_case(stands: Standing, _trail: Trail, _now: datetime) -> None:
    for case in stands.cases:
        if case.status == CaseStatus.CLOSED:
            assert not stands.living(case), f"{_name(case)} is closed, and somebody still works on it"


def whoever_closed_a_case_could(stands: Standing, _trail: Trail, _now: datetime) -> None:
    """Success is said by the owner or an officer, or by a provider whose word the owner left for a week."""
    for case in stands.closed_cases:
        if case.resolution == Resolution.RESOLVED and case.resolved_by_word_of in (Who.CLOCK, Who.OWNER):
            assert any(part.status == HandoffStatus.DONE for part in stands.parts[case.id]), (
                f"{_name(case)}: by whom?"
            )
        if case.resolved_by_word_of == Who.CLOCK:
            last = stands.asked(case, "done")[-1]
            asked = [row for row in stands.asked(case, "done") if row.move_id == last.move_id]
            # Who objects months later is heard, and the case stays closed.
            in_time = [row for row in asked if row.answered_at and row.answered_at <= case.closed_at]
            assert not in_time, f"{_name(case)}: the owner had answered"
            assert case.closed_at - asked[0].at >= timedelta(days=7), f"{_name(case)}: too soon"


# --- nobody is told anything twice ----------------------------------------------------------------------------


def nobody_is_told_twice(stands: Standing, trail: Trail, _now: datetime) -> None:
    """The same words about the same thing go to the same person again only because something new has happened."""
    told: dict[tuple[object, ...], list[Telling]] = defaultdict(list)
    for telling in trail.tellings:
        if telling.message_id not in stands.cancelled:
            about = telling.case_id, telling.handoff_id
            told[telling.person_id, about, telling.content].append(telling)
    for times in told.values():
        for before, after in pairwise(times):
            fresh = after.at > before.at and (after.has_news or after.case_id is None)
            assert fresh, f"person {after.person_id} was told twice: {after.content}"
    assert not trail.said_twice, trail.said_twice


def nobody_is_asked_more_often_than_the_rules_say(stands: Standing, _trail: Trail, _now: datetime) -> None:
    for rule in QUESTIONS:
        asked = Counter(row.move_id for row in stands.follow_ups if row.rule == rule.name)
        most = max(asked.values(), default=0)
        assert rule.at_most is None or most <= rule.at_most, f"{rule.name}: {most} times"


def nobody_is_disturbed_at_night(_stands: Standing, trail: Trail, _now: datetime) -> None:
    """What nobody has just asked for goes out when pushes may."""
    assert all(telling.keeps_hours for telling in trail.tellings), "owed at night"


def a_question_of_time_reaches_each_once(stands: Standing, trail: Trail, _now: datetime) -> None:
    asked = [
        (telling.person_id, telling.follow_up_id, telling.content)
        for telling in trail.tellings
        if telling.follow_up_id is not None and telling.message_id not in stands.cancelled
    ]
    assert len(asked) == len(set(asked)), "asked twice"


# --- nobody is shown whose contact they may not see -----------------------------------------------------------


def no_contact_is_shown_too_early_or_too_late(_stands: Standing, trail: Trail, _now: datetime) -> None:
    """Only who has accepted, and only as long as the part is theirs, is sent a name or a number."""
    assert not trail.leaks, trail.leaks


def who_lost_a_case_is_to_delete_what_they_know(stands: Standing, trail: Trail, _now: datetime) -> None:
    """Whoever had accepted is told in LINE, or an officer has to tell them; a tap that gives up is answered so. Who
    works on another part is not, until that ends, too.

    Who finished a part keeps what they know of it, unless its owner wants none of it any more.
    """
    accepted = {move.handoff_id for move in trail.moves if move.name == "accept"}
    told = {move.handoff_id for move in trail.moves if move.name in ABOUT_DELETING}
    ended = {move.handoff_id: move for move in trail.moves if move.handoff_id and moves_a_part(move)}
    for case in stands.cases:
        for part in stands.parts[case.id]:
            lost = part.status in (HandoffStatus.WITHDRAWN, HandoffStatus.NOT_DONE) or (
                part.status == HandoffStatus.DONE and case.resolution == Resolution.WITHDRAWN
            )
            by_tap = part.status == HandoffStatus.NOT_DONE and ended[part.id].by == Who.PROVIDER
            is_told = part.id in told or by_tap or part.id not in accepted
            assert is_told or not lost, f"{_name(case)}: who had part {part.id} is not told to delete"


def who_was_forgotten_is_gone(session: Session, trail: Trail) -> None:
    """Their number stands nowhere any more, in nobody's words and in no transcript."""
    for table in Base.metadata.sorted_tables if trail.forgotten else ():
        for row in session.execute(select(table)):
            left = trail.forgotten & identifying(str(tuple(row)))
            assert not left, f"{left} still stand in {table.name}: {row}"


EVERY_STEP = (
    every_open_case_has_a_next_moment,
    every_open_case_has_somebody,
    every_need_has_somebody,
    every_offer_is_with_somebody,
    no_chat_is_left_waiting,
    nothing_fails,
    a_case_has_one_lead,
    no_need_is_with_two,
    a_part_is_taken_once,
    every_status_follows_from_the_trail,
    nothing_goes_on_in_a_closed_case,
    whoever_closed_a_case_could,
    nobody_is_told_twice,
    nobody_is_asked_more_often_than_the_rules_say,
    nobody_is_disturbed_at_night,
    a_question_of_time_reaches_each_once,
    no_contact_is_shown_too_early_or_too_late,
    who_lost_a_case_is_to_delete_what_they_know,
)


def nothing_is_overdue(stands: Standing, now: datetime) -> None:
    """After the clock job: whatever was due is done, so that the clock never turns on the spot. What was told just
    now is looked at once more, since deadlines count from there.
    """
    looks = [one.next_look_at for case in stands.cases for one in (case, *stands.parts[case.id])]
    chats = [chat.next_look_at for chat in stands.chats]
    waiting = [at for at in (*looks, *chats, *stands.owed_since) if at is not None]
    assert all(at >= now for at in waiting), f"overdue at {now}: {sorted(waiting)[:3]}"


def every_report_is_the_trail_counted(session: Session, trail: Trail, now: datetime) -> None:
    """Of every fiscal year that a history has reached."""
    organisation_of = dict(session.execute(select(HandoffRow.id, HandoffRow.organisation_id)).all())
    told = [_told(session, row) for row in session.scalars(select(OutcomeRow).order_by(OutcomeRow.id))]
    for year in figures.years(session, now):
        report = figures.report_of(session, None, year)
        _report_is(report, recount(trail.moves, told, organisation_of, report.period.begin, report.period.end))


def _told(session: Session, row: OutcomeRow) -> Told:
    put = select(FollowUpRow.move_id, FollowUpRow.rule).where(
        FollowUpRow.case_id == row.case_id,
        FollowUpRow.rule.in_(("result_90", "result_180")),
        FollowUpRow.nth == 1,
        FollowUpRow.at <= row.at,
    )
    question = session.execute(put.order_by(FollowUpRow.id.desc()).limit(1)).first()
    about = (question.move_id, question.rule) if question else None
    least = min((baht for baht in (row.baht_low, row.baht_high) if baht is not None), default=None)
    return Told(row.case_id, row.said_by, row.kind, least, row.at, about)


def _report_is(report: figures.Report, counted: Recount) -> None:
    said = Recount(
        opened=report.opened,
        closed=report.closed,
        resolved=report.resolved,
        by_word=report.by_word,
        by_status=dict(report.by_status),
        by_resolution=dict(report.by_resolution),
        served=report.served,
        joint=report.joint,
        baht=sum(one.low for one in report.money),
    )
    assert said == counted, f"{report.period.year}: the report says {said}, the trail {counted}"


def _name(case: Case) -> str:
    return f"case {case.number} ({case.status}, {case.resolution or case.held_why or 'in nobody’s hands'})"
