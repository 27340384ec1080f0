"""LINE's events, made ours: which are kept, and what they say. Fields are read by hand, since the SDK loses
events with values that it does not know yet (and a whole batch with one that lacks a field).
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bot import limits
from intake.incoming import Incoming, Kind
from intake.saying import Tap
from network.provinces import province_at
from storage.incoming import NewEvent
from storage.invites import looks_like_code

Json = dict[str, Any]

GROUPS = ("group", "room")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def kept_events(body: Json) -> list[NewEvent]:
    """The events of a webhook body that are to be answered. Raises ValueError when it has no list of events."""
    events = body.get("events")
    if not isinstance(events, list):
        raise ValueError("no list of events")
    kept = (_kept(event) for event in events if isinstance(event, dict))
    return [event for event in kept if event is not None]


def _kept(event: Json) -> NewEvent | None:
    """One event as a row; None for what is not for us: other groups' talk, chats that a module has, no sender."""
    chat = _chat(event)
    if chat is None or event.get("mode") == "standby":
        return None
    payload = orjson.dumps(event)
    event_id = event.get("webhookEventId")
    if not isinstance(event_id, str) or not 0 < len(event_id) <= 64:
        # Old platforms send none: the same event then has the same content.
        event_id = hashlib.sha256(payload).hexdigest()
    return NewEvent(event_id, chat, _name(event), _message_id(event), payload, sent_at(event))


def _chat(event: Json) -> str | None:
    source = event.get("source")
    if not isinstance(source, dict):
        return None
    if source.get("type") in GROUPS:
        chat = source.get(f"{source['type']}Id") if event.get("type") == "join" else None
    else:
        chat = source.get("userId")
    return chat if isinstance(chat, str) and 0 < len(chat) <= 64 and chat.isprintable() else None


def _name(event: Json) -> str:
    kind = event.get("type")
    return kind[:32] if isinstance(kind, str) else "unknown"


def _message_id(event: Json) -> str | None:
    if event.get("type") == "unsend":
        found = _dict(event, "unsend").get("messageId")
    else:
        found = _dict(event, "message").get("id")
    return found if isinstance(found, str) and len(found) <= 64 else None


def _dict(event: Json, name: str) -> Json:
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def sent_at(event: Json) -> datetime | None:
    """When LINE first sent an event, however often and late it came since."""
    milliseconds = event.get("timestamp")
    if not isinstance(milliseconds, int):
        return None
    try:
        return EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def reply_token(event: Json) -> str | None:
    token = event.get("replyToken")
    return token if isinstance(token, str) and token else None


def to_incoming(event: Json, at: datetime, *, unsent: bool) -> Incoming:
    """What a person did, out of one event of theirs."""
    kind = event.get("type")
    message_id = _message_id(event)
    if kind == "message":
        return _from_message(_dict(event, "message"), at, message_id, unsent)
    if kind == "postback":
        data = _dict(event, "postback").get("data")
        return Incoming(Kind.TAP, at, tap=Tap.read(data) if isinstance(data, str) else None)
    return Incoming(_EVENTS.get(str(kind), Kind.STRANGE), at, message_id=message_id)


_EVENTS = {"follow": Kind.FOLLOW, "unfollow": Kind.UNFOLLOW, "unsend": Kind.UNSEND, "join": Kind.JOIN}
_MESSAGES = {
    "sticker": Kind.STICKER,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "file": Kind.FILE,
    "location": Kind.LOCATION,
}
ANSWERED = frozenset({"message", "postback", *_EVENTS})
"""Types of events that get a turn; others are known to LINE, not to us, and need no answer."""


def _from_message(message: Json, at: datetime, message_id: str | None, unsent: bool) -> Incoming:
    if message.get("type") == "text" and isinstance(message.get("text"), str):
        text = str(message["text"])[: limits.TEXT]
        code = text if looks_like_code(text) else None
        return Incoming(Kind.TEXT, at, text=text, message_id=message_id, code=code, unsent=unsent)
    kind = _MESSAGES.get(str(message.get("type")), Kind.STRANGE)
    province = _province(message) if kind is Kind.LOCATION else None
    return Incoming(kind, at, message_id=message_id, province=province, unsent=unsent)


def _province(message: Json) -> str | None:
    try:
        return province_at(float(message["latitude"]), float(message["longitude"]))
    except (KeyError, TypeError, ValueError):
        return None
