"""One turn of the dialog, decided from values alone: interrupts first, then the step that waits for an answer."""

from collections.abc import Callable
from dataclasses import replace

from intake import interrupts, taps
from intake.conversation import Answers, Situation
from intake.effects import CommentCase, HandToStaff, ReportOutcome
from intake.incoming import Incoming, Kind
from intake.questions import PERSON, ask, need_choice
from intake.reading import Reading, YesNo
from intake.saying import Say
from intake.steps import INTAKE_NAMES, STEPS
from intake.turn import Turn, ask_again, go_on, learn, rest
from network import wording
from network.needs import Need, OtherKind

TRIES = 2
"""How often a question is put again before a person takes over."""

Answering = Callable[[Situation, Incoming, Reading], Turn]


def take_turn(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """What the bot does about one thing a person did: the new conversation, what to say, and effects."""
    for interrupt in interrupts.IN_ORDER:
        turn = interrupt(situation, incoming, reading)
        if turn is not None:
            return turn
    if incoming.kind is Kind.TAP:
        return taps.answer(situation, incoming)
    return _BY_STEP.get(situation.conversation.step or "", _idle)(situation, incoming, reading)


# --- nothing was asked ----------------------------------------------------------------------------------


def _idle(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """A message out of the blue: the beginning of a matter, or small talk."""
    known = learn(Answers(), incoming, reading)
    if known.needs or known.ask or known.province or known.product or known.candidates:
        return go_on(situation, _with_last_phone(situation, known), *_understood(known))
    if incoming.kind is Kind.LOCATION:
        return Turn(situation.conversation, (Say("media.place_unknown", choices=(PERSON,)),))
    return _small_talk(situation, reading)


def _with_last_phone(situation: Situation, known: Answers) -> Answers:
    """Who gave a number with an earlier case is not asked for it again; the summary shows it."""
    return replace(known, phone=situation.last_phone) if known.phone is None and situation.last_phone else known


def _understood(known: Answers) -> tuple[Say, ...]:
    if not known.needs:
        return ()
    if known.province:
        place = wording.province(known.province)
        return (Say("understood.needs_province", {"needs": wording.needs(known.needs), "province": place}),)
    return (Say("understood.needs", {"needs": wording.needs(known.needs)}),)


def _small_talk(situation: Situation, reading: Reading) -> Turn:
    label = reading.labels[0]
    if label is OtherKind.GREETING:
        return rest(situation, Say("hello.again" if situation.cases else "hello.first", choices=(PERSON,)))
    if label is OtherKind.PROGRAMME:
        return _programme(situation)
    return _not_ours(situation)


def _programme(situation: Situation) -> Turn:
    if situation.news:
        return rest(situation, Say("programme.will_hear", choices=(PERSON,)))
    return Turn(
        situation.conversation.asking("news", Answers()),
        (Say("programme.about"),),
        ask=(ask("news", Answers()),),
    )


def _not_ours(situation: Situation) -> Turn:
    """Not understood, or not for us: once in words, once with all needs to tap, then a person."""
    conversation = situation.conversation.not_understood()
    if conversation.unclear > TRIES:
        return _leave_to_person(replace(situation, conversation=conversation))
    choices = tuple(need_choice(need) for need in Need) if conversation.unclear == TRIES else ()
    key = "unclear.matter" if conversation.unclear == TRIES else "other.tell_us"
    return Turn(conversation, (Say(key, choices=(*choices, PERSON)),))


# --- the questions about the matter ---------------------------------------------------------------------


def _intake(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An answer in words to one of the questions about the matter, or anything else that adds to it."""
    before = situation.conversation.answers
    step = STEPS[situation.conversation.step or ""]
    known = learn(before, incoming, reading)
    filled = step.fill(known, reading)
    if filled is None and replace(known, message_ids=before.message_ids, text=before.text) == before:
        return _unclear(situation)
    if step.name == "province" and filled is None and known.candidates == before.candidates:
        return _unclear(replace(situation, conversation=replace(situation.conversation, answers=known)))
    return go_on(situation, filled or known)


def _consent(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Only a plain yes is consent; going on chatting is not (PDPA, section 19)."""
    if reading.answer is YesNo.YES:
        return taps.agree(situation)
    if reading.answer is YesNo.NO:
        return taps.refuse(situation)
    known = learn(situation.conversation.answers, incoming, reading)
    return _unclear(replace(situation, conversation=replace(situation.conversation, answers=known)))


def _confirm(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    known = learn(situation.conversation.answers, incoming, reading)
    if known != situation.conversation.answers:
        return go_on(situation, known)
    if reading.answer is YesNo.YES:
        return taps.send(situation)
    if reading.answer is YesNo.NO:
        return Turn(situation.conversation.asking("edit"), ask=(ask("edit", known),))
    return _unclear(situation)


def _unclear(situation: Situation) -> Turn:
    """The same question in other words; a person when that did not help either. It never goes round."""
    conversation = situation.conversation.not_understood()
    if conversation.unclear > TRIES:
        return _leave_to_person(replace(situation, conversation=conversation))
    return Turn(conversation, ask=(ask(conversation.step or "", conversation.answers, unclear=True),))


def _leave_to_person(situation: Situation) -> Turn:
    if situation.waits_for_staff:
        return Turn(situation.conversation, (Say("person.will_read"),))
    return Turn(situation.conversation, effects=(HandToStaff("unclear"),))


# --- questions that stand alone -------------------------------------------------------------------------


def _news(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.answer is None:
        return _set_question_aside(situation, incoming, reading)
    return taps.want_news(situation, reading.answer is YesNo.YES)


def _erase(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.answer is None:
        return _set_question_aside(situation, incoming, reading)
    return taps.erase(situation, reading.answer is YesNo.YES)


def _about(
    tell: Callable[[Situation, int, bool], Turn],
) -> Answering:
    """A yes-or-no question about one case or handoff."""

    def answer(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
        about = situation.conversation.answers.about
        if about is None or reading.answer is None:
            return _set_question_aside(situation, incoming, reading)
        return tell(situation, about, reading.answer is YesNo.YES)

    return answer


def _satisfaction(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    scores = [letter for letter in reading.text if letter in "12345"]
    if about is None or len(scores) != 1:
        return _set_question_aside(situation, incoming, reading)
    return taps.rate(situation, about, int(scores[0]))


def _comment(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    if about is None or incoming.kind is not Kind.TEXT:
        return _set_question_aside(situation, incoming, reading)
    return rest(situation, Say("comment.thanks"), effects=(CommentCase(about, incoming.text),))


def _amount(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An amount is taken only when exactly one was said; an unclear one is asked back, not guessed."""
    known = situation.conversation.answers
    if known.about is None:
        return _set_question_aside(situation, incoming, reading)
    if len(reading.amounts) != 1 or reading.amounts[0].per_month:
        return _unclear(situation)
    amount = reading.amounts[0]
    told = ReportOutcome(known.about, known.outcome_kind or taps.NOTHING, amount.low, amount.high, incoming.text)
    return rest(situation, effects=(told,))


def _set_question_aside(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """They wrote about something else: a question that stands alone does not hold them."""
    if not reading.needs and not reading.ask and situation.conversation.unclear == 0:
        return _unclear(situation)
    situation = replace(situation, conversation=situation.conversation.asking(None, Answers()))
    return _idle(situation, incoming, reading)


def _again(situation: Situation, _incoming: Incoming, _reading: Reading) -> Turn:
    return ask_again(situation)


_BY_STEP: dict[str, Answering] = {
    **dict.fromkeys(INTAKE_NAMES, _intake),
    "consent": _consent,
    "confirm": _confirm,
    "news": _news,
    "erase": _erase,
    "withdraw": _about(taps.withdraw),
    "anyone_called": _about(taps.say_contacted),
    "done": _about(taps.say_done),
    "satisfaction": _satisfaction,
    "comment": _comment,
    "result": _set_question_aside,
    "amount": _amount,
}
