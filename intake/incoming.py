"""What came in, freed of LINE's form."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.saying import Tap


class Kind(StrEnum):
    """What a person did."""

    TEXT = "text"
    TAP = "tap"
    STICKER = "sticker"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    LOCATION = "location"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    UNSEND = "unsend"
    JOIN = "join"
    STRANGE = "strange"


@dataclass(frozen=True)
class Incoming:
    """One thing a person did, at `at`. `message_id` is LINE's id of their message, if it was one.

    `province` is that of a shared location; `code` an invite code that stands in the text; `unsent` says
    that they took the message back meanwhile.
    """

    kind: Kind
    at: datetime
    text: str = ""
    tap: Tap | None = None
    message_id: str | None = None
    province: str | None = None
    code: str | None = None
    unsent: bool = False

    @property
    def message_ids(self) -> tuple[str, ...]:
        """For whoever gathers the ids of several messages."""
        return (self.message_id,) if self.message_id else ()
