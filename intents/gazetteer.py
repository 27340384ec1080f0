"""Every name by which people say where they are, and what it can mean."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from intents.normalise import normalise
from network.provinces import PROVINCES

Provinces = tuple[str, ...]


class Needs(StrEnum):
    """What must stand before a name for it to count in running text."""

    NOTHING = ""
    CUE = "cue"  # "at", "in", or "อ."
    MARKER = "marker"  # "อ.", "ตำบล" and the like only


@dataclass(frozen=True)
class Name:
    """What a name can mean: more than one province, or `ask`, and nobody may guess."""

    provinces: Provinces
    needs: Needs = Needs.NOTHING
    ask: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """Names by where they may stand: `running` anywhere, the others after their own marker or as an answer.

    `heads` maps the first three letters of the running names to their lengths, longest first. `nicknames` are long
    enough to be known when misspelt; `by_ear` are short and English names of provinces, known by their sound;
    `towns` are those everybody knows; `words` are sub-districts that are too common as words to be an answer.
    """

    running: Mapping[str, Name]
    provinces: Mapping[str, Name]
    districts: Mapping[str, Provinces]
    subdistricts: Mapping[str, Provinces]
    latin: Mapping[str, Name]
    postcodes: Mapping[str, Provinces]
    heads: Mapping[str, tuple[int, ...]]
    nicknames: Mapping[str, str]
    by_ear: Mapping[str, str]
    towns: Mapping[str, str]
    words: frozenset[str]


# Provinces whose name is also a plain word.
WORD_PROVINCES = {"เลย": "TH-42", "ตาก": "TH-63", "แพร่": "TH-54", "น่าน": "TH-55", "ตราด": "TH-23"}
_SHORTEST_LATIN_DISTRICT, _LONG_NICKNAME, _LONG_BY_EAR = 6, 6, 5


@cache
def gazetteer() -> Gazetteer:
    """The names, read from the shipped files once."""
    districts, subdistricts, postcodes = _register()
    provinces = _province_names()
    running = dict(_running_districts(districts))
    running.update(provinces)
    towns = _nicknames(_LONG_BY_EAR, "district_or_town")
    return Gazetteer(
        running=running,
        provinces=provinces,
        districts=districts,
        subdistricts=subdistricts,
        latin=_latin_names(),
        postcodes=postcodes,
        heads=_heads(running),
        nicknames=_nicknames(_LONG_NICKNAME, "short", "nickname", "district_or_town"),
        by_ear={
            **_latin_towns(towns),
            **{
                said: code
                for said, code in _nicknames(_LONG_BY_EAR, "short", "english").items()
                if said.isascii() or provinces[said].needs is Needs.NOTHING
            },
        },
        towns=towns,
        words=frozenset(files("intents.data").joinpath("common_subdistricts.txt").read_text("utf-8").split()),
    )


def _rows(file: str) -> Iterator[dict[str, str]]:
    with files("intents.data").joinpath(file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _register() -> tuple[dict[str, Provinces], dict[str, Provinces], dict[str, Provinces]]:
    """Districts, sub-districts and postcodes with the provinces that have them."""
    districts: dict[str, set[str]] = defaultdict(set)
    subdistricts: dict[str, set[str]] = defaultdict(set)
    postcodes: dict[str, set[str]] = defaultdict(set)
    for row in _rows("districts.csv"):
        districts[normalise(row["district"])].add(row["province"])
        for each in row["subdistricts"].split():
            name, _, postcode = each.partition(":")
            subdistricts[normalise(name)].add(row["province"])
            postcodes[postcode or row["postcode"]].add(row["province"])
    return _sorted(districts), _sorted(subdistricts), _sorted(postcodes)


def _sorted(found: Mapping[str, set[str]]) -> dict[str, Provinces]:
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def _province_names() -> dict[str, Name]:
    """Thai names of provinces: official, as people say and misspell them, and those to ask about."""
    common = {row["name"]: Needs(row["needs"]) for row in _rows("common_names.csv")}
    names = {row["said"]: Name((row["province"],)) for row in _rows("misspellings.csv")}
    for row in _rows("nicknames.csv"):
        names[row["said"]] = Name((row["province"],), common.get(row["said"], Needs.NOTHING))
    for row in _rows("ambiguous.csv"):
        needs = Needs.NOTHING if row["plain"] else Needs.CUE
        names[row["said"]] = Name(tuple(row["provinces"].split()), needs, ask=True)
    for province in PROVINCES.values():
        names[province.name_th] = Name((province.code,))
    for said, code in WORD_PROVINCES.items():
        names[said] = Name((code,), Needs.CUE)
    return {said: name for said, name in names.items() if not said.isascii()}


def _nicknames(shortest: int, *kinds: str) -> dict[str, str]:
    """Nicknames, but for those in เมือง…, which are all alike."""
    rows = (row for row in _rows("nicknames.csv") if row["kind"] in kinds and len(row["said"]) >= shortest)
    return {row["said"]: row["province"] for row in rows if not row["said"].startswith("เมือง")}


def _latin_towns(towns: Mapping[str, str]) -> dict[str, str]:
    """The towns that everybody knows, in English."""
    rows = (row for row in _rows("districts.csv") if row["district"] in towns)
    return {row["english"].lower(): row["province"] for row in rows if len(row["english"]) >= _LONG_BY_EAR}


def _running_districts(districts: Mapping[str, Provinces]) -> Iterator[tuple[str, Name]]:
    common = {row["name"]: Needs(row["needs"]) for row in _rows("common_names.csv")}
    for name, codes in districts.items():
        needs = common.get(name, Needs.CUE if len(name) < 4 else Needs.NOTHING)
        yield name, Name(codes, needs, ask=len(codes) > 1)


def _latin_names() -> dict[str, Name]:
    """English names, by their letters alone ("chiangmai")."""
    names = {}
    for row in _rows("districts.csv"):
        key = letters(row["english"])
        if len(key) >= _SHORTEST_LATIN_DISTRICT:
            names[key] = Name((row["province"],)) if key not in names else Name(())
    for row in _rows("nicknames.csv"):
        if row["said"].isascii():
            names[letters(row["said"])] = Name((row["province"],))
    for province in PROVINCES.values():
        names[letters(province.name_en)] = Name((province.code,))
    for row in _rows("ambiguous.csv"):
        if row["said"].isascii():
            names[row["said"]] = Name(tuple(row["provinces"].split()), ask=True)
    return {key: name for key, name in names.items() if name.provinces}


def letters(text: str) -> str:
    """The Latin letters of a name, small: spaces and hyphens vary from writer to writer."""
    return "".join(letter for letter in text.lower() if "a" <= letter <= "z")


def _heads(running: Mapping[str, Name]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in running:
        lengths[name[:3]].add(len(name))
    return {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
