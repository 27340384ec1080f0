"""The calls to LINE themselves: connections are kept, and who does not answer costs no more than the time-out."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from waitress.server import create_server

from bot import announcing, calls, limits
from bot.client import TIMEOUT, Client, Outcome
from rismep.wiring import clock, new_id
from simulator.platform import Platform
from storage import sending

WORDS = [{"type": "text", "text": "สวัสดีค่ะ"}]
TOKEN = "a token of the tests"


@contextmanager
def server(answer: bytes | None) -> Iterator[str]:
    """Takes connections and says always the same, or nothing at all."""
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def run() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            held.append(connection)
            connection.recv(65_536)
            if answer is not None:
                connection.sendall(answer)
                connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    # Closing alone wakes nobody: a signal later, this thread would serve the socket that has its number by then.
    listening.shutdown(socket.SHUT_RDWR)
    thread.join()
    listening.close()
    for connection in held:
        connection.close()


def http(status: str, body: bytes, more: str = "Content-Type: application/json") -> bytes:
    return f"HTTP/1.1 {status}\r\n{more}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def test_a_server_that_hangs_costs_the_time_out_and_no_more() -> None:
    with server(None) as address:
        client = Client(TOKEN, address)
        began = time.monotonic()
        assert client.push("U1", WORDS, "key").outcome is Outcome.UNKNOWN
        assert time.monotonic() - began < TIMEOUT[1] + 1
        began = time.monotonic()
        assert client.profile("U1") is None
        assert time.monotonic() - began < 3


def test_nobody_there_costs_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.monotonic()
    assert Client(TOKEN, f"http://127.0.0.1:{port}").push("U1", WORDS, "key").outcome is Outcome.UNKNOWN
    assert time.monotonic() - began < 1


def test_many_calls_take_one_connection() -> None:
    platform = Platform(
        clock=clock, new_id=new_id, channel_secret="s", channel_access_token=TOKEN, webhook_url="http://127.0.0.1:9/"
    )
    seen: set[tuple[str, str]] = set()

    def watching(environ, start_response):  # type: ignore[no-untyped-def]
        seen.add((environ["REMOTE_ADDR"], environ["REMOTE_PORT"]))
        return platform.app(environ, start_response)

    serving = create_server(watching, host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=serving.run, daemon=True).start()
    phone = platform.add_phone("ตัวอย่าง")
    phone.is_friend = True
    client = Client(TOKEN, f"http://127.0.0.1:{serving.effective_port}")
    for _ in range(100):
        assert client.push(phone.user_id, WORDS, str(new_id())).outcome is Outcome.SENT
    # What LINE refuses gives its connection back, too.
    assert client.push("U" + "0" * 32, WORDS, str(new_id())).outcome is Outcome.REFUSED
    assert client.reply("no token", WORDS).outcome is Outcome.TOKEN_DEAD
    assert client.profile(phone.user_id) is not None
    serving.close()
    assert len(phone.chat) == 100
    assert len(seen) == 1


TAKEN, UNKNOWN = Outcome.SENT, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (http("200 OK", b'{"sentMessages":[]}'), TAKEN),
        (http("200 OK", b"{}"), TAKEN),
        (http("200 OK", b'{"sentMessages":"new shape"}'), TAKEN),
        (http("200 OK", b""), UNKNOWN),
        (http("200 OK", b"<html>please wait</html>", "Content-Type: text/html"), UNKNOWN),
        (http("200 OK", b'{"sentMess'), UNKNOWN),
        (http("200 OK", b"\xff\xfe\x00"), UNKNOWN),
        (http("200 OK", b"<html>", "Content-Type: text/html; charset=klingon"), UNKNOWN),
        (http("204 No Content", b""), UNKNOWN),
        (http("302 Found", b"", "Location: /elsewhere"), UNKNOWN),
        (http("400 Bad Request", b"\xff\xfe"), UNKNOWN),
        (http("502 Bad Gateway", b"<html>\xff", "Content-Type: text/html"), UNKNOWN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", UNKNOWN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", UNKNOWN),
        (b"\x00\x01\x02 no http at all\r\n\r\n", UNKNOWN),
        (b"", UNKNOWN),
        (http("409 Conflict", b'{"message":"accepted"}'), TAKEN),
        (http("409 Conflict", b"<html>"), TAKEN),
        (http("429 Too Many Requests", b"<html>"), Outcome.RATE),
        (http("429 Too Many Requests", b"{}", "Retry-After: 3600"), Outcome.RATE),
        (http("503 Service Unavailable", b"{}", "Retry-After: 3600"), UNKNOWN),
        (http("429 Too Many Requests", b'{"message":"You have reached your monthly limit."}'), Outcome.QUOTA),
    ],
)
def test_whatever_comes_back_has_a_name(answer: bytes, outcome: Outcome) -> None:
    with server(answer) as address:
        client = Client(TOKEN, address)
        assert client.push("U1", WORDS, "key").outcome is outcome
        assert client.multicast(["U1"], WORDS, "key").outcome is outcome
        assert client.reply("token", WORDS).outcome is outcome
        assert client.profile("U1") is None
        assert client.show_rich_menu("U1", "menu") in (True, False)


@contextmanager
def dripping(length: int, piece: bytes, pause: float) -> Iterator[tuple[str, list[int]]]:
    """Sends an answer of so many bytes piece by piece; how many it got rid of."""
    listening = socket.create_server(("127.0.0.1", 0))
    sent: list[int] = [0]

    def run() -> None:
        connection, _ = listening.accept()
        with contextlib.suppress(OSError), connection:
            connection.recv(65_536)
            connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode())
            while sent[0] < length:
                connection.sendall(piece)
                sent[0] += len(piece)
                time.sleep(pause)

    threading.Thread(target=run, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", sent
    listening.close()


def test_an_answer_that_drips_holds_nobody_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "ANSWER_TAKES", 0.5)
    with dripping(1_000, b" ", 0.05) as (address, _):
        began = time.monotonic()
        assert Client(TOKEN, address).push("U1", WORDS, "key").outcome is Outcome.UNKNOWN
        assert time.monotonic() - began < 2


def test_of_a_film_no_more_is_read_than_a_file_may_have() -> None:
    with dripping(100 * 1024 * 1024, bytes(1024 * 1024), 0) as (address, sent):
        content = Client(TOKEN, address).content("1")
        assert isinstance(content, bytes)
        assert len(content) == limits.FILE + 1
        assert sent[0] < 3 * limits.FILE


def test_no_call_takes_longer_than_others_wait_for_a_probe() -> None:
    longest = max(calls.ANSWER_TAKES, sum(TIMEOUT)) + TIMEOUT[1]
    assert longest < sending.PROBE_TAKES.total_seconds() < announcing.UNDER_WAY.total_seconds()
