"""Carrying out a fault that was ordered: a wrong answer, a late one, or none."""

import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from flask import Response, request

from simulator.faults import Fault

if TYPE_CHECKING:
    from simulator.platform import Platform


def fail(platform: "Platform", fault: Fault, carry_out: Callable[[], Response]) -> Response:
    """Raises Refused when the fault is an error status."""
    if fault.kind == "slow":
        platform.faults.wait(fault.seconds)
        return carry_out()
    answer = carry_out() if fault.after_accept else None
    if fault.name in _SPOILING:
        answer = answer or Response()
        return _spoilt(answer, _SPOILING[fault.name])
    if fault.name == "hang":
        platform.faults.wait(fault.seconds)
    if fault.name in ("hang", "reset"):
        return _cut_off()
    raise fault.refusal()


PAGE = b"<!doctype html><title>Please wait</title>"

_SPOILING: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"{}",
    "html": lambda _: PAGE,
    "truncated": lambda body: body[: len(body) // 2],
}


def _spoilt(answer: Response, how: Callable[[bytes], bytes]) -> Response:
    """An answer that says 2xx and cannot be read; a refusal stays what it is."""
    if answer.status_code < 300:
        answer.set_data(how(answer.get_data()))
    return answer


def _cut_off() -> Response:
    """Close the connection without an answer.

    WSGI has no word for this. Waitress and Werkzeug let the socket be found; under another server the client sees
    an answer that breaks off.
    """
    connection = _connection(request.environ)
    if connection is not None:
        _shut(connection)
    return Response(_nothing_of_much(), 200, headers={"Content-Length": "1000"})


def _connection(environ: dict[str, Any]) -> socket.socket | None:
    if "werkzeug.socket" in environ:
        return environ["werkzeug.socket"]  # type: ignore[no-any-return]
    channel = getattr(environ.get("waitress.client_disconnected"), "__self__", None)
    return getattr(channel, "socket", None)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _nothing_of_much() -> Iterator[bytes]:
    yield b""
