"""Days and hours as people name them: "24 พ.ย. 69", "พรุ่งนี้บ่าย 2", "อังคารหน้า", "สิ้นเดือน".

Years are of the Buddhist era (543 ahead), two digits of it too; day comes before month.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from intents.calendar_words import pattern, value_of, with_month, with_weekday
from intents.clock_times import Hours, Said, times_in
from intents.numerals import NUMERAL, read_numeral

_BUDDHIST = 543


@dataclass(frozen=True)
class Moment:
    """A day (`first` equals `last`) or a stretch of days, with the hours if said; no days when only hours were.

    `sure` is false for words with two meanings: อาทิตย์หน้า is next week or next Sunday.
    """

    first: date | None
    last: date | None
    hours: Hours | None = None
    sure: bool = True


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    first: date
    last: date
    sure: bool = True


def find_moments(text: str, today: date) -> tuple[Moment, ...]:
    """Days named in a normalised text, in order, each with the hours that stand next to it."""
    days, hours = _days_in(text, today), times_in(text)
    moments = []
    for day in days:
        near = next(
            (each for each in hours if 0 <= each.start - day.end <= 12 or 0 <= day.start - each.end <= 8), None
        )
        if near:
            hours.remove(near)
        moments.append(Moment(day.first, day.last, near.hours if near else None, day.sure))
    return tuple(moments) if moments else tuple(_hours_alone(hours))


def _hours_alone(hours: list[Said]) -> Iterator[Moment]:
    return (Moment(None, None, each.hours) for each in hours)


def _days_in(text: str, today: date) -> list[_Found]:
    readers = (_written, _named_months, _whole_months, _in_words, _weekdays, _stretches, _from_now)
    found = sorted(
        (each for reader in readers for each in reader(text, today)), key=lambda each: each.start - each.end
    )
    kept: list[_Found] = []
    for each in found:
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _day(year: int, month: int, day: int) -> date | None:
    """None for a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _common_era(year: str) -> int:
    number = int(year)
    if number < 100:
        return number + 2500 - _BUDDHIST
    return number - _BUDDHIST if number > 2300 else number


def _coming(month: int, day: int, today: date) -> date | None:
    """The next time that day comes, today included."""
    this_year = _day(today.year, month, day)
    return this_year if this_year and this_year >= today else _day(today.year + 1, month, day)


_NUMBERS = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/]|[.-]\d| ?(?:น\.|บาท|แสน|ล้าน|หมื่น|%))"
)
# "1/2 กิโล" is half of it.
_MEASURED = re.compile(
    r" ?(?:กิโล|กก|โล(?![ก-๎])|ขีด|กรัม|ตัน|ลิตร|มล|ไร่|งาน(?![ก-๎])|เมตร|ซม|นิ้ว|หุน|ถ้วย|ช้อน|แก้ว|ถุง"
    r"|ขวด|กล่อง|ชิ้น|ส่วน|วัน|ชั่วโมง|ชม|เดือน|ปี|ของ|kg|kilo|cups?|tsp|tbsp|inch|litre|rai|hours?|days?)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def _written(text: str, today: date) -> Iterator[_Found]:
    """24/11/2569, 24-11-69, 2026-11-24; two numbers count only with a stroke."""
    for match in _ISO.finditer(text):
        day = _day(_common_era(match[1]), int(match[2]), int(match[3]))
        if day:
            yield _Found(match.start(), match.end(), day, day)
    for match in _NUMBERS.finditer(text):
        if match[4] is None and (match[2] != "/" or _MEASURED.match(text, match.end())):
            continue
        number, month = int(match[1]), int(match[3])
        day = _day(_common_era(match[4]), month, number) if match[4] else _coming(month, number, today)
        if day:
            yield _Found(match.start(), match.end(), day, day)


def _named_months(text: str, today: date) -> Iterator[_Found]:
    """24 พ.ย. 69, 24 พฤศจิกายน, 24-26 Nov 2026."""
    for match in with_month().finditer(text):
        month = value_of("month", match["month"])
        year = _common_era(match["year"]) if match["year"] else None
        number = int(match["to"] or match["day"])
        last = _day(year, month, number) if year else _coming(month, number, today)
        first = _day(last.year, month, int(match["day"])) if last else None
        if first and last:
            yield _Found(match.start(), match.end(), min(first, last), max(first, last))


@cache
def _month_alone() -> re.Pattern[str]:
    year = r"(?: ?(?:พ\.ศ\. ?|ปี ?)?(?P<year>\d{4}|\d{2})(?!\d|[.:]\d))?"
    return re.compile(
        rf"(?P<part>ต้น|กลาง|ปลาย|สิ้น)?เดือน ?(?P<month>{pattern('month').pattern})"
        rf"(?:(?![ก-๎a-z])|(?=นี้|หน้า|ค่ะ|คะ|ครับ|คับ|นะ|จ้า)){year}",
        re.IGNORECASE,
    )


def _whole_months(text: str, today: date) -> Iterator[_Found]:
    """เดือนมีนา, ปลายเดือนเมษายน 2570; the one that is running or comes next."""
    if "เดือน" not in text:
        return
    for match in _month_alone().finditer(text):
        month = value_of("month", match["month"])
        year = _common_era(match["year"]) if match["year"] else today.year + (month < today.month)
        first = _day(year, month, 1)
        if first:
            days = _part_of(match["part"] or "", first)
            yield _Found(match.start(), match.end(), *days)


_DAY_OF_MONTH = re.compile(r"วันที่ ?(\d{1,2})(?! ?[/.-] ?\d|\d)(?: ?(?:ของ)?เดือน(?P<month>หน้า|นี้))?")


def _in_words(text: str, today: date) -> Iterator[_Found]:
    for match in pattern("shift").finditer(text):
        day = today + timedelta(days=value_of("shift", match[0]))
        yield _Found(match.start(), match.end(), day, day)
    for match in _DAY_OF_MONTH.finditer(text):
        coming = _day_of_month(int(match[1]), match["month"], today)
        if coming:
            yield _Found(match.start(), match.end(), coming, coming)


def _day_of_month(number: int, which: str | None, today: date) -> date | None:
    """Of the month that was said; without one the next such day."""
    this_month = _day(today.year, today.month, number)
    if which == "นี้" or (which is None and this_month and this_month >= today):
        return this_month
    return _day(today.year + today.month // 12, today.month % 12 + 1, number)


def _weekdays(text: str, today: date) -> Iterator[_Found]:
    """วันอังคาร, อังคารนี้, อังคารหน้า; without วัน only where นี้ or หน้า says that a day is meant."""
    for match in with_weekday().finditer(text):
        weekday, which = value_of("weekday", match["weekday"]), match["which"] or ""
        if not (match["said"] or which) or (match["weekday"] == "อาทิตย์" and not match["said"]):
            continue
        monday = today - timedelta(days=today.weekday())
        if which.strip() == "หน้า" or (match["said"] or "").lower().startswith("next"):
            day = monday + timedelta(days=7 + weekday)
        else:
            day = today + timedelta(days=(weekday - today.weekday()) % 7)
        yield _Found(match.start(), match.end(), day, day)


_STRETCH = re.compile(
    r"(?P<week>(?:อาทิตย์|สัปดาห์|วีค)(?P<weeks>หน้า|นี้)|next week)"
    r"|(?P<part>ต้น|กลาง|สิ้น|ปลาย|ใน|ภายใน)?(?P<month>เดือน)(?P<months>หน้า|นี้)?|(?P<next_month>next month)"
    r"|(?P<year_end>(?:สิ้น|ปลาย)ปี(?:นี้)?)|(?P<year>ปีหน้า)"
)


def _stretches(text: str, today: date) -> Iterator[_Found]:
    for match in _STRETCH.finditer(text):
        days = _stretch(match, today)
        if days:
            sure = not match["week"] or not match["week"].startswith("อาทิตย์")
            yield _Found(match.start(), match.end(), *days, sure)


def _stretch(match: re.Match[str], today: date) -> tuple[date, date] | None:
    if match["week"]:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (match["weeks"] != "นี้"))
        return monday, monday + timedelta(days=6)
    if match["year"]:
        return date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)
    if match["year_end"]:
        return date(today.year, 12, 1 if match["year_end"].startswith("ปลาย") else 31), date(today.year, 12, 31)
    if match["month"] and not (match["months"] or match["part"] in ("ต้น", "กลาง", "สิ้น", "ปลาย")):
        return None
    return _part_of_month(match["part"] or "", match["months"] == "หน้า" or bool(match["next_month"]), today)


def _part_of_month(part: str, following: bool, today: date) -> tuple[date, date]:
    first = date(today.year, today.month, 1)
    if following or (part == "ต้น" and today.day > 10):
        first = (first + timedelta(days=32)).replace(day=1)
    return _part_of(part, first)


def _part_of(part: str, first: date) -> tuple[date, date]:
    """A month, of which the first day is given, or a third of it or its last day."""
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    parts = {
        "ต้น": (first, first.replace(day=10)),
        "กลาง": (first.replace(day=11), first.replace(day=20)),
        "ปลาย": (first.replace(day=21), last),
        "สิ้น": (last, last),
    }
    return parts.get(part, (first, last))


_LATER = re.compile(
    rf"(?:อีก|ใน|ภายใน|in) ?(?P<number>{NUMERAL}) ?(?P<unit>วัน|อาทิตย์|สัปดาห์|days?|weeks?)", re.IGNORECASE
)


def _from_now(text: str, today: date) -> Iterator[_Found]:
    """อีก 3 วัน, อีกสองอาทิตย์, ภายใน 7 วัน."""
    for match in _LATER.finditer(text):
        number = read_numeral(match["number"]).high
        days = number * (7 if match["unit"].lower().startswith(("อาทิตย์", "สัปดาห์", "week")) else 1)
        if days > 3_650:
            continue
        last = today + timedelta(days=int(days))
        within = match[0].startswith("ภายใน")
        yield _Found(match.start(), match.end(), today if within else last, last)
