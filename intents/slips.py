"""Slips of the thumb and of the ear: which name was meant by one that is a single slip away from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from intents.gazetteer import WORD_PROVINCES, Provinces, gazetteer
from network.provinces import PROVINCES

# The Thai keyboard, row by row: the letters of a key stand at the same place of the plain and the shifted row.
_PLAIN = ("ๅ/-ภถุึคตจขช", " ๆไำพะัีรนยบล", " ฟหกดเ้่าสวง", " ผปแอิืทมใฝ")
_SHIFTED = ("+๑๒๓๔ู฿๕๖๗๘๙", ' ๐"ฎฑธํ๊ณฯญฐ,', " ฤฆฏโฌ็๋ษศซ.", " ()ฉฮฺ์?ฒฬฦ")
_KEYS = {
    letter: (shift, row, column)
    for shift, rows in enumerate((_PLAIN, _SHIFTED))
    for row, letters in enumerate(rows)
    for column, letter in enumerate(letters)
}
_ALIKE = "ศษสซ จชฉฌ ณน รลฬ ดตฎฏทธฒฐถฑ บปพผภ ฟฝ ญย กขคฆ ใไ ิี ุู ึื แเ ัะ"
_SOUND = {letter: number for number, alike in enumerate(_ALIKE.split()) for letter in alike}
_MARKS = frozenset("่้๊๋็์ะั")
# What a slip costs: a mark is most easily lost, and any letter for another is no slip in a short name.
_LIGHT, _HEARD, _SLIP, _ANY = 0.5, 0.75, 1.0, 1.5
NEAR, MOST, FARTHEST = _HEARD, _SLIP, _ANY
_SHORT, _LONG, _TOWN = 4, 7, 5


def cost(said: str, name: str) -> float:
    """What lies between what was said and a name: 0 for nothing, infinite for more than one slip."""
    if abs(len(said) - len(name)) > 1:
        return float("inf")
    first = _in_common(said, name)
    last = _in_common(said[first:][::-1], name[first:][::-1])
    written, meant = said[first : len(said) - last], name[first : len(name) - last]
    if len(written) <= 1 and len(meant) <= 1:
        return _of_letter(written, meant, said[max(0, first - 1) : first], len(name))
    swapped = len(written) == 2 and written == meant[::-1]
    return _SLIP if swapped else float("inf")


def _in_common(one: str, other: str) -> int:
    """How many letters they begin with alike."""
    at = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        at += 1
    return at


def _of_letter(written: str, meant: str, before: str, length: int) -> float:
    """What it costs to write one letter, or none, where another, or none, was meant."""
    if not written and not meant:
        return 0
    if all(each in _MARKS for each in written + meant) or (not meant and written == before):
        return _LIGHT
    if not written or not meant:
        return _SLIP
    if written in _SOUND and _SOUND[written] == _SOUND.get(meant):
        return _HEARD
    if _near(written, meant):
        return _SLIP
    return _ANY if length >= _LONG else float("inf")


def _near(written: str, meant: str) -> bool:
    """Whether the keys lie side by side, or are the same with the shift forgotten."""
    if written not in _KEYS or meant not in _KEYS:
        return False
    (shift, row, column), (other, below, beside) = _KEYS[written], _KEYS[meant]
    if shift != other:
        return (row, column) == (below, beside)
    return abs(row - below) <= 1 and abs(column - beside) <= 1


@dataclass(frozen=True)
class Names:
    """Names with their provinces, by how they begin and end: one slip leaves either as it was."""

    meant: Mapping[str, str]
    begun: Mapping[str, tuple[str, ...]]
    ended: Mapping[str, tuple[str, ...]]
    behind: Mapping[str, tuple[str, ...]]

    def may_begin(self, text: str, start: int) -> bool:
        """Whether one of them, with a slip, may begin there: told in no time, and hardly any word does."""
        ahead, behind = text[start : start + 7], self.behind.get
        names = self.begun.get(ahead[:3], ()) + self.begun.get(ahead[:2], ())
        names += behind(ahead[3:6], ()) + behind(ahead[2:5], ()) + behind(ahead[4:7], ())
        names += behind(ahead[2:4], ()) + behind(ahead[1:3], ()) + behind(ahead[3:5], ())
        return bool(names) and any(_may_end(text, start, name) for name in names)

    def nearest(self, said: str, most: float = MOST) -> Provinces:
        """The provinces of the names that are nearest, if any is near enough."""
        near = (*self.begun.get(said[:3], ()), *self.begun.get(said[:2], ()))
        near += (*self.ended.get(said[-3:], ()), *self.ended.get(said[-2:], ()))
        return nearest(said, ((name, self.meant[name]) for name in near), most)


def _may_end(text: str, start: int, name: str) -> bool:
    """Whether the name goes on there to its end, or ends there: one slip is not at both."""
    last = start + len(name)
    if name[-2:] in text[last - 3 : last + 1] or text.startswith(name[:-2], start):
        return True
    return text[last - 2 : last] == name[-3] + name[-1] and text.startswith(name[:-3], start)


def nearest(said: str, names: Iterable[tuple[str, str]], most: float = MOST) -> Provinces:
    """The provinces of those names that cost least, if not more than `most`; more than one: nobody may guess."""
    costs = [(cost(said, name), code) for name, code in names]
    least = min((each for each, _ in costs), default=most + 1)
    return tuple(dict.fromkeys(code for each, code in costs if each == least)) if least <= most else ()


def of_province(said: str, among: Provinces = (), most: float = MOST) -> Provinces:
    """Which provinces a name said to be a province's means, however short and whatever else it may mean."""
    return nearest(said, ((name, code) for name, code in _provinces() if not among or code in among), most)


@cache
def _provinces() -> tuple[tuple[str, str], ...]:
    official = {each.name_th: each.code for each in PROVINCES.values()}
    return tuple({**gazetteer().nicknames, **_short_names(), **official}.items())


def _short_names() -> dict[str, str]:
    """What people call the provinces beside their official names."""
    names = gazetteer()
    by_ear = {said: code for said, code in names.by_ear.items() if not said.isascii() and not said.endswith("ฯ")}
    return {**by_ear, **{said: code for said, code in WORD_PROVINCES.items() if len(said) > _SHORT}}


@cache
def provinces_and_towns() -> Names:
    """Provinces and the towns that everybody knows."""
    names = gazetteer()
    return _names({**names.towns, **{name: code for name, code in _provinces() if len(name) >= _SHORT}})


@cache
def all_towns() -> Names:
    """These and every district that is the only one of its name."""
    names = gazetteer()
    districts = {name: codes[0] for name, codes in names.districts.items() if len(name) > _TOWN and len(codes) == 1}
    return _names({**districts, **provinces_and_towns().meant})


def _names(meant: Mapping[str, str]) -> Names:
    begun: dict[str, list[str]] = {}
    ended: dict[str, list[str]] = {}
    behind: dict[str, list[str]] = {}
    for name in meant:
        part = 3 if len(name) > _TOWN else 2
        begun.setdefault(name[:part], []).append(name)
        ended.setdefault(name[-part:], []).append(name)
        behind.setdefault(name[part : 2 * part], []).append(name)
    return Names(meant, _frozen(begun), _frozen(ended), _frozen(behind))


def _frozen(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {part: tuple(names) for part, names in found.items()}
