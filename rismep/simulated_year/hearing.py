"""What a person sees of LINE's messages: words, buttons to tap, pages to open, a place to share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from intake.saying import Tap

Json = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """The messages of one call as they are read on a phone."""

    words: tuple[str, ...] = ()
    taps: tuple[Tap, ...] = ()
    pages: tuple[str, ...] = ()
    asks_place: bool = False

    def of_step(self, step: str) -> tuple[Tap, ...]:
        """The buttons that answer one question."""
        return tuple(tap for tap in self.taps if tap.step == step)

    def says(self, words: str) -> bool:
        return any(words in each for each in self.words)


def heard_in(messages: Sequence[Json]) -> Heard:
    """What stands in LINE's message objects."""
    actions = [action for message in messages for action in _actions(message)]
    taps = (Tap.read(action["data"]) for action in actions if action["type"] == "postback")
    return Heard(
        words=tuple(message.get("text") or message.get("altText", "") for message in messages),
        taps=tuple(tap for tap in taps if tap is not None),
        pages=tuple(action["uri"] for action in actions if action["type"] == "uri"),
        asks_place=any(action["type"] == "location" for action in actions),
    )


def _actions(message: Json) -> Iterator[Json]:
    for item in message.get("quickReply", {}).get("items", ()):
        yield item["action"]
    for button in message.get("contents", {}).get("footer", {}).get("contents", ()):
        yield button["action"]
