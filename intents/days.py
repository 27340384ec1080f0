"""Days as the calendar has them: which day, which part of a week, a month or a year, how many days on."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from intents import calendar_words as said
from network.fiscal import BUDDHIST_ERA

_LATELY = timedelta(days=60)
Days = tuple[date, date]
"""The first and the last."""


@dataclass(frozen=True)
class Found:
    """`days` are several for "10 หรือ 11 ธันวา", none for what only looks like a day (ทุกวันพุธ, 30 ก.พ.)."""

    start: int
    end: int
    days: tuple[Days, ...]
    sure: bool = True


def day_of(year: int, month: int, day: int) -> date | None:
    """None for a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def common_era(year: str) -> int:
    number = int(year)
    if number < 100:
        return number + (2000 if number < 40 else 2500 - BUDDHIST_ERA)
    return number - BUDDHIST_ERA if number > 2300 else number


def nearest_day(month: int, day: int, today: date, past: bool) -> date | None:
    """The last time that day was, or the next time it comes, but rather two months ago than ten ahead."""
    this_year = day_of(today.year, month, day)
    if this_year and (this_year <= today if past else this_year >= today - _LATELY):
        return this_year
    other = day_of(today.year + (-1 if past else 1), month, day)
    last_year = day_of(today.year - 1, month, day)
    return last_year if not past and last_year and last_year >= today - _LATELY else other


def month_on(year: int, month: int, months: int) -> tuple[int, int]:
    """The year and month so many months later."""
    whole = year * 12 + month - 1 + months
    return whole // 12, whole % 12 + 1


def is_past(match: re.Match[str]) -> bool:
    """เมื่อวันที่ 20; ตั้งแต่ 20 พ.ย. แล้ว; วันที่ 20 ที่ผ่านมา."""
    text, end, groups = match.string, match.end(), match.groupdict()
    starts = (match.start(), match.start("month") if groups.get("month") else match.start())
    if any(said.PAST_BEFORE.search(text, max(0, start - 30), start) for start in starts):
        return True
    since = any(said.SINCE.search(text, max(0, start - 12), start) for start in starts)
    if said.PAST_AFTER.match(text, end) or (since and said.ALREADY.match(text, end)):
        return True
    which = groups.get("which")
    return which is not None and said.value_of("which", which) < 0


def part_of_week(part: str | None, monday: date) -> Days:
    first, last = ((0, 6), (0, 1), (2, 2), (3, 4), (4, 6))[_number_of(part)]
    return monday + timedelta(days=first), monday + timedelta(days=last)


def part_of_month(part: str | None, first: date) -> Days:
    """A month, of which the first day is given, or a third of it or its last day."""
    last = date(*month_on(first.year, first.month, 1), 1) - timedelta(days=1)
    thirds = (
        (first, last),
        (first, first.replace(day=10)),
        (first.replace(day=11), first.replace(day=20)),
        (first.replace(day=21), last),
        (last, last),
    )
    return thirds[_number_of(part)]


def part_of_year(part: str | None, year: int) -> Days:
    months = ((1, 12), (1, 1), (6, 7), (12, 12), (12, 12))[_number_of(part)]
    first = date(year, 12, 31) if _number_of(part) == 4 else date(year, months[0], 1)
    return first, date(*month_on(year, months[1], 1), 1) - timedelta(days=1)


def _number_of(part: str | None) -> int:
    return said.value_of("part", part) if part else 0


def working_days_later(day: date, number: int) -> date:
    """Monday to Friday count; holidays are not known here."""
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while day.weekday() > 4:
            day += step
    return day
