"""One turn of the dialog, decided from values alone: interrupts first, then the step that waits for an answer."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from intake import changing, interrupts, overtaken, results, taps
from intake.asked_back import with_answer
from intake.beginning import begin, beside, greet
from intake.conversation import Answers, Conversation, OwnCase, Situation
from intake.effects import (
    AddToCase,
    AnswerQuestion,
    CommentCase,
    ForgetAsking,
    LimitProvider,
    PauseProvider,
    SayWhetherDone,
    SetLanguage,
    StillWanted,
    TellStatus,
)
from intake.incoming import Incoming, Kind
from intake.questions import ask, done_question, noted
from intake.reading import Reading, YesNo
from intake.saying import Say
from intake.serving import pause
from intake.steps import INTAKE_NAMES, STEPS, next_step, without
from intake.turn import Turn, ask_again, go_on, learn, rest, silent
from intake.unclear import TRIES, after_no_words, is_small_talk, put_again
from intake.which_case import named
from network import wording
from network.cases import Who
from network.needs import OtherKind

MOST_LATER = 5
"""So many matters can wait for the one that is being told."""

Answering = Callable[[Situation, Incoming, Reading], Turn]


def take_turn(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """What the bot does about one thing a person did: the new conversation, what to say, and effects."""
    written = _writes_after_all(situation, reading)
    if written is not None:
        turn = take_turn(replace(situation, language=written), incoming, reading)
        return replace(turn, effects=(SetLanguage(written), *turn.effects))
    turn = _turn(situation, incoming, reading)
    if interrupts.turns_away(situation, incoming, turn):
        # First of all: a tap may ask them for words anew.
        return replace(turn, effects=(ForgetAsking(), *turn.effects))
    return turn


def _writes_after_all(situation: Situation, reading: Reading) -> str | None:
    """The language of whoever chose none, where it was guessed wrongly from a "hello" or from their LINE: nobody must
    be asked for consent in one that they do not read.
    """
    if situation.consent is not None or reading.language in ("", situation.language):
        return None
    if reading.language == "th":
        return None if situation.chose_language else "th"
    begins = situation.conversation.step is None and not situation.is_provider and not situation.cases
    return "en" if begins and (reading.needs or reading.ask) else None


def _turn(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    for interrupt in interrupts.IN_ORDER:
        turn = interrupt(situation, incoming, reading)
        if turn is not None:
            return turn
    if incoming.kind is Kind.TAP:
        return taps.answer(situation, incoming)
    newer = overtaken.answer_newer(situation, reading) or overtaken.answer_either(situation, reading)
    turn = newer or _BY_STEP.get(situation.conversation.step or "", _unasked)(situation, incoming, reading)
    return with_answer(turn, situation, incoming, reading)


def _unasked(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Nothing waits for an answer; but that a case is not done may have been tapped by mistake, or be so no more."""
    case = situation.open_cases[0] if len(situation.open_cases) == 1 else None
    if case is None or incoming.kind is not Kind.TEXT:
        return begin(situation, incoming, reading)
    is_slip, said = reading.told("slip") is YesNo.YES, reading.told("done")
    if case.not_done and is_slip and said is YesNo.YES:
        return taps.say_done(situation, case.id, True)
    if case.not_done and is_slip and said is None:
        return _ask_whether_done(situation, case)
    if said is not YesNo.YES or situation.has_work or _names_something_new(situation, reading):
        return begin(situation, incoming, reading)
    return _done_by_words(situation, incoming, reading, case)


def _done_by_words(situation: Situation, incoming: Incoming, reading: Reading, case: OwnCase) -> Turn:
    """That it is done, said though nobody asked, ends no case: it is asked about, or kept for whoever works on it."""
    if case.not_done:
        return _ask_whether_done(situation, case)
    if case.in_service:
        return silent(situation, AddToCase(case.id, incoming.text, incoming.message_ids))
    return begin(situation, incoming, reading)


def _ask_whether_done(situation: Situation, case: OwnCase) -> Turn:
    asked = situation.conversation.asking("done", Answers(about=case.id))
    return Turn(asked, ask=(done_question(case.id, case.number),))


# --- the questions about the matter ---------------------------------------------------------------------


def _intake(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An answer in words to one of the questions about the matter, or anything else that adds to it."""
    before = situation.conversation.answers
    step = STEPS[situation.conversation.step or ""]
    if step.name == "edit":
        # Whatever they name now is what they want to put right.
        reading = replace(reading, correction=True)
    if _is_another_matter(before, reading):
        return _put_by(situation, incoming, reading)
    known = learn(before, incoming, reading)
    filled = step.fill(known, reading)
    if filled is None and _adds_nothing(before, known):
        if step.name == "edit" and reading.answer is not None:
            # Nothing is to be put right after all.
            return go_on(situation, before)
        if known != before or (reading.province and reading.province == before.province):
            return after_no_words(_with(situation, known), Say("noted.kept"))
        return _no_answer(situation, incoming, reading)
    after = filled or known
    if step.name == "province" and after.province is None and known.candidates == before.candidates:
        told = noted(before, known)
        return ask_again(_with(situation, known), *told) if told else put_again(_with(situation, known), reading)
    return go_on(situation, after, *_said_back(step.name, before, after))


def _which_need(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Whoever asks what the needs are is told; "a loan, too" is besides those asked about: the summary shows all."""
    asked = situation.conversation.answers.ask
    if reading.told("explain") is YesNo.YES and (asked or reading.needs):
        return ask_again(situation, *(Say(f"about_need.{need}") for need in asked or reading.needs))
    if reading.sure and reading.needs and reading.told("added") is YesNo.YES:
        reading = replace(reading, labels=tuple(dict.fromkeys((*asked, *reading.needs))))
    return _intake(situation, incoming, reading)


def _is_another_matter(before: Answers, reading: Reading) -> bool:
    """Whether another need of another business is told, and no correction of this one."""
    if reading.correction or reading.product_for(before.product):
        return False
    if not reading.sure or not reading.needs or set(reading.needs) & set(before.needs):
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
    if reading.elsewhere and situation.conversation.step == "need":
        return ask_again(situation, Say(f"elsewhere.{reading.elsewhere}"))
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
    if reading.answer is YesNo.NO:
        return taps.refuse(situation)
    before = situation.conversation.answers
    known = learn(before, incoming, reading)
    told = not _adds_nothing(before, known)
    if reading.answer is YesNo.YES:
        return taps.agree(_with(situation, known) if told else situation)
    if told:
        return ask_again(_with(situation, known), Say("consent.heard"))
    return put_again(_with(situation, known), reading)


def _confirm(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    before = situation.conversation.answers
    if _is_another_matter(before, reading):
        return _put_by(situation, incoming, reading)
    if reading.told("rather_not") is not None:
        return rest(situation, Say("cancelled.intake"))
    known = learn(before, incoming, reading)
    if known != before:
        kept = (Say("noted.kept"),) if _adds_nothing(before, known) else ()
        return go_on(situation, known, *kept)
    if reading.answer is YesNo.NO or reading.correction:
        return Turn(situation.conversation.asking("edit"), ask=(ask("edit", known),))
    if reading.answer is YesNo.YES:
        return taps.send(situation)
    return _no_answer(situation, incoming, reading)


def _or_named_wrong(otherwise: Answering) -> Answering:
    """Whoever says what of the summary is wrong, and not yet what is right, is asked that anew."""

    def answer(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
        named = (what for what in STEPS["edit"].choices if reading.told(f"edit_{what}") is YesNo.YES)
        what = next(named, None)
        if what is None:
            return otherwise(situation, incoming, reading)
        return go_on(situation, without(situation.conversation.answers, what))

    return answer


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


def _withdraw(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Whether a case is taken back, or first of all which."""
    if situation.conversation.answers.about is not None:
        return _about(taps.withdraw)(situation, incoming, reading)
    if reading.answer is YesNo.NO:
        return taps.withdraw(situation, 0, False)
    return interrupts.choose_to_withdraw(situation, reading) or _no_reply(situation, incoming, reading)


def _change(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Yes or no in words where one case can be meant; which of several takes a tap."""
    if not changing.cases_meant(situation):
        return _let_go(situation, incoming, reading)
    about = situation.conversation.answers.about
    again = changing.put_right_again(situation, reading)
    if again is not None:
        return again
    if reading.answer is YesNo.NO:
        return changing.change(situation, 0, False)
    if about is not None and reading.answer is YesNo.YES:
        return changing.change(situation, about, True)
    turn = _set_question_aside(situation, incoming, reading)
    # Whoever hesitates is shown what they are asked about.
    return replace(turn, ask=changing.put_anew(situation).ask) if turn.conversation.step == "change" else turn


def _same(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Something else goes on; whoever says the same again instead of choosing tells more about the case. Whoever only
    laughs, thanks or greets has told nothing more: nothing goes to whoever works on it.
    """
    about = situation.conversation.answers.about
    meant = named(situation.open_cases, reading)
    if about is None and len(meant) == 1:
        return changing.tell_more(situation, meant[0].id)
    if reading.answer is None and _only_chats(reading):
        return ask_again(situation)
    turn = _set_question_aside(situation, incoming, reading)
    if about is None or turn.conversation.step != "same":
        return turn
    both = "\n".join(dict.fromkeys((situation.conversation.answers.text or "", incoming.text)))
    return changing.tell_more(_with(situation, replace(situation.conversation.answers, text=both)), about)


def _only_chats(reading: Reading) -> bool:
    wordless = not any(map(str.isalpha, reading.text))
    return wordless or is_small_talk(reading) or reading.told("courtesy") is not None


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


def _done(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    return _about(partial(taps.say_done, score=reading.score))(situation, incoming, reading)


def _anyone_called(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    told = situation.conversation.answers
    if told.about is not None and told.text is not None and named(situation.open_cases, reading):
        # They have said that somebody called, and were asked about which case.
        return taps.say_contacted(situation, told.about, reading.answer is not YesNo.NO, reading)
    return _about(partial(taps.say_contacted, said=reading))(situation, incoming, reading)


def _wanted(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """A no is asked about once more before the case is taken back."""
    about = situation.conversation.answers.about
    if about is None or reading.answer is None:
        return _no_reply(situation, incoming, reading)
    if reading.answer is YesNo.NO:
        return interrupts.ask_to_withdraw(situation, about)
    return rest(situation, effects=(StillWanted(about),))


def _and_begin(told: Turn, situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """An answer that also names something new ("yes, and I want to register my brand"): a matter of its own."""
    if told.conversation.step or not _names_something_new(situation, reading):
        return told
    begun = begin(replace(situation, conversation=told.conversation), incoming, replace(reading, answer=None))
    # What the answer brings is said first, then that something new was understood.
    effects = (*told.effects, *begun.effects)
    return replace(begun, say=told.say, effects=effects, ask=(*told.ask, *begun.say, *begun.ask))


def _names_something_new(situation: Situation, reading: Reading) -> bool:
    """A need that no case of theirs has; or a wish for one, for another place or product. Of whoever wishes for
    something it need not be sure what.
    """
    if not _tells_matter(reading):
        return False
    needs = reading.needs if reading.sure else reading.ask
    alike = [case for case in situation.cases if set(case.needs) & set(needs)]
    return not alike or (reading.wishes and not any(_may_be_it(case, reading) for case in alike))


def _may_be_it(case: OwnCase, reading: Reading) -> bool:
    return reading.province in (None, case.province) and reading.product in (None, case.product)


def _satisfaction(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    if about is not None and reading.score is not None:
        return _rate(situation, about, reading.score, incoming, reading)
    if about is not None and reading.answer in _word_that_counts(situation, about):
        told = SayWhetherDone(about, reading.answer is YesNo.YES)
        return ask_again(situation, effects=(told,)) if told.done else rest(situation, effects=(told,))
    if not _tells_matter(reading) and any(map(str.isdigit, reading.text)):
        return put_again(situation, reading)
    return _no_reply(situation, incoming, reading)


def _rate(situation: Situation, about: int, score: int, incoming: Incoming, reading: Reading) -> Turn:
    """The points; whoever tells more beside them is not asked for more."""
    rated = taps.rate(situation, about, score)
    if reading.told("score_and_more") is not YesNo.YES or rated.conversation.step != "comment":
        return rated
    said = (*rated.say, Say("rated.with_words", {"score": score}))
    kept = rest(situation, *said, effects=(*rated.effects, CommentCase(about, incoming.text)))
    return _and_begin(kept, situation, incoming, reading) if reading.wishes else kept


def _word_that_counts(situation: Situation, case_id: int) -> Collection[YesNo]:
    """What may be said yet of a case that has ended: whether it was done, of one that ended in silence; and that it
    was not, of one that they themselves said was.
    """
    word_of = next((case.word_of for case in situation.cases if case.id == case_id), None)
    return {Who.CLOCK: (YesNo.YES, YesNo.NO), Who.OWNER: (YesNo.NO,)}.get(Who(word_of), ()) if word_of else ()


def _comment(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    if about is None or incoming.kind is not Kind.TEXT:
        return _set_question_aside(situation, incoming, reading)
    if reading.correction:
        return _rate_anew(situation, about, reading)
    other = _other_open_case(situation, about, reading)
    if other is not None:
        return rest(situation, effects=(AddToCase(other.id, incoming.text, incoming.message_ids),))
    asks = reading.sure and reading.labels[0] is OtherKind.STATUS and bool(situation.open_cases)
    stands = (TellStatus(),) if asks else ()
    kept = rest(situation, Say("comment.thanks"), effects=(CommentCase(about, incoming.text), *stands))
    # "ทำช้า" reminds of production, and is said of the work.
    return _and_begin(kept, situation, incoming, reading) if reading.wishes else kept


def _rate_anew(situation: Situation, about: int, reading: Reading) -> Turn:
    """The wrong button was tapped: the points that are said, else they are asked for once more."""
    if reading.score is not None:
        return taps.rate(situation, about, reading.score)
    known = Answers(about=about)
    return Turn(situation.conversation.asking("satisfaction", known), ask=(ask("satisfaction", known),))


def _other_open_case(situation: Situation, about: int, reading: Reading) -> OwnCase | None:
    """The case that goes on and has the need that is named, if the one that was rated has it not."""
    needs = set(reading.needs) if reading.sure else set()
    rated = {need for case in situation.cases if case.id == about for need in case.needs}
    going_on = (case for case in situation.open_cases if needs & set(case.needs))
    return next(going_on, None) if not needs & rated else None


def _amount(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    return results.amount(situation, incoming, reading) or _no_reply(situation, incoming, reading)


def _result(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    about = situation.conversation.answers.about
    if about is not None and reading.told("undone") is YesNo.NO and YesNo.YES in _word_that_counts(situation, about):
        # Closed in silence, and now they say that nothing was done: no result of anything.
        return rest(situation, effects=(SayWhetherDone(about, False),))
    told = results.result(situation, incoming, reading)
    if told is None:
        return _no_reply(situation, incoming, reading)
    return _and_begin(told, situation, incoming, reading) if reading.wishes else told


def _counted(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """Whoever writes about something else has nothing to put right of the sum."""
    turn, done_with = results.counted(situation, incoming, reading), replace(situation, conversation=Conversation())
    return turn or changing.put_right(done_with, incoming, reading) or begin(done_with, incoming, reading)


def _question(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """The owner's answer to a question that a provider asks before they decide."""
    known = situation.conversation.answers
    if known.about is None or incoming.kind is not Kind.TEXT:
        return _set_question_aside(situation, incoming, reading)
    if situation.question_is_over:
        return _too_late(situation, incoming, reading)
    if known.text is not None:
        return put_again(situation, reading)
    if reading.told("asks_why") is YesNo.YES:
        return ask_again(situation, Say("question.why"))
    if _tells_something_else(situation, reading):
        waiting = situation.conversation.asking("question", learn(known, incoming, reading))
        return Turn(waiting, ask=(ask("question", waiting.answers),))
    return rest(situation, effects=(AnswerQuestion(known.about, incoming.text),))


def _too_late(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """The organisation wants to know nothing any more: what tells a matter is one, and no answer."""
    if not _tells_matter(reading) or not (reading.wishes or _tells_something_else(situation, reading)):
        return rest(situation, Say("question.late"))
    return begin(replace(situation, conversation=situation.conversation.asking(None, Answers())), incoming, reading)


def _tells_something_else(situation: Situation, reading: Reading) -> bool:
    """Whether a need is named that no open case has, as a wish, or for a place or product that none has either.

    What organisations ask about is the business: "we sell on Facebook" names a need, too, and answers them.
    """
    cases = situation.open_cases
    named = reading.needs if reading.sure else reading.ask
    if {need for case in cases for need in case.needs}.issuperset(named):
        return False
    elsewhere = reading.province is not None and all(case.province != reading.province for case in cases)
    other = reading.product is not None and all(case.product != reading.product for case in cases)
    return reading.wishes or (reading.sure and (elsewhere or other))


def _pause_until(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.away is None:
        return _no_number_of_theirs(situation, incoming, reading)
    if reading.away.back_on is None:
        return pause(situation, reading.away)
    return rest(situation, effects=(PauseProvider(reading.away),))


def _capacity(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    if reading.most_cases is None:
        return _no_number_of_theirs(situation, incoming, reading)
    return rest(situation, effects=(LimitProvider(reading.most_cases),))


def _no_number_of_theirs(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    """ "7 วัน" sounds like something that spoils: of whoever serves, only a wish begins a matter of their own."""
    if not situation.cases and not reading.wishes and situation.conversation.unclear < TRIES:
        return put_again(situation, reading)
    return _set_question_aside(situation, incoming, reading)


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
    speaks_of_it = reading.needs or reading.ask or reading.told("more")
    if not speaks_of_it and situation.conversation.unclear == 0:
        return put_again(situation, reading)
    waiting = situation.conversation.before
    if waiting is not None and waiting.step is not None:
        return _BY_STEP[waiting.step](replace(situation, conversation=waiting), incoming, reading)
    return _let_go(situation, incoming, reading)


def _let_go(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    return begin(replace(situation, conversation=situation.conversation.asking(None, Answers())), incoming, reading)


def _or_asked_why(reason: str, otherwise: Answering) -> Answering:
    """Whoever asks why they are asked is told, before the question is put again."""

    def answer(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
        if reading.told("asks_why") is YesNo.YES:
            return ask_again(situation, Say(reason))
        return otherwise(situation, incoming, reading)

    return answer


_BY_STEP: dict[str, Answering] = {
    **dict.fromkeys(INTAKE_NAMES, _intake),
    "need": _which_need,
    "consent": _consent,
    "confirm": _or_named_wrong(_confirm),
    "edit": _or_named_wrong(_intake),
    "news": _news,
    "erase": _erase,
    "withdraw": _withdraw,
    "anyone_called": _anyone_called,
    "wanted": _wanted,
    "done": _done,
    "satisfaction": _or_asked_why("rated.why", _satisfaction),
    "comment": _comment,
    "result": _or_asked_why("result.why", _result),
    "amount": _or_asked_why("result.why", _amount),
    "counted": _or_asked_why("result.why", _counted),
    "change": _change,
    "same": _same,
    "question": _question,
    "pause_until": _pause_until,
    "capacity": _capacity,
}
