"""Hiding in which house someone lives. Village, road and district tell where help is needed: they stay."""

import re

_PLAIN, _PARTED = r"\d{1,4}(?:-\d{1,4})?", r"\d{1,4} ?/ ?\d{1,4}(?:-\d{1,4})?"
_STARTS, _ENDS = r"(?<![\d/.,])", r"(?![\d/,]|\.\d)"
_LABEL = r"(?:บ้าน ?เลข ?ที่|ที่อยู่|อยู่ ?(?:ที่)? ?เลข ?ที่|\bhouse (?:no\.?|number|#))(?:คือ|เป็น|is|[ :])*"
_VILLAGE = r"หมู่ ?(?:ที่)? ?\d|ม\.\d|moo\.? ?\d"
_STREET = r"หมู่|ม\. ?\d|ซอย|ซ\.|ถนน|ถ\.|ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|moo\b|soi\b"
_IN_ENGLISH = r"(?:[a-z]+ ){1,2}(?:road|rd|street|alley)\b"

_HOUSE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"({_LABEL}){_STARTS}(?:{_PARTED}|{_PLAIN}){_ENDS}",
        rf"(เลข ?ที่ ?){_PARTED}{_ENDS}",
        rf"(){_STARTS}{_PARTED}{_ENDS}(?= ?(?:{_STREET}|{_IN_ENGLISH}))",
        rf"(){_STARTS}{_PLAIN}{_ENDS}(?= ?(?:{_VILLAGE}))",
        rf"(){_STARTS}{_PLAIN}{_ENDS}(?= {_IN_ENGLISH})",
    )
)


def hide_houses(text: str, hidden: str) -> str:
    """The text with the numbers of houses replaced; "1/2 kg" and dates are none."""
    for house in _HOUSE:
        text = house.sub(rf"\g<1>{hidden}", text)
    return text
