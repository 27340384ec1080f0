"""What an owner says a service brought: the kind, the sum, and another sum for the one that was taken.

A sum is never guessed: what may be a loss, so much a day, or only a limit is asked back; what was taken is said back.
Each function is None for words that are no answer.
"""

from dataclasses import replace

from intake.conversation import Answers, Situation
from intake.effects import ReportOutcome
from intake.incoming import Incoming
from intake.questions import ask
from intake.reading import Doubt, Reading, YesNo
from intake.saying import Say
from intake.turn import Turn, aside, rest, silent
from intake.unclear import TRIES, is_small_talk, put_again

NOTHING = "none"
JOBS = "jobs"
WITHOUT_BAHT = frozenset({NOTHING, JOBS})
LESS_IS_MORE = "cost_saved"
"""The kind of result in which less is what was hoped for."""


def result(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """What kind of result there was, in words, often with the sum at once."""
    known, kind = situation.conversation.answers, reading.outcome
    if known.about is None:
        return None
    if kind is None:
        return None if _wishes(reading) else _without_kind(situation, incoming, reading)
    if kind == NOTHING:
        return rest(situation, effects=(ReportOutcome(known.about, kind, None, None, incoming.text),))
    counting = situation.conversation.asking("amount", replace(known, outcome_kind=kind))
    if kind == JOBS and reading.people is not None:
        return _people(replace(situation, conversation=counting), incoming, reading)
    if kind == JOBS:
        return tell_kind(situation, known.about, kind)
    if not (reading.amounts or reading.doubt):
        return _and_hired(tell_kind(situation, known.about, kind), known.about, reading)
    told = amount(replace(situation, conversation=counting), incoming, reading)
    return told and _and_hired(told, known.about, reading)


def _and_hired(told: Turn, case_id: int, reading: Reading) -> Turn:
    """People who were hired are told beside what was sold or saved: they have no baht, and neither gives way."""
    if reading.people is None or reading.told("hired") is not YesNo.YES:
        return told
    return replace(told, effects=(ReportOutcome(case_id, JOBS, None, None, reading.text), *told.effects))


def tell_kind(situation: Situation, case_id: int, kind: str) -> Turn:
    """What kind of result there was; then how much, unless that was said before. That people were hired counts
    without a number.
    """
    told = ReportOutcome(case_id, kind, None, None, "")
    if kind == NOTHING:
        asked = situation.conversation.step in ("result", "amount", "counted")
        return rest(situation, effects=(told,)) if asked else silent(situation, told)
    before = _told_before(situation, case_id) if kind != JOBS else Answers()
    if before.total:
        low, high = before.total
        return _say_back(situation, replace(told, baht_low=low, baht_high=high, words=before.text or ""))
    known = Answers(about=case_id, outcome_kind=kind, monthly=before.monthly, message_ids=before.message_ids)
    effects = (told,) if kind == JOBS else ()
    return Turn(aside(situation, "amount", known), effects=effects, ask=(ask("amount", known),))


def _told_before(situation: Situation, case_id: int) -> Answers:
    """The sum that this owner has told of this case before they said what it is."""
    conversation = situation.conversation
    is_asked = conversation.step == "result" and conversation.answers.about == case_id
    return conversation.answers if is_asked else Answers()


def amount(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """A sum is taken only when exactly one was said; an unclear one is asked back."""
    known = situation.conversation.answers
    if known.about is None or _asks_for_more(known, reading):
        return None
    if known.outcome_kind == JOBS:
        return _people(situation, incoming, reading)
    if _is_loss(known.outcome_kind, reading):
        return _ask_what_is_better(situation, incoming)
    if reading.doubt is Doubt.UNKNOWN and not reading.amounts:
        kind = known.outcome_kind or NOTHING
        return rest(situation, effects=(ReportOutcome(known.about, kind, None, None, incoming.text),))
    total = _total(known, reading)
    if total is None and _said_monthly(reading) and reading.doubt not in _ASKED_BACK:
        return _ask_for_months(situation, incoming, reading)
    if total is None and situation.conversation.unclear < TRIES:
        return _ask_back(situation, reading)
    low, high = total or (None, None)
    told = ReportOutcome(known.about, known.outcome_kind or NOTHING, low, high, incoming.text)
    return _say_back(situation, told)


def counted(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """Whether the sum that was said back is right; another one takes its place."""
    known = situation.conversation.answers
    if known.total and reading.told("per_month") is YesNo.YES:
        return _ask_months_of(situation, replace(known, total=(), monthly=known.total))
    says_other = (
        reading.correction
        or bool(reading.amounts or reading.months or reading.outcome)
        or reading.doubt in _ASKED_BACK
    )
    if known.about is None or not (says_other or reading.answer or is_small_talk(reading)):
        return None
    if reading.outcome not in (None, NOTHING, known.outcome_kind):
        # Sales were told, now a loan: one beside the other.
        other = situation.conversation.asking("result", Answers(about=known.about))
        return result(replace(situation, conversation=other), incoming, reading)
    if reading.months and not reading.amounts:
        return put_again(situation, reading)
    asking = replace(situation, conversation=situation.conversation.asking("amount", known))
    if reading.amounts or reading.doubt:
        return amount(asking, incoming, reading)
    if reading.needs and reading.sure:
        return None
    if reading.correction or reading.answer is YesNo.NO:
        return tell_kind(situation, known.about, known.outcome_kind or NOTHING)
    return rest(situation, Say("result.thanks"))


def _say_back(situation: Situation, told: ReportOutcome) -> Turn:
    """Whether the sum is right is not asked of someone whose own matter waits: that goes on."""
    if told.baht_low is None or situation.conversation.before is not None:
        return rest(situation, effects=(told,))
    high = told.baht_low if told.baht_high is None else told.baht_high
    known = Answers(about=told.case_id, outcome_kind=told.kind, total=(told.baht_low, high))
    return Turn(situation.conversation.asking("counted", known), effects=(told,), ask=(ask("counted", known),))


def _people(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """How many were hired stays in the words: the report adds up baht alone."""
    known = situation.conversation.answers
    if known.about is None or reading.people is None:
        return None
    return rest(situation, effects=(ReportOutcome(known.about, JOBS, None, None, incoming.text),))


def _is_loss(kind: str | None, reading: Reading) -> bool:
    return reading.doubt is Doubt.LOSS or (reading.doubt is Doubt.LESS and kind != LESS_IS_MORE)


def _ask_what_is_better(situation: Situation, incoming: Incoming) -> Turn:
    """A loss is no result; who goes on telling of it has told that there is none."""
    known = Answers(about=situation.conversation.answers.about)
    conversation = replace(situation.conversation, step="result", answers=known).not_understood()
    if conversation.unclear > TRIES:
        return rest(situation, effects=(ReportOutcome(known.about or 0, NOTHING, None, None, incoming.text),))
    question = Say("result.less", choices=ask("result", known).choices)
    return Turn(conversation, ask=(question,))


def _ask_back(situation: Situation, reading: Reading) -> Turn:
    key = _ASKED_BACK.get(reading.doubt) if reading.doubt else None
    if key is None:
        return put_again(situation, reading)
    conversation = situation.conversation.not_understood()
    question = ask("amount", conversation.answers, unclear=True)
    return Turn(conversation, ask=(replace(question, key=key),))


_ASKED_BACK = {Doubt.RATE: "result.rate", Doubt.LIMIT: "result.limit", Doubt.CHANGE: "result.change"}


def _without_kind(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """A sum alone sounds like a loan, but here it is an answer of which half is missing."""
    if _is_loss(None, reading):
        return _ask_what_is_better(situation, incoming)
    tells = bool(reading.amounts or reading.months) or reading.doubt is Doubt.UNKNOWN
    if not tells or situation.conversation.unclear >= TRIES:
        return None
    conversation = replace(
        situation.conversation, answers=_with_sum(situation.conversation.answers, incoming, reading)
    )
    return put_again(replace(situation, conversation=conversation), reading)


def _with_sum(known: Answers, incoming: Incoming, reading: Reading) -> Answers:
    """The sum waits until its kind is told; one that is not clear is asked for again then."""
    total = _total(known, reading)
    if total is not None:
        return replace(known, total=total, monthly=(), text=incoming.text, message_ids=incoming.message_ids)
    if _said_monthly(reading) and reading.doubt not in _ASKED_BACK:
        return replace(known, total=(), monthly=_monthly(reading), message_ids=incoming.message_ids)
    return known


def _wishes(reading: Reading) -> bool:
    return reading.wishes or reading.province is not None or reading.product is not None


def _asks_for_more(known: Answers, reading: Reading) -> bool:
    """Whether a new matter is told; a sum alone sounds like a loan, "6 เดือน" like something that spoils."""
    if not reading.sure or not reading.needs:
        return False
    tells_result = reading.amounts or reading.months or reading.outcome or reading.people or reading.doubt
    return reading.wishes or reading.province is not None or not (tells_result or known.monthly)


def _said_monthly(reading: Reading) -> bool:
    return len(reading.amounts) == 1 and reading.amounts[0].per_month


def _monthly(reading: Reading) -> tuple[int, int]:
    return reading.amounts[0].low, reading.amounts[0].high


def _total(known: Answers, reading: Reading) -> tuple[int, int] | None:
    """The one sum that was said, or the months times what was said for each; None where that is not clear."""
    if reading.doubt in _ASKED_BACK:
        return None
    if len(reading.amounts) == 1 and not reading.amounts[0].per_month:
        return reading.amounts[0].low, reading.amounts[0].high
    monthly = _monthly(reading) if _said_monthly(reading) else known.monthly
    if not monthly or not reading.months:
        return None
    return monthly[0] * reading.months, monthly[1] * reading.months


def _ask_for_months(situation: Situation, incoming: Incoming, reading: Reading) -> Turn:
    known = replace(situation.conversation.answers, monthly=_monthly(reading), message_ids=incoming.message_ids)
    return _ask_months_of(situation, known)


def _ask_months_of(situation: Situation, known: Answers) -> Turn:
    return Turn(situation.conversation.asking("amount", known), ask=(ask("amount", known),))
