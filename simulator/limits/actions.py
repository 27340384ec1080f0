"""Limits of actions: what a button says and does. Labels and the words a tap says are counted in clusters."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from simulator.errors import Detail
from simulator.limits.wording import Faults, Json, letters, there, units


@dataclass(frozen=True)
class Place:
    """Where an action stands: how long its label may be, whether it must have one, and which kinds fit there."""

    label: int
    needs_label: bool = True
    kinds: frozenset[str] = frozenset({"message", "postback", "uri", "datetimepicker", "clipboard"})


CHAT_KINDS = frozenset({"camera", "cameraRoll", "location"})
QUICK_REPLY = Place(20, kinds=Place(0).kinds | CHAT_KINDS)
TEMPLATE = Place(20)
IMAGE_CAROUSEL = Place(12)
FLEX_BUTTON = Place(40)
FLEX_AREA = Place(40, needs_label=False)
RICH_MENU = Place(20, needs_label=False, kinds=Place(0).kinds | {"richmenuswitch"})


def action_faults(action: Json, place: Place, where: str) -> Faults:
    kind = action["type"]
    if kind not in place.kinds:
        yield Detail(f"Must be one of the following values: [{', '.join(sorted(place.kinds))}]", f"{where}.type")
        return
    yield from letters(action, "label", place.label, where, needed=place.needs_label)
    if kind in _OWN:
        yield from _OWN[kind](action, where)


def _message(action: Json, where: str) -> Faults:
    yield from letters(action, "text", 300, where, needed=True)


def _postback(action: Json, where: str) -> Faults:
    yield from there(action, ("data",), where)
    for name in ("displayText", "text", "fillInText"):
        yield from letters(action, name, 300, where)
    if action.get("displayText") and action.get("text"):
        yield Detail("displayText and text can't both be set", f"{where}.displayText")


_SCHEMES = re.compile(r"(https?|line|tel):\S+", re.IGNORECASE)


def _uri(action: Json, where: str) -> Faults:
    yield from units(action, "uri", 1_000, where, needed=True)
    if action.get("uri") and not _SCHEMES.fullmatch(action["uri"]):
        yield Detail("Must be a valid URI of scheme http, https, line or tel", f"{where}.uri")


def _switch(action: Json, where: str) -> Faults:
    yield from there(action, ("richMenuAliasId", "data"), where)


_FORMS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d"),
}
_EARLIEST, _LATEST = "1900-01-01", "2100-12-31"


def _picker(action: Json, where: str) -> Faults:
    yield from there(action, ("data", "mode"), where)
    mode = action.get("mode")
    for name in ("initial", "max", "min"):
        value = action.get(name)
        if value is not None and mode is not None and not _is_moment(mode, value):
            yield Detail(f"Must be a valid {mode}", f"{where}.{name}")


def _is_moment(mode: str, value: str) -> bool:
    return bool(_FORMS[mode].fullmatch(value)) and (mode == "time" or _EARLIEST <= value[:10] <= _LATEST)


_OWN: dict[str, Callable[[Json, str], Faults]] = {
    "message": _message,
    "postback": _postback,
    "uri": _uri,
    "richmenuswitch": _switch,
    "datetimepicker": _picker,
}
