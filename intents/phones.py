"""Telephone numbers as Thai people write them: finding the owner's, and hiding all of them.

Numbers of the Thai plan: ten digits from 06, 08 or 09 are mobile, nine from 02 to 05 and 07 are fixed lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intents.addresses import hide_houses
from intents.digits import DIGIT, LATER_DIGIT, MAY_SPELL_DIGITS, mostly_letters, plain_digits
from intents.handles import hide_handles
from intents.normalise import legible
from intents.phone_words import is_mine, is_no_use, is_right_one

MASKED = "•••"
_MOBILE = 10  # digits

_MARKS = r"\s.\-‐-―−_/*~()·∙‧・\u20e3"
# One • stands between digits; three are what was hidden.
_APART = rf"(?:[{_MARKS}]{{0,3}}| ?(?<!•)•(?!•) ?)"
_FIGURE, _SPELT = re.compile(r"\d"), re.compile(rf"{DIGIT}{_APART}{LATER_DIGIT}", re.IGNORECASE)
_SAID_BETWEEN = r" ?(?:แล้วก็|ตามด้วย|ต่อด้วย|ขีด|เว้นวรรค|เว้น|จุด) ?"
_NUMBER, _SPOKEN_NUMBER = (
    re.compile(rf"(?<![\d,])(?<!\d[.\-/])\+?{DIGIT}(?:{apart}{LATER_DIGIT}){{8,14}}(?![\d,]*\d)", re.IGNORECASE)
    for apart in (_APART, f"(?:{_SAID_BETWEEN}|{_APART})")
)
_MARK_SAID = re.compile(_SAID_BETWEEN + DIGIT, re.IGNORECASE)
_VALID = re.compile(r"0[689]\d{8}|0[23457]\d{7}")
_ABROAD = re.compile(r"(?:00)?660?(?=\d{8,9}$)")
# Letters on both sides: of a parcel or an order, not of a telephone.
_CODE = re.compile(r"(?<![a-z])(?!tel|call|phone|mob|line|no)[a-z]{1,5}\d{8,13}[a-z]{1,3}(?![a-z\d])", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\d{4}),(?=0[2-9])")
_COMMAS = re.compile(r"(?<![\d,.])0\d{1,2},\d{3},\d{3,4}(?![\d,.])")
_LINES = re.compile(r"(?<=\d)\s?-\s?\d{1,2}$")

_FOOD_NUMBER = re.compile(r"\d{2}-\d-\d{5}-\d-\d{4}")
# The end of หน่อย is none.
_FOOD_WORD = re.compile(
    r"(?:(?:(?<![ก-๎])|เลข|ขอ|มี|ได้|ทำ|จด|ต่อ|ของ)อย\.?|สารบบ(?:อาหาร)?|จดแจ้ง|เลขที่ผลิตภัณฑ์)[ :]*(?:เลขที่|เลข)?[ :]*$"
)
_THIRTEEN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12}(?!\d)")
_ACCOUNT_NUMBER = re.compile(r"(?<![\d-])\d{3}[- ]\d[- ]\d{5}[- ]\d(?![\d-])")
_DATE = re.compile(r"(?<![\d/.\-])\d{1,2}([/.\-])\d{1,2}\1(?:25|20)\d{2}(?![\d/.\-])")

_PIECE = re.compile(r"[^\s/]+")

_ANY_RUN = re.compile(
    rf"\+?\(?{DIGIT}(?:(?:[,+{_MARKS}]{{0,3}}| ?(?<!•)•(?!•) ?){LATER_DIGIT}){{7,30}}\u20e3?", re.IGNORECASE
)
_AFTER_PHONE = re.compile(
    rf"((?:โทร|เบอร์|มือถือ|ติดต่อ|tel|phone|call|mobile)[^\d\n]{{0,10}}?)({DIGIT}(?:{_APART}{LATER_DIGIT}){{4,}})",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*(?:บาท|฿|\.-|ล้าน|แสน|หมื่น|ชิ้น|กรัม|กก|มล)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class _Candidate:
    phone: str
    start: int
    end: int


def find_phone(text: str) -> str | None:
    """The first number of a normalised text that can be called back, "0812345678"; mobile before fixed lines.

    What is said to be new or right goes before the rest. Extensions are left out. Hotlines, citizen and food numbers,
    accounts, parcels, amounts, numbers said to be wrong and those of somebody else are none.
    """
    if not _has_digits(text):
        return None
    clear, found = _candidates(text)
    kept = [each for each in found if not is_no_use(clear, each.start, each.end)]

    def rank(each: _Candidate) -> tuple[bool, bool]:
        wins = is_right_one(clear, each.start, each.end) or (each != found[0] and is_mine(clear, each.start))
        return not wins, len(each.phone) != _MOBILE

    first = min(kept, key=rank, default=None)
    return first.phone if first else None


def _has_digits(text: str) -> bool:
    """Most messages have none in any writing: to be told fast."""
    return bool(_FIGURE.search(text) or (MAY_SPELL_DIGITS.search(text) and _SPELT.search(text)))


def mask(text: str) -> str:
    """The text with all that leads to a person hidden: phones, ids, e-mail, links, accounts, numbers of houses.

    Disguised numbers too (spaces, words, look-alike letters). Food registration numbers, amounts and dates stay.
    """
    text = hide_houses(hide_handles(legible(text), MASKED), MASKED)
    if not _has_digits(text):
        return text
    text = _AFTER_PHONE.sub(lambda found: f"{found[1]}{MASKED}", text)
    text = _ANY_RUN.sub(_hidden, _THIRTEEN.sub(_hidden_id, text))
    for each in reversed(_candidates(text)[1]):
        text = text[: each.start] + MASKED + text[each.end :]
    return text


def _hidden_id(found: re.Match[str]) -> str:
    """Thirteen digits name a person or a firm, unless they stand on a food label."""
    return found[0] if _FOOD_NUMBER.fullmatch(found[0]) or _is_food(found.string, found.start()) else MASKED


def _is_food(text: str, start: int) -> bool:
    return bool(_FOOD_WORD.search(text, max(0, start - 40), start))


def _hidden(found: re.Match[str]) -> str:
    run = found[0]
    if _FOOD_NUMBER.search(run) or _is_food(found.string, found.start()):
        return run
    if len(plain_digits(_DATE.sub("", run))) < 8:
        return run
    digits = plain_digits(run)
    if mostly_letters(run) and not _as_phone(run):
        return run
    if digits.startswith(("0", "66")) or run.startswith("+"):
        return MASKED if len(digits) >= 8 else run
    if _COUNTED.match(found.string, found.end()) or _THOUSANDS.fullmatch(run):
        return run
    pieces = run.split(" ")
    kept = [MASKED if _leads_to_someone(piece) else piece for piece in pieces]
    if MASKED in kept or len(pieces) == 1:
        return " ".join(kept)
    phone = re.search(r"(?<=\s)0[\d\s.\-]*$", run)
    return run[: phone.start()] + MASKED if phone and len(plain_digits(phone[0])) >= 8 else run


def _leads_to_someone(piece: str) -> bool:
    digits = plain_digits(piece)
    return len(digits) >= 9 and "," not in piece


def _candidates(text: str) -> tuple[str, list[_Candidate]]:
    """All telephone numbers, and the text they stand in: as given, with what is none blanked, each in its place."""
    clear = _without_ids(text)
    found = list(_numbers(_NUMBER, clear))
    if not found and _MARK_SAID.search(clear):
        found = list(_numbers(_SPOKEN_NUMBER, clear))
    return clear, found


def _without_ids(text: str) -> str:
    """The text with citizen and food numbers, codes and dates blanked, lest a phone be seen inside one."""
    for other in (_FOOD_NUMBER, _ACCOUNT_NUMBER, _DATE):
        text = other.sub(_blank, text)
    text = _CODE.sub(_blank, _GLUED.sub(" ", _COMMAS.sub(lambda found: found[0].replace(",", "-"), text)))
    return _THIRTEEN.sub(lambda found: found[0] if _holds_phone(found[0]) else _blank(found), text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _holds_phone(thirteen: str) -> bool:
    """ "250 0812345678" is an amount and a number, "0066 81 234 5678" a number: not thirteen digits."""
    pieces = thirteen.split(" ")
    return any(map(_as_phone, [*pieces, *(" ".join(pieces[place:]) for place in range(len(pieces)))]))


def _numbers(written: re.Pattern[str], text: str) -> Iterator[_Candidate]:
    """Stretches that can be a number, split where two stand side by side."""
    for match in written.finditer(text):
        whole = match[0] if _as_phone(match[0]) else _LINES.sub("", match[0])
        phone = _as_phone(whole)
        if phone:
            yield _Candidate(phone, match.start(), match.start() + len(whole))
        else:
            yield from _side_by_side(match)


def _side_by_side(match: re.Match[str]) -> Iterator[_Candidate]:
    """ "500 081 234 5678": the pieces from one to another that are a number together."""
    pieces = [each.span() for each in _PIECE.finditer(match.string, match.start(), match.end())]
    after = match.start()
    for place, (start, first) in enumerate(pieces):
        if not plain_digits(match.string[start:first]).startswith(("0", "6")):
            continue
        for _, end in reversed(pieces[place:]):
            phone = _as_phone(match.string[start:end]) if start >= after else None
            if phone:
                yield _Candidate(phone, start, end)
                after = end
                break


def _as_phone(written: str) -> str | None:
    digits = plain_digits(written)
    if digits.startswith("00") or not digits.startswith("0"):
        digits = _ABROAD.sub("0", digits, count=1)
    return digits if _VALID.fullmatch(digits) else None
