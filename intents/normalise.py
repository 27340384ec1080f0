"""One spelling for the many ways a phone keyboard can write the same Thai.

Does what `pythainlp.util.normalize` does and what it lacks (stretched letters, Thai and full-width digits,
control characters, lone surrogates), in a few microseconds and without importing pythainlp.
"""

import re
import unicodedata

_INVISIBLE = (
    *range(0x09),
    *range(0x0E, 0x1C),
    *range(0x7F, 0x85),
    *range(0x86, 0xA0),
    0xAD,
    0x034F,
    0x061C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),
    *range(0xFE00, 0xFE10),
    0xFEFF,
    *range(0xFFF0, 0xFFFD),
    *range(0xE0000, 0xE0200),
)
_SAME = {
    **dict.fromkeys(_INVISIBLE),
    **{0x0E50 + digit: str(digit) for digit in range(10)},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
# Most messages hold none of these, and one search is cheaper than translating every character.
_ODD = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff0-\ufffc\uff01-\uff5e\U000e0000-\U000e01ff\u0e50-\u0e59]"
)
_SPACE = re.compile(r"[^\S ]\s*| \s+")

_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONE = "\u0e48-\u0e4b"
_LOOSE_MARK = re.compile(f"(?:^|\\s)[{_MARK}]+")
_MARKS = re.compile(f"[{_MARK}]{{2,}}")
_AM = re.compile(f"\u0e4d([{_TONE}]?)\u0e32|([{_TONE}])\u0e4d\u0e32")
_TONE_AFTER_VOWEL = re.compile(f"([\u0e30\u0e32\u0e33])([{_TONE}]+)")
_TWO_VOWELS = re.compile("\u0e33\u0e32+|\u0e32+\u0e33")
_LONG_AA = re.compile("(?<![\u0e24\u0e26])\u0e45")

_STRETCHED = re.compile(r"([^0-9\s])\1{2,}|([\u0e30\u0e32\u0e33\u0e40-\u0e44\u0e46])\2+")
_DOUBLED_END = re.compile(f"(?:(?<=[{_MARK}\u0e32])([\u0e01-\u0e2e])\\1|\u0e22\u0e22)(?![\u0e01-\u0e4e.])")
# "O81-OOO-OOOO": letters that stand for digits are counted, not stretched.
_AS_DIGITS = frozenset("oOlIi|")
_AMONG_DIGITS = re.compile(r"[\doOlIi|\s.\-_/()]{0,12}")
# Words that rightly end in the same letter twice, so "แบบบบ" is "แบบ" and not "แบ".
_DOUBLE_WORDS = ("แบบ", "ระบบ", "แดด", "โดด", "ถนน", "แนน", "งง", "แวว", "เออ", "สรร")


def normalise(text: str) -> str:
    """The same words in one spelling: marks in order and once, no stretching, Arabic digits, single spaces.

    Letters keep their case. Never raises, whatever the string holds.
    """
    return _unstretched(legible(text))


def legible(text: str) -> str:
    """What a reader sees: as `normalise`, but stretched letters stay stretched."""
    if _ODD.search(text):
        text = text.translate(_SAME)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = _SPACE.sub(" ", _LOOSE_MARK.sub(_without_loose_mark, text)).strip()
    return _in_order(text)


def _in_order(text: str) -> str:
    """Vowels and tone marks as the standard writes them; marks that stand on nothing go."""
    text = text.replace("เเ", "แ")
    if "\u0e4d" in text:
        text = _AM.sub(lambda found: f"{found[1] or found[2] or ''}ำ", text)
    if "\u0e45" in text:
        text = _LONG_AA.sub("า", text)
    text = _TONE_AFTER_VOWEL.sub(r"\2\1", text)
    text = _MARKS.sub(_ordered_marks, text)
    return _TWO_VOWELS.sub("ำ", text) if "\u0e33" in text else text


def _without_loose_mark(found: re.Match[str]) -> str:
    """A mark after a space belongs to the consonant before it ("พ ุ่ม"); otherwise nothing carries it."""
    before = found.string[found.start() - 1 : found.start()]
    return found[0].lstrip() if "ก" <= before <= "ฮ" else " "


def _ordered_marks(found: re.Match[str]) -> str:
    """One vowel, then one tone mark or ์: of several tones the last was meant."""
    vowel = tone = ""
    for mark in found[0]:
        if "\u0e48" <= mark <= "\u0e4c":
            tone = mark
        else:
            vowel = vowel or mark
    return vowel + tone


def _unstretched(text: str) -> str:
    text = _STRETCHED.sub(_once, text)
    return _DOUBLED_END.sub(lambda found: found[0][0], text)


def _once(found: re.Match[str]) -> str:
    """Thai letters once (twice where the word asks for it), everything else twice ("cool", "!!")."""
    run, letter = found[0], found[0][0]
    if letter in _AS_DIGITS and _stands_for_digits(found):
        return run
    if not "\u0e00" <= letter <= "\u0e7f":
        return run if run.lower() == "www" else letter * 2
    before = found.string[max(0, found.start() - 3) : found.start()]
    if (before + letter * 2).endswith(_DOUBLE_WORDS):
        # The third may begin the next word: "ออกแบบบรรจุภัณฑ์", "ระบบบัญชี".
        goes_on = "\u0e01" <= found.string[found.end() : found.end() + 1] <= "\u0e4e"
        return letter * (3 if goes_on else 2)
    abbreviation = len(run) == 3 and letter in "ทส" and not "\u0e01" <= before[-1:] <= "\u0e4e"
    return run if abbreviation else letter


def _stands_for_digits(found: re.Match[str]) -> bool:
    """Digits are near and no other letter touches: not "cooool 5", not "20 zoooo"."""
    near = (
        found.string[max(0, found.start() - 12) : found.start()][::-1],
        found.string[found.end() : found.end() + 12],
    )
    if any(each[:1].isascii() and each[:1].isalpha() and each[0] not in _AS_DIGITS for each in near):
        return False
    return any(map(str.isdigit, "".join(_AMONG_DIGITS.findall(each)[0] for each in near)))
