"""Reading numbers the Thai way: digits, words and magnitudes mixed ("1 ล้าน 2 แสน", "แสนห้า", "สองสามหมื่น")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORDS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_COUNTS = {**{word: value for value, word in enumerate(_WORDS)}, "นึง": 1, "เอ็ด": 1, "ยี่": 2, "ครึ่ง": 0.5}
MILLION = 1_000_000
_STEPS = {
    "สิบ": 10,
    "ร้อย": 100,
    "พัน": 1_000,
    "หมื่น": 10_000,
    "แสน": 100_000,
    "ล้าน": MILLION,
    "ลบ": MILLION,
    "k": 1_000,
    "thousand": 1_000,
    "m": MILLION,
    "mil": MILLION,
    "million": MILLION,
}
_FIGURE = r"(?:\d++(?:,\d{3})+(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?)"
_COUNT = rf"{_FIGURE}|{'|'.join(_COUNTS)}"
_STEP = (
    r"สิบ|ร้อย|พัน(?![ธุ])|หมื่น|แสน|ล้าน|ลบ(?:\.|(?![ก-๎]))|(?<=\d)[km](?![a-z])|(?<=\d) ?(?:million|mil|thousand)(?![a-z])"
)
_TOKEN = re.compile(rf"({_COUNT})|({_STEP})", re.IGNORECASE)
# Possessive, since a run of digits can be cut in more ways than there is time.
NUMERAL = rf"(?>(?:{_COUNT}|{_STEP})(?: ?(?:{_COUNT}|{_STEP})){{0,11}})"
"""A regular expression for a whole number; needs re.IGNORECASE."""


@dataclass(frozen=True)
class Numeral:
    """`low` and `high` are equal unless a range was said. `step` is the largest magnitude (1 when none).

    `counted` is false for a magnitude alone, such as แสน, which may not be a number at all.
    """

    low: float
    high: float
    step: int
    counted: bool


@dataclass(frozen=True)
class _Term:
    """How many of which magnitude: two counts are "two or three"; without a magnitude it trails ("แสน|ห้า")."""

    counts: tuple[float, ...]
    step: int | None


def read_numeral(written: str) -> Numeral:
    """The value of what NUMERAL matched."""
    terms = list(_terms(written))
    low, high = _bounds(terms)
    step = max((term.step for term in terms if term.step), default=1)
    return Numeral(_sum(low, 0), _sum(high, -1), step, len(terms) > 1 or bool(terms[0].counts))


def _terms(written: str) -> Iterator[_Term]:
    counts: tuple[float, ...] = ()
    for found in _TOKEN.finditer(written):
        said = found[0].strip(" .").lower()
        if found[1]:
            counts = (*counts, float(_COUNTS[said] if said in _COUNTS else said.replace(",", "")))
        else:
            yield _Term(counts, _STEPS[said])
            counts = ()
    if counts:
        yield _Term(counts, None)


def _bounds(terms: Sequence[_Term]) -> tuple[Sequence[_Term], Sequence[_Term]]:
    """ "แสนสองแสน" goes from the first to the second; anything else is one sum."""
    for place in range(1, len(terms)):
        if terms[place].step == terms[place - 1].step:
            return terms[:place], terms[place:]
    return terms, terms


def _sum(terms: Sequence[_Term], which: int) -> float:
    total, last, said_one = 0.0, 1, False
    for term in terms:
        count = term.counts[which] if term.counts else 1.0
        if term.step is None:
            return total + (0.0 if count == 1 and not said_one and last > 1 else _trailing(count, last))
        if term.step == MILLION and total:
            total = (total + (count if term.counts else 0.0)) * MILLION
        else:
            total += count * term.step
        last, said_one = term.step, bool(term.counts)
    return total


def _trailing(count: float, last: int) -> float:
    """ "แสน|ห้า" is five of the next magnitude down, "ร้อย|ห้า" five, "ล้าน|ครึ่ง" half a million more."""
    if count == 0.5:
        return last / 2
    return count * last / 10 if last >= 1_000 and count < 10 else count
