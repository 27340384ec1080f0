"""Which event of LINE the work of this moment goes back to, so that one id leads from the webhook to the delivery."""

from contextvars import ContextVar

_EVENT: ContextVar[str | None] = ContextVar("event", default=None)


def follow(event_id: str | None) -> None:
    """What this thread does from now on goes back to this event (its `webhookEventId`); None: to no event."""
    _EVENT.set(event_id)


def followed() -> str | None:
    """The event that is followed; every line of the log carries it."""
    return _EVENT.get()
