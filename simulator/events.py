"""Webhook events as LINE words them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from simulator.ids import milliseconds, ulid

Json = dict[str, Any]

#: Events that can be answered, so that they carry a reply token.
ANSWERABLE = frozenset(
    {
        "message",
        "messageEdited",
        "follow",
        "join",
        "memberJoined",
        "postback",
        "videoPlayComplete",
        "beacon",
        "membership",
        "accountLink",
    }
)

#: Messages that can be quoted, so that they carry a quote token.
QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex", "imagemap"})


def bare_event(kind: str, source: Json, at: datetime, chance: UUID) -> Json:
    """What every event has; absent things are absent keys, not nulls."""
    return {
        "type": kind,
        "mode": "active",
        "timestamp": milliseconds(at),
        "source": source,
        "webhookEventId": ulid(at, chance),
        "deliveryContext": {"isRedelivery": False},
    }


def redelivered(event: Json) -> Json:
    return {**event, "deliveryContext": {"isRedelivery": True}}


def user_source(user_id: str) -> Json:
    return {"type": "user", "userId": user_id}


def group_source(group_id: str, user_id: str | None = None) -> Json:
    source = {"type": "group", "groupId": group_id}
    return source if user_id is None else {**source, "userId": user_id}


def incoming_message(kind: str, fields: Json, message_id: str, new_id: Callable[[], UUID]) -> Json:
    """The `message` of a message event."""
    message: Json = {"id": message_id, "type": kind, **fields}
    if kind in QUOTABLE:
        message["quoteToken"] = new_id().hex + new_id().hex
    message["markAsReadToken"] = new_id().hex
    return message
