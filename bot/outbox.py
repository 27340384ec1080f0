"""From what is to be said to what LINE takes: catalogue keys become texts, cards and buttons in one language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot import flex, limits
from intake.saying import Choice, Say, from_plain
from network import wording
from storage.messages import MOST_PARTS
from texts.catalogue import Catalogue

Json = dict[str, Any]


@dataclass(frozen=True)
class Writer:
    """The language of the reader, the texts, and how a page's path becomes an address."""

    language: str
    catalogue: Catalogue
    address_of: Callable[[str], str]


def render(parts: Sequence[dict[str, Any]], writer: Writer) -> list[Json]:
    """The LINE message objects of one call; quick replies stand on the last one, since LINE shows no others."""
    says = [from_plain(part) for part in parts][:MOST_PARTS]
    rendered = [_message(say, writer) for say in says]
    choices = _choices(says, writer)
    if rendered and choices:
        rendered[-1]["quickReply"] = {"items": choices}
    return rendered


def _words(say: Say, writer: Writer) -> str:
    return wording.say(say.key, say.parameters, writer.language, writer.catalogue)


def _message(say: Say, writer: Writer) -> Json:
    text = _words(say, writer)
    if not say.is_card:
        return {"type": "text", "text": limits.shortened(text, limits.TEXT) or " "}
    title = writer.catalogue.say(say.title, writer.language) if say.title else None
    buttons = [_action(choice, writer, limits.CARD_LABEL) for choice in say.buttons]
    return flex.card(f"{title}\n{text}" if title else text, title, text, _rows(say, writer), buttons)


def _rows(say: Say, writer: Writer) -> list[tuple[str, str]]:
    return [
        (
            writer.catalogue.say(row.label, writer.language),
            wording.in_words(row.value, writer.language, writer.catalogue),
        )
        for row in say.rows
    ]


def _choices(says: Sequence[Say], writer: Writer) -> list[Json]:
    """The quick replies of the last message, then those of the ones before it, as far as there is room."""
    seen: dict[str, Json] = {}
    for say in reversed(says):
        for choice in say.choices:
            action = _action(choice, writer, limits.LABEL)
            seen.setdefault(action["label"], {"type": "action", "action": action})
    return list(seen.values())[: limits.QUICK_REPLIES]


def _action(choice: Choice, writer: Writer, most: int) -> Json:
    words = wording.say(choice.label, choice.parameters, writer.language, writer.catalogue)
    label = limits.label(words, most)
    if choice.url is not None:
        return {"type": "uri", "label": label, "uri": writer.address_of(choice.url)}
    if choice.location or choice.tap is None:
        return {"type": "location", "label": label}
    return {
        "type": "postback",
        "label": label,
        "data": choice.tap.data(),
        "displayText": limits.shortened(words, limits.DISPLAY_TEXT),
    }
