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

Keep = Callable[[Sequence[NewEvent]], None]


def webhook(secrets: Sequence[str], keep: Keep) -> Flask:
    """The one route that LINE calls, as an application without sessions, hooks or pages: what it does not have costs
    no request anything (benchmarks/webhook).

    `keep` has events durably in the database when it returns, or raises NotKept. Several secrets may hold at once,
    for the time in which a channel's secret is exchanged.
    """
    app = Flask("line", static_folder=None)
    keys = [secret.encode() for secret in secrets]
    acknowledged = Response("", 200)

    @app.post("/webhook")
    def receive() -> Response:
        length = _length(request.environ.get("CONTENT_LENGTH"))
        if length is None or length > limits.WEBHOOK_BODY:
            return _refuse(413, "too large")
        # Werkzeug's way to the body costs more than the signature.
        body = request.environ["wsgi.input"].read(length)
        if not is_signed(body, request.environ.get("HTTP_X_LINE_SIGNATURE"), keys):
            return _refuse(403, "not signed by LINE")
        try:
            parsed = _parsed(body)
            events = kept_events(parsed if isinstance(parsed, dict) else {})
        except ValueError:
            return _refuse(400, "not a webhook body")
        try:
            if events:
                keep(events)
        except NotKept:
            # LINE sends them again later ("Receive messages", webhook redelivery). The log knows.
            return _refusal(503, "not kept")
        return acknowledged

    return app


def is_signed(body: bytes, signature: str | None, keys: Sequence[bytes]) -> bool:
    """Whether one of our channel secrets signed these very bytes (Messaging API, "Verify webhook signature")."""
    if not signature:
        return False
    given = signature.encode("ascii", "replace")
    rights = [base64.b64encode(hmac.digest(key, body, "sha256")) for key in keys]
    return any(hmac.compare_digest(right, given) for right in rights)


def _length(told: str | None) -> int | None:
    """The length that the sender told, if it is one."""
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 19 else None


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


def _refuse(status: int, why: str) -> Response:
    log.warning("webhook refused status=%d why=%s", status, why)
    return _refusal(status, why)


def _refusal(status: int, why: str) -> Response:
    return Response(why, status, mimetype="text/plain")
