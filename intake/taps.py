"""What a tap on a button does. A tap carries its step, so a button of last week is known for what it is."""

from collections.abc import Callable
from dataclasses import replace

from intake import changing
from intake.beginning import begin_with, beside
from intake.conversation import Answers, Conversation, Situation
from intake.effects import (
    GIVE_UP_SURE,
    WRONG_NUMBER_SURE,
    AnswerQuestion,
    AskFirst,
    Effect,
    ForgetPerson,
    ForgetWords,
    LimitProvider,
    MoveHandoff,
    OpenCase,
    PlaceFiles,
    ProviderSays,
    RateCase,
    RecordConsent,
    ReportOutcome,
    SayWhetherContacted,
    SayWhetherDone,
    ShowHandoff,
    ShowOffers,
    StillWanted,
    WithdrawCase,
)
from intake.incoming import Incoming
from intake.interrupts import OF_A_CASE, ask_to_withdraw
from intake.questions import any_need, ask
from intake.reading import Away, Reading
from intake.results import JOBS, NOTHING, tell_kind
from intake.saying import Say, Tap
from intake.serving import come_back, limit, pause
from intake.steps import INTAKE_NAMES, with_tapped, without
from intake.turn import Turn, aside, ask_again, go_on, rest, silent
from intake.which_case import named
from network import wording
from network.needs import Need

UNHAPPY = 2
"""Satisfaction of this or less goes to staff."""

SERVICE_STEPS = frozenset(
    {
        "contact",
        "wrong_number",
        WRONG_NUMBER_SURE,
        "progress",
        "hold",
        "resume",
        "finish",
        "give_up",
        GIVE_UP_SURE,
        "keep",
    }
)


def answer(situation: Situation, incoming: Incoming) -> Turn:
    """The turn for a tap; an unknown or outdated one is answered politely and changes nothing."""
    tap = incoming.tap
    if tap is None or tap.step not in _BY_STEP:
        return _old(situation)
    conversation = situation.conversation
    if tap.about is None and tap.step == conversation.step:
        # The words of the button were typed: they are about what the question is about.
        tap = replace(tap, about=conversation.answers.about)
        if tap.step == "anyone_called" and tap.about is not None:
            return say_contacted(situation, tap.about, tap.value == "yes", Reading(text=incoming.text))
    situation = replace(situation, conversation=_settled(conversation, tap))
    return _BY_STEP[tap.step](situation, tap)


def _settled(conversation: Conversation, tap: Tap) -> Conversation:
    """Without the question that this tap answers, if it waits behind the matter that is being told, or after it."""
    waiting, newer = conversation.before, conversation.newer
    if newer is not None and _is_answered(newer, tap):
        conversation = replace(conversation, newer=None)
    if waiting is None:
        return conversation
    kept = _settled(waiting, tap)
    return replace(conversation, before=kept.before if _is_answered(waiting, tap) else kept)


def _is_answered(waiting: Conversation, tap: Tap) -> bool:
    return tap.about is not None and (waiting.step, waiting.answers.about) == (tap.step, tap.about)


def _old(situation: Situation) -> Turn:
    return ask_again(situation, Say("tap.old"))


def agree(situation: Situation) -> Turn:
    """Consent to being helped at all; it is stored with the version of the notice that was shown."""
    known = situation.conversation.answers
    return go_on(situation, known, effects=(RecordConsent("service", True),), consent=True)


def refuse(situation: Situation) -> Turn:
    """No consent: what was written is forgotten at once."""
    province = situation.conversation.answers.province
    return rest(situation, effects=(RecordConsent("service", False), ForgetWords(province)))


def send(situation: Situation) -> Turn:
    """The owner confirms the summary: the matter becomes a case, and news is a question of its own."""
    opened = OpenCase(situation.conversation.answers)
    effects = (RecordConsent("pass_on", True), opened)
    if situation.conversation.later:
        return _next_matter(situation, effects)
    if situation.news is not None:
        return rest(situation, effects=effects)
    conversation = situation.conversation.asking("news", Answers())
    return Turn(conversation, effects=effects, ask=(ask("news", Answers()),))


def _next_matter(situation: Situation, effects: tuple[Effect, ...]) -> Turn:
    """The next of the matters that came up meanwhile; their number is the same, and asked for once."""
    sent = situation.conversation
    known, *later = sent.later
    if known.phone is None:
        known = replace(known, phone=sent.answers.phone)
    begun = go_on(replace(situation, conversation=Conversation(before=sent.before, later=tuple(later))), known)
    said = Say("later.now", {"needs": wording.needs(known.needs)})
    return replace(begun, effects=effects, ask=(said, *begun.ask))


def want_news(situation: Situation, wanted: bool) -> Turn:
    say = Say("news.yes" if wanted else "news.no")
    return rest(situation, say, effects=(RecordConsent("news", wanted),))


def erase(situation: Situation, sure: bool) -> Turn:
    if not sure:
        return rest(situation, Say("erase.kept"))
    return rest(situation, effects=(ForgetPerson(),))


def withdraw(situation: Situation, case_id: int, sure: bool) -> Turn:
    if not sure:
        return rest(situation, Say("withdraw.kept"))
    conversation = situation.conversation
    if conversation.before is not None and conversation.before.step in OF_A_CASE:
        conversation = replace(conversation, before=conversation.before.before)
    situation = replace(situation, conversation=replace(conversation, newer=None))
    return rest(situation, effects=(WithdrawCase(case_id),))


def say_contacted(situation: Situation, handoff_id: int, contacted: bool, said: Reading | None = None) -> Turn:
    """`said` is what was written where no button was tapped."""
    told = SayWhetherContacted(handoff_id, contacted)
    if said is not None:
        meant = named(situation.open_cases, said)
        told = replace(told, words=said.text, named=tuple(case.id for case in meant))
    if contacted or situation.conversation.step not in (None, "anyone_called"):
        return _answered(situation, "anyone_called", told)
    # The question stays open, so that "they called now" is understood later on.
    return Turn(situation.conversation.asking("anyone_called", Answers(about=handoff_id)), effects=(told,))


def say_done(situation: Situation, case_id: int, done: bool, score: int | None = None) -> Turn:
    return _answered(situation, "done", SayWhetherDone(case_id, done, score))


def rate(situation: Situation, case_id: int, score: int) -> Turn:
    if not all(case.may_be_rated for case in situation.cases if case.id == case_id):
        return _old(situation)
    known = Answers(about=case_id)
    return Turn(
        aside(situation, "comment", known),
        say=(Say("rated.sorry"),) if score <= UNHAPPY else (),
        effects=(RateCase(case_id, score),),
        ask=(ask("comment", known),),
    )


def _answered(situation: Situation, step: str, *effects: Effect) -> Turn:
    if situation.conversation.step == step:
        return rest(situation, effects=effects)
    return silent(situation, *effects)


def _consent(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step != "consent":
        return _old(situation)
    return agree(situation) if tap.value == "yes" else refuse(situation)


def _intake(situation: Situation, tap: Tap) -> Turn:
    """A button of one of the questions about the matter: an answer, or a correction of an earlier one."""
    step = situation.conversation.step
    if step not in INTAKE_NAMES and not (step is None and tap.step == "need"):
        return _old(situation)
    known = with_tapped(situation.conversation.answers, tap.step, tap.value)
    if known is None:
        return _no_such_need(situation) if tap.step == "need" else _old(situation)
    return go_on(situation, known)


def _no_such_need(situation: Situation) -> Turn:
    """ "Something else": the two likeliest were wrong, so all eleven are shown."""
    known = replace(situation.conversation.answers, ask=(), needs=())
    return Turn(situation.conversation.asking("need", known), ask=(any_need(),))


def _confirm(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step != "confirm":
        return _old(situation)
    if tap.value == "send":
        return send(situation)
    return Turn(situation.conversation.asking("edit"), ask=(ask("edit", situation.conversation.answers),))


def _edit(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step not in ("edit", "confirm") or tap.value not in (
        "need",
        "province",
        "product",
        "phone",
    ):
        return _old(situation)
    return go_on(situation, without(situation.conversation.answers, tap.value))


def _news(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step not in (None, "news"):
        return ask_again(situation, effects=(RecordConsent("news", tap.value == "yes"),))
    return want_news(situation, tap.value == "yes")


def _erase(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step != "erase":
        return _old(situation)
    return erase(situation, tap.value == "yes")


def _withdraw(situation: Situation, tap: Tap) -> Turn:
    if tap.about is None and situation.conversation.step == "withdraw":
        # The words of a button, though it is not known yet for which case.
        return ask_again(situation) if tap.value == "yes" else withdraw(situation, 0, False)
    if tap.about is None:
        return _old(situation)
    if tap.value == "which":
        return ask_to_withdraw(situation, tap.about)
    if situation.conversation.step != "withdraw" or situation.conversation.answers.about != tap.about:
        return _old(situation)
    return withdraw(situation, tap.about, tap.value == "yes")


def _change(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step != "change":
        return _old(situation)
    if tap.value == "new":
        return changing.as_new(situation)
    if tap.value in set(Need):
        return changing.choose_need(situation, Need(tap.value))
    if tap.value == "yes" and tap.about is not None:
        return changing.change(situation, tap.about, True)
    return changing.change(situation, 0, False) if tap.value == "no" else _old(situation)


def _same(situation: Situation, tap: Tap) -> Turn:
    if situation.conversation.step != "same" or situation.conversation.answers.about not in (None, tap.about):
        return _old(situation)
    if tap.about is not None and tap.value == "old":
        return changing.tell_more(situation, tap.about)
    told = situation.conversation.answers
    needs = (Need(tap.value),) if tap.value in set(Need) else told.needs
    known = situation.conversation.asking("same", replace(told, needs=needs, ask=()))
    return changing.as_new(replace(situation, conversation=known))


def _anyone_called(situation: Situation, tap: Tap) -> Turn:
    return _old(situation) if tap.about is None else say_contacted(situation, tap.about, tap.value == "yes")


def _done(situation: Situation, tap: Tap) -> Turn:
    return _old(situation) if tap.about is None else say_done(situation, tap.about, tap.value == "yes")


def _wanted(situation: Situation, tap: Tap) -> Turn:
    """Whether the owner still wants help, of which their provider says no."""
    if all(case.id != tap.about for case in situation.open_cases) or tap.about is None:
        return _old(situation)
    return _answered(situation, "wanted", StillWanted(tap.about) if tap.value == "yes" else WithdrawCase(tap.about))


def _satisfaction(situation: Situation, tap: Tap) -> Turn:
    if tap.about is None or tap.value not in ("1", "2", "3", "4", "5"):
        return _old(situation)
    return rate(situation, tap.about, int(tap.value))


def _comment(situation: Situation, _tap: Tap) -> Turn:
    if situation.conversation.step != "comment":
        return _old(situation)
    return rest(situation, Say("comment.thanks"))


def _result(situation: Situation, tap: Tap) -> Turn:
    return _old(situation) if tap.about is None else tell_kind(situation, tap.about, tap.value)


def _amount(situation: Situation, tap: Tap) -> Turn:
    known = situation.conversation.answers
    if situation.conversation.step != "amount" or known.about is None or known.about != tap.about:
        return _old(situation)
    if known.outcome_kind == JOBS:
        return rest(situation, Say("result.thanks"))
    return rest(situation, effects=(ReportOutcome(known.about, known.outcome_kind or NOTHING, None, None, ""),))


def _counted(situation: Situation, tap: Tap) -> Turn:
    known = situation.conversation.answers
    if situation.conversation.step != "counted" or known.about is None or known.about != tap.about:
        return _old(situation)
    if tap.value == "yes":
        return rest(situation, Say("result.thanks"))
    return tell_kind(situation, known.about, known.outcome_kind or NOTHING)


def _question(situation: Situation, tap: Tap) -> Turn:
    """A provider's question about an offer, put to the owner: they write an answer, or leave it."""
    if tap.about is None or tap.value not in ("answer", "skip", "send", "new"):
        return _old(situation)
    if tap.value in ("send", "new"):
        return _send_or_begin(situation, tap)
    if tap.value == "answer":
        known = Answers(about=tap.about)
        return Turn(aside(situation, "question", known), ask=(ask("question", known),))
    left = AnswerQuestion(tap.about, None)
    asked = situation.conversation.step == "question" and situation.conversation.answers.about == tap.about
    return rest(situation, effects=(left,)) if asked else silent(situation, left)


def _send_or_begin(situation: Situation, tap: Tap) -> Turn:
    """What was written goes to the provider after all, or it is a matter of its own and the question stays open."""
    asked = situation.conversation
    if asked.step != "question" or asked.answers.about != tap.about or asked.answers.text is None:
        return _old(situation)
    if tap.value == "send":
        return rest(situation, effects=(AnswerQuestion(asked.answers.about or 0, asked.answers.text),))
    begun = begin_with(replace(situation, conversation=Conversation()), replace(asked.answers, about=None))
    return begun if situation.question_is_over else beside(begun, replace(asked, answers=Answers(about=tap.about)))


def _file(situation: Situation, tap: Tap) -> Turn:
    """To which of several cases a picture belongs; what is sent while a matter is told belongs to that."""
    if tap.about is None or situation.conversation.step in INTAKE_NAMES:
        return _old(situation)
    return silent(situation, PlaceFiles(tap.about))


def _offer(situation: Situation, tap: Tap) -> Turn:
    if tap.about is None or tap.value not in ("accept", "decline", "ask"):
        return _old(situation)
    if tap.value == "ask":
        return silent(situation, AskFirst(tap.about))
    return silent(situation, MoveHandoff(tap.about, tap.value))


def _decline_reason(situation: Situation, tap: Tap) -> Turn:
    if tap.about is None:
        return _old(situation)
    return silent(situation, ProviderSays(tap.about, "decline", tap.value))


def _service(situation: Situation, tap: Tap) -> Turn:
    """The provider's buttons after acceptance: contacted, going on, put off, finished, could not be done."""
    if tap.about is None or tap.value not in SERVICE_STEPS:
        return _old(situation)
    return silent(situation, MoveHandoff(tap.about, tap.value))


def _provider(situation: Situation, tap: Tap) -> Turn:
    if not situation.is_provider:
        return _old(situation)
    if tap.value == "pause":
        return pause(situation, Away())
    if tap.value == "capacity":
        return limit(situation)
    if tap.value == "return":
        return come_back(situation)
    if tap.value == "show" and tap.about is not None:
        return silent(situation, ShowHandoff(tap.about))
    return silent(situation, ShowOffers(tap.about or 0 if tap.value == "more" else 0))


def _pause_until(situation: Situation, _tap: Tap) -> Turn:
    if situation.conversation.step != "pause_until":
        return _old(situation)
    return rest(situation, Say("provider.until_you_say"))


def _capacity(situation: Situation, _tap: Tap) -> Turn:
    if situation.conversation.step != "capacity":
        return _old(situation)
    return rest(situation, effects=(LimitProvider(None),))


_BY_STEP: dict[str, Callable[[Situation, Tap], Turn]] = {
    "consent": _consent,
    "need": _intake,
    "province": _intake,
    "phone": _intake,
    "confirm": _confirm,
    "edit": _edit,
    "news": _news,
    "erase": _erase,
    "withdraw": _withdraw,
    "change": _change,
    "same": _same,
    "anyone_called": _anyone_called,
    "done": _done,
    "wanted": _wanted,
    "satisfaction": _satisfaction,
    "comment": _comment,
    "result": _result,
    "amount": _amount,
    "counted": _counted,
    "question": _question,
    "file": _file,
    "offer": _offer,
    "decline_reason": _decline_reason,
    "service": _service,
    "provider": _provider,
    "pause_until": _pause_until,
    "capacity": _capacity,
}

STEPS_OF_TAPS = frozenset(_BY_STEP)
