"""A score from 1 to 5, said with nothing else but politeness and praise, or with more that tells why."""

import re
from functools import cache

from intents.answers import cores
from intents.patterns import lines_of
from intents.quantities import find_quantities

BEST = 5
LONGEST = 60
LONGEST_WITH_MORE = 300

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


def score_with_more(clean: str) -> int | None:
    """The score with which a legible text begins, or the points that are told in it ("เสร็จแล้ว 5 ดาวเลย"); None where
    that figure counts something else, or another may be the score.
    """
    found = _first().match(clean)
    if found and not _is_count(clean, found):
        return _only(clean, found)
    return points_in(clean)


def points_in(clean: str) -> int | None:
    """The score that is called points or stars; None where it is denied, or another figure may be meant."""
    found = _points().search(clean)
    return None if found is None or _unsaid().search(clean[: found.start()]) else _only(clean, found)


def _is_count(clean: str, found: re.Match[str]) -> bool:
    """Whether the figure is of days, people, boxes: a quantity that is none without it."""
    if _points().match(clean):
        return False
    behind = clean[found.end("score") :].lstrip()
    return bool(_counted().match(behind)) or len(find_quantities(clean)) > len(find_quantities(behind))


def _only(clean: str, found: re.Match[str]) -> int | None:
    others = any(map(str.isdigit, clean[: found.start()] + clean[found.end() :]))
    return None if others or len(clean) > LONGEST_WITH_MORE else int(found["score"])


@cache
def _first() -> re.Pattern[str]:
    words = _words()
    said = f"(?P<score>[1-{BEST}])(?:{words['of']})?(?: ?(?:{words['points']}))?(?: ?(?:{words['polite']}))*+"
    return re.compile(rf"{said}(?:[ ,.!:]+|$)", re.IGNORECASE)


@cache
def _points() -> re.Pattern[str]:
    words = _words()
    return re.compile(
        rf"(?<![\d.,/-])(?P<score>[1-{BEST}])(?:{words['of']})? ?(?:{words['points']})(?![a-z])", re.IGNORECASE
    )


@cache
def _unsaid() -> re.Pattern[str]:
    return re.compile(_words()["unsaid"], re.IGNORECASE)


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(_words()["counted"], re.IGNORECASE)


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
