"""Names of months, weekdays and of days near today, as data/calendar_words.csv lists them."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _words() -> Mapping[str, tuple[tuple[re.Pattern[str], str, int], ...]]:
    table: dict[str, list[tuple[re.Pattern[str], str, int]]] = {}
    with files("intents.data").joinpath("calendar_words.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            whole = re.compile(f"(?:{row['said']})", re.IGNORECASE)
            table.setdefault(row["kind"], []).append((whole, row["said"], int(row["value"])))
    return {kind: tuple(rows) for kind, rows in table.items()}


def value_of(kind: str, said: str) -> int:
    """The number of a month (1–12) or weekday (Monday 0), or how many days away a word is."""
    return next(value for whole, _, value in _words()[kind] if whole.fullmatch(said))


def _any(kind: str) -> str:
    return "|".join(said for _, said, _ in _words()[kind])


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """Any word of a kind."""
    return re.compile(_any(kind), re.IGNORECASE)


@cache
def with_month() -> re.Pattern[str]:
    """A day or days, a month and perhaps a year: "24-26 พ.ย. 69"."""
    year = r"(?: ?(?:พ\.ศ\.|ค\.ศ\.|ปี)? ?(?P<year>\d{4}|\d{2})(?!\d|[.:]\d| ?(?:คน|วัน|ชิ้น|บาท|น\.|โมง)))?"
    return re.compile(
        rf"(?<![\d.,/])(?P<day>\d{{1,2}})(?: ?(?:-|–|ถึง) ?(?P<to>\d{{1,2}}))? ?(?:เดือน)? ?(?P<month>{_any('month')})"
        rf"(?![ก-๎a-z]){year}",
        re.IGNORECASE,
    )


@cache
def with_weekday() -> re.Pattern[str]:
    """A weekday with what says that a day is meant: วันอังคาร, อังคารหน้า."""
    said = rf"(?P<said>วัน ?|next |this |on )?(?P<weekday>{_any('weekday')})(?P<which> ?หน้า| ?นี้)?"
    return re.compile(rf"(?:{said})(?![ก-ฮ]*์)(?! ?ที่ ?[0-9])", re.IGNORECASE)
