"""Sets of rules to be played: what differs from the shipped ones, by the names and values of `rismep rules`."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from network.deadlines import Rules
from network.rule_settings import Senseless, numbers_for, setting_named

NEVER_HEARD = "never_heard"


class Unreadable(ValueError):  # noqa: N818 - it is said to who asked
    """Neither a file of rules nor `name=value`; names which."""


def read(given: Iterable[str]) -> dict[str, str]:
    """Each of `given` is `name=value` or a TOML file of such; later ones count. Raises `Unreadable`."""
    rules: dict[str, str] = {}
    for each in given:
        name, is_value, value = each.partition("=")
        rules |= {name.strip(): value.strip()} if is_value else _in_file(Path(each))
    return rules


def _in_file(file: Path) -> dict[str, str]:
    try:
        return _flat(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise Unreadable(str(file)) from error


def _flat(table: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """A key such as `anyone_called.again` stands in a file as it is, in quotes or as a table."""
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= _flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": str(value)}
    return found


def numbers_of(given: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """The numbers of each rule that differs, as the settings keep them. Raises `Senseless` for what cannot be.

    The order in which they are given does not matter, though a reminder must come before what it reminds of.
    """
    own: dict[str, dict[str, int]] = {}
    left = dict(given)
    while left:
        too_early = None
        for name, value in list(left.items()):
            try:
                _take(own, name, value)
            except Senseless as refused:
                too_early = _unless_later(refused)
            else:
                del left[name]
                too_early = None
                break
        if too_early is not None:
            raise too_early
    return own


def _take(own: dict[str, dict[str, int]], name: str, value: str) -> None:
    rules = Rules().with_overrides(own)
    setting = setting_named(rules, name)
    own[setting.rule] = own.get(setting.rule, {}) | numbers_for(rules, setting, value)


def _unless_later(refused: Senseless) -> Senseless:
    """A value that another one makes possible is tried again after that; any other refusal is final."""
    if refused.why != NEVER_HEARD:
        raise refused
    return refused
