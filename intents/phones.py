"""Telephone numbers as Thai people write them: finding the owner's, and hiding all of them.

Numbers of the Thai plan: ten digits from 06, 08 or 09 are mobile, nine from 02 to 05 and 07 are fixed lines.
"""

import re

from intents.digits import DIGIT, MAY_SPELL_DIGITS, mostly_letters, plain_digits
from intents.handles import hide_handles
from intents.normalise import legible

MASKED = "•••"

_APART = r"[\s.\-–—_/*~()]{0,3}"
_FIGURE, _SPELT = re.compile(r"\d"), re.compile(rf"{DIGIT}{_APART}{DIGIT}", re.IGNORECASE)
_NUMBER = re.compile(rf"(?<![\d,])(?<!\d[.\-/])\+?{DIGIT}(?:{_APART}{DIGIT}){{8,14}}(?![\d,]*\d)", re.IGNORECASE)
_VALID = re.compile(r"0[689]\d{8}|0[23457]\d{7}")
_ABROAD = re.compile(r"(?:00)?660?(?=\d{8,9}$)")
_NOT_THIS = re.compile(
    r"(?:ไม่ใช่|เบอร์เก่า|เบอร์เดิม|แฟกซ์|แฟ็กซ์|โทรสาร|fax|(?:เลข|หมายเลข)(?:ที่)?(?:พัสดุ|บัญชี|ออเดอร์|คำสั่งซื้อ)|tracking)[ :.]*$",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(
    r" ?(?:นี้|เดิม)?(?:เป็น|คือ)? ?"
    r"(?:ไม่ใช่(?:เบอร์|แล้ว|ค่ะ|ครับ|นะ)|ไม่ใช้|ไม่ได้ใช้|เลิกใช้|ใช้ไม่ได้|ยกเลิก|โทรไม่ติด|ผิด|เบอร์เก่า(?! ?:?\d))"
)
# Letters on both sides: of a parcel or an order, not of a telephone.
_CODE = re.compile(r"(?<![a-z])(?!tel|call|phone|mob|line|no)[a-z]{1,5}\d{8,13}[a-z]{1,3}(?![a-z\d])", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\d{4}),(?=0[2-9])")
_LINES = re.compile(r"(?<=\d)\s?-\s?\d{1,2}$")

_FOOD_NUMBER = re.compile(r"\d{2}-\d-\d{5}-\d-\d{4}")
_FOOD_WORD = re.compile(r"(?:อย\.?|สารบบ(?:อาหาร)?|จดแจ้ง|เลขที่ผลิตภัณฑ์)[ :]*(?:เลขที่|เลข)?[ :]*$")
_THIRTEEN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12}(?!\d)")

_ANY_RUN = re.compile(rf"\+?\(?{DIGIT}(?:[,\s.\-–—_/*~()+]{{0,3}}{DIGIT}){{7,30}}", re.IGNORECASE)
_AFTER_PHONE = re.compile(
    rf"((?:โทร|เบอร์|มือถือ|ติดต่อ|tel|phone|call|mobile)[^\d\n]{{0,10}}?)({DIGIT}(?:{_APART}{DIGIT}){{4,}})",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*(?:บาท|฿|\.-|ล้าน|แสน|หมื่น|ชิ้น|กรัม|กก|มล)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def find_phone(text: str) -> str | None:
    """The first number of a normalised text that can be called back, "0812345678"; mobile before fixed lines.

    Extensions are left out. Hotlines, citizen and food numbers, amounts and numbers said to be wrong are none.
    """
    if not _has_digits(text):
        return None
    found = [phone for phone in map(_as_phone, _numbers(_without_ids(text))) if phone]
    return next((phone for phone in found if len(phone) == 10), found[0] if found else None)


def _has_digits(text: str) -> bool:
    """Most messages have none in any writing: to be told fast."""
    return bool(_FIGURE.search(text) or (MAY_SPELL_DIGITS.search(text) and _SPELT.search(text)))


def mask(text: str) -> str:
    """The text with all that leads to a person hidden: phones, ids, e-mail, links, accounts.

    Disguised numbers too (spaces, words, look-alike letters). Food registration numbers, amounts and dates stay.
    """
    text = hide_handles(legible(text), MASKED)
    if not _has_digits(text):
        return text
    text = _AFTER_PHONE.sub(lambda found: f"{found[1]}{MASKED}", text)
    return _ANY_RUN.sub(_hidden, _THIRTEEN.sub(_hidden_id, text))


def _hidden_id(found: re.Match[str]) -> str:
    """Thirteen digits name a person or a firm, unless they stand on a food label."""
    food = _FOOD_NUMBER.fullmatch(found[0]) or _FOOD_WORD.search(
        found.string, max(0, found.start() - 40), found.start()
    )
    return found[0] if food else MASKED


def _hidden(found: re.Match[str]) -> str:
    run = found[0]
    if _FOOD_NUMBER.search(run) or _FOOD_WORD.search(found.string, max(0, found.start() - 40), found.start()):
        return run
    digits = plain_digits(run)
    if mostly_letters(run):
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


def _without_ids(text: str) -> str:
    """The text with citizen and food numbers and codes blanked, lest a phone be seen inside one."""
    text = _CODE.sub(_blank, _GLUED.sub(" ", _FOOD_NUMBER.sub(_blank, text)))
    return _THIRTEEN.sub(lambda found: found[0] if _holds_phone(found[0]) else _blank(found), text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _holds_phone(thirteen: str) -> bool:
    """ "250 0812345678" is an amount and a number, not thirteen digits."""
    return any(map(_as_phone, thirteen.split(" ")))


def _numbers(text: str) -> list[str]:
    """Stretches that can be a number, split where two stand side by side."""
    found: list[str] = []
    for match in _NUMBER.finditer(text):
        if _NOT_THIS.search(text, max(0, match.start() - 16), match.start()) or _NO_LONGER.match(text, match.end()):
            continue
        whole = match[0] if _as_phone(match[0]) else _LINES.sub("", match[0])
        found.extend([whole] if _as_phone(whole) else re.split(r"\s+|/", match[0]))
    return found


def _as_phone(written: str) -> str | None:
    digits = plain_digits(written)
    if digits.startswith("00") or not digits.startswith("0"):
        digits = _ABROAD.sub("0", digits, count=1)
    return digits if _VALID.fullmatch(digits) else None
