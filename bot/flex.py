"""Cards as Flex bubbles: a title, a text, rows of label and value, and buttons below."""

from collections.abc import Sequence
from typing import Any

from bot import limits

Json = dict[str, Any]

GREEN = "#06764A"
INK = "#1F2A37"
GREY = "#6B7280"


def card(
    alt_text: str, title: str | None, text: str, rows: Sequence[tuple[str, str]], buttons: Sequence[Json]
) -> Json:
    """A Flex message. `buttons` are LINE actions; the first is the one that most people want."""
    bubble: Json = {"type": "bubble", "size": "mega", "body": _body(title, text, rows)}
    if buttons:
        bubble["footer"] = _footer(buttons)
    return {"type": "flex", "altText": limits.shortened(alt_text, limits.ALT_TEXT), "contents": bubble}


def _body(title: str | None, text: str, rows: Sequence[tuple[str, str]]) -> Json:
    contents: list[Json] = []
    if title:
        contents.append(_text(title, size="lg", weight="bold", color=GREEN))
    if rows:
        contents.append(_vertical([_row(label, value) for label, value in rows], spacing="sm"))
    if text:
        contents.append(_text(limits.shortened(text, 2_000), size="sm", color=INK))
    return _vertical(contents, spacing="md")


def _row(label: str, value: str) -> Json:
    return {
        "type": "box",
        "layout": "baseline",
        "spacing": "sm",
        "contents": [
            _text(label, size="sm", color=GREY, flex=3),
            _text(limits.shortened(value or "-", 500), size="sm", color=INK, flex=6),
        ],
    }


def _footer(buttons: Sequence[Json]) -> Json:
    return _vertical([_button(action) for action in buttons], spacing="sm")


def _button(action: Json) -> Json:
    """All buttons of a card weigh the same: none is to be pressed for its looks (PDPA, section 19)."""
    return {"type": "button", "style": "secondary", "height": "sm", "action": action}


def _vertical(contents: Sequence[Json], spacing: str) -> Json:
    return {"type": "box", "layout": "vertical", "spacing": spacing, "contents": list(contents)}


def _text(text: str, **style: Any) -> Json:
    return {"type": "text", "text": text or " ", "wrap": True, **style}
