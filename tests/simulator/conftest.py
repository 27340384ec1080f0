"""A platform, an echo bot that knows nothing but LINE's SDK, and a clock one can push forward."""

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, abort, request
from linebot.v3 import WebhookParser
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    ReplyMessageRequest,
    TextMessage,
)
from waitress.server import create_server

from simulator.phones import Phone
from simulator.platform import Platform

SECRET, TOKEN = "secret-of-tests", "token-of-tests"


class Clock:
    """Tuesday, 09:30 in Bangkok, until it is pushed."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def push(self, **passed: float) -> None:
        self.time += timedelta(**passed)


@dataclass
class Bot:
    """Answers each text with itself; `answers` replaces what it says by LINE messages."""

    api: MessagingApi
    heard: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    answer: Callable[[dict[str, Any]], Any] | None = None

    def app(self) -> Flask:
        app = Flask("echo")

        @app.post("/webhook")
        def webhook() -> tuple[str, int]:
            try:
                WebhookParser(SECRET).parse(request.get_data(as_text=True), request.headers["x-line-signature"])
            except (InvalidSignatureError, KeyError):
                abort(400)
            for event in request.get_json()["events"]:
                self.heard.append(event)
                self._answer(event)
            return "", self.status

        return app

    def _answer(self, event: dict[str, Any]) -> None:
        if self.answer is not None:
            self.answer(event)
        elif event["type"] == "message" and event["message"]["type"] == "text":
            said = TextMessage(text=event["message"]["text"])
            self.api.reply_message(ReplyMessageRequest(replyToken=event["replyToken"], messages=[said]))


@dataclass
class World:
    platform: Platform
    clock: Clock
    bot: Bot
    api: MessagingApi
    blob: MessagingApiBlob
    host: str
    owner: Phone


def run(server: Any) -> None:
    """Closing the server from outside pulls the socket from under its loop, which is how it ends."""
    with contextlib.suppress(OSError):
        server.run()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Any], str]]:
    """Serve a WSGI application on a free port; its address."""
    servers = []

    def start(app: Any) -> str:
        server = create_server(app, host="127.0.0.1", port=0, threads=8)
        servers.append(server)
        threading.Thread(target=run, args=(server,), daemon=True).start()
        return f"http://127.0.0.1:{server.effective_port}"

    yield start
    for server in servers:
        server.close()


def counting_ids() -> Callable[[], UUID]:
    numbers = itertools.count(1)
    return lambda: UUID(int=next(numbers))


class Switchboard:
    """One server for all tests of a session: each test's applications take their turn behind it."""

    def __init__(self) -> None:
        self.app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


@pytest.fixture(scope="session")
def boards(serve: Callable[[Any], str]) -> list[tuple[Switchboard, str]]:
    made = [Switchboard(), Switchboard()]
    return [(board, serve(board)) for board in made]


@pytest.fixture
def world(boards: list[tuple[Switchboard, str]]) -> Iterator[World]:
    (platform_board, host), (bot_board, bot_host) = boards
    clock = Clock()
    platform = Platform(
        clock=clock,
        new_id=counting_ids(),
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        webhook_url=f"{bot_host}/webhook",
    )
    platform_board.app = platform.app
    configuration = Configuration(host=host, access_token=TOKEN)
    configuration.retries = False
    with ApiClient(configuration) as client:
        api = MessagingApi(client)
        bot = Bot(api)
        bot_board.app = bot.app()
        owner = platform.add_phone("เจ้าของ ตัวอย่าง")
        yield World(platform, clock, bot, api, MessagingApiBlob(client), host, owner)
    platform.faults.clear()
