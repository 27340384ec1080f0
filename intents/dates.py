"""Days and hours as people name them: "24 พ.ย. 69", "พรุ่งนี้บ่าย 2", "อังคารหน้า", "สิ้นเดือน".

Years are of the Buddhist era (543 ahead), two digits from 40 on too; day comes before month.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from intents import calendar_words as said
from intents.clock_times import Hours, Said, times_in
from intents.days import Days, Found, common_era, day_of, is_past, month_on, nearest_day, part_of_month
from intents.near_days import counted, in_words, stretches, weekdays


@dataclass(frozen=True)
class Moment:
    """A day (`first` equals `last`) or a stretch of days, with the hours if said; no days when only hours were.

    `sure` is false for words with two meanings: อาทิตย์หน้า is next week or next Sunday.
    """

    first: date | None
    last: date | None
    hours: Hours | None = None
    sure: bool = True


def find_moments(text: str, today: date) -> tuple[Moment, ...]:
    """Days named in a normalised text, in order and once, each with the hours that stand next to it."""
    text = said.in_figures(text)
    hours = times_in(text)
    moments: dict[Days, Moment] = {}
    for found in _days_in(text, today):
        near = _hours_near(found, hours)
        for days in found.days:
            known = moments.setdefault(days, Moment(*days, near, found.sure))
            moments[days] = replace(known, hours=known.hours or near)
    return tuple(moments.values()) if moments else tuple(Moment(None, None, each.hours) for each in hours)


def _hours_near(day: Found, hours: list[Said]) -> Hours | None:
    """A time of the clock rather than a part of the day: "เย็นนี้ 5 โมง"."""
    near = [
        each
        for each in hours
        if 0 <= each.start - day.end <= 12
        or 0 <= day.start - each.end <= 8
        or (each.start < day.end and day.start < each.end)
    ]
    if not near:
        return None
    chosen = min(near, key=lambda each: each.hours.start != each.hours.end)
    hours.remove(chosen)
    return chosen.hours


def _days_in(text: str, today: date) -> list[Found]:
    readers = (_numbers, _named_months, _whole_months, _days_of_month, in_words, stretches, weekdays, counted)
    found = sorted(
        (each for reader in readers for each in reader(text, today)), key=lambda each: each.start - each.end
    )
    kept: list[Found] = []
    for each in found:
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    once = [each for each in kept if each.days and not said.EVERY.search(text, max(0, each.start - 16), each.start)]
    return _without_frames(_joined(sorted(once, key=lambda each: each.start), text))


def _joined(found: list[Found], text: str) -> list[Found]:
    """ "28 พ.ย. ถึง 3 ธ.ค." is one stretch; said while it runs, its first day is not that of next year."""
    joined: list[Found] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and said.are_joined(text, before.end, each.start):
            first, last = before.days[0][0], each.days[-1][1]
            first = first if first <= last else day_of(first.year - 1, first.month, first.day) or first
            if first <= last:
                joined[-1] = replace(before, end=each.end, days=((first, last),), sure=before.sure and each.sure)
                continue
        joined.append(each)
    return joined


def _without_frames(found: list[Found]) -> list[Found]:
    """Of "สัปดาห์หน้า วันพุธ" only the day is meant."""

    def frames(outer: Found, inner: Found) -> bool:
        (first, last), (inner_first, inner_last) = outer.days[0], inner.days[0]
        near = -1 <= inner.start - outer.end <= 1 or -1 <= outer.start - inner.end <= 1
        return near and first <= inner_first <= inner_last <= last and last - first > inner_last - inner_first

    return [each for each in found if not any(frames(each, other) for other in found)]


def _days_of(written: str) -> list[tuple[int, int]]:
    """ "1-3 หรือ 5" is from 1 to 3, and 5."""
    pieces: list[tuple[int, int]] = []
    for between, number in re.findall(r"(?:st|nd|rd|th)?(\D*)(\d+)", written):
        through = pieces and said.is_through(between)
        pieces[-1:] = [(pieces[-1][0], int(number))] if through else [*pieces[-1:], (int(number), int(number))]
    return pieces


def _in_month(written: str, year: int, month: int) -> tuple[Days, ...]:
    """None at all where one of the days is in no calendar; "28-3 ธันวา" begins the month before."""
    days = []
    for low, high in _days_of(written):
        first, last = day_of(*month_on(year, month, -(low > high)), low), day_of(year, month, high)
        if first is None or last is None:
            return ()
        days.append((first, last))
    return tuple(days)


def _in_named_month(match: re.Match[str], month: int, today: date) -> tuple[Days, ...]:
    year = _year_of(match, today)
    if year is None:
        nearest = nearest_day(month, _days_of(match["days"])[-1][1], today, is_past(match))
        if nearest is None:
            return ()
        year = nearest.year
    return _in_month(match["days"], year, month)


def _year_of(match: re.Match[str], today: date) -> int | None:
    if match["year"]:
        return common_era(match["year"])
    years = match.groupdict().get("years")
    return today.year + said.shift_of(years) if years else None


def _numbers(text: str, today: date) -> Iterator[Found]:
    """24/11/2569, 24-11-69, 2026-11-24, 1-3/12; two numbers count only with a stroke."""
    for match in said.ISO.finditer(text):
        day = day_of(common_era(match[1]), int(match[2]), int(match[3]))
        if day:
            yield Found(match.start(), match.end(), ((day, day),))
    for match in said.NUMBERS.finditer(text):
        if match["year"] or (match["by"] == "/" and not said.is_other_number(match)):
            yield Found(match.start(), match.end(), _in_named_month(match, int(match["month"]), today))


def _named_months(text: str, today: date) -> Iterator[Found]:
    """24 พ.ย. 69, 10 หรือ 11 ธันวา, 24-26 Nov 2026, Dec 8."""
    for form in (said.with_month(), said.month_first()):
        for match in form.finditer(text):
            yield Found(match.start(), match.end(), _in_named_month(match, said.month_of(match["month"]), today))


def _whole_months(text: str, today: date) -> Iterator[Found]:
    """เดือนมีนา, ปลายเดือนเมษายน 2570, ธันวาคมนี้; the one that is running or comes next."""
    for match in said.month_alone().finditer(text):
        told = match["cue"].strip() or match["year"] or match["years"] or match["which"]
        if match["person"] or not (told or said.is_full_month(match["month"])):
            continue
        month, past = said.month_of(match["month"]), is_past(match)
        nearest = today.year + (-(month > today.month) if past else month < today.month)
        first = date(_year_of(match, today) or nearest, month, 1)
        yield Found(match.start(), match.end(), (part_of_month(match["part"], first),))


def _days_of_month(text: str, today: date) -> Iterator[Found]:
    """วันที่ 5, วันจันทร์ที่ 30; of the month that was said, without one the next such day."""
    for match in said.day_of_month().finditer(text):
        which = match["before"] or match["after"]
        if not match["said"] and match["after"] != "หน้า":
            continue
        if match["number"]:
            days = _in_named_month(match, int(match["number"]), today)
        elif which:
            days = _in_month(match["days"], *month_on(today.year, today.month, said.shift_of(which)))
        else:
            days = _in_nearest_month(match["days"], today, is_past(match))
        yield Found(match.start(), match.end(), days)


def _in_nearest_month(written: str, today: date, past: bool) -> tuple[Days, ...]:
    this_month = day_of(today.year, today.month, _days_of(written)[-1][1])
    fits = this_month and (this_month <= today if past else this_month >= today)
    return _in_month(written, *month_on(today.year, today.month, 0 if fits else -1 if past else 1))
