"""Where LINE calls: size, signature, one durable row per event, 200. Nothing else happens in the request."""

import base64
import hmac
import json
import logging
from collections.abc import Callable, Sequence

import orjson
from flask import Flask, Response, request

from bot import limits
from bot.inbox import kept_events
from bot.keeping import NotKept
from storage.incoming import NewEvent

log = logging.getLogger(__name__)

PLACE = "/line"
"""Below which the application of `webhook` is mounted; the whole address ends in /line/webhook."""

SIGNATURE = "X-Line-Signature"
REFUSED = "webhook refused status=%d why=%s"
NOT_KEPT = "not kept"

Keep = Callable[[Sequence[NewEvent]], None]


class Refused(Exception):  # noqa: N818 - what is answered
    """This request is not taken; with the status and the word that say so."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def webhook(secrets: Sequence[str], keep: Keep) -> Flask:
    """The one route that LINE calls, as an application without sessions, hooks or pages.

    `keep` has events durably in the database when it returns, or raises NotKept. Several secrets may hold at once,
    for the time in which a channel's secret is exchanged.
    """
    app = Flask("line", static_folder=None)
    keys = keys_of(secrets)

    @app.post("/webhook")
    def receive() -> Response:
        try:
            length = length_of(request.headers.get("Content-Length"))
            body = request.environ["wsgi.input"].read(length)
            if events := events_in(body, request.headers.get(SIGNATURE), keys):
                keep(events)
        except Refused as refused:
            log.warning(REFUSED, refused.status, refused.why)
            return Response(refused.why, refused.status, mimetype="text/plain")
        except NotKept:
            # LINE sends them again later ("Receive messages", webhook redelivery). The log knows.
            return Response(NOT_KEPT, 503, mimetype="text/plain")
        return Response("", 200)

    return app


def keys_of(secrets: Sequence[str]) -> list[bytes]:
    return [secret.encode() for secret in secrets]


def length_of(told: str | None) -> int:
    """The length that the sender told of a body. Raises Refused when there is none, or too much."""
    length = int(told) if told and told.isascii() and told.isdigit() and len(told) < 19 else None
    if length is None or length > limits.WEBHOOK_BODY:
        raise Refused(413, "too large")
    return length


def events_in(body: bytes, signature: str | None, keys: Sequence[bytes]) -> list[NewEvent]:
    """The events to keep of a body that LINE signed. Raises Refused."""
    if not is_signed(body, signature, keys):
        raise Refused(403, "not signed by LINE")
    try:
        parsed = _parsed(body)
        return kept_events(parsed if isinstance(parsed, dict) else {})
    except ValueError as error:
        raise Refused(400, "not a webhook body") from error


def is_signed(body: bytes, signature: str | None, keys: Sequence[bytes]) -> bool:
    """Whether one of our channel secrets signed these very bytes (Messaging API, "Verify webhook signature")."""
    if not signature:
        return False
    given = signature.encode("ascii", "replace")
    rights = [base64.b64encode(hmac.digest(key, body, "sha256")) for key in keys]
    return any(hmac.compare_digest(right, given) for right in rights)


def _parsed(body: bytes) -> object:
    """The body's JSON. Raises ValueError.

    Half an emoji is no valid text to orjson, but it must not cost the other events of the body: it becomes "?".
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            whole = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return orjson.loads(whole)
