"""Who lives in the town. What identifies them is told apart by one pattern wherever it is written."""

import re

OWNERS = ("owner-1", "owner-2", "owner-3")
PROVIDERS = {
    "provider-1": ("PAC",),
    "provider-2": ("PAC",),
    "provider-3": ("BRA", "NEA"),
    "provider-4": ("NEA",),
    "provider-5": ("BAN",),
}
"""Colleagues of one office, and one person in two."""

OFFICERS = {"officer-1": None, "officer-2": "IPC"}
"""Of the whole country, and of the regional centre."""

EVERYONE = (*OWNERS, *PROVIDERS, *OFFICERS)

_LINE_IDS = {name: f"U{number:032x}" for number, name in enumerate(EVERYONE, 1)}
_NAMES = {chat: name for name, chat in _LINE_IDS.items()}


def line_id(name: str) -> str:
    return _LINE_IDS[name]


def name_of(chat: str) -> str:
    return _NAMES[chat]


def named(name: str) -> str:
    """What a person is called in LINE."""
    return f"คุณ{name}"


def phone(number: int) -> str:
    """The telephone number that is given as the `number`th of a history, as people write it."""
    return f"081-{number // 10000:03}-{number % 10000:04}"


_WRITTEN = re.compile(r"คุณ(?:owner|provider|officer)-\d|081-?\d{3}-?\d{4}")


def identifying(words: str) -> set[str]:
    """Every name and telephone number of someone in the town that stands in these words."""
    return {found.replace("-", "") if found.startswith("0") else found for found in _WRITTEN.findall(words)}
