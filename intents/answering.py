"""Reading the answer to "which province?", where a bare name is enough."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from itertools import islice

from intents.gazetteer import gazetteer, letters
from intents.mentions import Mention
from network.provinces import PROVINCES

_BEFORE = re.compile(
    r"(?:ที่)?อยู่|ตั้งอยู่|ที่|ร้าน|โรงงาน|บ้าน|เรา|ผม|หนู|ดิฉัน|ฉัน|เป็น|คน|แถวๆ?|แถบ|ใน|เมือง|คือ|ของ|ก็|"
    r"from|in|at|i'?m|it'?s|[ ,.:;!()]",
    re.IGNORECASE,
)
_MARKED = re.compile(r"จังหวัด|จว\.?|[จอต][. ]|อำเภอ|ตำบล|เขต|แขวง")
_AFTER = re.compile(
    r"(?:[ ,.:;!?()~^]|ค่ะ|คะ|ครับ|คับ|ค้าบ|คร้าบ|ค่า|จ้า|จ้ะ|จ๊ะ|นะ|น่ะ|เด้อ|เจ้า|ฮะ|แหละ|อ่ะ|เน้อ|จังหวัด|"
    r"krub|krab|kub|ka|kha|province|city|please|55+)$",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[^ ,/()]+")
_CLOSE, _SHORTEST, _MOST_PIECES = 0.83, 4, 20


def answered_place(text: str, found: Sequence[Mention]) -> Mention | None:
    """The place that a whole answer or, when no place was found in it, a piece of it names; None if none."""
    start, end = _core(text, 0, len(text))
    whole = _named(text, start, end)
    if found or whole:
        better = [each for each in found if not each.ask and each.start < end and each.end > start]
        return None if whole and whole.ask and better else whole
    for piece in islice(_PIECE.finditer(text), _MOST_PIECES):
        named = _named(text, *_core(text, piece.start(), piece.end()))
        if named:
            return named
    marked = _MARKED.match(text, start, end)
    return _close(text, marked.end() if marked else start, end)


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """The answer without polite words and "at", taken off one at a time until a name is left."""
    while text[start:end] not in _names():
        after = _AFTER.search(text, max(start, end - 8), end)
        before = _BEFORE.match(text, start, end)
        if after and after.start() > start:
            end = after.start()
        elif before and before.end() < end:
            start = before.end()
        else:
            break
    return start, end


@cache
def _names() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Bare names in order of precedence: provinces, then districts, then sub-districts."""
    names = gazetteer()
    found = {name: (codes, len(codes) > 1) for name, codes in names.subdistricts.items() if name not in names.words}
    found.update((name, (codes, len(codes) > 1)) for name, codes in names.districts.items())
    found.update((name, (meant.provinces, meant.ask)) for name, meant in names.provinces.items() if meant.provinces)
    return found


def _named(text: str, start: int, end: int) -> Mention | None:
    said = text[start:end].replace(" ", "")
    codes, ask = _names().get(said, ((), False))
    if not codes:
        codes = gazetteer().postcodes.get(said, ())
        ask = len(codes) > 1
    if not codes and said.isascii():
        latin = gazetteer().latin.get(letters(said))
        codes, ask = (latin.provinces, latin.ask) if latin else ((), False)
    return Mention(start, end, codes, ask) if codes else None


def _close(text: str, start: int, end: int) -> Mention | None:
    """A spelling further off; two provinces equally near are asked about."""
    said = text[start:end]
    if not _SHORTEST <= len(said) <= 24:
        return None
    spelt = letters(said) if said.isascii() else said
    near = _spellings(said.isascii())
    provinces = {near[name]: None for name in get_close_matches(spelt, near, n=3, cutoff=_CLOSE)}
    return Mention(start, end, tuple(provinces), ask=len(provinces) > 1) if provinces else None


@cache
def _spellings(latin: bool) -> dict[str, str]:
    """Well-spelt names long enough to be told apart when misspelt, with their province."""
    if latin:
        return {letters(province.name_en): code for code, province in PROVINCES.items()}
    official = {province.name_th: code for code, province in PROVINCES.items() if len(province.name_th) >= _SHORTEST}
    return {**gazetteer().nicknames, **official}
