"""A question to the owner before an organisation decides: relayed with all contact data masked.

The offer's clock stands still until the owner has answered, or for so long as the rule `question_lapses` says. Both
question and answer are moves, so that staff read them in the case's story and erasure takes their words away.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from casework import closing, history, holding
from casework.cards import OFFER_CHOICES
from casework.history import CLOCK, Actor
from casework.masking import masked
from casework.telling import organisation_name, tell, tell_owner, tell_provider
from intake.questions import dropped
from intake.saying import Say, answers
from intents.phones import MASKED, mask
from intents.replies import is_slip, is_undecided
from network.cases import ASK_OWNER, HOLDING, LIVE, OWNER_ANSWERED, QUESTION_LAPSED, HandoffStatus, Refused, Who
from storage import cases, situations
from storage.tables import CaseRow, HandoffRow, MoveRow, PersonRow, ProviderRow

MOST_QUESTIONS = 2
"""So many times an organisation may ask about one offer: the owner waits for help, not for an examination."""

LONGEST = 300
ANSWER_BY_TELEPHONE = frozenset({"ask_owner_question"})


def begin(session: Session, handoff: HandoffRow, person: PersonRow, now: datetime) -> None:
    """Someone of the organisation wants to ask; what they write next is the question. Raises `Refused`."""
    if handoff.status != HandoffStatus.OFFERED:
        raise Refused(ASK_OWNER, handoff.status)
    if cases.open_question(session, handoff.id) is not None:
        say_it_waits(session, handoff, person, now)
    elif cases.number_asked(session, handoff.id) >= MOST_QUESTIONS:
        _say(session, person, handoff, "question.enough", now)
    else:
        situations.expect_words(person, handoff.id, "question", now)
        _say(session, person, handoff, "question.write", now)


def say_it_waits(session: Session, handoff: HandoffRow, person: PersonRow, now: datetime) -> None:
    """A question has gone to the owner: a second one can follow the answer, if it is not the last already."""
    may_ask_more = cases.number_asked(session, handoff.id) < MOST_QUESTIONS
    _say(session, person, handoff, "question.waits_then_more" if may_ask_more else "question.waits", now)


def put(session: Session, handoff: HandoffRow, provider: ProviderRow, words: str, now: datetime) -> None:
    """Relay a question, unless the button was tapped by mistake, others are asked first, or only contact data are
    asked. Raises `Refused`.
    """
    person = session.get_one(PersonRow, provider.person_id)
    if is_slip(words):
        tell(session, person, (dropped(handoff.id),), now, handoff_id=handoff.id)
        return
    if is_undecided(words):
        waits = Say("question.undecided", buttons=answers("offer", *OFFER_CHOICES, about=handoff.id))
        tell(session, person, (waits,), now, handoff_id=handoff.id)
        return
    asked = mask(words).strip()
    if len(asked) > LONGEST or not _says_something(asked):
        situations.expect_words(person, handoff.id, "question", now)
        _say(session, person, handoff, "question.too_long" if len(asked) > LONGEST else "question.empty", now)
        return
    taken = handoff.status != HandoffStatus.OFFERED or cases.open_question(session, handoff.id) is not None
    if taken or cases.number_asked(session, handoff.id) >= MOST_QUESTIONS:
        raise Refused(ASK_OWNER, handoff.status)
    case = handoff.case
    row = history.note_part(session, handoff, ASK_OWNER, Actor(Who.PROVIDER, provider.id), now, asked)
    handoff.next_look_at = now
    session.flush()
    told = tell_owner(session, case, _to_owner(handoff, row), now=now, handoff=handoff)
    _say(session, person, handoff, "question.sent" if told else "question.sent_to_staff", now)
    if told is None:
        holding.hold(session, case, "ask_owner_question", now, question=asked)
    else:
        closing.expect(session, case, "question", now, about=row.id)


def _says_something(asked: str) -> bool:
    return sum(letter.isalpha() for letter in asked.replace(MASKED, "")) > 1


def _say(session: Session, person: PersonRow, handoff: HandoffRow, key: str, now: datetime) -> None:
    tell(session, person, (Say(key, {"number": handoff.case.number}),), now, handoff_id=handoff.id)


def _to_owner(handoff: HandoffRow, row: MoveRow) -> Say:
    parameters = {
        "number": handoff.case.number,
        "organisation": organisation_name(handoff.organisation),
        "question": row.why or "",
    }
    return Say("question.owner", parameters, buttons=answers("question", "answer", "skip", about=row.id))


def answer(session: Session, row: MoveRow, words: str | None, by: Actor, now: datetime) -> None:
    """The owner's answer (None: they would rather not) goes to the organisation, masked. The case must be locked.

    Raises `Refused` when the question was answered, or the organisation has nothing to do with the case any more.
    """
    handoff = _asking(session, row)
    if handoff is None or handoff.status not in LIVE:
        raise Refused(OWNER_ANSWERED, row.target)
    said = masked(words).strip()[:LONGEST] if words else ""
    _end(session, handoff, OWNER_ANSWERED, by, now, said)
    key = "question.answered" if said else "question.not_answered"
    parameters = {"number": handoff.case.number, "question": row.why or "", "answer": said}
    buttons = () if handoff.status in HOLDING else answers("offer", *OFFER_CHOICES, about=handoff.id)
    tell_provider(session, handoff, Say(key, parameters, buttons=buttons), now=now)


def _asking(session: Session, row: MoveRow) -> HandoffRow | None:
    """The handoff about which `row` asks, as long as it waits for the answer."""
    if row.name != ASK_OWNER or row.handoff_id is None:
        return None
    waiting = cases.open_question(session, row.handoff_id)
    return session.get(HandoffRow, row.handoff_id) if waiting is not None and waiting.id == row.id else None


def _end(session: Session, handoff: HandoffRow, name: str, by: Actor, now: datetime, why: str | None) -> None:
    history.note_part(session, handoff, name, by, now, why)
    handoff.next_look_at = now
    settle(session, handoff.case, by, now)


def settle(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """An owner need not be asked by telephone any more, unless another organisation waits for an answer, too."""
    if not case.held_by_staff:
        return
    session.flush()
    parts = (part for part in cases.handoffs_of(case) if part.status in LIVE)
    if all(cases.open_question(session, part.id) is None for part in parts):
        holding.settle(session, case, ANSWER_BY_TELEPHONE, by, now)


def lapse(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """The owner has not answered for long enough: the organisation decides without, and its clock goes on."""
    _end(session, handoff, QUESTION_LAPSED, CLOCK, now, None)
    buttons = answers("offer", *OFFER_CHOICES, about=handoff.id)
    said = Say("question.lapsed", {"number": handoff.case.number}, buttons=buttons)
    tell_provider(session, handoff, said, now=now)
