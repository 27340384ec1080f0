"""Seeing digits where people write them as words, look-alike letters or fancy characters."""

import re
import unicodedata

_THAI = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MISSPELT = {
    **dict.fromkeys(("ศูนย", "ศูน", "ศุนย์", "ศุน", "สูนย์", "สูน", "สูญ", "ซูน"), "0"),
    **dict.fromkeys(("หนึง", "นึง"), "1"),
    **dict.fromkeys(("เจด", "เจ้ด"), "7"),
}
_WORDS = {word: str(value) for words in (_THAI, _ENGLISH) for value, word in enumerate(words)} | _MISSPELT
_TWO = "โท"
_ALIKE = {"o": "0", "l": "1", "i": "1", "|": "1"}
_VALUES = {**_ALIKE, **_WORDS, _TWO: "2"}
_FANCY = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u24ea\u2776-\u277e\U0001d7ce-\U0001d7ff"
# A letter counts as a digit only among digits and its like: not in "box" or "list".
DIGIT = rf"(?:\d|[{_FANCY}]|{'|'.join(_WORDS)}|(?<![a-hj-kmnp-z])[oli|](?![a-hj-kmnp-z]))"
"""A regular expression for one digit; needs re.IGNORECASE."""
LATER_DIGIT = rf"(?:{DIGIT}|{_TWO}(?!ร|มา|หา|กลับ|ไป|ได้|ศัพ|สับ|ษ|น))"
"""The same where digits went before: there โท is two, elsewhere a slip of โทร."""
MAY_SPELL_DIGITS = re.compile(rf"[A-Za-z|{_FANCY}]|[ซศส]ู[นญ]|ศุน|{'|'.join(_THAI[1:])}")
"""Where nothing of this is, there is no digit but plain ones; found much faster."""

_EACH = re.compile(LATER_DIGIT, re.IGNORECASE)


def plain_digits(text: str) -> str:
    """The digits of a text as 0–9, everything else left out."""
    return "".join(_value(found[0]) for found in _EACH.finditer(text))


def mostly_letters(text: str) -> bool:
    """Whether most of its digits are look-alike letters ("ill oil"), so that it is rather a word."""
    written = [found[0].lower() for found in _EACH.finditer(text)]
    return sum(each in _ALIKE for each in written) * 4 > 3 * len(written)


def _value(written: str) -> str:
    return _VALUES.get(written.lower()) or str(unicodedata.digit(written, 0))
