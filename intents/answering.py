"""Reading the answer to "which province?", where a bare name is enough."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from itertools import islice

from intents.gazetteer import gazetteer, letters
from intents.mentions import PARTICLE, SUM_AFTER, Mention, is_word
from intents.slips import NEAR, all_towns, provinces_and_towns
from intents.sounds import sound, sounding_like
from network.provinces import PROVINCES

_BEFORE = re.compile(
    r"(?:ขอ)?(?:เปลี่ยน|แก้)เป็น|ที่ถูก(?:ต้อง)?(?:คือ|เป็น)|(?:ที่)?อยู่|ตั้งอยู่|ที่|ร้าน|โรงงาน|บ้าน|เรา|ผม|หนู|พี่|ป้า|ลุง|น้า|ดิฉัน|ฉัน|เป็น|คน|แถวๆ?|แถบ|ใน|เมือง|คือ|ของ|ก็|"
    r"from|in|at|i'?m|it'?s|[ ,.:;!()]",
    re.IGNORECASE,
)
_MARKED = re.compile(r"จังหวัด|จว\.?|[จอต][. ]|อำเภอ|ตำบล|เขต|แขวง")
_AFTER = re.compile(
    rf"(?:[ ,.:;!?()~^ๆ]|{PARTICLE}|พี่|น้อง|แอดมิน|แอด|จังหวัด|"
    r"krub|krab|kub|ka|kha|province|city|please|55+)$",
    re.IGNORECASE,
)
_MONEY = re.compile("งบ|เงิน|ทุน|บาท|ยอด|ราคา|รายได้|กำไร|วงเงิน|กู้")
_PIECE = re.compile(r"[^ ,/()]+")
_BESIDE = re.compile(r"(?:ใกล้|ติด|ห่าง|ไกล)(?:กับ|จาก|ๆ)* ?$")
_AND = re.compile(r" ?(?:กับ|และ|หรือ|แล้วก็|[,/&+]| and | or ) ?")
_CLOSE, _AS_NEAR, _SHORTEST, _SHORTEST_SLIP, _MOST_PIECES = 0.83, 0.06, 4, 3, 20
# Of sounds shorter than this one letter may be missing or too many, but none another.
_SHORTEST_SOUND, _CLOSE_SHORT = 5, 0.85
# A district that is a sub-district of so many other provinces too is asked about; of so many, all are offered.
_MANY_OTHERS, _FEW_IN_ALL = 3, 4
_SILENT = re.compile(r"[ก-ฮ][ิุ]?์")
_DEAD_END = re.compile("(?:ดร|[จชซส])$")
_SAME_SOUND = {
    **dict.fromkeys(map(ord, "่้๊๋็ะั"), None),
    **str.maketrans("ศษณรฬธทฒฑฐถฎฏตภผญฉฌขฆใีูืฮ", "สสนลลดดดดดดดดดพพยชชคคไิุึห"),
}


def answered_place(text: str, found: Sequence[Mention]) -> Mention | None:
    """The place that a whole answer or, when no place was found in it, a piece of it names; None if none."""
    start, end = _core(text, 0, len(text))
    whole = _named(text, start, end) or _listed(text)
    if not whole and all(each.ask for each in found) and (spaced := _spaced(text, start, end)):
        return spaced
    if found or whole:
        return None if whole and whole.ask and _said_better(whole, found) else whole
    for piece in islice(_PIECE.finditer(text), _MOST_PIECES):
        if _BESIDE.search(text, max(0, piece.start() - 16), piece.start()):
            continue
        named = _named(text, *_core(text, piece.start(), piece.end()))
        if named and not _is_sum(text, named):
            return named
    marked = _MARKED.match(text, start, end)
    return _close(text, marked.end() if marked else start, end)


def _is_sum(text: str, named: Mention) -> bool:
    """Whether digits are earned or asked for: nothing but "at" stands before a postcode, and no unit behind it."""
    if not text[named.start : named.end].isdigit():
        return False
    alone = _core(text, 0, named.end) == (named.start, named.end)
    round_sum = text[named.start : named.end].endswith("000") and _MONEY.search(text)
    return not alone or bool(round_sum or SUM_AFTER.match(text, named.end))


def _said_better(whole: Mention, found: Sequence[Mention]) -> bool:
    """Whether a name in the text, with more round it, is surer than the bare one."""
    sure = (each for each in found if not each.ask and each.start < whole.end and each.end > whole.start)
    return any(each.start < whole.start or each.end > whole.end for each in sure)


def _listed(text: str) -> Mention | None:
    """ "น่านกับแพร่": names side by side mean each of them, unless they can be one and the same place."""
    breaks = list(islice(_AND.finditer(text), _MOST_PIECES))
    if not breaks:
        return None
    starts, ends = [0, *(each.end() for each in breaks)], [*(each.start() for each in breaks), len(text)]
    parts = [_part(text, start, end) for start, end in zip(starts, ends, strict=True)]
    named = [each for each in parts if each]
    if len(named) < 2:
        return None
    common = set(named[0].provinces).intersection(*(each.provinces for each in named))
    codes = dict.fromkeys(code for each in named for code in each.provinces if not common or code in common)
    return Mention(named[0].start, named[-1].end, tuple(codes), ask=len(codes) > 1 or all(each.ask for each in named))


def _part(text: str, start: int, end: int) -> Mention | None:
    """The name that is a whole part of a list, or its word beside the joint."""
    last = text.rfind(" ", start, end) + 1 if start == 0 else start
    first = text.find(" ", start, end) if start else -1
    return _named(text, *_core(text, start, end)) or _named(text, *_core(text, last, end if first < 0 else first))


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
    found = {name: _subdistrict(name, codes) for name, codes in names.subdistricts.items() if name not in names.words}
    found.update((name, _district(name, codes)) for name, codes in names.districts.items())
    found.update((name, (meant.provinces, meant.ask)) for name, meant in names.provinces.items())
    return {name: meant for name, meant in found.items() if meant[0]}


def _subdistrict(name: str, codes: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """ "ชุมพล" may be ชุมพร misspelt: a province of the same sound comes first."""
    alike = _spellings(False).get(_sound(name), {}).values()
    meant = tuple(dict.fromkeys((*alike, *codes)))
    return meant, len(meant) > 1


def _district(name: str, codes: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """A district whose name many sub-districts elsewhere bear is asked about, itself first."""
    others = [code for code in gazetteer().subdistricts.get(name, ()) if code not in codes]
    if len(others) < _MANY_OTHERS:
        return codes, len(codes) > 1
    return (*codes, *others) if len(codes) + len(others) <= _FEW_IN_ALL else codes, True


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


def _spaced(text: str, start: int, end: int) -> Mention | None:
    """A misspelt name in two pieces: "สุพรรณ บุลี" is not สุพรรณ and something else."""
    pieces = text[start:end].split(" ")
    said = "".join(pieces)
    meant = (sounding_like(said) or provinces_and_towns().nearest(said)) if len(pieces) == 2 else ()
    return Mention(start, end, meant, ask=len(meant) > 1) if meant else None


def _close(text: str, start: int, end: int) -> Mention | None:
    """A spelling further off; two provinces equally near are asked about."""
    said = text[start:end]
    if not _SHORTEST_SLIP <= len(said) <= 24 or is_word(said):
        return None
    alike_aloud = provinces_and_towns().nearest(said, NEAR) or sounding_like(said) or all_towns().nearest(said)
    if alike_aloud:
        return Mention(start, end, alike_aloud, ask=len(alike_aloud) > 1)
    if len(said) < _SHORTEST:
        return None
    heard, names = _sound(said), _spellings(said.isascii())
    alike = get_close_matches(heard, names, n=3, cutoff=_CLOSE if len(heard) >= _SHORTEST_SOUND else _CLOSE_SHORT)
    spelt = said.lower()
    near = {name: _nearness(spelt, name) + _nearness(heard, each) for each in alike for name in names[each]}
    best = max(near.values(), default=0)
    codes = {names[each][name]: None for each in alike for name in names[each] if near[name] > best - _AS_NEAR}
    return Mention(start, end, tuple(codes), ask=len(codes) > 1) if codes else None


def _nearness(said: str, name: str) -> float:
    return SequenceMatcher(None, said, name).ratio()


def _sound(said: str) -> str:
    """How a name sounds, near enough to its letters for measuring how far off a spelling is."""
    if said.isascii():
        return sound(said)
    return _DEAD_END.sub("ด", _SILENT.sub("", said).translate(_SAME_SOUND))


@cache
def _spellings(latin: bool) -> dict[str, dict[str, str]]:
    """By sound, the names long enough to be told apart when misspelt, with their provinces."""
    if latin:
        names = {province.name_en.lower(): code for code, province in PROVINCES.items()}
    else:
        official = {each.name_th: code for code, each in PROVINCES.items() if len(each.name_th) >= _SHORTEST}
        names = {**gazetteer().nicknames, **official}
    found: dict[str, dict[str, str]] = {}
    for name, code in names.items():
        found.setdefault(_sound(name), {})[name] = code
    return found
