"""X-Line-Retry-Key: a request accepted once is never carried out again under the same key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simulator.errors import Refused


@dataclass(frozen=True)
class Accepted:
    """The first request under a key: its id, its answer, when."""

    request_id: str
    answer: dict[str, Any]
    at: datetime


class RetryKeys:
    """Accepted keys of the last 24 hours. The platform's lock guards it."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._accepted: dict[str, Accepted] = {}

    def refuse_second_use(self, key: str | None, now: datetime) -> None:
        """Raises Refused: 400 when the key is no UUID, 409 with the first answer when it was accepted before."""
        if key is None:
            return
        first = self._accepted.get(_uuid(key))
        if first is None or now > first.at + self._life:
            return
        raise Refused(
            409,
            "The retry key is already accepted",
            headers={"x-line-accepted-request-id": first.request_id},
            extra=first.answer,
        )

    def accept(self, key: str | None, request_id: str, answer: dict[str, Any], now: datetime) -> None:
        if key is not None:
            self._accepted[_uuid(key)] = Accepted(request_id, answer, now)


def _uuid(key: str) -> str:
    try:
        known = UUID(key)
    except ValueError:
        known = None
    if known is None or str(known) != key.lower():
        raise Refused(400, "Invalid retry key")
    return str(known)
