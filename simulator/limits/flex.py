"""Limits of Flex messages: sizes, what may stand in what, and the written forms of sizes and colours."""

import re
from collections.abc import Callable, Mapping

import orjson

from simulator.errors import Detail
from simulator.limits.actions import FLEX_AREA, FLEX_BUTTON, action_faults
from simulator.limits.wording import Faults, Json, count, secure_address

LARGEST_BUBBLE = 30 * 1024
LARGEST_CAROUSEL = 50 * 1024
MOST_BUBBLES = 12


def flex_faults(container: Json, where: str) -> Faults:
    if container["type"] == "bubble":
        yield from _size(container, LARGEST_BUBBLE, where)
        yield from _bubble(container, where)
        return
    yield from count(container, "contents", 1, MOST_BUBBLES, where)
    yield from _size(container, LARGEST_CAROUSEL, where)
    for number, bubble in enumerate(container["contents"]):
        yield from _size(bubble, LARGEST_BUBBLE, f"{where}.contents[{number}]")
        yield from _bubble(bubble, f"{where}.contents[{number}]")


def _size(part: Json, most: int, where: str) -> Faults:
    if len(orjson.dumps(part)) > most:
        yield Detail(f"Must be {most // 1024} KB or smaller", where)


_BLOCKS: Mapping[str, frozenset[str]] = {
    "header": frozenset({"box"}),
    "hero": frozenset({"box", "image", "video"}),
    "body": frozenset({"box"}),
    "footer": frozenset({"box"}),
}


def _bubble(bubble: Json, where: str) -> Faults:
    if bubble.get("action"):
        yield from action_faults(bubble["action"], FLEX_AREA, f"{where}.action")
    for name, kinds in _BLOCKS.items():
        block = bubble.get(name)
        if block is not None:
            yield from _fits(block, kinds, f"{where}.{name}")
            yield from _component(block, f"{where}.{name}")


def _fits(component: Json, kinds: frozenset[str], where: str) -> Faults:
    if component["type"] not in kinds:
        yield Detail(f"Must be one of the following values: [{', '.join(sorted(kinds))}]", f"{where}.type")


def _component(component: Json, where: str) -> Faults:
    kind = component["type"]
    yield from _written_forms(component, where)
    if kind in _OWN:
        yield from _OWN[kind](component, where)
    if kind != "button" and component.get("action"):
        yield from action_faults(component["action"], FLEX_AREA, f"{where}.action")


_IN_BASELINE = frozenset({"icon", "text", "filler", "spacer"})
_IN_BOX = frozenset({"box", "button", "image", "video", "text", "separator", "filler", "spacer"})


def _box(box: Json, where: str) -> Faults:
    kinds = _IN_BASELINE if box["layout"] == "baseline" else _IN_BOX
    for number, child in enumerate(box["contents"]):
        place = f"{where}.contents[{number}]"
        yield from _fits(child, kinds, place)
        yield from _component(child, place)


def _text(text: Json, where: str) -> Faults:
    spans = text.get("contents")
    if not spans and not text.get("text"):
        yield Detail("Must be non-empty text", f"{where}.text")
    for number, span in enumerate(spans or []):
        yield from _fits(span, frozenset({"span"}), f"{where}.contents[{number}]")


def _button(button: Json, where: str) -> Faults:
    yield from action_faults(button["action"], FLEX_BUTTON, f"{where}.action")


def _picture(picture: Json, where: str) -> Faults:
    yield from secure_address(picture, "url", where)
    yield from secure_address(picture, "previewUrl", where)
    if picture.get("altContent"):
        yield from _fits(picture["altContent"], frozenset({"box", "image"}), f"{where}.altContent")
        yield from _component(picture["altContent"], f"{where}.altContent")
    ratio = picture.get("aspectRatio")
    if ratio is not None and not _is_ratio(ratio):
        yield Detail("Must be width:height, not higher than three times the width", f"{where}.aspectRatio")


def _is_ratio(ratio: str) -> bool:
    if not re.fullmatch(r"\d{1,6}(\.\d+)?:\d{1,6}(\.\d+)?", ratio):
        return False
    width, height = (float(part) for part in ratio.split(":"))
    return width > 0 and 0 < height <= 3 * width


_OWN: Mapping[str, Callable[[Json, str], Faults]] = {
    "box": _box,
    "text": _text,
    "button": _button,
    "image": _picture,
    "icon": _picture,
    "video": _picture,
}

_COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_SPACE = re.compile(r"none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?px")
_PADDING = re.compile(r"none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?(px|%)")
_SIZE = re.compile(r"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|full|\d+(\.\d+)?(px|%)")
_EXTENT = re.compile(r"\d+(\.\d+)?(px|%)")
_BORDER = re.compile(r"none|light|normal|medium|semi-bold|bold|\d+(\.\d+)?px")
_OFFSET = re.compile(r"none|xs|sm|md|lg|xl|xxl|-?\d+(\.\d+)?(px|%)")

_FORMS: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("color", "backgroundColor", "borderColor"), _COLOUR),
    **dict.fromkeys(("margin", "spacing", "cornerRadius"), _SPACE),
    **dict.fromkeys(("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), _PADDING),
    **dict.fromkeys(("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"), _OFFSET),
    **dict.fromkeys(("width", "height", "maxWidth", "maxHeight"), _EXTENT),
    "size": _SIZE,
    "borderWidth": _BORDER,
}


def _written_forms(component: Json, where: str) -> Faults:
    for name, value in component.items():
        form = _FORMS.get(name)
        if form is None or not isinstance(value, str) or (name == "height" and component["type"] == "button"):
            continue
        if not form.fullmatch(value):
            yield Detail("Invalid property", f"{where}.{name}")
    if isinstance(component.get("flex"), int) and component["flex"] < 0:
        yield Detail("Must be 0 or more", f"{where}.flex")
