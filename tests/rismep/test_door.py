"""What reaches a running `rismep serve` over HTTP: webhooks by one way, pages by the other, what neither takes."""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bot import limits
from rismep import door as door_module
from rismep.door import OF_A_STRANGER
from tests.rismep.test_serving import BIN, SECRET, environment, free_port, line, running

LARGEST_FORM = 16 * 1024 * 1024


@dataclass
class Door:
    address: str
    file: Path

    def call(
        self, method: str, path: str, body: bytes | Iterator[bytes] | None = None, **headers: str
    ) -> urllib3.BaseHTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return urllib3.request(
            method, self.address + path, body=body, headers=named, retries=False, redirect=False, timeout=10
        )

    def webhook(self, body: bytes) -> int:
        signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
        return self.call("POST", "/line/webhook", body, X_Line_Signature=signature).status

    def rows(self) -> int:
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True) as database:
            found: int = database.execute("SELECT count(*) FROM incoming").fetchone()[0]
        return found


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    port, file = free_port(), tmp_path_factory.mktemp("door") / "bot.sqlite3"
    with line(port) as (_, address):
        env = environment(port, address, f"sqlite:///{file}")
        with running([str(BIN / "rismep"), "serve"], env, port):
            yield Door(f"http://127.0.0.1:{port}", file)


def signed(key: str, session: dict[str, int]) -> str:
    """What a browser holds of a session, signed as the console signs it."""
    app = Flask("signing")
    app.secret_key = key
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.dumps(session))


def body_of(number: int) -> bytes:
    event = {
        "type": "unfollow",
        "mode": "active",
        "timestamp": 1_790_000_000_000,
        "source": {"type": "user", "userId": f"U{number:032x}"},
        "webhookEventId": f"01DOOR{number:020d}",
        "deliveryContext": {"isRedelivery": False},
    }
    return json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()


def test_a_signed_event_is_kept_once_however_often_it_comes(door: Door) -> None:
    before = door.rows()
    assert [door.webhook(body_of(1)) for _ in range(3)] == [200, 200, 200]
    assert door.rows() == before + 1


def test_what_line_did_not_sign_is_refused(door: Door) -> None:
    before = door.rows()
    assert door.call("POST", "/line/webhook", body_of(2)).status == 403
    assert door.call("POST", "/line/webhook", body_of(2), X_Line_Signature="A" * 44).status == 403
    assert door.rows() == before


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"events": 1}', b'{"events":' + b"[" * 100_000])
def test_what_is_no_webhook_is_refused(door: Door, body: bytes) -> None:
    assert door.webhook(body) == 400


def test_a_body_too_large_or_of_untold_length_is_refused(door: Door) -> None:
    assert door.webhook(b"x" * (limits.WEBHOOK_BODY + 1)) == 413
    untold = door.call("POST", "/line/webhook", iter([b"{}"]))
    assert (untold.status, untold.headers["Connection"]) == (413, "close")


def test_only_line_posts_there(door: Door) -> None:
    assert door.call("GET", "/line/webhook").status == 405
    assert door.call("POST", "/line/webhook/", b"{}").status == 404


def test_pages_are_shown_with_their_headers(door: Door) -> None:
    sent_on = door.call("GET", "/console/cases/?state=open&q=%E0%B8%81")
    assert sent_on.status == 302
    assert "q%3D%25E0%25B8%2581" in sent_on.headers["Location"]
    page = door.call("GET", "/console/sign-in")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "HttpOnly" in page.headers["Set-Cookie"]
    only_head = door.call("HEAD", "/console/sign-in")
    assert (only_head.status, only_head.data) == (200, b"")
    assert door.call("GET", "/%E0%B8%9E%E0%B8%A3%E0%B8%B4%E0%B8%81?a=%2F").status == 404


def test_a_form_of_another_site_or_too_large_a_form_is_refused(door: Door) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert door.call("POST", "/console/sign-in", b"email=a&password=b", **form).status == 400
    assert door.call("POST", "/console/sign-in", b"a=" + b"x" * OF_A_STRANGER, **form).status == 413


def test_only_who_signed_in_may_send_files(door: Door) -> None:
    a_file = b"a=" + b"x" * OF_A_STRANGER

    def send(key: str, body: bytes) -> int:
        cookie = f"rismep_console={signed(key, {'staff': 1, 'version': 1})}"
        form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        return door.call("POST", "/console/sign-in", body, **form).status

    own = environment(0, "", "")["SECRET_KEY"]
    assert send("another key, as long as it takes to be one", a_file) == 413
    assert send(own, a_file) == 400
    assert send(own, b"a=" + b"x" * LARGEST_FORM) == 413


def test_who_speaks_another_protocol_is_hung_up_on(door: Door) -> None:
    """Only HTTP/1 has a limit to how long whoever calls may be silent."""
    port = int(door.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
        caller.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
        while caller.recv(1000):
            pass


class Dripping:
    """A request whose body comes by and by, and never whole."""

    def __init__(self) -> None:
        self.answer: tuple[object, ...] = ()

    async def __call__(self) -> bytes:
        return b"".join([part async for part in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b"a"

    def response_str(self, *answer: object) -> None:
        self.answer = answer


@pytest.mark.parametrize("path", ["/line/webhook", "/console/sign-in"])
def test_a_body_that_drips_holds_its_connection_for_a_while_only(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "BODY_TAKES", 0.1)
    app = Flask("dripping")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, SECRET_KEY="a key of the tests")
    called = {"path": path, "method": "POST", "headers": {"content-length": "1000"}, "query_string": ""}
    way = {"scheme": "http", "http_version": "1.1", "server": "127.0.0.1:8080", "client": "127.0.0.1:9"}
    scope: Any = SimpleNamespace(**called, **way)
    request: Any = Dripping()
    keeper: Any = None
    asyncio.run(asyncio.wait_for(door_module.Door(app, [SECRET], keeper).__rsgi__(scope, request), 5))
    assert request.answer == (408, [*door_module.PLAIN, ("connection", "close")], "too slow")
