"""One turn of the dialog, decided from values alone: interrupts first, then the step that waits for an answer."""

from collections.abc import Callable
from dataclasses import replace

from intake import changing, interrupts, taps
from intake.beginning import begin, beside, greet
from intake.conversation import Answers, Conversation, Situation
from intake.effects import AnswerQuestion, CommentCase, LimitProvider, PauseProvider, ReportOutcome
from intake.incoming import Incoming, Kind
from intake.questions import ask, noted
from intake.reading import Reading, YesNo
from intake.saying import Say
from intake.steps import INTAKE_NAMES, STEPS, next_step
from intake.turn import Turn, ask_again, go_on, learn, rest
from intake.unclear import TRIES, is_small_talk, put_again
from network import wording

MOST_LATER = 5
"""So many matters can wait for the one that is being told."""

Answering = Callable[[Situation, Incoming, Reading], Turn]


def take_turn(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """What the bot does about one thing a person did: the new conversation, what to say, and effects."""
    for interrupt in interrupts.IN_ORDER:
        turn = interrupt(situation, incoming, reading)
        if turn is not None:
            return turn
    if incoming.kind is Kind.TAP:
        return taps.answer(situation, incoming)
    return _BY_STEP.get(situation.conversation.step or "", begin)(situation, incoming, reading)


# --- the questions about the matter ---------------------------------------------------------------------


def _intake(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An answer in words to one of the questions about the matter, or anything else that adds to it."""
    before = situation.conversation.answers
    step = STEPS[situation.conversation.step or ""]
    if _is_another_matter(before, reading):
        return _put_by(situation, incoming, reading)
    known = learn(before, incoming, reading)
    filled = step.fill(known, reading)
    if filled is None and _adds_nothing(before, known):
        return _no_answer(situation, incoming, reading)
    if step.name == "province" and known.province is None and known.candidates == before.candidates:
        return put_again(_with(situation, known), reading)
    after = filled or known
    return go_on(situation, after, *_said_back(step.name, before, after))


def _is_another_matter(before: Answers, reading: Reading) -> bool:
    """Whether another need of another business is told, and no correction of this one."""
    if reading.correction or not reading.sure or not reading.needs or set(reading.needs) & set(before.needs):
        return False
    elsewhere = reading.province is not None and before.province not in (None, reading.province)
    other = reading.product is not None and before.product not in (None, reading.product)
    return bool(before.needs) and (elsewhere or other)


def _put_by(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """One after the other: what is being told now is sent first."""
    conversation = situation.conversation
    told = learn(Answers(), incoming, reading)
    if len(conversation.later) < MOST_LATER:
        conversation = replace(conversation, later=(*conversation.later, told))
    said = Say("later.noted", {"needs": wording.needs(told.needs)})
    return ask_again(replace(situation, conversation=conversation), said)


def _with(situation: Situation, known: Answers) -> Situation:
    return replace(situation, conversation=replace(situation.conversation, answers=known))


def _adds_nothing(before: Answers, known: Answers) -> bool:
    return replace(known, message_ids=before.message_ids, text=before.text) == before


def _no_answer(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if incoming.kind is not Kind.LOCATION:
        return put_again(situation, reading)
    return ask_again(situation, *(() if incoming.province else (Say("media.place_unknown"),)))


def _said_back(asked: str, before: Answers, after: Answers) -> tuple[Say, ...]:
    """What was heard besides, when the same question follows or something was put right; the summary shows all."""
    follows = next_step(after)
    if follows == "confirm":
        return ()
    put_right = (before.province, after.province), (before.phone, after.phone), (before.needs, after.needs)
    corrected = any(old and old != new for old, new in put_right)
    return noted(before, after) if follows == asked or corrected else ()


def _consent(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Only a plain yes is consent; going on chatting is not (PDPA, section 19)."""
    if reading.answer is YesNo.YES:
        return taps.agree(situation)
    if reading.answer is YesNo.NO:
        return taps.refuse(situation)
    before = situation.conversation.answers
    known = learn(before, incoming, reading)
    if not _adds_nothing(before, known):
        return ask_again(_with(situation, known))
    return put_again(_with(situation, known), reading)


def _confirm(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    before = situation.conversation.answers
    if _is_another_matter(before, reading):
        return _put_by(situation, incoming, reading)
    known = learn(before, incoming, reading)
    if known != before:
        return go_on(situation, known)
    if reading.answer is YesNo.NO or reading.correction:
        return Turn(situation.conversation.asking("edit"), ask=(ask("edit", known),))
    if reading.answer is YesNo.YES:
        return taps.send(situation)
    return _no_answer(situation, incoming, reading)


# --- questions that stand alone -------------------------------------------------------------------------


def _news(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.answer is not None:
        return taps.want_news(situation, reading.answer is YesNo.YES)
    if is_small_talk(reading):
        return greet(situation)
    return _set_question_aside(situation, incoming, reading)


def _erase(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.answer is None:
        return _set_question_aside(situation, incoming, reading)
    return taps.erase(situation, reading.answer is YesNo.YES)


def _change(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Yes or no in words where one case can be meant; which of several takes a tap."""
    about = situation.conversation.answers.about
    if reading.answer is YesNo.NO:
        return changing.change(situation, 0, False)
    if about is None or reading.answer is None:
        return _set_question_aside(situation, incoming, reading)
    return changing.change(situation, about, True)


def _same(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Something else goes on; whoever says the same again instead of choosing tells more about the case."""
    about = situation.conversation.answers.about
    turn = _set_question_aside(situation, incoming, reading)
    if about is None or turn.conversation.step != "same":
        return turn
    return changing.tell_more(situation, about)


def _about(
    tell: Callable[[Situation, int, bool], Turn],
) -> Answering:
    """A yes-or-no question about one case or handoff."""

    def answer(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
        about = situation.conversation.answers.about
        if about is None or reading.answer is None:
            return _no_reply(situation, incoming, reading)
        told = tell(situation, about, reading.answer is YesNo.YES)
        return _and_begin(told, situation, incoming, reading)

    return answer


def _and_begin(told: Turn, situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An answer that also names something new ("yes, and I want to register my brand"): a matter of its own."""
    known = {need for case in situation.cases for need in case.needs}
    if not reading.sure or not reading.needs or known.intersection(reading.needs) or told.conversation.step:
        return told
    begun = begin(replace(situation, conversation=told.conversation), incoming, reading)
    # What the answer brings is said first, then that something new was understood.
    effects = (*told.effects, *begun.effects)
    return replace(begun, say=told.say, effects=effects, ask=(*told.ask, *begun.say, *begun.ask))


def _satisfaction(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    if about is not None and reading.score is not None:
        return taps.rate(situation, about, reading.score)
    if not _tells_matter(reading) and any(map(str.isdigit, reading.text)):
        return put_again(situation, reading)
    return _no_reply(situation, incoming, reading)


def _comment(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    if about is None or incoming.kind is not Kind.TEXT:
        return _set_question_aside(situation, incoming, reading)
    kept = rest(situation, Say("comment.thanks"), effects=(CommentCase(about, incoming.text),))
    return _and_begin(kept, situation, incoming, reading)


def _amount(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An amount is taken only when exactly one was said; an unclear one is asked back, never guessed."""
    known = situation.conversation.answers
    if known.about is None or _asks_for_more(known, reading):
        return _no_reply(situation, incoming, reading)
    low, high = _total(known, reading)
    if low is None and _said_monthly(reading):
        return _ask_for_months(situation, incoming, reading)
    if low is None and situation.conversation.unclear < TRIES:
        return put_again(situation, reading)
    return rest(
        situation,
        effects=(ReportOutcome(known.about, known.outcome_kind or taps.NOTHING, low, high, incoming.text),),
    )


def _asks_for_more(known: Answers, reading: Reading) -> bool:
    """Whether a new matter is told; a sum alone sounds like a loan, "6 เดือน" like something that spoils."""
    if not reading.sure or not reading.needs:
        return False
    tells_result = reading.amounts or reading.months or reading.outcome or known.monthly
    return reading.wishes or reading.province is not None or not tells_result


def _said_monthly(reading: Reading) -> bool:
    return len(reading.amounts) == 1 and reading.amounts[0].per_month


def _total(known: Answers, reading: Reading) -> tuple[int, int] | tuple[None, None]:
    """The one sum that was said, or the months times what was said for each; nothing where that is not clear."""
    if len(reading.amounts) == 1 and not reading.amounts[0].per_month:
        return reading.amounts[0].low, reading.amounts[0].high
    monthly = (reading.amounts[0].low, reading.amounts[0].high) if _said_monthly(reading) else known.monthly
    if not monthly or not reading.months:
        return None, None
    return monthly[0] * reading.months, monthly[1] * reading.months


def _ask_for_months(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    message = (incoming.message_id,) if incoming.message_id else ()
    monthly = (reading.amounts[0].low, reading.amounts[0].high)
    known = replace(situation.conversation.answers, monthly=monthly, message_ids=message)
    return Turn(situation.conversation.asking("amount", known), ask=(ask("amount", known),))


def _result(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """What kind of result there was, in words, often with the sum at once."""
    known, kind = situation.conversation.answers, reading.outcome
    if known.about is None or kind is None:
        return _no_reply(situation, incoming, reading)
    if kind in taps.WITHOUT_BAHT:
        return rest(situation, effects=(ReportOutcome(known.about, kind, None, None, incoming.text),))
    if not reading.amounts:
        return taps.tell_kind(situation, known.about, kind)
    counting = situation.conversation.asking("amount", replace(known, outcome_kind=kind))
    return _amount(replace(situation, conversation=counting), incoming, reading)


def _question(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """The owner's answer to a question that a provider asks before they decide."""
    known = situation.conversation.answers
    if known.about is None or incoming.kind is not Kind.TEXT:
        return _set_question_aside(situation, incoming, reading)
    if known.text is not None:
        return put_again(situation, reading)
    if _tells_of_another_business(situation, reading):
        waiting = situation.conversation.asking("question", learn(known, incoming, reading))
        return Turn(waiting, ask=(ask("question", waiting.answers),))
    return rest(situation, effects=(AnswerQuestion(known.about, incoming.text),))


def _tells_of_another_business(situation: Situation, reading: Reading) -> bool:
    """Whether a need is named that no open case has, and a place or product that none has either."""
    cases = [case for case in situation.cases if case.is_open]
    if not reading.sure or not reading.needs or {need for case in cases for need in case.needs} & set(reading.needs):
        return False
    elsewhere = reading.province is not None and all(case.province != reading.province for case in cases)
    other = reading.product is not None and all(case.product != reading.product for case in cases)
    return elsewhere or other


def _pause_until(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.back_on is None:
        return _set_question_aside(situation, incoming, reading)
    return rest(situation, effects=(PauseProvider(True, reading.back_on),))


def _capacity(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.most_cases is None:
        return _set_question_aside(situation, incoming, reading)
    return rest(situation, effects=(LimitProvider(reading.most_cases),))


_STAYS_OPEN = frozenset({"done", "satisfaction", "result", "amount"})
"""Questions that are put again after a new matter was told instead: else silence would be the answer."""


def _no_reply(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """No answer to how it went. What merely reminds of a need is no matter yet: people answer in their own words."""
    waiting = situation.conversation
    if not _tells_matter(reading) and waiting.unclear == 0:
        return put_again(situation, reading)
    if not _tells_matter(reading) or waiting.before or waiting.step not in _STAYS_OPEN:
        return _set_question_aside(situation, incoming, reading)
    return beside(begin(replace(situation, conversation=Conversation()), incoming, reading), waiting)


def _tells_matter(reading: Reading) -> bool:
    return (reading.sure and bool(reading.needs)) or (reading.wishes and bool(reading.ask))


def _set_question_aside(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """They wrote about something else: a question that stands alone does not hold them."""
    if not reading.needs and not reading.ask and situation.conversation.unclear == 0:
        return put_again(situation, reading)
    waiting = situation.conversation.before
    if waiting is not None and waiting.step is not None:
        return _BY_STEP[waiting.step](replace(situation, conversation=waiting), incoming, reading)
    situation = replace(situation, conversation=situation.conversation.asking(None, Answers()))
    return begin(situation, incoming, reading)


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
    "result": _result,
    "amount": _amount,
    "change": _change,
    "same": _same,
    "question": _question,
    "pause_until": _pause_until,
    "capacity": _capacity,
}
