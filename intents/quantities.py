"""How much of what: crops, packs, land, people, days, as people count them."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from intents.numerals import NUMERAL, read_numeral


@dataclass(frozen=True)
class Quantity:
    """`low` and `high` differ for a range. `unit` is one of the units of data/units.csv, in which both are given:
    m2 (a rai is 1,600), kg, litre, m, piece (a dozen is 12), pack, person, household, day, month, hour, …

    `per` is "day", "month" or "year" when a rate was said.
    """

    low: float
    high: float
    unit: str
    per: str | None = None


_DIGIT = re.compile(r"\d|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|ครึ่ง|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า")
_HALF = re.compile(r" ?ครึ่ง")
_RATES = {"วัน": "day", "เดือน": "month", "ปี": "year", "day": "day", "month": "month", "year": "year"}
_BEFORE = re.compile(r"(วัน|เดือน|ปี)ละ ?(?:[ก-๎]{0,8} ?)?$")
_AFTER = re.compile(r" ?(?:ต่อ|/|a |per ) ?(วัน|เดือน|ปี|day|month|year)", re.IGNORECASE)
# "ปี 66", "เดือน 5" name a time; "ที่ 2" an order: no quantity.
# "ที่ 2 ไร่" is two rai of land, though.
_ON_LAND = re.compile(r"(?:^|[^ก-๎]|มี|ใช้|ซื้อ|เช่า|ปลูก|ทำ|บน)ที่ ?$")
_LAND_UNITS = ("ไร่", "ตารางวา", "ตร.ว.", "ตรว", "ตร.วา")
_NAMES = re.compile(r"(?:ปี|พ\.ศ\.|เดือน|วันที่|ที่|ข้อ|หมู่|ม\.|เลขที่|เบอร์|โทร) ?$")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Quantities in a normalised text, in order; land said in two units ("2 ไร่ 1 งาน") is one."""
    if not _DIGIT.search(text):
        return ()
    kept: list[_Found] = []
    for found in _quantities(text):
        before = kept[-1] if kept else None
        if before and _goes_on(text, before, found):
            kept[-1] = replace(found, quantity=_together(before.quantity, found.quantity))
        else:
            kept.append(found)
    return tuple(found.quantity for found in kept)


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    factor: float
    quantity: Quantity


def _goes_on(text: str, before: _Found, found: _Found) -> bool:
    """Whether smaller units of land follow larger ones."""
    land = before.quantity.unit == found.quantity.unit == "m2"
    return land and found.factor < before.factor and text[before.end : found.start].strip() in ("", "กับ", "และ", "กะ")


def _together(one: Quantity, other: Quantity) -> Quantity:
    return replace(other, low=one.low + other.low, high=one.high + other.high)


def _quantities(text: str) -> Iterator[_Found]:
    for match in _counted().finditer(text):
        if _is_name(text, match):
            continue
        unit, factor = _units()[match["unit"].lower()]
        low, high = _figures(match)
        half, end = _HALF.match(text, match.end()), match.end()
        if half and match["number"] != "ครึ่ง":
            low, high, end = low + 0.5, high + 0.5, half.end()
        if high < 1e15:
            per = _rate(text, match.start(), end)
            quantity = Quantity(round(low * factor, 6), round(high * factor, 6), unit, per)
            yield _Found(match.start(), end, factor, quantity)


def _is_name(text: str, match: re.Match[str]) -> bool:
    before = (text, max(0, match.start() - 10), match.start())
    if not _NAMES.search(*before):
        return False
    return not (match["unit"] in _LAND_UNITS and _ON_LAND.search(*before))


def _figures(match: re.Match[str]) -> tuple[float, float]:
    first = read_numeral(match["number"])
    if not match["to"]:
        return first.low, first.high
    last = read_numeral(match["to"])
    low = first.low * last.step if first.step == 1 and last.step > 1 and first.low < 1_000 else first.low
    return min(low, last.high), max(low, last.high)


def _rate(text: str, start: int, end: int) -> str | None:
    said = _BEFORE.search(text, max(0, start - 16), start) or _AFTER.match(text, end)
    return _RATES[said[1].lower()] if said else None


@cache
def _units() -> Mapping[str, tuple[str, float]]:
    with files("intents.data").joinpath("units.csv").open(encoding="utf-8") as lines:
        return {row["said"]: (row["unit"], float(row["factor"])) for row in csv.DictReader(lines)}


@cache
def _counted() -> re.Pattern[str]:
    """A number, perhaps to another, and a unit that no further vowel or Latin letter turns into another word."""
    said = "|".join(re.escape(each) for each in sorted(_units(), key=len, reverse=True))
    return re.compile(
        rf"(?<![\d.,/:-])(?P<number>{NUMERAL})(?: ?(?:-|–|ถึง|to) ?(?P<to>{NUMERAL}))? ?(?:กว่าๆ?)? ?"
        rf"(?P<unit>{said})(?![a-z\u0e30-\u0e3a\u0e47-\u0e4e])",
        re.IGNORECASE,
    )
