"""Where LINE calls: size, signature, one durable row per event, 200. Nothing else happens in the request."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Sequence

import orjson
from flask import Blueprint, Response, request

from bot import limits
from bot.inbox import kept_events
from storage.incoming import NewEvent

log = logging.getLogger(__name__)

Remember = Callable[[Sequence[NewEvent]], int]


def webhook(secrets: Sequence[str], remember: Remember) -> Blueprint:
    """The one route that LINE calls. `remember` keeps events durably before it returns.

    Several secrets may hold at once, for the time in which a channel's secret is exchanged.
    """
    pages = Blueprint("line", __name__)

    @pages.post("/line/webhook")
    def receive() -> Response:
        length = request.content_length
        if length is None or length > limits.WEBHOOK_BODY:
            return _refuse(413, "too large")
        body = request.get_data(cache=False)
        if not is_signed(body, request.headers.get("x-line-signature"), secrets):
            return _refuse(403, "not signed by LINE")
        try:
            parsed = _parsed(body)
            events = kept_events(parsed if isinstance(parsed, dict) else {})
        except ValueError:
            return _refuse(400, "not a webhook body")
        if events:
            remember(events)
        return Response("", 200)

    return pages


def is_signed(body: bytes, signature: str | None, secrets: Sequence[str]) -> bool:
    """Whether one of our channel secrets signed these very bytes (Messaging API, "Verify webhook signature")."""
    if not signature:
        return False
    given = signature.encode("ascii", "replace")
    rights = [base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()) for secret in secrets]
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


def _refuse(status: int, why: str) -> Response:
    log.warning("webhook refused status=%d why=%s", status, why)
    return Response(why, status, mimetype="text/plain")
