"""What an owner says about a case that was sent already: putting something right, or telling more of it."""

from dataclasses import replace

from intake.beginning import begin_with
from intake.conversation import Answers, OwnCase, Situation
from intake.effects import AddToCase, CorrectCase
from intake.incoming import Incoming, Kind
from intake.reading import Reading
from intake.saying import Choice, Say, Tap
from intake.steps import INTAKE_NAMES
from intake.turn import Turn, aside, rest
from network import wording
from network.wording import Meant

OWN_WORDS = frozenset(
    {"comment", "question", "amount", "change", "same", "erase", "withdraw", "pause_until", "capacity"}
)
"""Questions to which a number or a place is an answer."""

MOST_CASES = 10


def put_right(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Another number, place or need for a case that was sent: asked once more, since organisations are told."""
    if not _may_be_about_a_case(situation, incoming, reading):
        return None
    right = _right(incoming, reading)
    if right is None:
        return None
    open_cases = [case for case in situation.cases if case.is_open]
    if len(open_cases) == 1:
        right = replace(right, about=open_cases[0].id)
    return Turn(aside(situation, "change", right), ask=(_ask(right, open_cases),))


def _may_be_about_a_case(situation: Situation, incoming: Incoming, reading: Reading) -> bool:
    step = situation.conversation.step
    busy = step in INTAKE_NAMES or step in OWN_WORDS or situation.asked_handoff is not None
    is_said = incoming.kind is Kind.TEXT and reading.command is None and not situation.paused_for_staff
    return is_said and not busy and any(case.is_open for case in situation.cases)


def _right(incoming: Incoming, reading: Reading) -> Answers | None:
    """What is to be put right; a bare number out of the blue is the new one."""
    needs = reading.needs if reading.sure else ()
    says_more = bool(needs or reading.province or reading.candidates or reading.product)
    if not reading.correction and (reading.phone is None or says_more):
        return None
    if not (needs or reading.province or reading.phone):
        return None
    message = (incoming.message_id,) if incoming.message_id else ()
    return Answers(
        text=incoming.text, message_ids=message, needs=needs, province=reading.province, phone=reading.phone
    )


def _ask(right: Answers, open_cases: list[OwnCase]) -> Say:
    new = (Choice("choice.change_new", Tap("change", "new")),) if right.needs else ()
    no = Choice("choice.change_no", Tap("change", "no"))
    if len(open_cases) == 1:
        case = open_cases[0]
        yes = Choice("choice.change_yes", Tap("change", "yes", case.id))
        return Say("ask.change", {"number": case.number, "facts": facts(right)}, choices=(yes, *new, no))
    which = tuple(
        Choice("choice.case", Tap("change", "yes", case.id), {"number": case.number})
        for case in open_cases[:MOST_CASES]
    )
    # Buttons that stay: asked again, the question cannot name the cases.
    return Say("ask.change_which", {"facts": facts(right)}, buttons=(*which, *new, no))


def facts(right: Answers) -> Meant:
    """What will stand in the case, each on its own line."""
    said = [
        wording.needs(right.needs) if right.needs else None,
        wording.province(right.province) if right.province else None,
        right.phone,
    ]
    return wording.lines(fact for fact in said if fact)


def change(situation: Situation, case_id: int, sure: bool) -> Turn:
    """The answer to "is this to be put right?"."""
    right = situation.conversation.answers
    if not sure:
        return rest(situation, Say("change.kept"))
    return rest(situation, effects=(CorrectCase(case_id, right.needs, right.province, right.phone),))


def as_new(situation: Situation) -> Turn:
    """It was no correction but a matter of its own."""
    known = replace(situation.conversation.answers, about=None)
    return begin_with(replace(situation, conversation=situation.conversation.asking(None, Answers())), known)


def tell_more(situation: Situation, case_id: int) -> Turn:
    """It is about the case that is open already."""
    told = situation.conversation.answers
    added = AddToCase(case_id, told.text or "", told.message_ids)
    return rest(situation, effects=(added,))
