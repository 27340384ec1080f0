"""What providers say of themselves when asked: until when they are away, and how many cases they can look after."""

import re
from datetime import date, timedelta

from intents.dates import find_moments
from intents.normalise import legible
from intents.numerals import NUMERAL, read_numeral

LONGEST_AWAY = timedelta(days=366)
MOST_CASES = 99

_COMES_BACK = re.compile(r"กลับ|เริ่ม|พร้อม|รับได้|ว่าง|เปิด|\bback\b|\bfrom\b|\bstart", re.IGNORECASE)
_NUMBER = re.compile(NUMERAL, re.IGNORECASE)
_DAYS = {"วัน": 1, "สัปดาห์": 7, "อาทิตย์": 7, "เดือน": 30, "day": 1, "week": 7, "month": 30}
_FOR = re.compile(rf"(?P<number>{NUMERAL}) ?(?P<unit>{'|'.join(_DAYS)})s?(?![ก-๎a-z])", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?<!วัน)(จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์)")
_DATED_WEEKDAY = re.compile(r"วัน[ก-๎]+ที่ ?(?=\d)")
_ENGLISH_WEEKDAY = re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)


def back_on(text: str, today: date) -> date | None:
    """The first day on which someone takes cases again who says "ถึงวันจันทร์" (so from Tuesday), "กลับมา 5 ธ.ค." or
    "7 วัน"; None when no coming day within a year is named.
    """
    clean = legible(text)
    back = _after_days(clean, today) or _after_a_day(clean, today)
    return back if back and today < back <= today + LONGEST_AWAY else None


def _after_days(clean: str, today: date) -> date | None:
    said = _FOR.search(clean)
    if said is None:
        return None
    days = read_numeral(said["number"]).high * _DAYS[said["unit"].lower()]
    return today + timedelta(days=int(days)) if days <= LONGEST_AWAY.days else None


def _after_a_day(clean: str, today: date) -> date | None:
    named = find_moments(clean, today) or find_moments(_spelt_out(clean), today)
    days = [moment.last for moment in named if moment.last is not None]
    if not days:
        return None
    return days[-1] if _COMES_BACK.search(clean) else days[-1] + timedelta(days=1)


def _spelt_out(clean: str) -> str:
    """Bare weekdays as the reader of dates knows them; asked for a day, one says "ถึงจันทร์", "until Friday"."""
    dated = _DATED_WEEKDAY.sub("วันที่ ", clean)
    return _ENGLISH_WEEKDAY.sub(r"this \1", _WEEKDAY.sub(r"วัน\1", dated))


def most_cases(text: str) -> int | None:
    """How many cases at a time: one whole number from 1 to 99, in figures or words; None for anything else."""
    found = _NUMBER.findall(legible(text))
    if len(found) != 1:
        return None
    number = read_numeral(found[0])
    whole = number.low == number.high and number.low == int(number.low)
    return int(number.low) if whole and 1 <= number.low <= MOST_CASES else None
