"""The time of day, said the Thai way: ตี 5, 10 โมง, บ่ายสอง, 4 โมงเย็น, สองทุ่มครึ่ง, 14.30 น."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time

from intents.numerals import read_numeral

_NUMBER = r"(\d{1,2}|สิบเอ็ด|สิบสอง|สิบ|หนึ่ง|นึง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)"
_HALF = r"( ?ครึ่ง)?"
_DAYTIME = {"เช้า": (8, 12), "สาย": (9, 12), "บ่าย": (13, 16), "เที่ยง": (12, 13), "เย็น": (16, 18), "ค่ำ": (18, 20)}


@dataclass(frozen=True)
class Hours:
    """From `start`; `end` is later than it when a part of the day was said ("ช่วงบ่าย")."""

    start: time
    end: time


@dataclass(frozen=True)
class Said:
    """A time of day and where in the text it stands."""

    start: int
    end: int
    hours: Hours


_FORMS: tuple[tuple[re.Pattern[str], Callable[[int], int]], ...] = (
    (re.compile(rf"ตี ?{_NUMBER}{_HALF}"), lambda said: said),
    (re.compile(rf"บ่าย ?{_NUMBER}(?: ?โมง)?{_HALF}"), lambda said: said + 12),
    (re.compile(rf"{_NUMBER} ?โมงเย็น{_HALF}"), lambda said: said + 12),
    (re.compile(rf"{_NUMBER} ?โมงเช้า{_HALF}"), lambda said: said),
    (re.compile(rf"{_NUMBER} ?โมง{_HALF}"), lambda said: said + 12 if said < 6 else said),
    (re.compile(rf"{_NUMBER} ?ทุ่ม{_HALF}"), lambda said: said + 18),
)
_NAMED = (
    (re.compile(rf"เที่ยงคืน{_HALF}"), 0),
    (re.compile(rf"บ่ายโมง{_HALF}"), 13),
    (re.compile(rf"(?<![ก-๎])ทุ่ม{_HALF}|(?<=ตอน)ทุ่ม{_HALF}"), 19),
    (re.compile(r"เที่ยง( ?ครึ่ง)|(?:ตอน|เวลา)เที่ยง(?!วัน ?ถึง)"), 12),
)
_CLOCK = re.compile(
    r"(?<![\d./:-])([01]?\d|2[0-3])[:.]([0-5]\d)(?= ?น(?:\.|าฬิกา|(?![ก-๎])))"
    r"|(?<![\d./:-])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])"
)
_HOURS_ONLY = re.compile(r"(?<![\d./:-])([01]?\d|2[0-3]) ?(?:น\.|นาฬิกา)")
_ENGLISH = re.compile(r"\b(1[0-2]|[1-9])(?:[:.]([0-5]\d))? ?([ap])\.?m\b", re.IGNORECASE)
_PART = re.compile(r"(?:ช่วง|ตอน|หลัง|ก่อน)?(?<!ต่อ)(เช้า|สาย|บ่าย|เที่ยง|เย็น|ค่ำ)")


def times_in(text: str) -> list[Said]:
    """Times of day in a normalised text, in order; the fullest reading of each place."""
    found = sorted(
        [*_clock(text), *_spoken(text), *_named(text), *_parts(text)], key=lambda each: each.start - each.end
    )
    kept: list[Said] = []
    for each in found:
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _at(match: re.Match[str], hour: int, minute: int = 0) -> Iterator[Said]:
    if 0 <= hour < 24:
        moment = time(hour, minute)
        yield Said(match.start(), match.end(), Hours(moment, moment))


def _clock(text: str) -> Iterator[Said]:
    for match in _CLOCK.finditer(text):
        yield from _at(match, int(match[1] or match[3]), int(match[2] or match[4]))
    for match in _HOURS_ONLY.finditer(text):
        yield from _at(match, int(match[1]))
    for match in _ENGLISH.finditer(text):
        yield from _at(match, int(match[1]) % 12 + 12 * (match[3].lower() == "p"), int(match[2] or 0))


def _spoken(text: str) -> Iterator[Said]:
    for form, hour in _FORMS:
        for match in form.finditer(text):
            yield from _at(match, hour(int(read_numeral(match[1]).low)), 30 if match[2] else 0)


def _named(text: str) -> Iterator[Said]:
    for form, hour in _NAMED:
        for match in form.finditer(text):
            yield from _at(match, hour, 30 if any(match.groups()) else 0)


def _parts(text: str) -> Iterator[Said]:
    for match in _PART.finditer(text):
        first, last = _DAYTIME[match[1]]
        yield Said(match.start(), match.end(), Hours(time(first), time(last)))
