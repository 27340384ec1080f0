"""Sending webhooks: signed, over HTTP, each one noted down."""

import base64
import hashlib
import hmac
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

import orjson
import urllib3

from simulator.rules import Rules

Json = dict[str, Any]


@dataclass(frozen=True)
class Webhook:
    """One request to the bot. `status` is None when no answer came, and `error` then says why."""

    body: bytes
    events: tuple[Json, ...]
    at: datetime
    seconds: float
    status: int | None
    error: str | None = None

    @property
    def event(self) -> Json | None:
        """The first event, None for an empty webhook."""
        return self.events[0] if self.events else None


def signature(secret: str, body: bytes) -> str:
    """The value of x-line-signature: base64 of HMAC-SHA256 over the raw body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class Mail:
    """The way to the bot. Sends in the calling thread; an error of the network is noted, never raised."""

    def __init__(self, clock: Callable[[], datetime], secret: str, url: str, rules: Rules) -> None:
        self._clock = clock
        self.secret = secret
        self.url = url
        self.active = True
        self._rules = rules
        self._log: deque[Webhook] = deque(maxlen=rules.log_length)
        self._pool = urllib3.PoolManager(maxsize=64, retries=False, headers=_HEADERS)

    @property
    def log(self) -> list[Webhook]:
        return list(self._log)

    def send(self, events: list[Json], destination: str, signed: str | None = None) -> Webhook:
        """Deliver events in one request; `signed` replaces the true signature ("" leaves the header out)."""
        body = orjson.dumps({"destination": destination, "events": events})
        return self.send_body(body, tuple(events), signed)

    def send_body(self, body: bytes, events: tuple[Json, ...] = (), signed: str | None = None) -> Webhook:
        """Deliver any bytes."""
        mark = signature(self.secret, body) if signed is None else signed
        at, start = self._clock(), perf_counter()
        status, error = self._post(body, mark)
        webhook = Webhook(body, events, at, perf_counter() - start, status, error)
        self._log.append(webhook)
        return webhook

    def _post(self, body: bytes, mark: str) -> tuple[int | None, str | None]:
        headers = {**_HEADERS, "x-line-signature": mark} if mark else _HEADERS
        timeout = self._rules.webhook_timeout.total_seconds()
        try:
            answer = self._pool.request("POST", self.url, body=body, headers=headers, timeout=timeout)
        except urllib3.exceptions.ReadTimeoutError as error:
            return None, f"request_timeout: {error}"
        except urllib3.exceptions.ProtocolError as error:
            return None, f"unclassified: {error}"
        except urllib3.exceptions.HTTPError as error:
            return None, f"could_not_connect: {error}"
        return answer.status, None


_HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "LineBotWebhook/2.0"}
