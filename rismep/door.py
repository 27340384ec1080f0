"""How requests come in where granian serves: LINE's webhooks without a thread each, all others through Flask.

A webhook mostly waits for a commit that it shares with others. With a thread for each, waking them cost four times as
much as the work itself (benchmarks/webhook, docs/decisions/0016).
"""

import asyncio
import logging
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any

from flask import Flask
from granian.rsgi import HTTPProtocol, Scope
from werkzeug.test import run_wsgi_app

from bot.keeping import PATIENCE, Keeper, NotKept
from bot.webhook import NOT_KEPT, PLACE, REFUSED, SIGNATURE, Refused, events_in, keys_of, length_of
from console.guarding import is_signed_in
from storage.incoming import NewEvent

log = logging.getLogger(__name__)

WEBHOOK = f"{PLACE}/webhook"
PAGES_AT_ONCE = 16
OF_A_STRANGER = 64 * 1024
"""Bytes: the forms of who has not signed in hold a few words. Only officers send files."""
BODY_TAKES = 120.0
"""Seconds: long enough for an officer's file from far away. Who drips a body would hold a connection for ever."""
PLAIN = [("content-type", "text/plain; charset=utf-8")]


class Door:
    """An application for granian's own interface (RSGI): the webhook in its event loop, and Flask in threads."""

    def __init__(self, app: Flask, secrets: Sequence[str], keeper: Keeper) -> None:
        self._app = app
        self._most = int(app.config["MAX_CONTENT_LENGTH"])
        self._keys = keys_of(secrets)
        self._keeper = keeper
        self._pages = ThreadPoolExecutor(PAGES_AT_ONCE, "page")

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._answers = _Answers(loop)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        try:
            if scope.path == WEBHOOK and scope.method == "POST":
                await self._receive(scope, protocol)
            else:
                await self._show(scope, protocol)
        except Refused as refused:
            log.warning(REFUSED, refused.status, refused.why)
            # Its body may be unread, so nothing else can follow on this connection (RFC 9112, section 9.6).
            protocol.response_str(refused.status, [*PLAIN, ("connection", "close")], refused.why)
        except NotKept:
            # LINE sends them again later ("Receive messages", webhook redelivery). The log knows.
            protocol.response_str(HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, NOT_KEPT)
        except Exception:
            log.exception("request failed")
            protocol.response_empty(HTTPStatus.INTERNAL_SERVER_ERROR, [])

    async def _receive(self, scope: Scope, protocol: HTTPProtocol) -> None:
        length_of(scope.headers.get("content-length"))
        async with _in_time():
            body = await protocol()
        if events := events_in(body, scope.headers.get(SIGNATURE), self._keys):
            await self._keep(events)
        protocol.response_empty(HTTPStatus.OK, [])

    async def _keep(self, events: Sequence[NewEvent]) -> None:
        """Return when the events are committed. Raises NotKept."""
        answer = asyncio.get_running_loop().create_future()
        self._keeper.hand_over(events, partial(self._answers.put, answer))
        try:
            async with asyncio.timeout(PATIENCE):
                failure = await answer
        except TimeoutError:
            self._keeper.gave_up()
            raise NotKept("not in time") from None
        if failure:
            raise NotKept(failure)

    async def _show(self, scope: Scope, protocol: HTTPProtocol) -> None:
        body = await self._body(protocol, self._most_from(scope))
        loop = asyncio.get_running_loop()
        status, headers, page = await loop.run_in_executor(self._pages, self._page, scope, body)
        protocol.response_bytes(status, headers, page)

    def _most_from(self, scope: Scope) -> int:
        """How much is taken from whoever sends this, before any page sees it."""
        session = self._app.session_interface.open_session(self._app, self._app.request_class(environ_of(scope, b"")))
        return self._most if is_signed_in(session) else OF_A_STRANGER

    async def _body(self, protocol: HTTPProtocol, most: int) -> bytes:
        """The body. Raises Refused when it is more than `most` bytes, or does not end."""
        body = bytearray()
        async with _in_time():
            async for part in protocol:
                body += part
                if len(body) > most:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
        return bytes(body)

    def _page(self, scope: Scope, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        page, status, headers = run_wsgi_app(self._app, environ_of(scope, body), buffered=True)
        return int(status.split(" ", 1)[0]), headers.to_wsgi_list(), b"".join(page)


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """For reading a body. Raises Refused when it takes too long."""
    try:
        async with asyncio.timeout(BODY_TAKES):
            yield
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "too slow") from None


class _Answers:
    """What the thread that commits says to the event loop: many answers at one waking."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._come = deque[tuple[asyncio.Future[str | None], str | None]]()
        self._is_called = False

    def put(self, waiting: asyncio.Future[str | None], failure: str | None) -> None:
        """Called by the other thread."""
        self._come.append((waiting, failure))
        if not self._is_called:
            self._is_called = True
            # A closed loop has nobody left who waits.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._pass_on)

    def _pass_on(self) -> None:
        self._is_called = False
        while self._come:
            waiting, failure = self._come.popleft()
            if not waiting.done():
                waiting.set_result(failure)


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as Flask reads it (PEP 3333, "environ Variables")."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            # Else X_A could pass for X-A.
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"
        joint = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
