"""What people of the town see on their phones: a stand-in for LINE that keeps every message and every button."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.client import Content, Outcome, Profile, Result
from tests.histories.people import EVERYONE, identifying, line_id, name_of, named

Json = dict[str, Any]
REFUSAL = "refused for good"


@dataclass(frozen=True)
class Button:
    """A button that was shown to someone: to whom, what it says, what a tap on it carries."""

    to: str
    label: str
    data: str


@dataclass
class Phone:
    """What one person wrote (ids of messages), and whether they still want to be written to."""

    written: list[str] = field(default_factory=list)
    blocks: bool = False


class Line:
    """Takes what the bot sends, each retry key and each reply token once.

    `is_busy`: LINE refuses every call for now; `refuses`: so many calls it refuses for good. `witness` is told, at
    the moment it happens, of every message in which someone is named to somebody else.
    """

    def __init__(self) -> None:
        self.phones = {line_id(name): Phone() for name in EVERYONE}
        self.shown: list[Button] = []
        self.heard: dict[str, list[str]] = {chat: [] for chat in self.phones}
        self.is_busy = False
        self.refuses = 0
        self.witness: Callable[[str, set[str]], None] = lambda _to, _whom: None
        self._keys: set[str] = set()
        self._tokens: dict[str, str] = {}

    def token_for(self, chat: str, event_id: str) -> str:
        """The reply token of an event, good for one reply."""
        self._tokens[event_id] = chat
        return event_id

    def reply(self, token: str, messages: Sequence[Json]) -> Result:
        if self.is_busy:
            return Result(Outcome.RATE)
        if self._refuses_for_good():
            return Result(Outcome.REFUSED, detail=REFUSAL)
        chat = self._tokens.pop(token, None)
        if chat is None:
            return Result(Outcome.TOKEN_DEAD)
        return self._deliver(chat, messages)

    def push(self, to: str, messages: Sequence[Json], retry_key: str) -> Result:
        if self.is_busy:
            return Result(Outcome.RATE)
        if self._refuses_for_good():
            return Result(Outcome.REFUSED, detail=REFUSAL)
        assert retry_key not in self._keys, "pushed twice"
        self._keys.add(retry_key)
        return self._deliver(to, messages)

    def _refuses_for_good(self) -> bool:
        refuses, self.refuses = self.refuses > 0, max(self.refuses - 1, 0)
        return refuses

    def _deliver(self, chat: str, messages: Sequence[Json]) -> Result:
        if self.phones[chat].blocks:
            # LINE accepts it and shows it to nobody.
            return Result(Outcome.SENT)
        words = orjson.dumps(messages).decode()
        self.heard[chat].append(words)
        named_here = identifying(words) - {named(name_of(chat))}
        if named_here:
            self.witness(chat, named_here)
        self.shown.extend(_buttons(messages, name_of(chat)))
        return Result(Outcome.SENT)

    def profile(self, user_id: str) -> Profile:
        return Profile(named(name_of(user_id)), None)

    def content(self, _message_id: str) -> Content:
        return Content.GONE


def _buttons(inside: object, to: str) -> Iterator[Button]:
    """Every postback, wherever it stands in a message."""
    if isinstance(inside, dict):
        if inside.get("type") == "postback":
            yield Button(to, inside["label"], inside["data"])
        for value in inside.values():
            yield from _buttons(value, to)
    elif isinstance(inside, (list, tuple)):
        for value in inside:
            yield from _buttons(value, to)
