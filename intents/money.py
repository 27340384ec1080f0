"""Sums of money as Thai people write them: "สองแสนกว่า", "เดือนละ 3 หมื่น", "300,000.-", "3-5 แสน"."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from intake.reading import Amount
from intents.numerals import NUMERAL, Numeral, read_numeral

_LARGE = 10_000  # หมื่น and up are money unless something else is counted
_TOO_LARGE = 10**12  # a trillion baht is a slip or a joke
_ANY = re.compile(r"\d|หมื่น|แสน|ล้าน|พัน|ร้อย|สิบ|บาท|[Mm]illion|[Tt]housand")
_GREAT = re.compile("illion|housand")
_ENGLISH_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_IN_FIGURES = {**{word: str(value) for value, word in enumerate(_ENGLISH_WORDS)}, "half a": "0.5", "a": "1"}
# English words count only before a magnitude, lest every "a" be a number.
_ENGLISH = re.compile(rf"\b(?:{'|'.join(_IN_FIGURES)})(?= (?:million|thousand)\b)", re.IGNORECASE)
_SUM = re.compile(rf"(?P<first>{NUMERAL})(?:\s?(?:-|–|~|ถึง|to|จนถึง)\s?(?P<second>{NUMERAL}))?", re.IGNORECASE)
_ORDER = re.compile(r"(?:หลัก|เป็น|หลาย) ?$")
_NOT_COUNTED = re.compile(r"(?:บาง|เชียง|นา|หัว|แม่|สุด|ผม)$")
_NOT_A_SUM = re.compile(r"(?:นา|ช้าง|สิริ|ดี|คม|ศรี|สาหัส|จะ|อร่อย|สวย|งาม|รัก|เหนื่อย|ยาก|ลำบาก|แพง|ถูก|สุข|ซื่อ|ธรรมดา)")
_ENDS = re.compile(r"\s*(?:$|[^ก-๎]|ค่ะ|คะ|ครับ|คับ|ค้าบ|จ้า|นะ|ได้|ไหม|มั้ย|มา|ไป|จาก|เพื่อ|ไว้|ที่|แต่|ไม่|พอ|เอา|ก็|ยัง|เดียว)")
_SHORT_THOUSANDS = re.compile(r"(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)?พัน(?:สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ครึ่ง)")
_YEAR = re.compile(r"(?:ปี|พ\.ศ\.) ?$")
_WITH_THOUSANDS = re.compile(r"\d{2,3}(?:,\d{3})+")
_PHONE = re.compile(r"0\d{7,}")


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Sums of money in a normalised text, in order, in whole baht.

    Quantities of other things, years, phones and the words for "bald" (ล้าน) and "very" (แสน) are none.
    """
    if not _ANY.search(text):
        return ()
    if _GREAT.search(text):
        text = _ENGLISH.sub(_in_figures, text)
    return tuple(_amounts(text))


def _in_figures(found: re.Match[str]) -> str:
    return _IN_FIGURES[found[0].lower()]


def _amounts(text: str) -> Iterator[Amount]:
    for found in _SUM.finditer(text):
        first = read_numeral(found["first"])
        last = read_numeral(found["second"]) if found["second"] else first
        if _is_money(text, found, first, last):
            yield _amount(text, found, first, last)


def _is_money(text: str, found: re.Match[str], first: Numeral, last: Numeral) -> bool:
    start, end = found.span()
    before, after = text[max(0, start - 40) : start], _past_more(text, end)
    if _touches_other_digits(text, start, end) or _PHONE.fullmatch(found["first"]) or not 0 < last.high < _TOO_LARGE:
        return False
    if _words("baht").match(text, _spaced(text, after)) or before.rstrip().endswith(("฿", "บาท:", "thb")):
        return True
    if _words("unit").match(text, _spaced(text, after)):
        return False
    if _of_followers().search(before):
        return False
    said_as_money = bool(_in_context().search(before))
    if last.step < _LARGE and not (found[0].lower().endswith("k") and last.high >= _LARGE):
        return said_as_money or _is_price(text, found, before)
    if first.counted:
        return not _NOT_A_SUM.match(text, end)
    return _bare_magnitude(text, before, end, said_as_money)


def _is_price(text: str, found: re.Match[str], before: str) -> bool:
    """Said as one says only prices, "พันห้า"; or about so much with nothing counted, "ประมาณ 150,000"."""
    if not _ENDS.match(text, _past_more(text, found.end())):
        return False
    if _SHORT_THOUSANDS.fullmatch(found[0]):
        return not _YEAR.search(before)
    return bool(_WITH_THOUSANDS.fullmatch(found[0]) and _words("about").search(before))


def _bare_magnitude(text: str, before: str, end: int, said_as_money: bool) -> bool:
    """ "เป็นแสน", "กู้แสน", "ล้านกว่า", but neither หัวล้าน, แสนดี nor บางแสน."""
    if _NOT_COUNTED.search(before) or _NOT_A_SUM.match(text, end):
        return False
    if _ORDER.search(before) or _past_more(text, end) > end:
        return True
    return bool((said_as_money or _words("about").search(before)) and _ENDS.match(text, end))


def _amount(text: str, found: re.Match[str], first: Numeral, last: Numeral) -> Amount:
    low, high = first.low, last.high
    if found["second"] and first.step == 1 and last.step > 1 and low < 1_000:  # "3-5 แสน"
        low *= last.step
    before, end = text[max(0, found.start() - 40) : found.start()], found.end()
    if not first.counted and before.rstrip().endswith("หลัก"):
        high = low * 10 - 1
    elif not first.counted and before.rstrip().endswith("หลาย"):
        low, high = low * 2, low * 9
    return Amount(
        low=int(min(low, high)),
        high=int(max(low, high)),
        exact=not (_words("about").search(before) or _ORDER.search(before) or _past_more(text, end) > end),
        per_month=_per_month(text, before, end),
    )


def _per_month(text: str, before: str, end: int) -> bool:
    after = _spaced(text, _past_more(text, end))
    baht = _words("baht").match(text, after)
    place = _spaced(text, baht.end() if baht else after)
    return bool(_words("month_after").match(text, place) or _words("month_before").search(before[-16:]))


def _touches_other_digits(text: str, start: int, end: int) -> bool:
    """Part of a date, a time, a code or a longer number."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before in ("/", ":", "#") or (before in ("-", ".", ",") and text[max(0, start - 2) : start - 1].isdigit()):
        return True
    return (after[:1] in ("/", ":", "-") and after[1:].isdigit()) or (before.isascii() and before.isalpha())


def _spaced(text: str, place: int) -> int:
    return place + (text[place : place + 1] == " ")


def _past_more(text: str, end: int) -> int:
    """Where the number ends, "กว่า" and its like included."""
    more = _words("more").match(text, _spaced(text, end))
    return more.end() if more else end


@cache
def _lists() -> dict[str, str]:
    lines = files("intents.data").joinpath("money_words.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


@cache
def _words(kind: str) -> re.Pattern[str]:
    at_end = r" ?$" if kind in ("about", "month_before") else ""
    return re.compile(f"(?:{_lists()[kind]}){at_end}", re.IGNORECASE)


@cache
def _in_context() -> re.Pattern[str]:
    """A word for money right before the number, but for "about" and the like."""
    return re.compile(f"(?:{_lists()['context']}) ?(?:(?:{_lists()['link']}) ?)*$", re.IGNORECASE)


@cache
def _of_followers() -> re.Pattern[str]:
    """Followers and views are counted in tens of thousands like baht, with no unit behind the number."""
    return re.compile(
        f"(?:{_lists()['followers']}) ?(?:(?:{_lists()['link']}|{_lists()['about']}) ?)*$", re.IGNORECASE
    )
