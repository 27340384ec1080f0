"""The fiscal year of the Thai state and the case numbers that are counted in it.

Fiscal year N of the Buddhist era (CE + 543) runs from 1 October N-1 to 30 September N: 2569 began on
1 October 2025.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from network.office_hours import BANGKOK, in_bangkok

BUDDHIST_ERA = 543
OCTOBER = 10
_NUMBER = re.compile(r"\s*(\d{4})\s*[-–]\s*(\d{1,9})\s*")

_WRITTEN = re.compile(r"(?<!\d)\d{4}-\d{6}(?!\d)")


@dataclass(frozen=True, order=True)
class CaseNumber:
    """The number that owners are told: fiscal year of opening and a serial; `str` gives 2569-000123."""

    fiscal_year: int
    serial: int

    def __post_init__(self) -> None:
        """Raise ValueError for a serial below 1."""
        if self.serial < 1:
            raise ValueError("serials begin with 1")

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.serial:06d}"


def names_a_case(words: str) -> bool:
    """Whether a case number stands among these words, as people copy it."""
    return bool(_WRITTEN.search(words))


def buddhist_year(day: date) -> int:
    return day.year + BUDDHIST_ERA


def fiscal_year(at: datetime) -> int:
    """The fiscal year (Buddhist era) in which the aware moment `at` falls in Bangkok."""
    day = in_bangkok(at).date()
    return buddhist_year(day) + (1 if day.month >= OCTOBER else 0)


def fiscal_year_span(year: int) -> tuple[datetime, datetime]:
    """Beginning and end of fiscal year `year` in UTC, the end not included: for `begin <= at < end`."""
    return _first_of_october(year - 1), _first_of_october(year)


def read_case_number(text: str) -> CaseNumber | None:
    """The case number that stands alone in `text`, as people type it (also ๒๕๖๙-๑๒๓), or None."""
    found = _NUMBER.fullmatch(text)
    if found is None or int(found[2]) < 1:
        return None
    return CaseNumber(int(found[1]), int(found[2]))


def _first_of_october(buddhist: int) -> datetime:
    return datetime(buddhist - BUDDHIST_ERA, OCTOBER, 1, tzinfo=BANGKOK).astimezone(UTC)
