"""Limits of template messages; their titles and texts are counted in clusters."""

from collections.abc import Callable

from simulator.errors import Detail
from simulator.limits.actions import IMAGE_CAROUSEL, TEMPLATE, action_faults
from simulator.limits.wording import Faults, Json, count, letters, secure_address


def template_faults(template: Json, where: str) -> Faults:
    yield from _OWN[template["type"]](template, where)


def _buttons(template: Json, where: str) -> Faults:
    yield from _told(template, where, longest=160)
    yield from _actions(template, 1, 4, where)


def _confirm(template: Json, where: str) -> Faults:
    yield from letters(template, "text", 240, where, needed=True)
    yield from _actions(template, 2, 2, where)


def _carousel(template: Json, where: str) -> Faults:
    yield from count(template, "columns", 1, 10, where)
    for number, column in enumerate(template["columns"]):
        place = f"{where}.columns[{number}]"
        yield from _told(column, place, longest=120)
        yield from _actions(column, 1, 3, place)
    if len({len(column["actions"]) for column in template["columns"]}) > 1:
        yield Detail("Each column must have the same number of actions", f"{where}.columns")


def _image_carousel(template: Json, where: str) -> Faults:
    yield from count(template, "columns", 1, 10, where)
    for number, column in enumerate(template["columns"]):
        place = f"{where}.columns[{number}]"
        yield from secure_address(column, "imageUrl", place)
        yield from action_faults(column["action"], IMAGE_CAROUSEL, f"{place}.action")


def _told(holder: Json, where: str, longest: int) -> Faults:
    """Title and text; beside a title or picture the text must be short."""
    yield from letters(holder, "title", 40, where)
    most = 60 if holder.get("title") or holder.get("thumbnailImageUrl") else longest
    yield from letters(holder, "text", most, where, needed=True)
    yield from secure_address(holder, "thumbnailImageUrl", where)
    if holder.get("defaultAction"):
        yield from action_faults(holder["defaultAction"], TEMPLATE, f"{where}.defaultAction")


def _actions(holder: Json, least: int, most: int, where: str) -> Faults:
    yield from count(holder, "actions", least, most, where)
    for number, action in enumerate(holder["actions"]):
        yield from action_faults(action, TEMPLATE, f"{where}.actions[{number}]")


_OWN: dict[str, Callable[[Json, str], Faults]] = {
    "buttons": _buttons,
    "confirm": _confirm,
    "carousel": _carousel,
    "image_carousel": _image_carousel,
}
