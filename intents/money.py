"""Sums of money as Thai people write them: "สองแสนกว่า", "เดือนละ 3 หมื่น", "300,000.-", "3-5 แสน"."""

import re
from collections.abc import Iterator

from intake.reading import Amount
from intents import money_words as said
from intents.numerals import NUMERAL, Numeral, read_numeral, with_english_in_figures

_LARGE = 10_000  # หมื่น and up are money unless something else is counted
_SUBSTANTIAL = 1_000  # so many years or shops are hardly counted where money is spoken of
_LEAST_A_TIME = 100  # "วันนึง 500" is a sum, "วันนึง 5" may be anything
_TOO_LARGE = 10**12  # a trillion baht is a slip or a joke
_BEFORE = 60  # as many characters before a number tell what it is
_ANY = re.compile(
    r"[0-9]|(?=[หแลพรสบซMmTtHhBb])"
    r"(?:หม[ืึ][่้]?น|แสน|ล้าน|พัน|ร้อย|สิบ|บาท|ซาว|[Mm]illion|[Tt]housand|[Hh]undred|[Bb]aht)"
)
_GREAT = re.compile("illion|housand|aht|figures", re.IGNORECASE)
_SUM = re.compile(rf"(?P<first>{NUMERAL})(?:\s?(?:-|–|~|ถึง|to|จนถึง)\s?(?P<second>{NUMERAL}))?", re.IGNORECASE)
_LAST_COUNT = re.compile(r"(?<=[บยนkmd.]) ?(?P<count>\d+|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)$", re.IGNORECASE)
# "20 กว่าล้าน" is more than 20 million.
_MORE_INSIDE = re.compile(r"(?P<count>\d|สิบ|ร้อย|พัน) ?กว่า ?ๆ? ?(?P<step>ล้าน|แสน|หมื่น)")
_ORDER = re.compile(r"(?:หลัก|เป็น|หลาย) ?$")
_NOT_COUNTED = re.compile(r"(?:บาง|เชียง|นา|หัว|แม่|สุด|ผม|แบงก์|แบงค์)$")
_NOT_A_SUM = re.compile(r"(?:นา|ช้าง|สิริ|ดี|คม|ศรี|สาหัส|จะ|อร่อย|สวย|งาม|รัก|เหนื่อย|ยาก|ลำบาก|แพง|ถูก|สุข|ซื่อ|ธรรมดา)")
_ENDS = re.compile(
    r"\s*(?:$|[^ก-๎]|ค่ะ|คะ|ครับ|คับ|ค้าบ|จ้า|เจ้า|เด้อ|นะ|ได้|ไหม|มั้ย|มา|ไป|จาก|เพื่อ|ไว้|ที่|แต่|ไม่|พอ|เอา|ก็|ยัง|เดียว|แล้ว|เลย)"
)
_ENDS_SMALL = re.compile(rf"{_ENDS.pattern}|\s*(?:จะ|เพราะ|มัน|จ่าย|ขาย|ตอน|หรือ|ถึง|กับ|ทุก|ถ้า|เอง)")
_SHORT_THOUSANDS = re.compile(r"(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)?พัน(?:สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ครึ่ง)")
_YEAR = re.compile(r"(?:ปี|พ\.ศ\.) ?$")
_WITH_THOUSANDS = re.compile(r"\d{2,3}(?:,\d{3})+")
_LONG_FIGURE = re.compile(r"\d{6,8}|\d{2,3}(?:,\d{3})+")
_PHONE = re.compile(r"0\d")


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Sums of money in a normalised text, in order, in whole baht.

    Quantities of other things, years, phones, foreign money and the words for "bald" (ล้าน) and "very" (แสน) are none.
    """
    if not _ANY.search(text) and "หลัก" not in text and "figures" not in text:
        return ()
    if "กว่า" in text:
        text = _MORE_INSIDE.sub(r"\g<count>\g<step>กว่า", text)
    if _GREAT.search(text):
        text = with_english_in_figures(text)
    return tuple(_amounts(text))


def _amounts(text: str) -> Iterator[Amount]:
    place = 0
    while found := _SUM.search(text, place):
        found = _without_count_of_next(text, found)
        first = read_numeral(found["first"])
        last = read_numeral(found["second"]) if found["second"] else first
        if digits := _number_of_digits(text, found, first, last):
            yield _so_many_digits(text, found, digits.end(), first, last)
        elif _is_money(text, found, first, last):
            yield _amount(text, found, first, last)
        place = found.end()


def _without_count_of_next(text: str, found: re.Match[str]) -> re.Match[str]:
    """ "5 แสน" of "กู้ 5 แสน 2 ปี", where the last figure counts the years."""
    last = _LAST_COUNT.search(found[0])
    place = _spaced(text, found.end())
    if not last or not (_is_span(text, place) or _is_counted_apart(text, found, last, place)):
        return found
    return _SUM.match(text, found.start(), found.start() + last.start()) or found


def _is_span(text: str, place: int) -> bool:
    """ "2 ปี", but not "5 ปีที่แล้ว", before which a sum may end in a five."""
    time = said.words("time").match(text, place)
    return bool(time and not said.words("then").match(text, time.end()))


def _is_counted_apart(text: str, found: re.Match[str], last: re.Match[str], place: int) -> bool:
    """ "กู้ 3 แสน 2 คน", but neither "กู้ 3 แสน 2" nor "พันสองกล่อง"."""
    if not last[0].startswith(" ") or (len(last["count"]) > 2 and last["count"].isdigit()):
        return False
    return bool(said.counted().match(text, place) and said.in_context().search(_before(text, found)))


def _is_money(text: str, found: re.Match[str], first: Numeral, last: Numeral) -> bool:
    start, end = found.span()
    before, after = _before(text, found), _spaced(text, _past_more(text, end))
    if _touches_other_digits(text, start, end) or _PHONE.match(found["first"]) or not 0 < last.high < _TOO_LARGE:
        return False
    if said.words("foreign").match(text, after) or said.words("foreign_before").search(before):
        return False
    if said.words("baht").match(text, after) or before.rstrip().lower().endswith(("฿", "บาท:", "thb")):
        return True
    if _counts_something(text, after, before, last.high) or (last.step == 1 and _says_digits(text, end)):
        return False
    return not said.of_followers().search(before) and _is_meant_as_money(text, found, first, last)


def _is_meant_as_money(text: str, found: re.Match[str], first: Numeral, last: Numeral) -> bool:
    """What stands before the number says so, or it is as large as little else that is counted without a unit."""
    before, end = _before(text, found), found.end()
    said_as_money = _is_said_as_money(found[0], before, last)
    if last.step < _LARGE and not (found[0].lower().endswith("k") and last.high >= _LARGE):
        if not (first.counted or found["second"] or _ENDS_SMALL.match(text, _past_more(text, end))):
            return False  # "พันนี้", "แบงก์พันปลอม"
        return said_as_money or _is_price(text, found, before)
    if first.counted:
        return not _NOT_A_SUM.match(text, end) and (said_as_money or not said.words("names").search(before))
    return _bare_magnitude(text, before, end, said_as_money)


def _is_said_as_money(written: str, before: str, last: Numeral) -> bool:
    if said.in_context().search(before):
        whole = last.step > 1 or last.high >= 10 or written[0].isdigit()  # not "จ่ายครึ่ง"
        return whole and not said.made().search(before)
    if said.after_a_time().search(before):
        return last.high >= _LEAST_A_TIME
    if last.high >= _SUBSTANTIAL and (said.in_strong_context().search(before) or said.in_month().search(before)):
        return True
    return last.high >= _LARGE and _is_for_something(written, before, last)


def _is_for_something(written: str, before: str, last: Numeral) -> bool:
    """ "กู้มาซื้อเครื่องทอดสัก 180000": a round sum, and neither a postcode nor another such number."""
    if last.high % 1_000 or said.words("code").search(before) or not said.for_an_aim().search(before):
        return False
    return last.step > 1 or bool(_LONG_FIGURE.fullmatch(written) or said.words("about").search(before))


def _counts_something(text: str, place: int, before: str, number: float) -> bool:
    """A unit stands behind, and so many of it there may be: two years and 3,000 boxes, but not 3,000 years."""
    if said.words("unit").match(text, place):
        return True
    if time := said.words("time").match(text, place):
        then = said.words("then").match(text, time.end())
        return number < _SUBSTANTIAL or not (then or said.near_money().search(before))
    if few := said.words("few").match(text, place):
        if few[0] == "เจ้า" and number >= _LARGE:  # the Northern "ค่ะ"
            return False
        return number < _SUBSTANTIAL or not said.in_strong_context().search(before)
    return False


def _is_price(text: str, found: re.Match[str], before: str) -> bool:
    """Said as one says only prices, "พันห้า"; or about so much with nothing counted, "ประมาณ 150,000"."""
    if not _ENDS.match(text, _past_more(text, found.end())):
        return False
    if _SHORT_THOUSANDS.fullmatch(found[0]):
        return not _YEAR.search(before)
    return bool(_WITH_THOUSANDS.fullmatch(found[0]) and said.words("about").search(before))


def _bare_magnitude(text: str, before: str, end: int, said_as_money: bool) -> bool:
    """ "เป็นแสน", "กู้แสน", "ล้านกว่า", but neither หัวล้าน, แสนดี nor บางแสน."""
    if _NOT_COUNTED.search(before) or _NOT_A_SUM.match(text, end):
        return False
    if _ORDER.search(before) or _past_more(text, end) > end:
        return True
    return bool((said_as_money or said.words("about").search(before)) and _ENDS.match(text, end))


def _number_of_digits(text: str, found: re.Match[str], first: Numeral, last: Numeral) -> re.Match[str] | None:
    """The word behind a number of digits, where those are of a sum: "ยอดขาย 6 หลัก", but not "รหัส 6 หลัก"."""
    digits = _says_digits(text, found.end())
    if not digits or not 3 <= first.low <= last.high <= 9 or last.high % 1 or first.low % 1:
        return None
    before = _before(text, found)
    if said.words("code").search(before) or not (
        digits[0].strip(" -").startswith("figure") or said.earns().search(before)
    ):
        return None
    return digits


def _says_digits(text: str, end: int) -> re.Match[str] | None:
    return said.words("digits").match(text, end) or said.words("digits").match(text, _spaced(text, end))


def _so_many_digits(text: str, found: re.Match[str], end: int, first: Numeral, last: Numeral) -> Amount:
    low, high = 10 ** (int(first.low) - 1), 10 ** int(last.high) - 1
    return Amount(low, high, exact=False, per_month=_per_month(text, _before(text, found), end))


def _amount(text: str, found: re.Match[str], first: Numeral, last: Numeral) -> Amount:
    low, high = first.low, last.high
    if found["second"] and first.step == 1 and last.step > 1 and low < 1_000:  # "3-5 แสน"
        low *= last.step
    before, end = _before(text, found), found.end()
    if before.rstrip().endswith("หลัก") and f"{low:.0f}".rstrip("0") == "1":
        high = low * 10 - 1
    elif not first.counted and before.rstrip().endswith("หลาย"):
        low, high = low * 2, low * 9
    about = said.words("about").search(before) or said.words("about_rate").search(before) or _ORDER.search(before)
    return Amount(
        low=int(min(low, high)),
        high=int(max(low, high)),
        exact=not (about or _past_more(text, end) > end),
        per_month=_per_month(text, before, end),
    )


def _per_month(text: str, before: str, end: int) -> bool:
    after = _spaced(text, _past_more(text, end))
    baht = said.words("baht").match(text, after)
    place = _spaced(text, baht.end() if baht else after)
    return bool(said.words("month_after").match(text, place) or said.in_month().search(before))


def _touches_other_digits(text: str, start: int, end: int) -> bool:
    """Part of a date, a time, a code or a longer number."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before in ("/", ":", "#") or (before in ("-", ".", ",") and text[max(0, start - 2) : start - 1].isdigit()):
        return True
    return (after[:1] in ("/", ":", "-") and after[1:].isdigit()) or (before.isascii() and before.isalpha())


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _BEFORE) : found.start()]


def _spaced(text: str, place: int) -> int:
    return place + (text[place : place + 1] == " ")


def _past_more(text: str, end: int) -> int:
    """Where the number ends, "กว่า" and its like included."""
    more = said.words("more").match(text, _spaced(text, end))
    return more.end() if more else end
