"""Single checks and how their failing is told."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.errors import Detail
from simulator.measures import clusters, utf16_length

Json = dict[str, Any]
Faults = Iterator[Detail]

LONGEST_ADDRESS = 2_000
_HTTPS = re.compile(r"https://[^\s/]+\S*")


def units(holder: Mapping[str, Any], name: str, most: int, where: str, *, needed: bool = False) -> Faults:
    """A text of at most so many UTF-16 units."""
    yield from _length(utf16_length(holder.get(name) or ""), most, f"{where}.{name}", needed)


def letters(holder: Mapping[str, Any], name: str, most: int, where: str, *, needed: bool = False) -> Faults:
    """A text of at most so many grapheme clusters."""
    yield from _length(clusters(holder.get(name) or ""), most, f"{where}.{name}", needed)


def _length(length: int, most: int, where: str, needed: bool) -> Faults:
    if needed and length == 0:
        yield Detail("May not be empty", where)
    elif length > most:
        yield Detail(f"Length must be between {int(needed)} and {most}", where)


def count(holder: Mapping[str, Any], name: str, least: int, most: int, where: str) -> Faults:
    """A list of so many things."""
    if not least <= len(holder.get(name) or ()) <= most:
        yield Detail(f"Size must be between {least} and {most}", f"{where}.{name}")


def secure_address(holder: Mapping[str, Any], name: str, where: str) -> Faults:
    """An https address, where there is one."""
    address = holder.get(name)
    if address is None:
        return
    if utf16_length(address) > LONGEST_ADDRESS:
        yield Detail(f"Length must be between 0 and {LONGEST_ADDRESS}", f"{where}.{name}")
    elif not _HTTPS.fullmatch(address):
        yield Detail("Must be a valid HTTPS URL", f"{where}.{name}")


def there(holder: Mapping[str, Any], names: tuple[str, ...], where: str) -> Faults:
    """Things that may not be missing."""
    for name in names:
        if holder.get(name) is None:
            yield Detail("May not be empty", f"{where}.{name}")
