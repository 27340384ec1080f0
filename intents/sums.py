"""Sums and months where they were asked for: there "50,000" needs no word for money, and "6 เดือน" is for how long."""

import re
from functools import cache

from intake.reading import Amount, Doubt
from intents.numerals import NUMERAL, read_numeral, with_small_english_in_figures
from intents.patterns import lines_of
from intents.quantities import find_quantities

LEAST, MOST = 100, 10**10
"""Baht: with less, "3", most likely a word was left out; with more a figure slipped."""

MOST_MONTHS = 60
LONGEST = 60
MOST_PEOPLE = 999

_LONG_FIGURE = re.compile(r"\d{4}|\d,\d{3}")
_TELEPHONE = re.compile(r"0\d{7,}")
_MONTHS_A_YEAR = 12


def bare_sum(clean: str) -> Amount | None:
    """The one number that a legible text is, with at most "about" and "baht" around it; None for anything else."""
    return _sum(clean, _alone())


def right_sum(clean: str) -> Amount | None:
    """The same, or with words around it that take another one back: "ไม่ใช่ค่ะ 13,000"."""
    return _sum(clean, _put_right())


def _sum(clean: str, written: re.Pattern[str]) -> Amount | None:
    found = written.fullmatch(clean) if len(clean) <= LONGEST else None
    if found is None or _TELEPHONE.fullmatch(found["first"]):
        return None
    first = read_numeral(found["first"])
    last = read_numeral(found["last"]) if found["last"] else first
    low, high = sorted((_in_unit_of(last.high, first.low), last.high))
    if not LEAST <= low <= high <= MOST:
        return None
    return Amount(int(low), int(high), exact=not _about().search(clean), per_month=bool(found["monthly"]))


def _in_unit_of(last: float, first: float) -> float:
    """ "3-4 พัน" says its unit once."""
    unit = 10 ** (len(str(int(last))) - 1)
    return first * unit if 1 <= first < LEAST <= last and first * unit <= last else first


def sum_at_end(clean: str) -> Amount | None:
    """The one long figure with which a legible text ends that tells a result ("ซื้อเครื่องซีล 35000"); None for years
    and what is counted.
    """
    found = _last().search(clean) if len(clean) <= LONGEST else None
    before = clean[: found.start()] if found else ""
    if found is None or _named_by_number().search(before) or _LONG_FIGURE.search(before):
        return None
    if _TELEPHONE.fullmatch(found["first"]):
        return None
    baht = int(found["first"].replace(",", ""))
    return Amount(baht, baht, exact=not _about().search(clean)) if baht <= MOST else None


def months_of(clean: str) -> int | None:
    """For how many months, "6 เดือน", "ครึ่งปี"; None where no one whole number of months is said."""
    said = _spans().findall(clean)
    if len(said) != 1 or len(clean) > LONGEST:
        return None
    written, unit = said[0]
    number = read_numeral(written).high * (_MONTHS_A_YEAR if _year().fullmatch(unit) else 1)
    return int(number) if number == int(number) and 1 <= number <= MOST_MONTHS else None


def people_of(clean: str) -> int | None:
    """How many people, "2 คน", or the one small number that a legible text is; None where that is not clear."""
    clean = _one_person().sub(" 1 คน", with_small_english_in_figures(clean)).strip()
    if _either().search(clean):
        return None
    counted = [one for one in find_quantities(clean) if one.unit == "person"]
    if len(counted) == 1 and counted[0].low == counted[0].high and counted[0].per is None:
        number = counted[0].low
    else:
        alone = _alone().fullmatch(clean) if not counted and len(clean) <= LONGEST else None
        number = read_numeral(alone["first"]).high if alone and not (alone["last"] or alone["monthly"]) else 0
    return int(number) if number == int(number) and 1 <= number <= MOST_PEOPLE else None


def is_rate(clean: str) -> bool:
    """Whether a legible text says only so much a day, a month or a piece, with words of earning around it at most."""
    return len(clean) <= LONGEST and bool(_rate().fullmatch(clean))


def doubt_of(clean: str) -> Doubt | None:
    """Why a sum in a legible text may not be what something brought; None where nothing says so."""
    return next((doubt for doubt in Doubt if _doubts(doubt).search(clean)), None)


@cache
def _doubts(doubt: Doubt) -> re.Pattern[str]:
    number = f"(?: |{_words()['about']}|{_words()['near']})*+{NUMERAL}"
    return re.compile(_words()[doubt].replace("NUMBER", number), re.IGNORECASE)


@cache
def _rate() -> re.Pattern[str]:
    words = _words()
    around = "(?:" + "|".join(words[name] for name in ("earned", "about", "denial", "aside")) + ")*+"
    said = words["each"].replace("NUMBER", f"{around}{NUMERAL}")
    return re.compile(f"{around}(?:{said}){around}", re.IGNORECASE)


@cache
def _alone() -> re.Pattern[str]:
    return _number_among(f"(?:{_words()['about']}|{_words()['aside']})*+")


@cache
def _put_right() -> re.Pattern[str]:
    return _number_among(f"(?:{_words()['denial']}|{_words()['about']}|{_words()['aside']})*+")


def _number_among(aside: str) -> re.Pattern[str]:
    number = rf"(?P<first>{NUMERAL})(?: ?(?:-|–|~|ถึง|to) ?(?P<last>{NUMERAL}))?"
    return re.compile(f"{aside}{number}{aside}(?P<monthly>{_words()['monthly']})?{aside}", re.IGNORECASE)


@cache
def _one_person() -> re.Pattern[str]:
    return re.compile(_words()["one_person"], re.IGNORECASE)


@cache
def _either() -> re.Pattern[str]:
    return re.compile(_words()["either"], re.IGNORECASE)


@cache
def _last() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\d.,/-])(?P<first>\d{{4,}}|\d{{1,3}}(?:,\d{{3}})+)(?:{_words()['aside']})*+$", re.IGNORECASE
    )


@cache
def _named_by_number() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words()['named']}) ?$", re.IGNORECASE)


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
    return dict(line.split(" ", 1) for line in lines_of("sum_words.txt"))
