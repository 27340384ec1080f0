"""Answers to the bot's own follow-up questions: what plain words mean there, and nowhere else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from intake.reading import Reading, YesNo
from intents.answers import cores
from intents.scores import score_of
from intents.sums import bare_sum, months_of

LONGEST = 120
"""A longer text is a story, in which such words stand for other things (characters)."""

NO_RESULT = "none"
RESULTS = ("sales", "cost_saved", "loan", "investment", "jobs")
"""Kinds of results; several in one answer are taken by whichever is said first."""


def in_reply(reading: Reading, clean: str, step: str | None) -> Reading:
    """The reading of a legible text, with what it says to the question `step`; nothing is added for other steps."""
    adds = _BY_STEP.get(step or "")
    return adds(reading, clean, step or "") if adds else reading


def whether(clean: str, step: str) -> YesNo | None:
    """What a short text says to a yes-or-no question; None when it says neither, or both."""
    if len(clean) > LONGEST or _says(clean, "any", "wish") or _says(clean, "any", "question"):
        return None
    said = [answer for answer in YesNo if _says(clean, step, answer)]
    return said[0] if len(said) == 1 else None


def outcome_of(clean: str) -> str | None:
    """The kind of result that a short text tells, "none" where it says that there is none; None for anything else."""
    if len(clean) > LONGEST or _says(clean, "any", "wish") or _says(clean, "any", "question"):
        return None
    starts = {kind: found.start() for kind in RESULTS if (found := _pattern("result", kind).search(clean))}
    if starts:
        return min(starts, key=starts.__getitem__)
    return NO_RESULT if _says(clean, "result", NO_RESULT) else None


def _yes_or_no(reading: Reading, clean: str, step: str) -> Reading:
    both = all(_says(clean, step, answer) for answer in YesNo)
    answer = None if both else whether(clean, step) or reading.answer
    return replace(reading, answer=answer, wishes=_says(clean, "any", "wish"))


def _score(reading: Reading, clean: str, _step: str) -> Reading:
    return replace(reading, score=score_of(clean), wishes=_says(clean, "any", "wish"))


def _result(reading: Reading, clean: str, step: str) -> Reading:
    outcome = outcome_of(clean) or (NO_RESULT if reading.answer is YesNo.NO else None)
    return replace(_amount(reading, clean, step), outcome=outcome)


def _amount(reading: Reading, clean: str, _step: str) -> Reading:
    """A bare number is a sum where a sum was asked for."""
    alone = None if reading.amounts else bare_sum(clean)
    amounts = (alone,) if alone else reading.amounts
    wishes = _says(clean, "any", "wish")
    return replace(reading, amounts=amounts, months=months_of(clean), outcome=outcome_of(clean), wishes=wishes)


def _phone(reading: Reading, clean: str, step: str) -> Reading:
    """Whoever has no number, or would rather write, has answered; what a wish for a person sounds like elsewhere."""
    refuses = reading.phone is None and len(clean) <= LONGEST and _says(clean, step, YesNo.NO)
    return replace(reading, answer=YesNo.NO) if refuses else reading


def _question(reading: Reading, clean: str, _step: str) -> Reading:
    """Whoever answers an organisation may say "ภาษาไทย" or "คน": only what can mean nothing else is a command."""
    means_it = any(_pattern("question", "command").fullmatch(said) for said in cores(clean))
    return reading if means_it else replace(reading, command=None)


_BY_STEP: Mapping[str, Callable[[Reading, str, str], Reading]] = {
    "phone": _phone,
    "done": _yes_or_no,
    "anyone_called": _yes_or_no,
    "satisfaction": _score,
    "result": _result,
    "amount": _amount,
    "question": _question,
}


def _says(clean: str, step: str, kind: str) -> bool:
    return bool(_pattern(step, kind).search(clean))


@cache
def _pattern(step: str, kind: str) -> re.Pattern[str]:
    return re.compile(_lines()[step, kind], re.IGNORECASE)


@cache
def _lines() -> dict[tuple[str, str], str]:
    lines = files("intents.data").joinpath("replies.txt").read_text("utf-8").splitlines()
    kept = (line.split(" ", 2) for line in lines if line and not line.startswith("#"))
    return {(step, kind): pattern for step, kind, pattern in kept}
