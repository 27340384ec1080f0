"""Reading one cell of a directory file: many ways of writing, one meaning."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from importlib.resources import files

from network.provinces import PROVINCES
from network.services import WHOLE_COUNTRY
from network.wording import Meant

LONGEST_CODE = 64
LONGEST_NAME = 200
LONGEST_TEXT = 500
LARGEST_CAPACITY = 10_000
BETWEEN = "|"
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula; an export puts ' before it, an import takes it off."""


class UnreadableError(Exception):
    """A cell that means nothing here: `key` of the catalogue and its parameters say what."""

    def __init__(self, problem: str, **parameters: Meant) -> None:
        super().__init__(problem)
        self.key = f"directory.wrong.{problem}"
        self.parameters = parameters


def squeezed(text: str) -> str:
    """One spelling for all: compatibility forms, case, spaces, dots and dashes do not tell words apart."""
    return re.sub(r"[\s._\-]+", "", unicodedata.normalize("NFKC", text).casefold())


def _words(group: str) -> dict[str, str]:
    return {squeezed(word): code for code, words in _FILE[group].items() for word in words}


_FILE: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    files("storage").joinpath("directory_words.toml").read_text("utf-8")
)
_NAMES = {squeezed(name): one.code for one in PROVINCES.values() for name in (one.name_th, one.name_en)}
_PROVINCES = _NAMES | {squeezed(code): code for code in PROVINCES} | _words("province")
_WHOLE = _words("areas")
_BEFORE = tuple(squeezed(word) for word in _FILE["before_a_province"]["dropped"])
_CHOICES = {group: _words(group) for group in ("columns", "network", "kind", "service", "needs", "languages")}


def plain(cell: str) -> str:
    """The cell without the spaces around it and without an export's guard against formulas."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(GUARDED) else cell


def guarded(value: str) -> str:
    """The value as a spreadsheet may open it: never as a formula."""
    return f"'{value}" if value.startswith(GUARDED) else value


def column_of(cell: str) -> str | None:
    """The column that a header cell names."""
    return _CHOICES["columns"].get(squeezed(cell))


def choice_of(group: str, cell: str) -> str:
    """The code that a cell of a column with few allowed values means."""
    try:
        return _CHOICES[group][squeezed(cell)]
    except KeyError:
        raise UnreadableError(f"unknown_{group}", value=_short(cell)) from None


def code_of(cell: str) -> str:
    if len(cell) > LONGEST_CODE or not re.fullmatch(r"\w[\w.\-/]*", cell):
        raise UnreadableError("code", value=_short(cell), longest=LONGEST_CODE)
    return cell


def name_of(cell: str) -> str:
    return _no_longer_than(cell, LONGEST_NAME)


def text_of(cell: str) -> str | None:
    return _no_longer_than(cell, LONGEST_TEXT) or None


def phone_of(cell: str) -> str | None:
    """A telephone as written; spreadsheets drop a leading 0, and no Thai number of that length lacks it."""
    if not cell:
        return None
    if re.fullmatch(r"[2-7]\d{7}|[689]\d{8}", cell):
        return f"0{cell}"
    if len(cell) > LONGEST_CODE or sum(map(str.isdigit, cell)) < 4:
        raise UnreadableError("phone", value=_short(cell))
    return cell


def url_of(cell: str) -> str | None:
    if cell and not re.fullmatch(r"https?://[^\s/]+\S*", cell, re.IGNORECASE):
        raise UnreadableError("url", value=_short(cell))
    return text_of(cell)


def capacity_of(cell: str) -> int | None:
    """How many cases at once; empty: no limit."""
    if not cell:
        return None
    if not re.fullmatch(r"\d{1,5}", cell) or not 0 < int(cell) <= LARGEST_CAPACITY:
        raise UnreadableError("capacity", value=_short(cell), largest=LARGEST_CAPACITY)
    return int(cell)


def province_of(cell: str) -> str:
    """ISO code of a province written in Thai, in English or as its code."""
    word = squeezed(cell)
    for before in _BEFORE:
        word = word.removeprefix(before) if word not in _PROVINCES else word
    try:
        return _PROVINCES[word]
    except KeyError:
        raise UnreadableError("unknown_province", value=_short(cell)) from None


def provinces_of(cell: str) -> frozenset[str]:
    return frozenset(province_of(part) for part in parts_of(cell))


def areas_of(cell: str) -> frozenset[str]:
    """Province codes; TH alone when the whole country is among them; none for an empty cell."""
    areas = frozenset(_WHOLE.get(squeezed(part)) or province_of(part) for part in parts_of(cell))
    return frozenset({WHOLE_COUNTRY}) if WHOLE_COUNTRY in areas else areas


def needs_of(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice_of("needs", part) for part in parts_of(cell)))


def languages_of(cell: str) -> tuple[str, ...]:
    """ISO 639-1 codes, from codes or from the names of the languages spoken most in the network."""
    return tuple(sorted({_language_of(part) for part in parts_of(cell)}))


def _language_of(part: str) -> str:
    return part.lower() if re.fullmatch(r"[A-Za-z]{2}", part) else choice_of("languages", part)


def parts_of(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(BETWEEN) if part.strip()]


def _no_longer_than(cell: str, longest: int) -> str:
    if len(cell) > longest:
        raise UnreadableError("too_long", longest=longest)
    return cell


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:40]}…"
