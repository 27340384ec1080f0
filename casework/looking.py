"""What time brings to a case: the clock looks, the facts decide, each thing is done once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from casework import chats, closing, holding, offers, questions, upcoming
from casework.cards import OFFER_CHOICES, service_buttons
from casework.history import CLOCK
from casework.rules import rules_of
from casework.telling import (
    number_for,
    organisation_name,
    staff_talk_with_owner,
    tell_owner,
    tell_provider,
    tell_staff,
)
from intake.conversation import Answers
from intake.questions import ask, done_question
from intake.saying import Say, answers
from network import wording
from network.cases import Refused, Resolution
from network.clocks import question_untold
from network.deadlines import Due, due, next_look_at
from network.facts import CaseFacts
from network.rules import Does, Whom
from network.wording import Meant
from storage import cases, facts, follow_ups, settings
from storage.tables import CaseRow, ConversationRow, HandoffRow, PersonRow

UNTOLD = frozenset({"question_untold"})
"""Why staff have a case until LINE takes what is to be asked."""


def look_at_case(session: Session, case_id: int, now: datetime) -> int:
    """Do whatever is due about one case and note when to look next; the number of things done."""
    case = cases.locked_case(session, case_id)
    if case is None:
        return 0
    rules = rules_of(session)
    calendar = settings.calendar(session)
    known = facts.known_of(session, case, calendar)
    ready = [one for _, its in known for one in due(its, rules, calendar, now)]
    talks = any(map(_waits_for_owner, ready)) and staff_talk_with_owner(session, case)
    if talks:
        ready = [one for one in ready if not _waits_for_owner(one)]
    done = sum(_do(session, case, one, now) for one in ready)
    waits = any(question_untold(its) for _, its in known if isinstance(its, CaseFacts))
    settled = not waits and holding.settle(session, case, UNTOLD, CLOCK, now)
    if ready or settled:
        known = facts.known_of(session, case, calendar)
    for row, its in known:
        at = next_look_at(its, rules, calendar)
        row.next_look_at = now + chats.AN_HOUR if talks and at is not None and at <= now else at
    return done


def _waits_for_owner(one: Due) -> bool:
    """What asks the owner something, or takes their silence for an answer."""
    return one.rule.does in (Does.ASK, Does.CLOSE) and one.rule.whom is Whom.OWNER


def _do(session: Session, case: CaseRow, one: Due, now: datetime) -> bool:
    """Do one due thing unless it was done before, or an earlier one of this look has made it void."""
    if one.move_id is None:
        return False
    handoff = session.get(HandoffRow, one.handoff_id) if one.handoff_id else None
    asked = follow_ups.remember_once(session, case.id, one.handoff_id, one.move_id, one.rule.name, one.nth, now)
    if asked is None:
        return False
    try:
        _DO[one.rule.does](session, case, handoff, one, asked, now)
    except Refused:
        return False
    return True


Doing = Callable[[Session, CaseRow, HandoffRow | None, Due, int, datetime], None]


def _ask(
    session: Session, case: CaseRow, handoff: HandoffRow | None, one: Due, follow_up: int, now: datetime
) -> None:
    """Put a question; who cannot be reached in LINE is asked by an officer on the telephone."""
    question = _question(session, case, handoff, one)
    if one.rule.whom is Whom.PROVIDER and handoff is not None:
        if not tell_provider(session, handoff, question, now=now, follow_up_id=follow_up):
            holding.hold(session, case, BY_TELEPHONE[one.rule.name], now)
        return
    if tell_owner(session, case, question, now=now, handoff=handoff, follow_up_id=follow_up) is None:
        holding.hold(session, case, BY_TELEPHONE[one.rule.name], now)
        return
    step = STEP_OF_RULE[one.rule.name]
    closing.expect(session, case, step, now, about=handoff.id if handoff else case.id)


STEP_OF_RULE = {
    "anyone_called": "anyone_called",
    "done": "done",
    "satisfaction": "satisfaction",
    "result_90": "result",
    "result_180": "result",
}


BY_TELEPHONE = {
    "first_contact_ask": "ask_provider_by_telephone",
    "progress": "ask_progress_by_telephone",
    "anyone_called": "ask_owner_by_telephone",
    "done": "confirm_by_telephone",
    "satisfaction": "ask_satisfaction_by_telephone",
    "result_90": "ask_result_by_telephone",
    "result_180": "ask_result_by_telephone",
}
"""Why staff have a case whose question LINE cannot put: by what they are to ask."""


def _question(session: Session, case: CaseRow, handoff: HandoffRow | None, one: Due) -> Say:
    number = case.number
    if one.rule.name in ("first_contact_ask", "progress") and handoff is not None:
        about = {"number": number_for(session, handoff)}
        return Say(one.rule.text, about, buttons=service_buttons(handoff))
    if one.rule.name == "anyone_called" and handoff is not None:
        name = organisation_name(handoff.organisation)
        buttons = answers("anyone_called", "yes", "no", about=handoff.id)
        return Say("ask.anyone_called", {"number": number, "organisation": name}, buttons=buttons)
    if one.rule.name == "done":
        return done_question(case.id, case.number)
    step = STEP_OF_RULE[one.rule.name]
    return Say(one.rule.text, {"number": number}, buttons=ask(step, Answers(about=case.id)).choices)


def _tell(
    session: Session, case: CaseRow, handoff: HandoffRow | None, one: Due, follow_up: int, now: datetime
) -> None:
    if one.rule.whom is Whom.PROVIDER and handoff is not None:
        reminder = _reminder(session, handoff, one)
        tell_provider(session, handoff, reminder, now=now, follow_up_id=follow_up)
    else:
        tell_staff(session, case, one.rule.text, now)


def _reminder(session: Session, handoff: HandoffRow, one: Due) -> Say:
    expires = upcoming.of_handoff(session, handoff, "offer_expires")
    by: Meant = wording.moment(expires) if expires else ""
    buttons = answers("offer", *OFFER_CHOICES, about=handoff.id)
    return Say(one.rule.text, {"number": number_for(session, handoff), "by": by}, buttons=buttons)


def _expire(
    session: Session, _case: CaseRow, handoff: HandoffRow | None, _one: Due, _follow_up: int, now: datetime
) -> None:
    if handoff is not None:
        offers.expire(session, handoff, now)


def _lapse(
    session: Session, _case: CaseRow, handoff: HandoffRow | None, _one: Due, _follow_up: int, now: datetime
) -> None:
    if handoff is not None:
        questions.lapse(session, handoff, now)


def _close(
    session: Session, case: CaseRow, _handoff: HandoffRow | None, _one: Due, _follow_up: int, now: datetime
) -> None:
    """The owner stayed silent: closed by the provider's word, and recorded as that."""
    closing.close(session, case, Resolution.RESOLVED, CLOCK, now)


def _hold(
    session: Session, case: CaseRow, _handoff: HandoffRow | None, one: Due, _follow_up: int, now: datetime
) -> None:
    if one.rule.whom is Whom.NATIONAL_STAFF:
        tell_staff(session, case, one.rule.text, now, national=True)
    else:
        holding.hold(session, case, one.rule.name, now)


_DO: dict[Does, Doing] = {
    Does.ASK: _ask,
    Does.TELL: _tell,
    Does.EXPIRE: _expire,
    Does.CLOSE: _close,
    Does.HOLD: _hold,
    Does.LAPSE: _lapse,
}


def look_at_chat(session: Session, person_id: int, now: datetime) -> None:
    """Remind who is waited for, and put away what waits no more. A notice that nobody answered lapses."""
    conversation = session.get(ConversationRow, person_id, with_for_update=True, populate_existing=True)
    person = session.get(PersonRow, person_id)
    if conversation is None or person is None:
        return
    its = facts.chat_facts(conversation)
    if its is None:
        _let_lapse(session, person, conversation, now)
        return
    rules = rules_of(session)
    calendar = settings.calendar(session)
    for one in due(its, rules, calendar, now):
        _do_in_chat(session, person, conversation, one, now)
        if one.rule.does is Does.RESUME:
            return
    again = facts.chat_facts(conversation)
    conversation.next_look_at = next_look_at(again, rules, calendar) if again else None


def _do_in_chat(session: Session, person: PersonRow, conversation: ConversationRow, one: Due, now: datetime) -> None:
    if one.rule.does is Does.RESUME:
        chats.give_back(session, person, now, by_clock=True)
    elif one.rule.does is Does.LAPSE:
        chats.let_lapse(session, person, now)
    elif one.rule.whom is Whom.OWNER:
        chats.remind_owner(session, person, one.rule.text, now)
    elif one.rule.whom is Whom.NATIONAL_STAFF:
        conversation.national_reminded_at = now
        chats.remind_national(session, person, one.rule.text, now)
    else:
        conversation.staff_reminded_at = now
        chats.remind(session, person, one.rule.text, now)


def _let_lapse(session: Session, person: PersonRow, conversation: ConversationRow, now: datetime) -> None:
    """A day of silence is no consent: what was written goes."""
    chats.forget_unagreed(session, person, conversation, now)
    conversation.next_look_at = None
