"""How a case ends, and what is asked afterwards: was it done, how satisfied, what came of it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework import adding, history, holding
from casework.history import Actor
from casework.telling import owner_of, staff_talk_with_owner, tell_owner
from casework.withdrawing import CANCELLED, CLOSED, have_finished_ones_deleted, who_deletes, withdraw_all
from intake.conversation import Answers, Conversation
from intake.questions import ask
from intake.saying import Say
from intake.steps import INTAKE_NAMES
from intake.taps import UNHAPPY
from network.cases import (
    CASE_MOVES,
    LIVE,
    REOPEN_WITHIN_DAYS,
    CaseStatus,
    HandoffStatus,
    Refused,
    Resolution,
    Who,
    allowed,
)
from network.clocks import AFTER_SERVICE
from storage import cases, follow_ups, people, situations
from storage.tables import CaseRow, ConversationRow, MoveRow, OutcomeRow, PersonRow

RESULT_RULES = ("result_90", "result_180")

DONE_AFTER_ALL = "done_says_owner"
"""The move by which an owner confirms what was closed without their answer."""

ASKED_BY_TELEPHONE = frozenset({"ask_owner_by_telephone", "confirm_by_telephone", "ask_result_by_telephone"})
"""Why staff hold a case until an owner without LINE has been asked."""


BUSY = INTAKE_NAMES | {"erase", "withdraw", "amount", "change", "comment"}
"""Steps in which the owner is doing something: a question that time brought does not take it from them."""

FOR_A_WORD = timedelta(days=1)
"""So long a word besides the score is waited for: what answers "what came of it?" months later would pass for it."""


def on_card(question: Say) -> Say:
    """The question with buttons that stay: what time asks is often answered days and messages later."""
    return replace(question, buttons=question.choices, choices=())


OUTLASTS_THE_CASE = frozenset({"owner_asked_to_pay"})
"""What staff look into though the owner is content or wants it no more, unless they end it themselves."""


def expect(
    session: Session, case: CaseRow, step: str, now: datetime, about: int | None = None, words: str | None = None
) -> None:
    """Let a typed answer count, too; the newest question wins, but waits for what the owner is busy with.

    `words` are what they wrote already, where it is only asked of which case.
    """
    owner = owner_of(session, case)
    if owner is None:
        return
    row = people.conversation_of(session, owner, now)
    asked = Conversation(step, Answers(words, about=case.id if about is None else about))
    waiting = situations.to_conversation(row)
    if waiting.step == "same":
        asked = _in_place_of_same(session, owner, case, waiting, asked, now)
    elif waiting.before is not None or (waiting.step in BUSY and not _is_over(waiting, row, case, now)):
        asked = replace(waiting, newer=asked)
    row.step, row.answers, row.unclear = asked.step, asked.to_plain(), asked.unclear


def _is_over(waiting: Conversation, row: ConversationRow, case: CaseRow, now: datetime) -> bool:
    """Whether the word that is waited for will not come any more, or what was to be put right has ended."""
    if waiting.step == "change":
        return waiting.answers.about == case.id and case.status == CaseStatus.CLOSED
    wrote = row.person_wrote_at
    return waiting.step == "comment" and wrote is not None and now - wrote > FOR_A_WORD


def _in_place_of_same(
    session: Session, owner: PersonRow, of: CaseRow, waiting: Conversation, asked: Conversation, now: datetime
) -> Conversation:
    """Words that tell a matter wait to be one; others belong to the one case that is open, or to none."""
    told = waiting.answers
    going_on = [case for case in cases.cases_of_person(session, owner.id) if case.status != CaseStatus.CLOSED]
    if told.needs or told.ask:
        may_be_it = any(told.about in (None, case.id) for case in going_on)
        return replace(waiting, newer=asked) if may_be_it else replace(asked, before=replace(waiting, newer=None))
    if len(going_on) == 1 and told.text:
        locked = cases.locked_case(session, going_on[0].id) if going_on[0] is not of else of
        if locked is not None:
            adding.tell_more(session, locked, told.text, told.message_ids, now)
    return replace(asked, before=waiting.before, later=waiting.later)


def expect_no_more(session: Session, case: CaseRow, step: str, now: datetime) -> None:
    """The question has lost its reason: it is not put any more, and what is typed from now on is no answer to it."""
    follow_ups.call_off(session, case.id, now, step)
    expect_no_answer(session, case, {step: {case.id}}, now)


def expect_no_answer(session: Session, case: CaseRow, over: Mapping[str, Collection[int]], now: datetime) -> None:
    """What is typed now answers none of these questions any more: by the step, the cases or parts they were about."""
    owner = owner_of(session, case)
    if owner is None:
        return
    row = people.conversation_of(session, owner, now)
    waiting = situations.to_conversation(row)
    if waiting.newer is not None and _asks(waiting.newer, over):
        waiting = replace(waiting, newer=None)
    if _asks(waiting, over):
        waiting = waiting.newer or Conversation()
    row.step, row.answers, row.unclear = waiting.step, waiting.to_plain(), waiting.unclear


def _asks(conversation: Conversation, over: Mapping[str, Collection[int]]) -> bool:
    return conversation.answers.about in over.get(conversation.step or "", ())


def say_whether_done(
    session: Session, case: CaseRow, done: bool, by: Actor, now: datetime, score: int | None = None
) -> None:
    """The owner's word on what the provider reported, in LINE or to an officer on the telephone; whoever gives points
    in the same breath is not asked for them.

    Raises `Refused` when nobody has reported an end, or an organisation has been asked or has begun anew since.
    """
    if closed_on_another_word(case) or (closed_on_own_word(case) and not done):
        _say_after_the_end(session, case, done, by, now)
        return
    states = cases.statuses_of(cases.handoffs_of(case))
    if case.status == CaseStatus.CLOSED or HandoffStatus.DONE not in states or LIVE.intersection(states):
        raise Refused("say_whether_done", case.status)
    follow_ups.answer_of_case(session, case.id, ("done",), "yes" if done else "no", now)
    if done:
        case.satisfaction = score
        close(session, case, Resolution.RESOLVED, by, now, word_of=Who.OWNER)
        if score is not None:
            rate(session, case, score, by, now)
        return
    holding.settle(session, case, ASKED_BY_TELEPHONE, by, now)
    _look_into(session, case, by, now)


def closed_on_another_word(case: CaseRow) -> bool:
    """Whether the owner was silent, so that the provider's word closed the case."""
    return case.status == CaseStatus.CLOSED and case.resolved_by_word_of == Who.CLOCK


def closed_on_own_word(case: CaseRow) -> bool:
    """Whether the owner said that it was done."""
    is_resolved = case.status == CaseStatus.CLOSED and case.resolution == Resolution.RESOLVED
    return is_resolved and case.resolved_by_word_of == Who.OWNER


def _say_after_the_end(session: Session, case: CaseRow, done: bool, by: Actor, now: datetime) -> None:
    """What the owner says last counts, and not the silence or the button tapped by mistake before it."""
    follow_ups.answer_of_case(session, case.id, ("done",), "yes" if done else "no", now)
    if done:
        history.note(session, case, DONE_AFTER_ALL, case.resolution or "", by, now)
        case.resolved_by_word_of = Who.OWNER
        tell_owner(session, case, Say("done.after_all", {"number": case.number}), now=now)
        return
    object_to_end(session, case, by, now)
    _look_into(session, case, by, now)


def _look_into(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """The owner says that it is not done."""
    history.note(session, case, "not_done_says_owner", case.status, by, now)
    holding.hold(session, case, "owner_says_not_done", now)
    tell_owner(session, case, Say("done.no", {"number": case.number}), now=now)


def object_to_end(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """Take up again what the owner says was not done; what ended too long ago stays closed, with staff."""
    if may_be_reopened(case, now):
        _open_again(session, case, by, now)


def close(
    session: Session,
    case: CaseRow,
    resolution: Resolution,
    by: Actor,
    now: datetime,
    why: str | None = None,
    *,
    word_of: Who | None = None,
) -> None:
    """End a case; what is still offered is taken back, and the owner is asked how it was, or told why it ended.

    `word_of` is on whose word, where that is not who does it. Raises `Refused`.
    """
    since = cases.moves_of(session, case.id)[-1].id
    closed = end(session, case, resolution, by, now, why, word_of=word_of)
    if resolution in AFTER_SERVICE:
        session.flush()
        _ask_satisfaction(session, case, closed, now)
        return
    left_to_staff = who_deletes(session, case.id, since) == "by_staff"
    tell_owner(session, case, _why_it_ended(case, left_to_staff), now=now)


def end(
    session: Session,
    case: CaseRow,
    resolution: Resolution,
    by: Actor,
    now: datetime,
    why: str | None = None,
    *,
    word_of: Who | None = None,
) -> MoveRow:
    """End a case without a word to its owner. Raises `Refused`."""
    allowed(CASE_MOVES, "close", CaseStatus(case.status), by.who)
    parts = cases.handoffs_of(case)
    if resolution is Resolution.WITHDRAWN:
        withdraw_all(session, parts, by, now, words=CANCELLED)
        have_finished_ones_deleted(session, parts, CANCELLED.to_holder, now)
    else:
        withdraw_all(session, parts, by, now, words=CLOSED)
    _let_go(session, case, by, now)
    follow_ups.call_off(session, case.id, now)
    expect_no_answer(session, case, _asked_while_it_goes_on(session, case), now)
    closed = history.note(session, case, "close", resolution, by, now, why)
    case.status, case.closed_at = CaseStatus.CLOSED, now
    case.resolution, case.resolved_by_word_of = resolution, word_of or by.who
    return closed


def _asked_while_it_goes_on(session: Session, case: CaseRow) -> dict[str, set[int]]:
    """What an owner is asked of a case: about it, about its parts, about the moves by which organisations asked."""
    parts = cases.handoffs_of(case)
    questions = [cases.open_question(session, part.id) for part in parts]
    return {
        "done": {case.id},
        "wanted": {case.id},
        "anyone_called": {part.id for part in parts},
        "question": {row.id for row in questions if row is not None},
    }


def _let_go(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    if by.who is Who.STAFF:
        holding.release(session, case, by, now)
        return
    settled = [why for why in holding.reasons(session, case) if why not in OUTLASTS_THE_CASE]
    holding.settle(session, case, settled, by, now)


def _why_it_ended(case: CaseRow, left_to_staff: bool) -> Say:
    """Nobody is asked how they liked what was not done: they hear why, and where to turn."""
    key = "withdrawn.owner_by_staff" if left_to_staff else "withdrawn.owner"
    if case.resolution == Resolution.UNREACHABLE:
        key = "closed.unreachable"
    elif case.resolution == Resolution.NOT_OURS:
        key = "closed.not_ours"
    return Say(key, {"number": case.number})


def _ask_satisfaction(session: Session, case: CaseRow, closed: MoveRow, now: datetime) -> None:
    told = Say("closed.by_silence" if closed.by == Who.CLOCK else "closed.owner", {"number": case.number})
    if staff_talk_with_owner(session, case):
        # Time asks once they have given the chat back.
        tell_owner(session, case, told, now=now)
        return
    asked = follow_ups.remember_once(session, case.id, None, closed.id, "satisfaction", 1, now)
    if asked is None:
        return
    step = "satisfaction" if case.satisfaction is None else "comment"
    question = on_card(ask(step, Answers(about=case.id)))
    sorry = (Say("rated.sorry"),) if case.satisfaction is not None and case.satisfaction <= UNHAPPY else ()
    if tell_owner(session, case, told, *sorry, question, now=now, follow_up_id=asked):
        expect(session, case, step, now)
    elif owner_of(session, case) is None and case.contact_phone:
        holding.hold(session, case, "ask_satisfaction_by_telephone", now)


def comment(case: CaseRow, words: str | None) -> None:
    """What the owner says besides the points."""
    case.satisfaction_word = words


def may_be_rated(case: CaseRow) -> bool:
    """Whether a service came to its end, for better or worse."""
    return case.status == CaseStatus.CLOSED and case.resolution in AFTER_SERVICE


def rate(session: Session, case: CaseRow, score: int, by: Actor, now: datetime) -> None:
    """Satisfaction from 1 to 5; the unhappy go to a person. Raises `Refused` where no service came to its end."""
    if not may_be_rated(case):
        raise Refused("rate", case.status)
    case.satisfaction = score
    _count_as_asked(session, case, now)
    follow_ups.answer_of_case(session, case.id, ("satisfaction",), str(score), now)
    history.note(session, case, "rate", case.status, by, now, str(score))
    holding.settle(session, case, {"ask_satisfaction_by_telephone"}, by, now)
    if score <= UNHAPPY:
        hold = holding.keep if _were_unhappy(session, case) else holding.hold
        hold(session, case, "unhappy", now)
    else:
        # The wrong button was tapped before.
        holding.settle(session, case, {"unhappy"}, by, now)


def _count_as_asked(session: Session, case: CaseRow, now: datetime) -> None:
    """Points that are told before anybody asked for them, as to an officer in the chat, are not asked for later."""
    closed = cases.last_case_move(session, case.id, "close")
    if closed is not None:
        follow_ups.remember_once(session, case.id, None, closed.id, "satisfaction", 1, now)


def _were_unhappy(session: Session, case: CaseRow) -> bool:
    """Whether staff have heard so since it was closed: the owner taps to and fro."""
    session.flush()
    since: list[MoveRow] = []
    for move in cases.moves_of(session, case.id):
        since = [] if move.name == "close" else [*since, move]
    return any(move.name == "hold_for_staff" and move.why == "unhappy" for move in since)


def report_outcome(session: Session, case: CaseRow, outcome: OutcomeRow, by: Actor, now: datetime) -> None:
    """What the service brought, as someone says it. Raises `Refused` while the case is open."""
    if case.status != CaseStatus.CLOSED:
        raise Refused("report_outcome", case.status)
    session.add(outcome)
    follow_ups.answer_of_case(session, case.id, RESULT_RULES, outcome.kind, now)
    holding.settle(session, case, ASKED_BY_TELEPHONE, by, now)
    history.look_again(case, now)


def withdraw(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """The owner no longer needs it: providers are told to delete what they were given. Raises `Refused`."""
    close(session, case, Resolution.WITHDRAWN, by, now)


def reopen(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """Take up a closed case again within 90 days, unless its owner was erased. Raises `Refused` otherwise."""
    if not may_be_reopened(case, now):
        raise Refused("reopen", case.status)
    _open_again(session, case, by, now)
    holding.hold(session, case, "reopened", now)
    tell_owner(session, case, Say("reopened.owner", {"number": case.number}), now=now)


def may_be_reopened(case: CaseRow, now: datetime) -> bool:
    """Whether it was closed within the last 90 days, and there is somebody left to help."""
    is_recent = case.closed_at is not None and now - case.closed_at <= timedelta(days=REOPEN_WITHIN_DAYS)
    return is_recent and case.holds_anything


def _open_again(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    allowed(CASE_MOVES, "reopen", CaseStatus(case.status), by.who)
    history.note(session, case, "reopen", CaseStatus.OPEN, by, now)
    case.status, case.closed_at, case.satisfaction = CaseStatus.OPEN, None, None
    case.resolution, case.resolved_by_word_of = None, None
    history.follow_handoffs(case)
    # A figure typed now would be no answer to that.
    expect_no_more(session, case, "satisfaction", now)
