"""Limits of whole requests."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.errors import Detail
from simulator.limits.actions import RICH_MENU, action_faults
from simulator.limits.messages import message_faults
from simulator.limits.wording import Faults, Json

MOST_AREAS = 20
_UNIT = re.compile(r"[A-Za-z0-9_]{1,30}")


def limit_faults(operation: str, body: Json) -> list[Detail]:
    """What breaks a limit; the body is known to fit the description."""
    check = _OWN.get(operation)
    faults = list(check(body)) if check else []
    for number, message in enumerate(body.get("messages") or []):
        faults.extend(message_faults(message, f"messages[{number}]"))
    return faults


def _push(body: Json) -> Faults:
    """At most one aggregation unit; the description says so for multicast only."""
    units = body.get("customAggregationUnits") or []
    if len(units) > 1:
        yield Detail("Size must be between 0 and 1", "customAggregationUnits")
    for number, unit in enumerate(units):
        if not _UNIT.fullmatch(unit):
            yield Detail("Must be 1 to 30 letters, digits or underscores", f"customAggregationUnits[{number}]")


_MENU_PARTS = ("size", "selected", "name", "chatBarText", "areas")


def _rich_menu(body: Json) -> Faults:
    missing = [name for name in _MENU_PARTS if body.get(name) in (None, "")]
    for name in missing:
        yield Detail("May not be empty", name)
    if "size" not in missing:
        yield from (Detail("May not be empty", f"size.{side}") for side in _SIDES if side not in body["size"])
    if len(body.get("areas", [])) > MOST_AREAS:
        yield Detail(f"Size must be between 0 and {MOST_AREAS}", "areas")
    for number, area in enumerate(body.get("areas", [])):
        yield from _area(area, f"areas[{number}]")


_SIDES = ("width", "height")
_BOUNDS = ("x", "y", *_SIDES)


def _area(area: Json, where: str) -> Faults:
    bounds = area.get("bounds") or {}
    yield from (Detail("May not be empty", f"{where}.bounds.{side}") for side in _BOUNDS if side not in bounds)
    if "action" in area:
        yield from action_faults(area["action"], RICH_MENU, f"{where}.action")
    else:
        yield Detail("May not be empty", f"{where}.action")


_OWN: Mapping[str, Callable[[Json], Faults]] = MappingProxyType(
    {"pushMessage": _push, "createRichMenu": _rich_menu, "validateRichMenuObject": _rich_menu}
)
