"""What an owner says of being called, by a button or in words: kept, chased, or looked into by officers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from casework import answering, chats, closing, service
from casework.cards import taker
from casework.history import Actor
from casework.telling import organisation_name, tell
from intake.effects import SayUnasked, SayWhetherContacted
from intake.saying import Say, Tap
from intake.which_case import case_button
from intents.replies import tells_of_missed_call, tells_of_paying, tells_of_refusal, tells_of_trouble
from network import wording
from network.cases import HOLDING, HandoffStatus, Refused, Who
from storage import cases
from storage.tables import CaseRow, HandoffRow, PersonRow


def say_whether_contacted(session: Session, person: PersonRow, effect: SayWhetherContacted, now: datetime) -> None:
    """The answer to "has anyone contacted you?". In words it may be about any case of which that was asked: whoever
    was called by nobody waits for all of them, but of a call it is asked back which case it was.
    """
    meant = _meant(session, person, effect) if effect.words else [effect.handoff_id]
    wrong = _what_is_wrong(effect.words) if effect.contacted else None
    if wrong and len(meant) > 1:
        chats.ask_for_person(session, person, "asked", now)
    elif effect.contacted and len(meant) > 1:
        _ask_which(session, person, effect.handoff_id, meant, effect.words, now)
    else:
        for handoff_id in meant:
            _keep(session, person, handoff_id, effect, wrong, now)


def _what_is_wrong(words: str) -> str | None:
    """What whoever was called tells besides that is no good news: an officer looks into it."""
    if tells_of_refusal(words):
        return _REFUSED
    if tells_of_paying(words):
        return _ASKED_TO_PAY
    return _TROUBLE if tells_of_trouble(words) else None


_REFUSED, _ASKED_TO_PAY, _TROUBLE = "contacted.refused", "contacted.asked_to_pay", "contacted.trouble"


def _meant(session: Session, person: PersonRow, effect: SayWhetherContacted) -> list[int]:
    """Of each case that it may be about the part that was asked about last; of those that are named, if any is."""
    asked = cases.parts_asked_about_contact(session, person.id)
    parts = {part.case_id: part.id for part in asked}
    parts.update((part.case_id, part.id) for part in asked if part.id == effect.handoff_id)
    named = [part for case_id in effect.named if (part := parts.get(case_id) or _worked_on(session, person, case_id))]
    return named or list(parts.values()) or [effect.handoff_id]


def _worked_on(session: Session, person: PersonRow, case_id: int) -> int | None:
    """The newest part of a case of theirs that somebody works on."""
    case = cases.locked_case(session, case_id)
    parts = cases.handoffs_of(case) if case is not None and case.person_id == person.id else ()
    return max((part.id for part in parts if part.status in HOLDING), default=None)


def _ask_which(
    session: Session, person: PersonRow, asked_last: int, meant: Sequence[int], words: str, now: datetime
) -> None:
    parts = [session.get_one(HandoffRow, handoff_id) for handoff_id in meant]
    buttons = tuple(
        case_button(part.case.number, part.needs, part.case.product, Tap("anyone_called", "yes", part.id))
        for part in parts
    )
    closing.expect(session, parts[-1].case, "anyone_called", now, asked_last, words)
    tell(session, person, (Say("contacted.which", buttons=buttons),), now)


def _keep(
    session: Session,
    person: PersonRow,
    handoff_id: int,
    effect: SayWhetherContacted,
    wrong: str | None,
    now: datetime,
) -> None:
    handoff = cases.locked_handoff(session, handoff_id)
    if handoff is None or handoff.case.person_id != person.id:
        tell(session, person, (Say("tap.old"),), now)
        return
    by = Actor(Who.OWNER, person.id)
    try:
        if wrong == _REFUSED:
            service.report_refusal(session, handoff, effect.words, by, now)
        elif wrong:
            service.report_trouble(session, handoff, effect.words, by, now, asked_to_pay=wrong == _ASKED_TO_PAY)
        elif effect.contacted:
            service.contact(session, handoff, by, now)
        else:
            service.report_no_contact(session, handoff, by, now)
    except Refused:
        tell(session, person, (Say("contacted.noted"),), now)
        return
    said = Say(wrong, _number(handoff)) if wrong else _answer(handoff, effect.contacted)
    tell(session, person, (said,), now)


def say_unasked(session: Session, person: PersonRow, effect: SayUnasked, now: datetime) -> None:
    """Kept, and chased, as if it had been asked; where nobody has accepted yet, the status says who is asked."""
    own = [case for case_id in effect.case_ids if (case := cases.locked_case(session, case_id)) is not None]
    every = [part for case in own if case.person_id == person.id for part in cases.handoffs_of(case)]
    parts = [part for part in every if part.status in HOLDING]
    if effect.contacted and not parts:
        parts = [part for part in every if part.status == HandoffStatus.DONE]
    silent = [part for part in parts if part.contacted_at is None and part.confirmed_at is None]
    if not parts:
        if not effect.contacted:
            tell(session, person, (Say("contacted.sorry"),), now)
        answering.tell_status(session, person, now)
    elif effect.contacted:
        _note_call(session, person, silent or parts, effect.words, now)
    else:
        _chase(session, person, silent or parts, now)


def _note_call(session: Session, person: PersonRow, parts: Sequence[HandoffRow], words: str, now: datetime) -> None:
    if len(parts) > 1:
        _ask_which(session, person, parts[-1].id, [part.id for part in parts], words, now)
        return
    service.contact(session, parts[0], Actor(Who.OWNER, person.id), now)
    tell(session, person, (_answer(parts[0], True),), now)


def _chase(session: Session, person: PersonRow, parts: Sequence[HandoffRow], now: datetime) -> None:
    for part in parts:
        service.report_no_contact(session, part, Actor(Who.OWNER, person.id), now)
    for say in {part.case_id: _answer(part, False) for part in parts}.values():
        tell(session, person, (say,), now)


def answer_more(session: Session, case: CaseRow, words: str) -> Say:
    """What whoever adds to their case hears: of a call that they did not answer, where to call back."""
    parts = [part for part in cases.handoffs_of(case) if part.status in HOLDING]
    if not parts or not tells_of_missed_call(words):
        return Say("same.noted", {"number": case.number})
    callers = [
        wording.said("missed_call.caller", organisation=organisation_name(part.organisation), phone=phone)
        for part in parts
        if (phone := taker(session, part)["phone"]) != "-"
    ]
    if not callers:
        return Say("missed_call.noted", {"number": case.number})
    return Say("missed_call.call_back", {"number": case.number, "callers": wording.lines(callers)})


def _answer(handoff: HandoffRow, contacted: bool) -> Say:
    """It names the case: who waits for several calls may have meant another."""
    if contacted:
        return Say("contacted.yes", _number(handoff))
    key = "contacted.no" if handoff.status in HOLDING else "contacted.no_though_done"
    return Say(key, _number(handoff))


def _number(handoff: HandoffRow) -> dict[str, wording.Meant]:
    return {"number": handoff.case.number}
