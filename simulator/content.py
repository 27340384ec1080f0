"""Files that people send: kept for the bot to fetch."""

from dataclasses import dataclass
from datetime import datetime

from simulator.errors import NOT_FOUND, Refused


@dataclass(frozen=True)
class Content:
    data: bytes
    media_type: str
    ready_at: datetime


class Contents:
    """Content by message id. The platform's lock guards it."""

    def __init__(self) -> None:
        self._kept: dict[str, Content | None] = {}

    def keep(self, message_id: str, content: Content) -> None:
        self._kept[message_id] = content

    def drop(self, message_id: str) -> None:
        """The message was unsent."""
        if message_id in self._kept:
            self._kept[message_id] = None

    def find(self, message_id: str) -> Content:
        """Raises Refused: 404 when there never was any, 410 when it was unsent."""
        if message_id not in self._kept:
            raise Refused(404, NOT_FOUND)
        content = self._kept[message_id]
        if content is None:
            raise Refused(410, "Gone")
        return content
