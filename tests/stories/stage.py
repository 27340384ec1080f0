"""What a story is played on: a running bot, a stand-in for LINE, and a clock that only the story moves."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask
from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bot.webhook import PLACE, webhook
from intents.reader import load_reader
from rismep.demo.clock import MovableClock
from rismep.demo.passing import Passing
from rismep.demo.play import SIMULATOR, START
from rismep.settings import Settings
from rismep.wiring import House
from simulator.phones import Phone
from simulator.platform import Platform
from tests.keys import TEST_KEY

_reader = cache(load_reader)
"""Read once for all stories of a process, as the bot itself does."""


class Loopback:
    """One web server for all stories of a process: each story's applications take their turn behind it."""

    def __init__(self) -> None:
        self.app: Any = None
        self._server = create_server(self._answer, host="127.0.0.1", port=0, threads=8)
        self.port = self._server.effective_port
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._run, daemon=True).start()

    def _answer(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)

    def _run(self) -> None:
        # Closing the server from outside pulls the socket from under its loop, which is how it ends.
        with contextlib.suppress(OSError):
            self._server.run()

    def close(self) -> None:
        self._server.close()


@dataclass
class Stage:
    """The bot, the platform, and who has said and heard what so far."""

    house: House
    platform: Platform
    clock: MovableClock
    passing: Passing
    phones: dict[str, Phone] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    secrets: Iterator[bytes] = field(default_factory=lambda: (bytes([n]) * 16 for n in range(1, 256)))

    def phone(self, who: str) -> Phone:
        """The phone of a person of the story, who is a friend of the account from the start."""
        if who not in self.phones:
            self.phones[who] = self.platform.add_phone(f"{who} (ตัวอย่าง)")
            self.phones[who].is_friend = True
        return self.phones[who]

    def settle(self) -> None:
        """Wait until all that follows from what was just done has happened."""
        self.passing.settle()
        self.house.tick()
        self.passing.settle()


@contextmanager
def stage(database_url: str, new_id: Callable[[], UUID], loopback: Loopback) -> Iterator[Stage]:
    """A running bot on a prepared database, with LINE's stand-in on the same loopback server."""
    clock = MovableClock(START, lambda: 0.0)
    settings = _settings(loopback, database_url)
    house = House(settings, clock=clock, new_id=new_id, alone=True, reader=_reader())
    platform = Platform(
        clock=clock,
        new_id=new_id,
        channel_secret=settings.channel_secrets[0],
        channel_access_token=settings.channel_access_token,
        webhook_url=f"{loopback.address}/line/webhook",
    )
    line = webhook(settings.channel_secrets, house.keeper.keep)
    loopback.app = DispatcherMiddleware(Flask("story"), {PLACE: line, SIMULATOR: platform.app})
    house.engine.start()
    try:
        yield Stage(house, platform, clock, Passing(house, clock))
    finally:
        house.close()


def _settings(loopback: Loopback, database_url: str) -> Settings:
    return Settings(
        channel_secrets=("a secret of the tests",),
        channel_access_token="a token of the tests",
        database_url=database_url,
        secret_key="a key of the tests that is long enough",
        encryption_keys=(TEST_KEY,),
        public_url=loopback.address,
        line_api_base=f"{loopback.address}{SIMULATOR}",
        port=loopback.port,
        workers=2,
    )
