"""Sums and months where they were asked for: there "50,000" needs no word for money, and "6 เดือน" is for how long."""

import re
from functools import cache
from importlib.resources import files

from intake.reading import Amount
from intents.numerals import NUMERAL, read_numeral

LEAST, MOST = 100, 10**10
"""Baht: with less, "3", most likely a word was left out; with more a figure slipped."""

MOST_MONTHS = 60
LONGEST = 60

_TELEPHONE = re.compile(r"0\d{7,}")
_MONTHS_A_YEAR = 12


def bare_sum(clean: str) -> Amount | None:
    """The one number that a legible text is, with at most "about" and "baht" around it; None for anything else."""
    found = _alone().fullmatch(clean) if len(clean) <= LONGEST else None
    if found is None or _TELEPHONE.fullmatch(found["first"]):
        return None
    first = read_numeral(found["first"])
    last = read_numeral(found["last"]) if found["last"] else first
    low, high = sorted((first.low, last.high))
    if not LEAST <= low <= high <= MOST:
        return None
    return Amount(int(low), int(high), exact=not _about().search(clean))


def months_of(clean: str) -> int | None:
    """For how many months, "6 เดือน", "ครึ่งปี"; None where no one whole number of months is said."""
    said = _spans().findall(clean)
    if len(said) != 1 or len(clean) > LONGEST:
        return None
    written, unit = said[0]
    number = read_numeral(written).high * (_MONTHS_A_YEAR if _year().fullmatch(unit) else 1)
    return int(number) if number == int(number) and 1 <= number <= MOST_MONTHS else None


@cache
def _alone() -> re.Pattern[str]:
    aside = f"(?:{_words()['about']}|{_words()['aside']})*+"
    number = rf"(?P<first>{NUMERAL})(?: ?(?:-|–|~|ถึง|to) ?(?P<last>{NUMERAL}))?"
    return re.compile(f"{aside}{number}{aside}", re.IGNORECASE)


@cache
def _spans() -> re.Pattern[str]:
    return re.compile(rf"({NUMERAL}) ?({_words()['month']}|{_words()['year']})(?!ละ)", re.IGNORECASE)


@cache
def _year() -> re.Pattern[str]:
    return re.compile(_words()["year"], re.IGNORECASE)


@cache
def _about() -> re.Pattern[str]:
    return re.compile(_words()["about"], re.IGNORECASE)


@cache
def _words() -> dict[str, str]:
    lines = files("intents.data").joinpath("sum_words.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
