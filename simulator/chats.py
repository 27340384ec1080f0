"""A chat as one person (or group) sees it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from simulator.actions import Button, buttons_of, quick_replies_of
from simulator.readable import text_of

Json = dict[str, Any]
Who = Literal["me", "bot"]
Via = Literal["reply", "push", "multicast", "narrowcast", "broadcast"]


@dataclass(frozen=True)
class Entry:
    """One bubble. `via` says by which call the bot sent it; `sender` who wrote it in a group."""

    message_id: str
    who: Who
    at: datetime
    message: Json
    via: Via | None = None
    sender: str | None = None
    unsent: bool = False
    silent: bool = False

    @property
    def text(self) -> str:
        """Its plain words, as `simulator.readable` tells them; empty when unsent."""
        return "" if self.unsent else text_of(self.message)

    @property
    def buttons(self) -> list[Button]:
        return [] if self.unsent else buttons_of(self.message)

    @property
    def labels(self) -> list[str]:
        """The words on its buttons and then on its quick replies, whether these are still shown or not."""
        return [one.label for one in [*self.buttons, *quick_replies_of(self.message)]]


@dataclass
class Chat:
    """The entries of one chat, oldest first. Not safe by itself: the platform's lock guards it."""

    chat_id: str
    entries: list[Entry] = field(default_factory=list)
    version: int = 0
    tapped: str | None = None
    loading_until: datetime | None = None
    read_until: datetime | None = None

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.who == "bot":
            self.loading_until = None
        self.changed()

    def changed(self) -> None:
        self.version += 1

    def entry(self, message_id: str) -> Entry:
        """Raises LookupError when no such message is in this chat."""
        for one in reversed(self.entries):
            if one.message_id == message_id:
                return one
        raise LookupError(f"no message {message_id} in this chat")

    def unsend(self, message_id: str) -> None:
        """Take a message away; what it said is not kept."""
        old = self.entry(message_id)
        self.entries[self.entries.index(old)] = replace(old, message={"type": "unsent"}, unsent=True)
        self.changed()

    def quick_replies(self) -> list[Button]:
        """Those of the newest message, until one is tapped: LINE shows no others."""
        newest = self.entries[-1] if self.entries else None
        if newest is None or newest.who == "me" or newest.message_id == self.tapped:
            return []
        return quick_replies_of(newest.message)

    def hide_quick_replies(self) -> None:
        if self.entries:
            self.tapped = self.entries[-1].message_id
            self.changed()

    def buttons_in_sight(self, screenful: int) -> list[tuple[str, Button]]:
        """(message id, button) of the last entries, newest message first."""
        seen = [one for one in reversed(self.entries[-screenful:]) if one.who == "bot"]
        return [(one.message_id, button) for one in seen for button in one.buttons]
