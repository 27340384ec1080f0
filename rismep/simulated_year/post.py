"""LINE's place in the play: whatever the bot sends is on a phone at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.client import Client, Outcome, Profile, Result
from rismep.simulated_year.hearing import Heard, heard_in

Json = dict[str, Any]


@dataclass
class Phone:
    """Who holds it, and what happens when it is looked at."""

    name: str
    look: Callable[[Heard], None]
    has_blocked: bool = False


class Post(Client):
    """Takes the bot's calls in place of LINE. A reply token is the user's id with a number behind it."""

    def __init__(self) -> None:
        self.phones: dict[str, Phone] = {}
        self.replies = 0
        self.pushes = 0

    def reply(self, token: str, messages: Sequence[Json]) -> Result:
        self.replies += 1
        return self._deliver(token.partition("/")[0], messages)

    def push(self, to: str, messages: Sequence[Json], retry_key: str) -> Result:
        self.pushes += 1
        return self._deliver(to, messages)

    def profile(self, user_id: str) -> Profile | None:
        return Profile(self.phones[user_id].name, "th")

    def _deliver(self, to: str, messages: Sequence[Json]) -> Result:
        phone = self.phones[to]
        if not phone.has_blocked:
            phone.look(heard_in(messages))
        return Result(Outcome.SENT)
