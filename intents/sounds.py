"""How names of provinces sound, so that those are known that were written by ear or with a slip of the thumb."""

import re
from difflib import SequenceMatcher
from functools import cache

from intents.gazetteer import Provinces, gazetteer, letters
from network.provinces import PROVINCES

# The sound of a province's name, the name, the code and whether it is the official name.
_Known = tuple[str, str, str, bool]
_SHORTEST = 5
# Two sounds that are one slip apart are one name only if they are spelt nearly alike.
_SPELT_ALIKE = 0.8
_VOWEL = "[ะ-ฺๅ็]"
# What is written, and what is heard, roughly and in this order.
_HEARD = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"(?:[ทดตฎฏ]ร|[ก-ฮ][ิุ]?)์", ""),
        (r"[่้๊๋็]|(?<=([ก-ฮ]))\1$", ""),
        (r"[ใไ](ห?[ก-ฮ])", r"\1ัย"),
        (r"ำ", "ัม"),
        (r"รร(?=[ก-ฮ])", "ั"),
        (r"รร", "ัน"),
        (rf"ห(?=[งญณนมยรลว]{_VOWEL})", ""),
        (rf"(?:(?<=[กขคปผพ])[รล]|(?<=[ตทสศ])ร)(?={_VOWEL})", ""),
        (r"ะ", ""),
        (rf"(?<=[ตทช])ร(?!{_VOWEL})", ""),
        (rf"(?<=[ก-ฮ])ร(?<![เแโ][ก-ฮ]ร)(?!{_VOWEL})", "อน"),
        # The letters that end a syllable end in four sounds only.
        (rf"(?<=[^เแโ])[จชซสศษฉดฎตฏถฐทธฑฒ](?!{_VOWEL})", "ด"),
        (r"ดด+", "ด"),
        (rf"(?<=[^เแโ])[บปพภฟ](?!{_VOWEL})", "บ"),
        (rf"(?<=[^เแโ])[กขคฆ](?!{_VOWEL})", "ก"),
        (rf"(?<=[^เแโ])[นณญรลฬ](?!{_VOWEL})", "น"),
    )
)
_SAME_LETTER = {ord("ั"): None} | str.maketrans("ศษซณรฬธทฒฑฐถฎฏตภผญฉฌขฆีูืฮ", "สสสนลลดดดดดดดดดพพยชชคคิุึห")
# Whatever a letter may sound like, at the end of a syllable too.
_ROUGHLY = dict.fromkeys(map(ord, "่้๊๋็์ะั")) | str.maketrans(
    "ศษซสจชฌฉธทฒฑฐตถฎฏปผพภฟณญรลฬขฆคีูื", "ดดดดดดดดดดดดดดดดดบบบบบนนนนนกกกิุึ"
)
_TONE = re.compile("[่้๊๋]")
# Thai names are spelt in Latin letters as everybody likes: what is written, and what is meant, in this order.
_LATIN_HEARD = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"j|dj|ch", "c"),
        (r"(?<=[ptkdbg])h", ""),
        (r"ee|ea|ii|y(?![aeiou])", "i"),
        (r"oo|ou|ue|eu", "u"),
        (r"ae", "e"),
        (r"oe|er(?![aeiou])", "o"),
        (r"ei(?=ng)|ie(?=ng)", "ia"),
        (r"v", "w"),
        (r"(?<=[ao])r(?![aeiou])|(?<=[pkt])r(?=[aeiou])", ""),
        (r"(?<=[aeiou])[rl](?![aeiou])", "n"),
        (r"b(?![aeiou])", "p"),
        (r"d(?![aeiou])", "t"),
        (r"(.)\1+", r"\1"),
    )
)


def sound(said: str) -> str:
    """How a name sounds, roughly: equal for whatever is heard alike."""
    if said.isascii():
        heard = letters(said)
        for pattern, same in _LATIN_HEARD:
            heard = pattern.sub(same, heard)
        return heard
    for pattern, same in _HEARD:
        said = pattern.sub(same, said)
    return said.translate(_SAME_LETTER)


def sounding_like(said: str) -> Provinces:
    """The provinces whose name sounds so or, if none does, is one slip away; more than one: nobody may guess."""
    heard = sound(said)
    names = _by_first_letter(said.isascii()).get(heard[:1], ())
    alike = dict.fromkeys(code for other, _, code, _ in names if other == heard)
    near = (
        code
        for other, name, code, official in names
        if official and one_slip(heard, other) and SequenceMatcher(None, said.lower(), name).ratio() >= _SPELT_ALIKE
    )
    return tuple(alike or dict.fromkeys((*near, *_beheaded().get(said, ()))))


def said_aloud(said: str) -> Provinces:
    """The provinces whose name sounds so without a tone too many: "สมุดสาคร" may be one, "ส่งข่า" is none."""
    heard, tones = sound(said), len(_TONE.findall(said))
    names = _by_first_letter(said.isascii()).get(heard[:1], ())
    alike = (code for other, name, code, _ in names if other == heard and tones <= len(_TONE.findall(name)))
    return tuple(dict.fromkeys(alike))


@cache
def _beheaded() -> dict[str, Provinces]:
    """ "ลบุรี" is not only one slip from ลพบุรี but all of ชลบุรี save its first letter."""
    return {each.name_th[1:]: (each.code,) for each in PROVINCES.values() if len(each.name_th) >= _SHORTEST}


def one_slip(said: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours are swapped."""
    longer, shorter = (said, meant) if len(said) >= len(meant) else (meant, said)
    if len(longer) - len(shorter) > 1:
        return False
    at = 0
    while at < len(shorter) and longer[at] == shorter[at]:
        at += 1
    if len(longer) > len(shorter):
        return longer[at + 1 :] == shorter[at:]
    return longer[at + 1 :] == shorter[at + 1 :] or (
        longer[at : at + 2] == shorter[at : at + 2][::-1] and longer[at + 2 :] == shorter[at + 2 :]
    )


def head(said: str) -> str:
    """The first letters, all but one as they may sound: found in no time, and most words begin otherwise."""
    rest = said[1:8].translate(_ROUGHLY)
    return said[0] + (rest[:3] if said[0] in "เแ" else rest[:2])


@cache
def heads() -> frozenset[str]:
    """How Thai names may begin when misspelt, also with one of the first letters left out or doubled."""
    names = {each for alike in _by_first_letter(latin=False).values() for known in alike for each in known[:2]}
    slips = {name[:at] + again + name[at + 1 :] for name in names for at in (1, 2) for again in ("", 2 * name[at])}
    return frozenset(head(first + name[1:]) for name in names | slips for first in _alike(name[0]))


def _alike(letter: str) -> list[str]:
    """The letters that sound the same."""
    thai = map(chr, range(ord("ก"), ord("ๅ")))
    return [each for each in thai if each.translate(_SAME_LETTER) == letter.translate(_SAME_LETTER)]


@cache
def _by_first_letter(latin: bool) -> dict[str, list[_Known]]:
    """The names of provinces by the first letter of their sound."""
    found: dict[str, list[_Known]] = {}
    for code, province in PROVINCES.items():
        name = province.name_en.lower() if latin else province.name_th
        if len(name) >= _SHORTEST:
            found.setdefault(sound(name)[:1], []).append((sound(name), name, code, True))
    for name, code in gazetteer().by_ear.items():
        if name.isascii() == latin:
            found.setdefault(sound(name)[:1], []).append((sound(name), name, code, False))
    return found
