"""What can be tapped in a message, in the order in which it is seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Button:
    """Something tappable: the words on it, and the LINE action behind it."""

    label: str
    action: Json


def buttons_of(message: Json) -> list[Button]:
    """Every button inside the message itself (not its quick replies)."""
    return list(_BUTTONS.get(message.get("type", ""), _none)(message))


def quick_replies_of(message: Json) -> list[Button]:
    items = (message.get("quickReply") or {}).get("items") or []
    return [button(item["action"]) for item in items]


def button(action: Json, words: str = "") -> Button:
    """A button for an action; without a label it is known by the words around it, else by what it does."""
    return Button(action.get("label") or words or _deed(action), action)


def _deed(action: Json) -> str:
    for key in ("displayText", "text", "uri", "linkUri", "data", "type"):
        if action.get(key):
            return str(action[key])
    return ""


def _none(_: Json) -> Iterator[Button]:
    return iter(())


def _of_flex(message: Json) -> Iterator[Button]:
    for bubble in bubbles_of(message["contents"]):
        if bubble.get("action"):
            yield button(bubble["action"])
        for part in parts_of(bubble):
            yield from _of_component(part)


def bubbles_of(container: Json) -> list[Json]:
    """The bubbles of a Flex container, one or many."""
    return container.get("contents", []) if container.get("type") == "carousel" else [container]


def parts_of(bubble: Json) -> list[Json]:
    """The blocks of a bubble from top to bottom, those that are there."""
    return [bubble[name] for name in ("header", "hero", "body", "footer") if bubble.get(name)]


def _of_component(component: Json) -> Iterator[Button]:
    if component.get("action"):
        yield button(component["action"], words_of(component))
    for child in component.get("contents") or []:
        yield from _of_component(child)


def words_of(component: Json) -> str:
    """The words inside one Flex component: lines from top to bottom, spaces from left to right."""
    if component.get("type") == "button":
        return ""
    if component.get("type") in ("text", "span"):
        spans = component.get("contents") or []
        return "".join(span.get("text", "") for span in spans) or str(component.get("text", ""))
    between = "\n" if component.get("layout") == "vertical" else " "
    return between.join(filter(None, (words_of(child) for child in component.get("contents") or [])))


def _of_template(message: Json) -> Iterator[Button]:
    template = message["template"]
    if template.get("defaultAction"):
        yield button(template["defaultAction"])
    for action in template.get("actions") or []:
        yield button(action)
    for column in template.get("columns") or []:
        yield from _of_column(column)


def _of_column(column: Json) -> Iterator[Button]:
    for name in ("defaultAction", "action"):
        if column.get(name):
            yield button(column[name])
    for action in column.get("actions") or []:
        yield button(action)


def _of_imagemap(message: Json) -> Iterator[Button]:
    for action in message.get("actions") or []:
        yield button(action)


_BUTTONS = {"flex": _of_flex, "template": _of_template, "imagemap": _of_imagemap}
