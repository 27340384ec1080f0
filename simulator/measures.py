"""How long a text is in LINE's eyes."""

import unicodedata

ZERO_WIDTH_JOINER = "\u200d"
#: These join the letter before them though their category does not say so (Thai and Lao AM, ZWNJ).
_ALSO_JOINING = frozenset("\u0e33\u0eb3\u200c")
_MARKS = frozenset({"Mn", "Me", "Mc"})


def utf16_length(text: str) -> int:
    """UTF-16 code units: an emoji is two, each Thai vowel and tone mark is one."""
    return len(text) if text.isascii() else len(text) + sum(one > "\uffff" for one in text)


def clusters(text: str) -> int:
    """Grapheme clusters: what a person takes for one letter. Close to Unicode's UAX #29, without Hangul jamo."""
    if text.isascii():
        return len(text)
    count, previous, flags = 0, "", 0
    for letter in text:
        flags = flags + 1 if _is_flag_half(letter) else 0
        if not previous or not _joins(previous, letter, flags):
            count += 1
        previous = letter
    return count


def _joins(previous: str, letter: str, flags: int) -> bool:
    if letter == ZERO_WIDTH_JOINER or letter in _ALSO_JOINING or unicodedata.category(letter) in _MARKS:
        return True
    if "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f":
        return True
    if previous == ZERO_WIDTH_JOINER:
        return letter > "\u2190"
    return (previous == "\r" and letter == "\n") or (flags > 0 and flags % 2 == 0)


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
