"""From acceptance to the provider's last word: first contact, progress, finished or given up."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from casework import closing, correcting, history, holding, offers, teams
from casework.cards import service_buttons, taker
from casework.history import Actor
from casework.telling import (
    number_for,
    organisation_name,
    staff_talk_with_owner,
    takers_of,
    tell_owner,
    tell_provider,
)
from casework.withdrawing import ask_to_delete
from intake.questions import done_question
from intake.saying import Choice, Say, Tap, answers
from intents.replies import takes_back_end
from network import clocks
from network.cases import (
    CALLED_OFF,
    HOLDING,
    LIVE,
    STILL_WANTED,
    CaseStatus,
    HandoffStatus,
    Refused,
    Who,
    refuse_closed,
)
from network.facts import CaseFacts, HandoffFacts, Started
from storage import cases, facts, follow_ups, settings
from storage.tables import CaseRow, HandoffRow

NUMBER_SHOWN = "number_shown"
"""The note that a provider was asked whether this number is the wrong one."""

MISSED_CALL = "missed_call"
"""The note that the owner was told of a call that they did not answer."""

NOBODY_CAME = frozenset({"no_contact", "nobody_called", "done_without_contact"})
NO_NEWS = frozenset({"progress_silent", "ask_provider_by_telephone", "ask_progress_by_telephone"})
"""Why staff hold a case until someone speaks."""


def contact(session: Session, handoff: HandoffRow, by: Actor, now: datetime, word_of: Who | None = None) -> None:
    """Someone says that owner and provider have spoken; service begins. The owner's word confirms the provider's.

    `word_of` is who said so, where an officer notes it for them. Raises `Refused` when the organisation does not
    work on the case; the owner can confirm it also of a part that is done.
    """
    of_owner = (word_of or by.who) is Who.OWNER
    may_be_confirmed = of_owner and handoff.status == HandoffStatus.DONE and handoff.case.status != CaseStatus.CLOSED
    if handoff.status not in HOLDING and not may_be_confirmed:
        raise Refused("contact", handoff.status)
    if of_owner:
        handoff.confirmed_at = now
        settle(session, handoff, NOBODY_CAME | closing.ASKED_BY_TELEPHONE, by, now)
        follow_ups.answer_all(session, handoff.id, ("anyone_called",), "yes", now)
        closing.expect_no_answer(session, handoff.case, {"anyone_called": {handoff.id}}, now)
    else:
        handoff.contacted_at = now
        follow_ups.answer_all(session, handoff.id, ("first_contact_ask",), "yes", now)
    if handoff.status == HandoffStatus.ACCEPTED:
        history.move(session, handoff, "contact", by, now)
        offers.settle_acceptance(session, handoff.case, by, now)
    else:
        history.note_part(session, handoff, "contact_confirmed", by, now)
    handoff.next_look_at = now


def settle(session: Session, handoff: HandoffRow, settled: Collection[str], by: Actor, now: datetime) -> None:
    """News of one part; what staff have the case for because of another part, they keep it for."""
    case = handoff.case
    if not case.held_by_staff:
        return
    session.flush()
    known = facts.known_of(session, case, settings.calendar(session))
    others = [(row, its) for row, its in known if isinstance(row, HandoffRow) and row.id != handoff.id]
    left = {why for row, its in others if isinstance(its, HandoffFacts) for why in _waits_for(session, row, its, now)}
    if any(_is_open(its, "done", clocks.every_part_ended(its)) for _, its in known if isinstance(its, CaseFacts)):
        left |= closing.ASKED_BY_TELEPHONE
    holding.settle(session, case, set(settled) - left, by, now)


def _waits_for(session: Session, part: HandoffRow, its: HandoffFacts, now: datetime) -> Iterator[str]:
    """Why staff have a case because of this part, as long as nobody says anything of it."""
    said_no = part.confirmed_at is None and cases.last_move(session, part.id, "no_contact") is not None
    if said_no and part.status in HOLDING | {HandoffStatus.DONE}:
        yield from ("no_contact", "done_without_contact")
    called, serving = clocks.not_confirmed(its), clocks.in_service(its)
    if _is_open(its, "nobody_called", called):
        yield "nobody_called"
    if _is_open(its, "anyone_called", called):
        yield "ask_owner_by_telephone"
    if clocks.silent_about_progress(its) and _is_open(its, "progress_silent", serving):
        yield "progress_silent"
    asked = _is_open(its, "progress", serving) or _is_open(its, "first_contact_ask", clocks.not_contacted(its))
    if asked and not takers_of(session, part, now):
        yield from ("ask_provider_by_telephone", "ask_progress_by_telephone")


def is_asked_whether_contacted(session: Session, handoff: HandoffRow) -> bool:
    """Whether the provider was asked if they have called, and nobody has told."""
    known = facts.known_of(session, handoff.case, settings.calendar(session))
    asked = (its for row, its in known if row is handoff and isinstance(its, HandoffFacts))
    return any(_is_open(its, "first_contact_ask", clocks.not_contacted(its)) for its in asked)


def _is_open(its: HandoffFacts | CaseFacts, rule: str, since: Started | None) -> bool:
    """Whether time asked this, or told staff of it, and nobody has answered."""
    about = since.move_id if since else None
    return any((one.rule, one.move_id) == (rule, about) and one.answered_at is None for one in its.sent)


def report_refusal(session: Session, handoff: HandoffRow, words: str, by: Actor, now: datetime) -> None:
    """The owner was called, and told that it will not be done: that is no service, whatever the dates say.

    Raises `Refused` like `contact`.
    """
    contact(session, handoff, by, now)
    history.note_part(session, handoff, "refused_says_owner", by, now, words)
    holding.hold(session, handoff.case, "owner_says_refused", now)


def report_trouble(
    session: Session, handoff: HandoffRow, words: str, by: Actor, now: datetime, *, asked_to_pay: bool
) -> None:
    """The owner was called, and says that something is wrong: an officer reads what.

    Raises `Refused` like `contact`.
    """
    contact(session, handoff, by, now)
    history.note_part(session, handoff, "trouble_says_owner", by, now, words)
    holding.hold(session, handoff.case, "owner_asked_to_pay" if asked_to_pay else "owner_says_trouble", now)


def report_no_contact(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The owner says that nobody called: kept beside whatever the provider says, shown and chased.

    Raises `Refused` when the organisation has given its part up, or the case ended otherwise than by silence.
    """
    if handoff.status == HandoffStatus.DONE:
        _report_no_contact_before_the_end(session, handoff, by, now)
        return
    if handoff.status not in HOLDING:
        raise Refused("report_no_contact", handoff.status)
    case = handoff.case
    follow_ups.answer_all(session, handoff.id, ("anyone_called",), "no", now)
    said_before = cases.last_move(session, handoff.id, "no_contact") is not None
    history.note_part(session, handoff, "no_contact", by, now)
    settle(session, handoff, closing.ASKED_BY_TELEPHONE, by, now)
    if said_before and "no_contact" in holding.reasons(session, case):
        # Provider and staff are at it already.
        return
    chase = Say("chase.provider", {"number": number_for(session, handoff)}, buttons=_contacted(handoff))
    tell_provider(session, handoff, chase, now=now)
    holding.hold(session, case, "no_contact", now)


def _report_no_contact_before_the_end(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The provider says that the part is done, the owner that nobody called: officers find out which it is."""
    case = handoff.case
    if case.status == CaseStatus.CLOSED and not closing.closed_on_another_word(case):
        raise Refused("report_no_contact", case.status)
    follow_ups.answer_all(session, handoff.id, ("anyone_called",), "no", now)
    if case.status == CaseStatus.CLOSED:
        closing.object_to_end(session, case, by, now)
    history.note_part(session, handoff, "no_contact", by, now)
    settle(session, handoff, {"ask_owner_by_telephone"}, by, now)
    holding.hold(session, case, "done_without_contact", now)


def _contacted(handoff: HandoffRow) -> tuple[Choice, ...]:
    return (Choice("choice.service_contact", Tap("service", "contact", handoff.id)),)


def ask_about_number(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """Someone else answered at the owner's number. It is shown first: one tap by mistake would take it from the case.

    Raises `Refused` when the organisation does not work on the case, or there is no number.
    """
    shown = {"number": number_for(session, handoff), "phone": _number_at_hand(handoff)}
    history.note_part(session, handoff, NUMBER_SHOWN, by, now)
    sure = answers("service", "wrong_number_sure", about=handoff.id)
    tell_provider(session, handoff, Say("wrong_number.ask", shown, buttons=sure), now=now)


def report_wrong_number(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The number is taken out of the case, and the owner is asked for theirs. One that has changed since it was shown
    is shown first. Raises `Refused` as `ask_about_number` does.
    """
    case = handoff.case
    _number_at_hand(handoff)
    if not _was_shown(session, handoff):
        ask_about_number(session, handoff, by, now)
        return
    history.note_part(session, handoff, "wrong_number", by, now)
    correcting.correct(session, case, replace(correcting.Facts.of(case), phone=None), by, now)
    if tell_owner(session, case, _of_part("wrong_number.owner", handoff), now=now) is None:
        holding.hold(session, case, "wrong_number", now)


def _number_at_hand(handoff: HandoffRow) -> str:
    if handoff.status not in HOLDING or handoff.case.contact_phone is None:
        raise Refused("report_wrong_number", handoff.status)
    return handoff.case.contact_phone


def _was_shown(session: Session, handoff: HandoffRow) -> bool:
    """Whether the number is still the one that they were asked about."""
    shown = cases.last_move(session, handoff.id, NUMBER_SHOWN)
    return shown is not None and not any(
        move.id > shown.id and move.name == "correct" and "phone" in correcting.read_changes(move.why)
        for move in cases.moves_of(session, handoff.case_id)
    )


def tell_of_it(session: Session, handoff: HandoffRow, words: str, by: Actor, now: datetime) -> None:
    """The provider tells something of their part: kept with it, and whoever serves and tells of it is not silent."""
    history.note_part(session, handoff, "remark", by, now, words)
    if handoff.status in HOLDING and handoff.status != HandoffStatus.ACCEPTED:
        settle(session, handoff, NO_NEWS, by, now)
        follow_ups.answer_all(session, handoff.id, ("progress",), "yes", now)
        handoff.next_look_at = now


def tell_of_missed_call(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> bool:
    """The owner did not answer the telephone: once they read who called, and where to call back."""
    phone = taker(session, handoff)["phone"]
    untold = phone == "-" or staff_talk_with_owner(session, handoff.case)
    if untold or handoff.status != HandoffStatus.ACCEPTED or cases.last_move(session, handoff.id, MISSED_CALL):
        return False
    name = organisation_name(handoff.organisation)
    said = Say("missed_call.owner", {"number": handoff.case.number, "organisation": name, "phone": phone})
    if tell_owner(session, handoff.case, said, now=now) is None:
        return False
    history.note_part(session, handoff, MISSED_CALL, by, now)
    return True


def take_step_back(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """A provider says that what they tapped last was a mistake: officers ask what is so, as nothing can be undone."""
    name = organisation_name(handoff.organisation)
    holding.hold(session, handoff.case, "step_taken_back", now, organisation=name)


def tell_of_calling_off(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> bool:
    """A provider says that the owner does not want it any more: the owner, whose word decides, is asked once until
    they answer; by officers where the bot cannot ask.
    """
    case = handoff.case
    if _called_off(session, handoff):
        return False
    history.note_part(session, handoff, CALLED_OFF, by, now)
    handoff.next_look_at = now
    asked = replace(_of_part("ask.wanted", handoff), buttons=answers("wanted", "yes", "no", about=case.id))
    if staff_talk_with_owner(session, case) or tell_owner(session, case, asked, now=now, handoff=handoff) is None:
        holding.hold(session, case, "called_off", now)
    else:
        closing.expect(session, case, "wanted", now)
    return True


def tell_still_wanted(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """The owner wants it as before: whoever said otherwise hears it. Raises `Refused` when the case has ended."""
    refuse_closed(CaseStatus(case.status), STILL_WANTED)
    tell_owner(session, case, Say("wanted.noted", {"number": case.number}), now=now)
    holding.settle(session, case, {CALLED_OFF}, by, now)
    for handoff in cases.handoffs_of(case):
        if handoff.status in HOLDING and _called_off(session, handoff):
            history.note_part(session, handoff, STILL_WANTED, by, now)
            about = {"number": number_for(session, handoff)}
            said = Say("called_off.still_wanted", about, buttons=service_buttons(handoff))
            tell_provider(session, handoff, said, now=now)


def _called_off(session: Session, handoff: HandoffRow) -> bool:
    """Whether the provider has said so, and the owner nothing yet."""
    said, answered = (cases.last_move(session, handoff.id, name) for name in (CALLED_OFF, STILL_WANTED))
    return said is not None and (answered is None or answered.id < said.id)


def report_progress(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The provider says that the service goes on. Raises `Refused` when it has ended."""
    if handoff.status not in HOLDING:
        raise Refused("report_progress", handoff.status)
    if handoff.status == HandoffStatus.ACCEPTED:
        contact(session, handoff, by, now)
    settle(session, handoff, NO_NEWS, by, now)
    follow_ups.answer_all(session, handoff.id, ("progress",), "yes", now)
    history.note_part(session, handoff, "progress", by, now)
    handoff.next_look_at = now


def put_off(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The organisation puts its part off for a while; the owner is told, by an officer if they are not in LINE, and
    progress is asked for as before. Raises `Refused`.
    """
    history.move(session, handoff, "hold", by, now)
    settle(session, handoff, NO_NEWS, by, now)
    _tell_owner(session, _of_part("held.owner", handoff), handoff, offers.PUT_OFF, offers.TAKEN_UP, by, now)


def take_up(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The organisation goes on with its part. Raises `Refused`."""
    history.move(session, handoff, "resume", by, now)
    settle(session, handoff, NO_NEWS, by, now)
    _tell_owner(session, _of_part("resumed.owner", handoff), handoff, offers.TAKEN_UP, offers.PUT_OFF, by, now)


def _tell_owner(
    session: Session, said: Say, handoff: HandoffRow, news: str, undone: str, by: Actor, now: datetime
) -> None:
    """Whom LINE does not reach is told by an officer, unless that only undoes what they have not been told yet."""
    unheard = holding.settle(session, handoff.case, {undone}, by, now)
    if tell_owner(session, handoff.case, said, now=now) is None and not unheard:
        holding.keep(session, handoff.case, news, now)


def _of_part(key: str, handoff: HandoffRow) -> Say:
    return Say(key, {"number": handoff.case.number, "organisation": organisation_name(handoff.organisation)})


def finish(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """The provider says that their part is done; the owner is asked when all parts have ended. Raises `Refused`."""
    history.move(session, handoff, "finish", by, now)
    offers.settle_acceptance(session, handoff.case, by, now)
    settle(session, handoff, NO_NEWS, by, now)
    teams.name_a_lead(session, handoff.case, now)
    teams.tell_others(session, handoff, now)
    _ask_owner_when_all_ended(session, handoff, now)


def give_up(session: Session, handoff: HandoffRow, by: Actor, now: datetime, why: str | None = None) -> None:
    """The organisation cannot do its part after all; the next is looked for. Raises `Refused`."""
    history.move(session, handoff, "give_up", by, now, why)
    offers.settle_acceptance(session, handoff.case, by, now)
    if by.who is Who.STAFF:
        # Who gives up by a tap is asked in the answer to it.
        ask_to_delete(session, handoff, "given_up.by_staff", now)
    offers.look_further(session, handoff, now)
    teams.tell_others(session, handoff, now)
    if by.who is Who.PROVIDER:
        holding.hold(session, handoff.case, "given_up", now)


def explain(session: Session, handoff: HandoffRow, about: str, words: str, now: datetime) -> bool:
    """Why the organisation declined or gave up, or what it did, in its words. Raises `Refused` when it did not.

    True when they say that it is not done after all: officers look into it, and no silence closes the case.
    """
    if about == "decline" and handoff.status == HandoffStatus.DECLINED:
        handoff.decline_reason = words
        return False
    move = cases.last_move(session, handoff.id, about) if about in ("finish", "give_up") else None
    if move is None:
        raise Refused(about, handoff.status)
    move.why = words
    case = handoff.case
    if about != "finish" or case.status == CaseStatus.CLOSED or not takes_back_end(words):
        return False
    name = organisation_name(handoff.organisation)
    holding.hold(session, case, "finish_taken_back", now, organisation=name)
    return True


def tell_of_slip(session: Session, handoff: HandoffRow, about: str, words: str, by: Actor, now: datetime) -> bool:
    """Who was asked why they decline or give up says that it was a slip: that is no reason. Officers hear of it, and
    whoever was asked meanwhile keeps the case. Raises `Refused` when it has ended.

    True when others were asked for all of it.
    """
    case = handoff.case
    refuse_closed(CaseStatus(case.status), about)
    history.note_part(session, handoff, "remark", by, now, words)
    name = organisation_name(handoff.organisation)
    declined = about == "decline"
    holding.hold(session, case, "decline_taken_back" if declined else "give_up_taken_back", now, organisation=name)
    return not cases.open_needs(case, cases.handoffs_of(case)).intersection(handoff.needs)


def _ask_owner_when_all_ended(session: Session, handoff: HandoffRow, now: datetime) -> None:
    case = handoff.case
    parts = cases.handoffs_of(case)
    if any(part.status in LIVE for part in parts) or cases.open_needs(case, parts):
        return
    if staff_talk_with_owner(session, case):
        # Time asks once they have given the chat back.
        return
    move = cases.last_move(session, handoff.id, "finish")
    if move is None:
        return
    asked = follow_ups.remember_once(session, case.id, handoff.id, move.id, "done", 1, now)
    if asked is None:
        return
    if tell_owner(session, case, done_question(case.id, case.number), now=now, follow_up_id=asked) is None:
        holding.hold(session, case, "confirm_by_telephone", now)
    else:
        closing.expect(session, case, "done", now)
