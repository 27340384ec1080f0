"""How the platform says no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Detail:
    """One fault of a request: what is wrong, and where (`messages[0].text`)."""

    message: str
    property: str


class Refused(Exception):  # noqa: N818 - named as what it says to the caller
    """An answer of 4xx or 5xx in the form of the Messaging API: `{message, details?}`."""

    def __init__(
        self,
        status: int,
        message: str,
        details: Sequence[Detail] = (),
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = tuple(details)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, **self.extra}
        if self.details:
            body["details"] = [{"message": one.message, "property": one.property} for one in self.details]
        return body


RATE_EXCEEDED = "The API rate limit has been exceeded. Try again later."
QUOTA_EXCEEDED = "You have reached your monthly limit."
INVALID_REPLY_TOKEN = "Invalid reply token"  # noqa: S105 - the platform's own wording, not a secret
NOT_FOUND = "Not found"
UNAUTHORISED = "Authentication failed. Confirm that the access token in the authorization header is valid."


def invalid(details: Sequence[Detail]) -> Refused:
    """400 for a request that breaks the description or a limit."""
    return Refused(400, f"The request body has {len(details)} error(s)", details)
