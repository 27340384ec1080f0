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


_DIGIT = re.compile(r"\d|ซาว|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|ครึ่ง|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า")
_HALF = re.compile(r" ?ครึ่ง")
_RATES = {"วัน": "day", "เดือน": "month", "ปี": "year", "day": "day", "month": "month", "year": "year"}
_BEFORE = re.compile(r"(วัน|เดือน|ปี)ละ ?(?:[ก-๎]{0,8} ?)?$|(?<!บาท)(?<!บาท )ต่อ ?(วัน|เดือน|ปี) ?$")
# Of what was made or sold further on: "ปีนึงได้ลำไยสิบตัน", but not "ทำทุกวัน มีคนงาน 5 คน".
_FAR_BEFORE = re.compile(
    r"(?:(?<!มา)(?<!มาได้)(?<!แค่)(?<!อีก)(?<!บอก)(วัน|เดือน|ปี)(?:นึง|หนึ่ง|หนึง|ละ)"
    r"|(?<!บาท)(?<!บาท )(?:ต่อ|ทุก(?: ?ๆ)?|แต่ละ) ?(วัน|เดือน|ปี)(?!ที่|นี้|หน้า|เกิด|พระ|หยุด|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)"
    r"|\b(?:each|every|per) (day|month|year))"
    r"(?P<between> ?(?:[^\d\s,]{0,26}(?: ๆ)?|[a-z ]{0,26}) ?)$",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"^[^ ]|^ ?$|ได้|ทำ|ผลิต|ขาย|ใช้|ส่ง|ออก|เก็บ|รับ|ทอ|สั่ง|หมด|เฉลี่ย|ประมาณ|ราว|สัก|เกือบ|กว่า"
    r"|ไม่เกิน|น้อย|อยู่ที่|ตก|เฮ็ด|ต้ม|อบ|make|sell|produce",
    re.IGNORECASE,
)
_SOMETHING_ELSE = re.compile(
    r"บาท|ละ|แต่| มี|คนงาน|สมาชิก|ลูกน้อง|พนักงาน|ราคา|ขนาด|ส่วน|เท่า|กี่|อยู่ได้|เวลา|ครับ|ค่ะ|คะ"
    r"|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|สอง|สาม|สี่|ห้า"
)
_AFTER = re.compile(
    r"(?:กว่าๆ?|ขึ้นไป|ได้)? ?(?:(?:ต่อ|/|per ) ?(?:1|หนึ่ง)?|a ) ?(วัน|เดือน|ปี|day|month|year)"
    r"|(?P<every> ?(?:ทุก ?ๆ?|every |each ) ?)(วัน|เดือน|ปี|day|month|year)(?!ที่|นี้|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)",
    re.IGNORECASE,
)
_RATED = ("kg", "litre", "piece", "pack", "percent")
# "ปี 66", "เดือน 5" name a time; "ที่ 2", "ครั้งที่ 2" an order: no quantity.
_ORDERED = (
    r"(?:ครั้ง|รอบ|เรื่อง|อย่าง|อัน|มื้อ|คืน|วัน|เดือน|ปี|สัปดาห์|อาทิตย์|คน|ตัว|ชั้น|ข้อ|หมู่|ล[็๊]?อต|ชุด|รุ่น|ดับ|เจ้า|ราย|ร้าน|แห่ง|สาขา|ฉบับ|เลข|เครื่อง|คัน|ต้น"
    r"|ลูก|กล่อง|ถุง|ขวด|ใบ|งวด|ขั้น|ขั้นตอน|ระยะ|เฟส|แปลง|แถว|ชิ้น|โครงการ|รายการ|หลัง|เล่ม|บท|ตอน|เตา|โรง|(?<!เจ้า)หน้า)"
)
_NAMES = re.compile(
    rf"(?:พ\.ศ\.|(?<!ต่อ)(?<!ทุก)(?<!แต่ละ)(?:ปี|เดือน)|{_ORDERED}ที่|(?<![ก-๎])ที่|ข้อ|หมู่|ม\.|เลขที่|เบอร์|โทร) ?$"
)
# "ที่ 2 ไร่" is two rai of land, though.
_ON_LAND = re.compile(r"(?:^|[^ก-๎])ที่ ?$")
_LAND_UNITS = ("ไร่", "ตารางวา", "ตร.ว.", "ตรว", "ตร.วา")
# งาน is land only where land is spoken of: most are events and jobs.
_EVENT = "งาน"
_LAND = re.compile(
    r"ที่ดิน|เนื้อที่|พื้นที่|ที่นา|ที่สวน|ที่ว่าง|มีที่|ไร่|สวน|นาข้าว|(?:มี|ทำ|เช่า)นา(?!คม)|ปลูก|แปลง|โฉนด|ที่ ?$|ตารางวา|ตร\. ?ว"
)
_MORE_LAND = re.compile(rf" ?(?:กับ|และ|กะ)? ?{NUMERAL} ?(?:ตารางวา|ตร\. ?ว|ตรว|วา)", re.IGNORECASE)
_NOT_HALVED = (_EVENT, "ชม", "กก", "มล", "ตรม", "ตรว", "ซม")
_HAPPENS = re.compile(r"บู[ธทส]|ออก|จัด|รับ|แสดง|แต่ง|อีเว้?น|โชว์|ไป|ออแกไนซ์")


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
    last = 0
    for match in _all_counted(text):
        if match.start() < last or _is_name(text, match) or _is_event(text, match):
            continue
        unit, factor = _units()[match["unit"].lower()]
        low, high = _figures(match)
        half, end = _HALF.match(text, match.end()), match.end()
        if half and match["number"] not in ("ครึ่ง", ""):
            low, high, end = low + 0.5, high + 0.5, half.end()
        if high < 1e15:
            per, rated = _rate(text, match.start(), end, unit, last)
            quantity = Quantity(round(low * factor, 6), round(high * factor, 6), unit, per)
            yield _Found(match.start(), end, factor, quantity)
            last = rated


def _all_counted(text: str) -> list[re.Match[str]]:
    found = list(_counted().finditer(text))
    if "ครึ่ง" in text:
        ends = {each.end() for each in found}
        found += (each for each in _one_and_a_half().finditer(text) if each.end("unit") not in ends)
        found.sort(key=re.Match.start)
    return found


def _is_name(text: str, match: re.Match[str]) -> bool:
    before = (text, max(0, match.start() - 16), match.start())
    if not _NAMES.search(*before):
        return False
    return not (match["unit"] in _LAND_UNITS and _ON_LAND.search(*before))


def _is_event(text: str, match: re.Match[str]) -> bool:
    if match["unit"] != _EVENT or _MORE_LAND.match(text, match.end()):
        return False
    if _HAPPENS.search(text, max(0, match.start() - 12), match.start()):
        return True
    return not _LAND.search(text, max(0, match.start() - 40), match.start())


def _figures(match: re.Match[str]) -> tuple[float, float]:
    if not match["number"]:
        return 1.5, 1.5
    first = read_numeral(match["number"])
    if not match["to"]:
        return first.low, first.high
    last = read_numeral(match["to"])
    low = first.low * last.step if first.step == 1 and last.step > 1 and first.low < 1_000 else first.low
    return min(low, last.high), max(low, last.high)


def _rate(text: str, start: int, end: int, unit: str, last: int) -> tuple[str | None, int]:
    """What it is counted by, and where that was said to its end; nothing before `last`, which another's rate took."""
    after = _AFTER.match(text, end)
    if after and not (after["every"] and unit not in _RATED):
        return _RATES[_span_of(after)], after.end()
    said = _BEFORE.search(text, max(last, start - 16), start)
    if not said and unit in _RATED:
        said = _far_before(text, start, last)
    return (_RATES[_span_of(said)] if said else None), end


def _far_before(text: str, start: int, last: int) -> re.Match[str] | None:
    said = _FAR_BEFORE.search(text, max(last, start - 40), start)
    if said and _MADE.search(said["between"]) and not _SOMETHING_ELSE.search(said["between"]):
        return said
    return None


def _span_of(said: re.Match[str]) -> str:
    return next(each.lower() for each in said.groups() if each and each.lower() in _RATES)


@cache
def _units() -> Mapping[str, tuple[str, float]]:
    return {row["said"]: (row["unit"], float(row["factor"])) for row in _rows()}


def _rows() -> list[dict[str, str]]:
    with files("intents.data").joinpath("units.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def _said() -> str:
    """All units, of which none goes on to be another word ("ราย|การ"): by a letter, a vowel or as units.csv tells."""
    rows = sorted(_rows(), key=lambda row: len(row["said"]), reverse=True)
    said = "|".join(re.escape(row["said"]) + (f"(?!{row['unless']})" if row["unless"] else "") for row in rows)
    return rf"(?:{said})(?![a-z\u0e30-\u0e3a\u0e47-\u0e4e])"


@cache
def _counted() -> re.Pattern[str]:
    """A number, perhaps to another, and a unit; "2 กิโลละ 35 บาท" is the price of grade 2."""
    return re.compile(
        rf"(?<![\d.,/:-])(?P<number>{NUMERAL})(?: ?(?:-|–|ถึง|to) ?(?P<to>{NUMERAL}))? ?(?:กว่าๆ?)? ?"
        rf"(?P<unit>{_said()})(?!ละ ?{NUMERAL})",
        re.IGNORECASE,
    )


@cache
def _one_and_a_half() -> re.Pattern[str]:
    """ "โลครึ่ง", but neither "ทำงานครึ่งวัน", "ลูกครึ่ง" nor "ปีครึ่งแรก"."""
    measures = sorted((row["said"] for row in _rows() if _may_be_halved(row)), key=len, reverse=True)
    before = "".join(f"(?<!{each})" for each in ("กี่", "ทุก", "หลาย", "ต่อ", "กิ", "ตะ", "กลาง", "ราย"))
    return re.compile(
        rf"{before}(?<!\d)(?<!\d )(?P<number>)(?P<unit>{'|'.join(measures)})ครึ่ง"
        rf"(?!(?:แรก|หลัง|ๆ|หนึ่ง|นึง|เดียว|ต่อ|ราคา|ร้อย|พัน|หมื่น|แสน|ล้าน|{_said()}))",
        re.IGNORECASE,
    )


def _may_be_halved(row: dict[str, str]) -> bool:
    counted = row["unit"] in ("piece", "person", "household", "percent", "degree", "horsepower")
    return row["said"] == "โหล" or bool(
        re.fullmatch("[ก-๎]{2,}", row["said"]) and not counted and row["said"] not in _NOT_HALVED
    )
