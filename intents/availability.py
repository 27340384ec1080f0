"""What providers say of themselves when asked: until when they are away, and how many cases they can look after."""

import re
from datetime import date, timedelta

from intake.reading import Away
from intents.dates import find_moments
from intents.normalise import legible
from intents.numerals import NUMERAL, read_numeral

Days = tuple[date | None, date | None]
"""The first day away, and the first one back."""

LONGEST_AWAY = timedelta(days=366)
MOST_CASES = 99

_COMES_BACK = re.compile(
    r"(?<!ไม่)(?:กลับ|เริ่ม(?!ลา|หยุด|พัก)|พร้อม|รับได้|ว่าง|เปิด)|\bback\b|(?<!not )\bavailable\b|\bstart", re.IGNORECASE
)
_FROM = re.compile(r"ตั้งแต่|เริ่ม(?=ลา|หยุด|พัก)|\bfrom\b", re.IGNORECASE)
_THROUGH = re.compile(
    r"(.*)(?:ถึง|ยัน|[-–]|\b(?:until|till?|through|to(?= ?(?:the )?\d| \w+day))\b)(.*)", re.IGNORECASE | re.DOTALL
)
_NUMBER = re.compile(NUMERAL, re.IGNORECASE)
_DAYS = {"วัน": 1, "สัปดาห์": 7, "อาทิตย์": 7, "เดือน": 30, "day": 1, "week": 7, "month": 30}
# "วันที่ 5 เดือนหน้า" is not five months.
_OF_A_DATE = r" ?(?:ที่|ทำการ|นี้|หน้า|ก่อน|แล้ว|มา|ๆ|\d|ละ|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์|[ก-๎.]+(?:คม|ยน|พันธ์|[คยพ]\.))"
_FOR = re.compile(rf"(?P<number>{NUMERAL}) ?(?P<unit>{'|'.join(_DAYS)})s?(?![a-z]|{_OF_A_DATE})", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?<!วัน)(จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์)")
_ENGLISH_WEEKDAY = re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)


def away(text: str, today: date, asked: bool) -> Away | None:
    """When someone takes no cases who says "5-10 ธ.ค.", "ถึงวันจันทร์" (so again from Tuesday), "กลับมา 5 ธ.ค." or
    "7 วัน"; None when no coming day within a year is named. A single day or week is the last one for whoever was
    `asked` until when, and all of it for who says so unasked. A last day before the first one is none.
    """
    clean = legible(text)
    begins, back_on = _counted(clean, today) or _between(clean, today, asked) or (None, None)
    latest = today + LONGEST_AWAY
    begins = begins if begins and today < begins <= latest else None
    back_on = back_on if back_on and (begins or today) < back_on <= latest else None
    return Away(begins, back_on) if begins or back_on else None


def _counted(clean: str, today: date) -> Days | None:
    """ "7 วัน" from today on, from the day that is named besides, or none of it where the last day is named."""
    said = _FOR.search(clean)
    if said is None:
        return None
    days = read_numeral(said["number"]).high * _DAYS[said["unit"].lower()]
    if days > LONGEST_AWAY.days:
        return None
    begins, back_on = _between(f"{clean[: said.start()]} {clean[said.end() :]}", today, asked=False) or (None, None)
    if begins is None and back_on is not None:
        return begins, back_on
    return begins, (begins or today) + timedelta(days=int(days))


def _between(clean: str, today: date, asked: bool) -> Days | None:
    comes_back = _COMES_BACK.search(clean)
    if comes_back and (back := _days_named(clean[comes_back.start() :], today)):
        stays = _stretch(clean[: comes_back.start()], today, asked=False)
        return stays[0] if stays else None, back[-1][0]
    begins_only = _FROM.search(clean) is not None and _THROUGH.fullmatch(clean) is None
    stays = _stretch(clean, today, asked and not begins_only)
    if stays is None:
        return None
    first, last = stays
    if comes_back and first in (None, last):
        return None, last
    return first, None if begins_only else last + timedelta(days=1)


def _stretch(clean: str, today: date, asked: bool) -> tuple[date | None, date] | None:
    """The first day, if one is meant, and the last."""
    through = _THROUGH.fullmatch(clean)
    head, tail = through.groups() if through else ("", "")
    begins, ends = _days_named(head, today), _days_named(tail, today)
    if begins and ends:
        first = begins[-1][0]
        # "วันจันทร์หน้าถึงวันศุกร์" is the Friday after that Monday.
        ends = ends if first <= ends[-1][1] else _days_named(tail, first) or ends
        return first, ends[-1][1]
    named = _days_named(clean, today)
    if not named:
        return None
    first, last = named[0][0], named[-1][1]
    if through is None:
        return None if asked else first, last
    return first if first < (ends[0][0] if ends else last) else None, last


def _days_named(clean: str, today: date) -> list[tuple[date, date]]:
    moments = find_moments(clean, today) or find_moments(_spelt_out(clean), today)
    return [(moment.first, moment.last) for moment in moments if moment.first and moment.last]


def _spelt_out(clean: str) -> str:
    """Bare weekdays as the reader of dates knows them; asked for a day, one says "ถึงจันทร์", "until Friday"."""
    return _ENGLISH_WEEKDAY.sub(r"this \1", _WEEKDAY.sub(r"วัน\1", clean))


def most_cases(text: str) -> int | None:
    """How many cases at a time: one whole number from 1 to 99, in figures or words; None for anything else."""
    found = _NUMBER.findall(legible(text))
    if len(found) != 1:
        return None
    number = read_numeral(found[0])
    whole = number.low == number.high and number.low == int(number.low)
    return int(number.low) if whole and 1 <= number.low <= MOST_CASES else None
