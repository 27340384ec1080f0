"""Finding misspelt names of provinces in running text: only where a name is likely, and never for a word."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from intents.gazetteer import Provinces, gazetteer
from intents.mentions import PARTICLE, Mention, is_word
from intents.slips import FARTHEST, NEAR, all_towns, of_province, provinces_and_towns
from intents.sounds import head, heads, said_aloud, sounding_like
from intents.words import borders

# Thoughts begin with these more often than with any other word, and no place, however misspelt, does.
_NO_NAME = (
    "อยาก|ร้าน|เรา|ยัง|เพราะ|งาน|โรงงาน|ทำ|คน|ส่ง|โทร|พิมพ์|ต้อง|ยิง|ไม่|เริ่ม|พัฒนา|รับ|ตั้ง|บริษัท|เดียว|เดี๋ยว|จริง|แต่|แล้ว|"
    "ใคร|ผม|ที่|ได้|ช่วย|หนู|ลูกค้า|ไหน|ของ|กับ|เขา(?:ว่า|จะ|ให้|ไม่|บอก|ก็|มา)|มี(?!น)|ขอ(?!น)|จะ(?!นะ|เ)|ตอนนี้|ขาย|เรื่อง|ให้|"
    "เอา|ถ้า|แบงก์|ซื้อ|ไป|กล่อง|และ|คือ|มัน|ถุง|เลย|แค่|ถาม|เครื่อง|เห็น|ธนาคาร|ใบ|เงิน|คิด|ใช้|เคย|เดือน|น้ำพริก|ปลาร้า|โครงการ|ตลาด"
)
_BEGIN = re.compile(
    "(?:^|[^ก-๎]|(?P<at>อยู่(?:ที่|แถวๆ?|ใน)?|อยุ่|ยู่|อำเภอ|อ\\. ?)|ที่|แถวๆ?|ใน|จังหวัด|เมือง|จาก|ชาว|คน|กลุ่ม|สตรี|ชุมชน|โรงงาน|สวน)"
    rf"(?=[ก-๎]{{3}})(?:(?<=จ\.)|(?<=จังหวัด)|(?!{_NO_NAME}))"
)
_END = re.compile(rf"[^ก-๎]|$|{PARTICLE}|และ|กับ|แต่|ส่ง|ขาย|อยาก|ทำ|เปิด|ต้องการ|มา|ไป|นี่|เอง|เป็น")
_MARKED = re.compile(r"(?:จังหวัด|จว\.?|จ\.|(?<![ก-๎])จ) ?$")
_LEVEL = re.compile("(?:จังหวัด|จว\\.?|[จอต]\\.|[จอต] |อำเภอ|ตำบล|เขต) ?")
_GOES_ON = re.compile(rf"(?!{_END.pattern})[ก-๎]")
_GLUED, _LONGEST_HEAD = re.compile("(?:(?<=อยู่)|(?<=จังหวัด)|(?<![ก-๎]))[ก-๎]{1,5}$"), 12
_LATIN = re.compile(
    r"(?:^|(?<=[^ -~])|(?<=[^ -~] )|\b(?:in|at|from) )(?=(?P<name>[a-z]{3,}(?:[ -][a-z]+){0,2}))", re.IGNORECASE
)
_NEXT_LATIN = re.compile("[ -]?[A-Za-z]+")
_WORD = re.compile("[A-Za-z]+")
_LATIN_WORD = re.compile("[A-Za-z]{3}")
_THOUGHT_END = re.compile(rf"$|[^ก-๎]|{PARTICLE}")
_SHORTEST, _LONGEST, _SHORTEST_LATIN, _LONGEST_MARKER, _MOST = 3, 18, 6, 9, 40
_SHORTEST_AT, _SHORTEST_ALONE = 5, 6
_PLACE_END = re.compile("(?:บุรี|ธานี|นคร)$")
_NO_PHRASE = 9  # letters: words so long do not make a province's name by chance


def misspelt(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Names beside those that were found, which sound like a province's or are one slip away from it."""
    heard = (*_thai(text), *(_latin(text) if _LATIN_WORD.search(text) else ()))
    return [each for each in heard if all(other.end <= each.start or other.start >= each.end for other in found)]


def whole(text: str, found: Mention) -> Mention:
    """The name with the letters round it if all that is one misspelt name: "อุดรดิตถ์" is not in อุดร."""
    if "a" <= text[found.start].lower() <= "z":
        behind = _NEXT_LATIN.match(text, found.end)
        return (behind and _one(found.start, behind.end(), sounding_like(text[found.start : behind.end()]))) or found
    names, marker = provinces_and_towns(), _LEVEL.match(text, found.start, found.end)
    glued = None if marker else _GLUED.search(text, max(0, found.start - _LONGEST_HEAD), found.start)
    if glued and (longer := _one(glued.start(), found.end, names.nearest(text[glued.start() : found.end]))):
        return longer
    start = marker.end() if marker else found.start
    if not _GOES_ON.match(text, found.end) or not names.may_begin(text, start):
        return found
    ends = (end for end in _ends(text, start) if end > found.end)
    return next(filter(None, (_one(found.start, end, names.nearest(text[start:end])) for end in ends)), found)


def _one(start: int, end: int, codes: Provinces) -> Mention | None:
    return Mention(start, end, codes, ask=len(codes) > 1) if codes else None


def _thai(text: str) -> Iterator[Mention]:
    known, names, towns = heads(), provinces_and_towns(), all_towns()
    for begin in islice(_BEGIN.finditer(text), _MOST):
        start = begin.end()
        marked = "จ" in text[max(0, start - _LONGEST_MARKER) : start] and _is_marked(text, start)
        slipped = (towns if begin["at"] else names).may_begin(text, start)
        aloud = head(text[start : start + 8]) in known
        if not (marked or slipped or aloud):
            continue
        for end in _ends(text, start):
            codes = _of_province(text[start:end]) if marked else _meant(text, start, end, bool(begin["at"]), aloud)
            if codes:
                yield Mention(start, end, codes, ask=len(codes) > 1)
                break


def _is_marked(text: str, start: int) -> bool:
    return bool(_MARKED.search(text, max(0, start - _LONGEST_MARKER), start))


def _of_province(said: str) -> Provinces:
    """What a name behind "province" means: a word is as good as any other spelling there, but not what is no name."""
    if said in gazetteer().provinces:
        return ()
    return of_province(said, most=NEAR) or sounding_like(said) or of_province(said)


def _meant(text: str, start: int, end: int, at: bool, aloud: bool) -> Provinces:
    """The provinces that the name there may be; none where it is a word, a phrase or another place."""
    said = text[start:end]
    heard = provinces_and_towns().nearest(said, NEAR) or (aloud and sounding_like(said)) or ()
    near = heard or provinces_and_towns().nearest(said)
    if (near or at) and _means_something_else(said):
        return ()
    if len(said) < _NO_PHRASE and not _PLACE_END.search(said) and (near or at) and _only_words(said):
        return said_aloud(said) or _sure(text, start, end, at)
    if near or not at:
        return near if heard or at or _THOUGHT_END.match(text, end) else ()
    return provinces_and_towns().nearest(said, FARTHEST) or all_towns().nearest(said)


def _sure(text: str, start: int, end: int, at: bool) -> Provinces:
    """What the words may mean where nothing but a place is likely, such as "อยู่ปากช้อง" or "ขอนเก่นค่ะ"."""
    shortest = _SHORTEST_AT if at else _SHORTEST_ALONE
    if end - start < shortest or not _THOUGHT_END.match(text, end):
        return ()
    near = provinces_and_towns().nearest(text[start:end])
    return near if at or len(near) == 1 else ()


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name that starts there may end: before a word that often follows, and before what is not Thai."""
    last = start + _LONGEST
    for end in _END.finditer(text, start + _SHORTEST, last + 1):
        if end.start() < last or last >= len(text):
            yield end.start()
        if not end[0] or not "\u0e01" <= end[0][0] <= "\u0e4e":
            return


def _latin(text: str) -> Iterator[Mention]:
    """English names of one to three words, spelt by ear or with a slip of the thumb."""
    for words in islice(_LATIN.finditer(text), _MOST):
        start, last = words.span("name")
        for end in reversed([each.end() for each in _WORD.finditer(text, start, last)]):
            codes = sounding_like(text[start:end]) if end - start >= _SHORTEST_LATIN else ()
            if codes:
                yield Mention(start, end, codes, ask=len(codes) > 1)
                break


def _means_something_else(said: str) -> bool:
    names = gazetteer()
    return said in names.running or said in names.districts or said in names.subdistricts or is_word(said)


def _only_words(said: str) -> bool:
    """Whether it could be a phrase: "ส่งข่า" is no slip for สงขลา."""
    cuts = sorted(borders(said))
    return all(end - start > 1 and is_word(said[start:end]) for start, end in pairwise(cuts))
