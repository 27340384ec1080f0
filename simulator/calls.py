"""One call of the bot to the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass
class Call:
    """What was asked, and what was answered once `status` is set (0: no answer was given)."""

    operation: str
    method: str
    path: str
    at: datetime
    request_id: str
    body: Any = None
    retry_key: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    fault: str | None = None

    @property
    def to(self) -> str | None:
        """Whom it is for: a person, a group, or a reply token."""
        if not isinstance(self.body, dict):
            return None
        to = self.body.get("to") or self.body.get("replyToken") or self.body.get("chatId")
        return to if isinstance(to, str) else None


@dataclass(frozen=True)
class Answer:
    """What an operation answers: JSON, or the bytes of a file."""

    body: Json | bytes
    status: int = 200
    media_type: str = "application/json"


NOTHING: Json = {}


def forget_oldest(kept: dict[str, Any], most: int) -> None:
    """A long benchmark must not fill the memory: what came first goes first."""
    while len(kept) > most:
        del kept[next(iter(kept))]
