"""Sending: reply, push, multicast, broadcast, and checking messages without sending."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from simulator.calls import NOTHING, Answer, Call
from simulator.errors import Detail, Refused, invalid

if TYPE_CHECKING:
    from simulator.platform import Platform

Json = dict[str, Any]


def reply(platform: "Platform", call: Call) -> Answer:
    """Free of charge, and without a retry key: LINE refuses one here."""
    if call.retry_key is not None:
        raise Refused(400, "The retry key is not supported by this endpoint")
    token = call.body["replyToken"]
    with platform.lock:
        chat_id = platform.reply_tokens.chat_of(token, call.at)
        platform.reply_tokens.use(token)
        sent = platform.deliver(chat_id, call.body["messages"], "reply", silent=_silent(call))
        platform.quota.count("reply", platform.heads(chat_id), free=True)
    return Answer({"sentMessages": sent})


def push(platform: "Platform", call: Call) -> Answer:
    to = call.body["to"]
    with platform.lock:
        platform.retry_keys.refuse_second_use(call.retry_key, call.at)
        platform.chat(to)
        reached = platform.heads(to)
        platform.quota.refuse_beyond(max(reached, 1))
        sent = platform.deliver(to, call.body["messages"], "push", silent=_silent(call))
        platform.quota.count("push", reached)
        platform.retry_keys.accept(call.retry_key, call.request_id, {"sentMessages": sent}, call.at)
    return Answer({"sentMessages": sent})


def multicast(platform: "Platform", call: Call) -> Answer:
    """To people only; ids nobody has are passed over in silence."""
    to = list(dict.fromkeys(call.body["to"]))
    faults = [Detail("Must be a user ID", f"to[{n}]") for n, one in enumerate(to) if not one.startswith("U")]
    if faults:
        raise invalid(faults)
    with platform.lock:
        platform.retry_keys.refuse_second_use(call.retry_key, call.at)
        platform.quota.refuse_beyond(len(to))
        _send_to_all(platform, call, [one for one in to if one in platform.people], "multicast")
    return Answer(NOTHING)


def broadcast(platform: "Platform", call: Call) -> Answer:
    """To every friend."""
    with platform.lock:
        platform.retry_keys.refuse_second_use(call.retry_key, call.at)
        friends = [one.user_id for one in platform.people.values() if one.is_friend]
        platform.quota.refuse_beyond(len(friends))
        _send_to_all(platform, call, friends, "broadcast")
    return Answer(NOTHING)


def _send_to_all(platform: "Platform", call: Call, to: list[str], via: Literal["multicast", "broadcast"]) -> None:
    reached = sum(platform.heads(one) for one in to)
    for one in to:
        platform.deliver(one, call.body["messages"], via, silent=_silent(call))
    platform.quota.count(via, reached)
    platform.retry_keys.accept(call.retry_key, call.request_id, NOTHING, call.at)


def validate(platform: "Platform", call: Call) -> Answer:
    """All the checking was done before any operation runs."""
    del platform, call
    return Answer(NOTHING)


def show_loading(platform: "Platform", call: Call) -> Answer:
    """Dots until the next message of the bot, in one-to-one chats only."""
    seconds = call.body.get("loadingSeconds", 20)
    if seconds % 5:
        raise invalid([Detail("Must be a multiple of 5", "loadingSeconds")])
    with platform.lock:
        phone = platform.people.get(call.body["chatId"])
        if phone is None:
            raise invalid([Detail("Invalid chat ID", "chatId")])
        if phone.reachable(call.at):
            phone.talk.loading_until = call.at + timedelta(seconds=seconds)
            phone.talk.changed()
    return Answer(NOTHING, 202)


def mark_as_read_by_token(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        known = platform.read_tokens.get(call.body["markAsReadToken"])
        if known is None:
            raise Refused(400, "Invalid token")
        chat_id, written_at = known
        _mark_read(platform, chat_id, written_at)
    return Answer(NOTHING)


def mark_as_read(platform: "Platform", call: Call) -> Answer:
    """The variant for partners: everything up to now, by user id."""
    with platform.lock:
        _mark_read(platform, call.body["chat"]["userId"], call.at)
    return Answer(NOTHING)


def _mark_read(platform: "Platform", chat_id: str, up_to: datetime) -> None:
    chat = platform.chat(chat_id)
    if chat.read_until is None or chat.read_until < up_to:
        chat.read_until = up_to
        chat.changed()


def _silent(call: Call) -> bool:
    return bool(call.body.get("notificationDisabled", False))
