"""What an owner says about a case that was sent already: putting something right, or telling more of it."""

from collections.abc import Sequence
from dataclasses import replace

from intake.beginning import begin_with
from intake.conversation import Answers, OwnCase, Situation
from intake.effects import AddToCase, CorrectCase, Effect, SayWhetherContacted
from intake.incoming import Incoming, Kind
from intake.reading import Reading, YesNo
from intake.saying import Choice, Say, Tap
from intake.steps import INTAKE_NAMES
from intake.turn import Turn, aside, ask_again, rest
from intake.which_case import buttons_for, named
from network import wording
from network.needs import Need, OtherKind
from network.wording import Meant

OWN_WORDS = frozenset(
    {"comment", "question", "amount", "counted", "change", "erase", "withdraw", "pause_until", "capacity"}
)
"""Questions to which a number or a place is an answer."""


def put_right(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Another number, place or need for a case that was sent: asked once more, since organisations are told."""
    if not _may_be_about_a_case(situation, incoming, reading):
        return None
    open_cases = situation.open_cases
    right = _right(incoming, reading, open_cases)
    if right is None:
        return _ask_for_right(situation, reading)
    right, meant = _in_place(right, reading, open_cases)
    if right.product:
        meant = [case for case in open_cases if reading.product_for(case.product)]
    elif meant is open_cases and not (right.needs or right.ask or right.province):
        meant = named(open_cases, reading) or open_cases
    told = (*left_with_case(situation), *_of_contact(situation, reading))
    return replace(ask_to_change(situation, right, meant), effects=told)


def _of_contact(situation: Situation, reading: Reading) -> tuple[Effect, ...]:
    """Whether anybody has called, where that was asked and is answered in the same breath."""
    asked, about = situation.conversation.step, situation.conversation.answers.about
    if asked != "anyone_called" or about is None or reading.answer is None:
        return ()
    meant = tuple(case.id for case in named(situation.open_cases, reading))
    return (SayWhetherContacted(about, reading.answer is YesNo.YES, reading.text, meant),)


def left_with_case(situation: Situation) -> tuple[Effect, ...]:
    """What was written before, of which nobody knows any more whether it is a new matter: more of the one case."""
    told, open_cases = situation.conversation.answers, situation.open_cases
    if situation.conversation.step != "same" or len(open_cases) != 1 or not told.text:
        return ()
    return (AddToCase(open_cases[0].id, told.text, told.message_ids),)


_RIGHT = {"phone": "change.right_phone", "province": "change.right_province"}


def _ask_for_right(situation: Situation, reading: Reading) -> Turn | None:
    """The number or the place is wrong, and the right one comes next: that is heard out of the blue."""
    said = next((say for what, say in _RIGHT.items() if reading.told(f"edit_{what}") is YesNo.YES), None)
    return ask_again(situation, Say(said)) if said else None


def ask_to_change(situation: Situation, right: Answers, open_cases: Sequence[OwnCase]) -> Turn:
    """Ask once more before a case is put right, and which, where several can be meant."""
    if len(open_cases) == 1:
        right = replace(right, about=open_cases[0].id)
    return Turn(aside(situation, "change", right), ask=(_ask(right, open_cases),))


def _may_be_about_a_case(situation: Situation, incoming: Incoming, reading: Reading) -> bool:
    step = situation.conversation.step
    busy = step in INTAKE_NAMES or step in OWN_WORDS or situation.asked_handoff is not None
    is_said = incoming.kind is Kind.TEXT and reading.command is None and not situation.paused_for_staff
    # What is told besides of a matter that may be new is of that.
    plainly = step != "same" or reading.correction
    return is_said and not busy and plainly and bool(situation.open_cases)


def _right(incoming: Incoming, reading: Reading, open_cases: Sequence[OwnCase]) -> Answers | None:
    """What is to be put right; a bare number or another place out of the blue is the new one."""
    product = next(filter(None, (reading.product_for(case.product) for case in open_cases)), None)
    needs, ask = ((), ()) if product else _needs(reading, open_cases)
    wrong = any(set(reading.instead_of).intersection(case.needs) for case in open_cases)
    number = _is_bare_number(needs, reading, open_cases)
    if not (reading.correction or wrong or number or product or _is_other_place(reading, open_cases)):
        return None
    if not (needs or ask or reading.province or reading.phone or product):
        return None
    return Answers(
        text=incoming.text,
        message_ids=incoming.message_ids,
        needs=needs,
        ask=ask,
        province=reading.province,
        product=product,
        phone=reading.phone,
    )


def _is_bare_number(needs: tuple[Need, ...], reading: Reading, open_cases: Sequence[OwnCase]) -> bool:
    """Whether a number is told, and nothing else but of which case."""
    products = {None, *(case.product for case in open_cases)}
    tells_more = needs or reading.province or reading.candidates or reading.product not in products
    return reading.phone is not None and not tells_more


def _is_other_place(reading: Reading, open_cases: Sequence[OwnCase]) -> bool:
    """Whether nothing is told but where they are, and no case is there."""
    tells_more = reading.ask or reading.product or reading.inquires or reading.replies
    alone = reading.labels[0] is OtherKind.OTHER and not tells_more
    return alone and reading.province is not None and all(case.province != reading.province for case in open_cases)


def _needs(reading: Reading, open_cases: Sequence[OwnCase]) -> tuple[tuple[Need, ...], tuple[Need, ...]]:
    """The needs that are meant, and those to ask about: in "not X but Y" it is not the X that a case has."""
    if reading.sure:
        return reading.needs, ()
    if reading.phone and not reading.instead_of and reading.told("wish") is None:
        # "also my number is …": what it merely reminds of is not what is put right.
        return (), ()
    ask = tuple(need for need in reading.ask if all(need not in case.needs for case in open_cases))
    return (ask, ()) if len(ask) == 1 else ((), ask)


def _in_place(right: Answers, reading: Reading, open_cases: Sequence[OwnCase]) -> tuple[Answers, Sequence[OwnCase]]:
    """Of the needs of a case only the one that is named as wrong gives way: "not X but Y" leaves Z."""
    unsure = () if reading.sure or not right.needs else reading.ask
    wrong = {*reading.instead_of, *unsure}.difference(right.needs)
    named = [case for case in open_cases if wrong.intersection(case.needs)]
    if len(named) != 1:
        return right, open_cases
    needed = {*named[0].needs, *right.needs} - wrong
    return replace(right, needs=tuple(need for need in Need if need in needed)), named


def _ask(right: Answers, open_cases: Sequence[OwnCase]) -> Say:
    may_be_new = right.needs or right.ask or right.product or (right.province and not right.phone)
    new = (Choice("choice.change_new", Tap("change", "new")),) if may_be_new else ()
    no = Choice("choice.change_no", Tap("change", "no"))
    if right.ask:
        needs = tuple(Choice(f"choice.need_{need}", Tap("change", str(need))) for need in right.ask)
        return Say("ask.change_need", choices=(*needs, *new, no))
    if len(open_cases) == 1:
        case = open_cases[0]
        yes = Choice("choice.change_yes", Tap("change", "yes", case.id))
        return Say("ask.change", {"number": case.number, "facts": facts(right)}, choices=(yes, *new, no))
    which = buttons_for(open_cases, "change", "yes")
    # Buttons that stay: asked again, the question cannot name the cases.
    return Say("ask.change_which", {"facts": facts(right)}, buttons=(*which, *new, no))


def facts(right: Answers) -> Meant:
    """What will stand in the case, each on its own line."""
    said = [
        wording.needs(right.needs) if right.needs else None,
        wording.province(right.province) if right.province else None,
        right.product,
        right.phone,
    ]
    return wording.lines(fact for fact in said if fact)


def change(situation: Situation, case_id: int, sure: bool) -> Turn:
    """The answer to "is this to be put right?"."""
    right = situation.conversation.answers
    if not sure:
        return rest(situation, Say("change.kept"))
    if right.ask:
        return put_anew(situation)
    correct = CorrectCase(case_id, right.needs, right.province, right.phone, right.product)
    right = replace(right, about=None, corrected=(*right.corrected, case_id))
    left = [case for case in situation.open_cases if case.id not in right.corrected]
    if not left or right.needs or right.province or right.product:
        return rest(situation, effects=(correct,))
    # A number is the person's own, and most likely new for every case.
    return replace(ask_to_change(situation, right, left), effects=(correct,))


def put_right_again(situation: Situation, reading: Reading) -> Turn | None:
    """What was to be put right was mistyped itself: asked once more with what is said now; None where nothing is."""
    known = situation.conversation.answers
    needs = reading.needs if reading.sure else ()
    if needs and not reading.correction and not {*known.needs, *known.ask}.issuperset(needs):
        return None
    right = replace(known, province=reading.province or known.province, phone=reading.phone or known.phone)
    if needs:
        right = replace(right, needs=needs, ask=())
    return ask_to_change(situation, right, cases_meant(situation)) if needs or right != known else None


def put_anew(situation: Situation) -> Turn:
    """The question once more, with all that would be changed."""
    return ask_to_change(situation, situation.conversation.answers, cases_meant(situation))


def cases_meant(situation: Situation) -> list[OwnCase]:
    """The cases that the question is about, as far as they go on."""
    known = situation.conversation.answers
    cases = [case for case in situation.open_cases if case.id not in known.corrected]
    return [case for case in cases if known.about in (None, case.id)]


def choose_need(situation: Situation, need: Need) -> Turn:
    """Which need was meant; whether the case is to be changed is asked then."""
    right = replace(situation.conversation.answers, needs=(need,), ask=())
    return ask_to_change(situation, right, cases_meant(situation))


def as_new(situation: Situation) -> Turn:
    """It was no correction but a matter of its own, without what the case has already."""
    known = situation.conversation.answers
    has = {need for case in situation.cases if case.id == known.about for need in case.needs}
    needs = tuple(need for need in known.needs if need not in has) or known.needs
    known = replace(known, about=None, needs=needs)
    return begin_with(replace(situation, conversation=situation.conversation.asking(None, Answers())), known)


def tell_more(situation: Situation, case_id: int) -> Turn:
    """It is about the case that is open already, if that has not ended meanwhile."""
    if all(case.id != case_id for case in situation.open_cases):
        return rest(situation, Say("question.late"))
    told = situation.conversation.answers
    added = AddToCase(case_id, told.text or "", told.message_ids)
    return rest(situation, effects=(added,))
