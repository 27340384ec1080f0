"""How days are said: the words of data/calendar_words.csv and the forms in which they stand together."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from intents.numerals import NUMERAL, read_numeral

_MONTHS = ("full_month", "spoken_month", "short_month", "english_month")
_NTH = r"(?:st|nd|rd|th)?(?![a-z])"
_THROUGH = r"-|–|(?:ไป)?(?:จน)?ถึง|ยัน|to|until|till|through"
_JOIN = rf"(?:{_THROUGH}|หรือ|และ|กับ|,|&|or|and)"
_COUNTED = (
    r"คน|วัน|ชิ้น|บาท|น\.|โมง|ทุ่ม|นาที|นาฬิกา|ชุด|ขวด|กล่อง|ก\.?ก|กิโล|ถุง|ลัง|ห่อ|ตัว|ใบ|ไร่|ต้น|แสน|หมื่น|พัน|ราย|%|[ap]\.?m\b"
    r"|-\d{1,2} ?(?:น\.|โมง|ทุ่ม)"
)
_GLUED = r"นี้|หน้า|ที่|ปี|ค่ะ|คะ|ค่า|ครับ|คับ|ค้าบ|นะ|จ้|เลย|ได้|เด้อ|เจ้า"
_CUES = (
    r"ช่วง|ถึง|ภายใน|ใน|ก่อน|หลัง|ราว|ประมาณ|ตั้งแต่|เมื่อ"
    r"|(?<![a-z])(?:in|by|until|till|since|during|before|after|next|this|last) "
)
_PEOPLE = "ชื่อเล่น|ชื่อ|คุณ|พี่|น้อง|ป้า|ลุง|(?<!ห)น้า|แม่|พ่อ|ยาย|ครู|นางสาว|นาง|นาย|เจ๊"

PAST_BEFORE = re.compile(
    r"(?:เมื่อ|(?:ไป|มา|ไว้|ให้|แล้ว)ตั้งแต่|\bsince) ?(?:วัน(?:ที่)? ?|ช่วง|ตอน)?(?:ต้น|กลาง|ปลาย|สิ้น)?(?:เดือน ?)?$", re.IGNORECASE
)
PAST_AFTER = re.compile(r" ?ที่(?:แล้ว|ผ่านมา)")
SINCE = re.compile(r"ตั้งแต่ ?$")
ALREADY = re.compile(r" ?(?:มา)?แล้ว(?!แต่|กัน|ค่อย)")
EVERY = re.compile(r"(?:ทุก ?ๆ? ?|\bevery |เว้น ?)(?:วัน|ช่วง)?$", re.IGNORECASE)
_HABIT = re.compile(r"(?:เปิด|ปิด|หยุด|ทำการ|ทำงาน|ขาย|เฉพาะ|\bopen)(?:ร้าน)?(?:เฉพาะ|ช่วง|ตั้งแต่)? ?$", re.IGNORECASE)
_OPENING_HOURS = re.compile(r" ?(?:เวลา ?)?\d{1,2}[.:]\d\d ?(?:น\. ?)?(?:-|–|ถึง)")

ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
NUMBERS = re.compile(
    r"(?:(?<![\d/.-])|(?<=/\d-)|(?<=/\d\d-))(?P<days>(?:\d{1,2} ?- ?(?=\d{1,2}/))?\d{1,2})"
    r"(?P<by>[/.-])(?P<month>\d{1,2})(?:(?P=by)(?P<year>\d{4}|\d{2}))?"
    r"(?![\d/]|[.-]\d(?!\d?/\d)| ?(?:น\.|บาท|แสน|ล้าน|หมื่น|%))"
)
# "1/2 กิโล" is half of it, "12/3 หมู่ 5" a house.
_SPELT = re.compile(
    r"(?<=วันที่)(?P<gap> ?)(?P<number>(?:ยี่|สาม)?สิบ(?:เอ็ด|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)?"
    r"|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)"
)


def in_figures(text: str) -> str:
    """The text with "วันที่ 15" for "วันที่สิบห้า"."""
    if "วันที่" not in text:
        return text
    return _SPELT.sub(lambda found: f"{found['gap']}{read_numeral(found['number']).high:.0f}", text)


_NUMBERED_BEFORE = re.compile(
    r"(?:อัตราส่วน|สัดส่วน"
    r"|เลขที่|(?:ซอย|ซ\.) ?[ก-๎]{0,20}|ถนน|ถ\.|ห้อง|ตู้|แปลง|คูหา|อาคาร|ที่อยู่|บ้าน|หมู่|ม\.|ป\.|ครั้งที่|งวด(?:ที่)?|ข้อ|คะแนน"
    r"|ไซส์|ขนาด|เบอร์|รุ่น|มาตรา) ?$"
)
_MEASURED = re.compile(
    r" ?(?:กิโล|กก|โล(?![ก-๎])|ขีด|กรัม|ตัน|ลิตร|มล|ไร่|งาน(?![ก-๎])|เมตร|ซม|นิ้ว|หุน|ถ้วย|ช้อน|แก้ว|ถุง"
    r"|ขวด|กล่อง|ชิ้น|ส่วน|วัน|ชั่วโมง|ชม|เดือน|ปี|ของ|kg|kilo|cups?|tsp|tbsp|inch|litre|rai|hours?|days?"
    r"|,? ?(?:หมู่|ม\. ?\d|ซอย|ซ\.|ถนน|ถ\.|ตำบล|ต\.(?!ค)|แขวง|อำเภอ|อ\.))",
    re.IGNORECASE,
)


@cache
def _words() -> Mapping[str, tuple[tuple[re.Pattern[str], str, int], ...]]:
    table: dict[str, list[tuple[re.Pattern[str], str, int]]] = {}
    with files("intents.data").joinpath("calendar_words.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            whole = re.compile(f"(?:{row['said']})", re.IGNORECASE)
            table.setdefault(row["kind"], []).append((whole, row["said"], int(row["value"])))
    return {kind: tuple(rows) for kind, rows in table.items()}


def value_of(kind: str, said: str) -> int:
    """The number of a weekday (Monday 0) or a part (1 the first), how many days away or units on a word is."""
    return next(value for whole, _, value in _words()[kind] if whole.fullmatch(said.strip()))


def shift_of(which: str) -> int:
    """1 for หน้า, 0 for นี้, -1 for ที่แล้ว and ก่อน."""
    return -1 if which.startswith("ก่อน") else value_of("which", which)


def month_of(said: str) -> int:
    """1 to 12."""
    name = said.rstrip(".")
    return next(value for kind in _MONTHS for whole, _, value in _words()[kind] if whole.fullmatch(name))


def is_full_month(said: str) -> bool:
    """True for มีนาคม, which is nothing but a month; มีนา may be a person, "ก.พ." an office."""
    return any(whole.fullmatch(said) for whole, _, _ in _words()["full_month"])


def _any(*kinds: str) -> str:
    return "|".join(said for kind in kinds for _, said, _ in _words()[kind])


def is_other_number(match: re.Match[str]) -> bool:
    """True for two numbers that are no day: a measure, a house, 24/7."""
    before, after = match.string[max(0, match.start() - 30) : match.start()], match.end()
    dated = before.rstrip().endswith("วันที่")
    return not dated and bool(
        match[0] == "24/7" or _NUMBERED_BEFORE.search(before) or _MEASURED.match(match.string, after)
    )


_THROUGH_ONLY = re.compile(rf" ?(?:{_THROUGH}) ?(?:วัน(?:ที่)? ?|the )?", re.IGNORECASE)


def is_through(between: str) -> bool:
    """True for what makes one stretch of two days: "10 ถึงวันที่ 12"."""
    return _THROUGH_ONLY.fullmatch(between) is not None


def are_joined(text: str, end: int, start: int) -> bool:
    """True where a stretch goes from the day that ends there to the one that starts, perhaps with ถึง, there."""
    through = _THROUGH_ONLY.match(text, end)
    return through is not None and through.end() >= start


def is_habit(match: re.Match[str]) -> bool:
    """True for the days on which a shop is open or shut."""
    return bool(_HABIT.search(match.string, 0, match.start()) or _OPENING_HOURS.match(match.string, match.end()))


def words_in(kind: str, text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each word of a kind, with its value."""
    for word, _, value in _words()[kind]:
        yield from ((match, value) for match in word.finditer(text))


@cache
def feast() -> re.Pattern[str]:
    """หลังปีใหม่, ถึงสงกรานต์, วันปีใหม่; alone the word may be of a gift basket."""
    where = r"(?P<after>หลัง|\bafter )|(?P<before>ก่อน|\bbefore )|ถึง|(?<![ขค])วัน(?:ขึ้น)?|\b(?:until|till|on|by) "
    return re.compile(rf"(?:{where})(?:ช่วง|เทศกาล|the )?(?P<feast>{_any('feast')})", re.IGNORECASE)


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """Any word of a kind."""
    return re.compile(_any(kind), re.IGNORECASE)


def _month() -> str:
    """A name written out may be followed by anything; a short one must not go on as another word."""
    short = rf"(?:{_any('short_month')})(?:\.(?![ก-ฮ]\.)|(?![ก-๎a-z.])|(?={_GLUED}))"
    return rf"(?:{_any('full_month', 'spoken_month')}|{short}|(?<![a-z])(?:{_any('english_month')})\.?(?![a-z]))"


def _year(two: str = r"\d{2}") -> str:
    """A year or a word for it (ปีหน้า), or what says which month is meant (นี้, ที่แล้ว)."""
    number = rf"(?:19|2[0456])\d{{2}}|{two}"
    return (
        rf"(?:,? ?(?:ปี ?)?(?:พ\.?ศ\.?|ค\.?ศ\.?)? ?(?P<year>{number})(?!\d|[.:]\d| ?(?:{_COUNTED}))"
        rf"| ?(?:ของ)?ปี ?(?P<years>{_any('which', 'long_ago')})| ?(?P<which>{_any('which')}))?"
    )


def _days(join: str = _JOIN) -> str:
    return rf"(?P<days>\d{{1,2}}{_NTH}(?: ?{join} ?(?:วันที่ ?|the )?\d{{1,2}}(?!\d){_NTH}){{0,5}}+)"


def _weekday_at() -> str:
    return rf"(?:วัน ?)?(?>{_any('weekday')})"


@cache
def with_month() -> re.Pattern[str]:
    """A day or days, a month and perhaps a year: "24-26 พ.ย. 69"."""
    before = rf"(?:{_weekday_at()},? ?(?:ที่)? ?|วันที่ ?)?"
    days = _days(rf"(?:{_JOIN}|/)")
    return re.compile(
        rf"(?<![\d.,/]){before}{days} ?(?:(?:ของ|of) ?)?(?:เดือน)? ?(?P<month>{_month()}){_year()}", re.IGNORECASE
    )


@cache
def month_first() -> re.Pattern[str]:
    """Dec 8, 2026; เดือนธันวา วันที่ 8."""
    between = r"(?: ?วันที่ ?|(?:(?<=[a-z])|(?<=[a-z]\.)) (?:the )?)"
    return re.compile(
        rf"(?:{_CUES})?(?:เดือน ?)?(?P<month>{_month()}){between}{_days()}(?!\d|[:.]\d| ?(?:{_COUNTED})){_year()}",
        re.IGNORECASE,
    )


@cache
def month_alone() -> re.Pattern[str]:
    """เดือนมีนา, ปลายเมษา 2570, ธันวาคมนี้, in December; `person` is set where it is somebody's name."""
    return re.compile(
        rf"(?:(?P<person>{_PEOPLE}) ?)?(?P<cue>(?:{_CUES})? ?(?:(?P<part>{_any('part')})[ -]?)?(?:เดือน ?)?)"
        rf"(?P<month>{_month()}){_year('[67][0-9]')}",
        re.IGNORECASE,
    )


@cache
def day_of_month() -> re.Pattern[str]:
    """วันที่ 5, วันจันทร์ที่ 30, วันที่ 1-3 เดือนหน้า, วันที่ 5 เดือน 12, the 5th; 1-3 เดือนหน้า.

    Not where a misspelt month seems to follow.
    """
    with_day = rf"(?P<said>{_weekday_at()} ?ที่ ?|วันที่ ?|\bthe (?=\d+[a-z]))|(?<!อีก)(?<!ใน)(?<!อีก )(?<!ใน )(?<![\d.,/-])"
    not_more = r"(?!\d| ?[/.:-] ?\d| ?(?:เดือน ?)?[ก-๎]{2,8}(?:คม|ยน)(?![ก-๎]))"
    month = rf"(?P<after>{_any('which', 'long_ago')})|(?P<number>1[0-2]|[1-9])(?!\d){_year()}"
    return re.compile(
        rf"(?:เดือน(?P<before>{_any('which')}) ?)?(?:{with_day}){_days()}{not_more}(?: ?(?:ของ)?เดือน ?(?:{month}))?",
        re.IGNORECASE,
    )


@cache
def with_weekday() -> re.Pattern[str]:
    """One or more weekdays with what says that days are meant: วันอังคาร, จันทร์หรือพุธหน้า, อาทิตย์หน้าวันพุธ."""
    which, day = _any("which"), rf"(?:วัน ?)?(?>{_any('weekday')})(?![ก-ฮ]*์)(?! ?ที่ ?[0-9])"
    week = r"(?:อาทิตย์|สัปดาห์|วีค)"
    of_week = rf" ?(?:ของ)?{week} ?(?P<of_week>{which})|,? (?P<english_week>next|this|last) week"
    join = rf"(?: ?{_JOIN} ?|[ /]?(?!อาทิตย์ ?(?:{which})))"
    return re.compile(
        rf"(?:{week}(?P<week>{which}) ?(?=วัน)|(?<![a-z])(?P<before>next|this|last|on|until|till|by) )?"
        rf"(?P<days>{day}(?:{join}{day}){{0,6}}+)(?:{of_week}| ?(?P<after>{which}))?(?![a-z])",
        re.IGNORECASE,
    )


@cache
def stretch() -> re.Pattern[str]:
    """เดือนหน้า, สิ้นปี, ต้นสัปดาห์หน้า, เสาร์อาทิตย์นี้, last week; `other` is set where no one stretch is meant."""
    weekend = r"(?P<said>วัน ?)?เสาร์ ?(?:-|–|และ|กับ|ถึง|,)? ?(?:วัน ?)?อาทิตย์|(?:วันหยุด)?สุดสัปดาห์|weekend"
    return re.compile(
        rf"(?P<other>หลาย|กี่|แสง|ดวง|พระ)? ?(?:(?P<part>{_any('part')})(?: |(?<=[ก-๎])))?(?:the )?"
        rf"(?:(?P<before>next|this|last) )?(?:(?P<weekend>{weekend})|(?P<week>อาทิตย์|สัปดาห์|วีค|week)"
        rf"|(?P<month>เดือน|month)|(?P<year>ปี|year))(?![a-z]) ?(?P<after>{_any('which', 'long_ago')})?",
        re.IGNORECASE,
    )


@cache
def counted() -> re.Pattern[str]:
    """So many days, weeks, months from now or ago: อีก 2-3 วัน, ภายใน 7 วันทำการ, 3 วันที่แล้ว."""
    days = rf"(?P<working>(?:working|business) days?|วันทำการ)|(?P<unit>{_any('unit')})"
    number = rf"(?:{NUMERAL}|(?<![a-z])(?:{_any('number')}) )"
    return re.compile(
        rf"(?P<how>อีก|ภายใน|ใน|within|(?<![a-z])in)? ?(?:ประมาณ|ราว ?ๆ?|สัก)? ?"
        rf"(?:(?<![\d.,])(?P<number>{number})(?: ?(?:-|–|ถึง|หรือ|to|or) ?(?P<to>{number}))?(?:(?<=\d) )?"
        rf"|(?<=อีก|สัก)(?=[^ว]))"
        rf"(?:{days}|(?P<months>เดือน|months?)|(?P<years>ปี|years?))(?![a-z])"
        rf" ?(?P<ago>ที่แล้ว|ที่ผ่านมา|มาแล้ว|ago|{_any('long_ago')})?",
        re.IGNORECASE,
    )
