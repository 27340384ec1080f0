"""A score from 1 to 5, said with nothing else but politeness and praise."""

import re
from functools import cache

from intents.answers import cores
from intents.patterns import lines_of

BEST = 5
LONGEST = 60

_SCORES = {
    **{str(score): score for score in range(1, BEST + 1)},
    **dict(zip(("หนึ่ง", "สอง", "สาม", "สี่", "ห้า"), range(1, BEST + 1), strict=True)),
    **dict(zip(("one", "two", "three", "four", "five"), range(1, BEST + 1), strict=True)),
}


def score_of(clean: str) -> int | None:
    """The one score that a legible text is; "10 เต็ม 10" and "เต็มสิบ" are the best. None for other numbers, and where
    anything else is said ("โทรมาแค่ครั้งเดียวตอน 2 ทุ่ม").
    """
    if len(clean) > LONGEST:
        return None
    if _full().fullmatch(clean):
        return BEST
    found = _one().fullmatch(clean)
    return _SCORES[found["score"].lower()] if found else _in_words(clean)


def _in_words(clean: str) -> int | None:
    """ "ดีมากค่ะ": the button, typed without its number."""
    said = cores(clean)
    scores = range(1, BEST + 1)
    return next((score for score in scores if any(_button(score).fullmatch(each) for each in said)), None)


@cache
def _button(score: int) -> re.Pattern[str]:
    return re.compile(_words()[str(score)], re.IGNORECASE)


@cache
def _full() -> re.Pattern[str]:
    return _among(f"(?:{_words()['full']})")


@cache
def _one() -> re.Pattern[str]:
    return _among(f"(?P<score>{'|'.join(_SCORES)})(?: ?(?:คะแนน|ดาว))?(?:{_words()['of']})?")


def _among(pattern: str) -> re.Pattern[str]:
    """Possessive, lest the words around be cut in more ways than there is time."""
    aside = f"(?:{_words()['aside']})*+"
    return re.compile(f"{aside}{pattern}{aside}", re.IGNORECASE)


@cache
def _words() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in lines_of("score_words.txt"))
