"""Days told by how far they are from today: พรุ่งนี้, อังคารหน้า, สิ้นเดือน, อีก 3 วัน."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from intents import calendar_words as said
from intents.days import (
    Days,
    Found,
    day_of,
    is_past,
    month_on,
    nearest_day,
    part_of_month,
    part_of_week,
    part_of_year,
    working_days_later,
)
from intents.numerals import read_numeral

_FARTHEST = 3_650


def in_words(text: str, today: date) -> Iterator[Found]:
    """พรุ่งนี้, มื้ออื่น, เย็นนี้, หลังปีใหม่."""
    for match, shift in said.words_in("shift", text):
        day = today + timedelta(days=shift)
        yield Found(match.start(), match.end(), ((day, day),))
    for match in said.feast().finditer(text):
        month, number = divmod(said.value_of("feast", match["feast"]), 100)
        first = nearest_day(month, number, today, past=False)
        if first:
            last = first.replace(day=said.value_of("feast_end", match["feast"]) % 100)
            after, before = last + timedelta(days=1), first - timedelta(days=1)
            days = (after, after) if match["after"] else (before, before) if match["before"] else (first, last)
            yield Found(match.start(), match.end(), (days,))


def weekdays(text: str, today: date) -> Iterator[Found]:
    """วันอังคาร, จันทร์หรือพุธหน้า; without วัน only where นี้, หน้า or ที่แล้ว says that a day is meant."""
    for match in said.with_weekday().finditer(text):
        which, told = _which_week(match), match["before"] or "วัน" in match["days"]
        if not (told or which) or (match["days"] == "อาทิตย์" and not (told or match["of_week"])):
            continue
        days = _weekdays_of(match, which, today)
        habit = not which and any(first != last for first, last in days)
        kept = () if habit and said.is_habit(match) else days
        yield Found(match.start(), match.end(), kept)


def _which_week(match: re.Match[str]) -> str | None:
    said_which = match["week"] or match["of_week"] or match["english_week"] or match["after"]
    if said_which:
        return said_which
    return match["before"] if (match["before"] or "").lower() in ("next", "this", "last") else None


def _weekdays_of(match: re.Match[str], which: str | None, today: date) -> tuple[Days, ...]:
    days: list[Days] = []
    end = 0
    for each in said.pattern("weekday").finditer(match["days"]):
        day = _weekday(said.value_of("weekday", each[0]), match, which, today)
        if days and said.is_through(match["days"][end : each.start()]):
            first = days[-1][0]
            days[-1] = first, first + (day - first) % timedelta(days=7)
        else:
            days.append((day, day))
        end = each.end()
    return tuple(days)


def _weekday(weekday: int, match: re.Match[str], which: str | None, today: date) -> date:
    """หน้า is of the week after this one, as a week said beside it is; else the day that comes or was last."""
    shift = said.shift_of(which) if which else 0
    if shift > 0 or match["week"] or match["of_week"] or match["english_week"]:
        return today + timedelta(days=7 * shift + weekday - today.weekday())
    if shift < 0 or is_past(match):
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def stretches(text: str, today: date) -> Iterator[Found]:
    """เดือนหน้า, สิ้นปี, ต้นสัปดาห์หน้า, เสาร์อาทิตย์นี้; a part of a month that is over is that of the next."""
    for match in said.stretch().finditer(text):
        which = match["before"] or match["after"]
        told = which or match["said"] or (match["part"] and not match["week"])
        this_year = match["year"] and not match["part"] and which and said.shift_of(which) == 0
        if match["other"] or not told or this_year:
            continue
        days = _stretch(match, said.shift_of(which) if which else 0, today)
        if not which and days[0] > today and is_past(match):
            days = _stretch(match, -1, today)
        elif not which and days[1] < today and not is_past(match):
            days = _stretch(match, 1, today)
        habit = not which and match["weekend"] and said.is_habit(match)
        sure = (match["week"] or "") != "อาทิตย์"
        yield Found(match.start(), match.end(), () if habit else (days,), sure)


def _stretch(match: re.Match[str], shift: int, today: date) -> Days:
    monday = today + timedelta(days=7 * shift - today.weekday())
    if match["weekend"]:
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if match["week"]:
        return part_of_week(match["part"], monday)
    if match["year"]:
        return part_of_year(match["part"], today.year + shift)
    return part_of_month(match["part"], date(*month_on(today.year, today.month, shift), 1))


def counted(text: str, today: date) -> Iterator[Found]:
    """อีก 2-3 วัน, ภายใน 7 วันทำการ, อีก 2 เดือน, 3 วันที่แล้ว; so many years are no day that one could name."""
    for match in said.counted().finditer(text):
        how, ago, numbers = (match["how"] or "").lower(), match["ago"], _numbers_of(match)
        if match["years"]:
            yield Found(match.start(), match.end(), ())
        if match["years"] or numbers is None or not (how or ago) or (how == "ใน" and match["months"]):
            continue
        low, high = (_later(match, -each if ago else each, today) for each in numbers)
        if ago:
            days = high, today if ago == "ที่ผ่านมา" else low
        else:
            days = today if how in ("ภายใน", "within") else low, high
        yield Found(match.start(), match.end(), (days,))


def _numbers_of(match: re.Match[str]) -> tuple[int, int] | None:
    """The least and the most; "อีกเดือน" is one month, "กี่ร้อย" no number."""
    low, high = _number(match["number"] or "1"), _number(match["to"] or match["number"] or "1")
    days = high[1] * (31 if match["months"] else 1)
    return (int(low[0]), int(high[1])) if 1 <= low[0] <= high[1] and days <= _FARTHEST else None


def _number(written: str) -> tuple[float, float]:
    if written[0].isascii() and written[0].isalpha():
        number = said.value_of("number", written)
        return number, number
    numeral = read_numeral(written)
    return (numeral.low, numeral.high) if numeral.counted or numeral.step == 10 else (0, 0)


def _later(match: re.Match[str], number: int, today: date) -> date:
    if match["working"]:
        return working_days_later(today, number)
    if match["months"]:
        year, month = month_on(today.year, today.month, number)
        return day_of(year, month, today.day) or part_of_month(None, date(year, month, 1))[1]
    return today + timedelta(days=number * said.value_of("unit", match["unit"]))
