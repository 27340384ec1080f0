"""What a phone shows, as JSON for the page and for bots in other languages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.calls import Call
from simulator.chats import Chat, Entry
from simulator.ids import milliseconds
from simulator.rich_menus import RichMenu
from simulator.webhooks import Webhook

if TYPE_CHECKING:
    from simulator.phones import Phone
    from simulator.platform import Platform

Json = dict[str, Any]


def phone_shown(platform: "Platform", phone: "Phone", image_of: Callable[[str], str]) -> Json:
    """Everything on one phone. `image_of` gives the address of a rich menu's picture."""
    with platform.lock:
        menu = platform.rich_menus.shown_to(phone) if phone.is_friend else None
        return {
            **phone_named(phone),
            "version": phone.talk.version,
            "account": platform.account_name,
            "is_friend": phone.is_friend,
            "has_blocked": phone.has_blocked,
            "labels": [target.button.label for target in platform.targets_of(phone)],
            "quick_replies": [_quick_reply(item) for item in _items(phone.talk)],
            "loading_seconds": _loading_seconds(platform, phone.talk),
            "entries": [entry_shown(entry, phone.talk) for entry in phone.talk.entries],
            "rich_menu": _menu_shown(menu, image_of) if menu else None,
        }


def phone_named(phone: "Phone") -> Json:
    return {"user_id": phone.user_id, "display_name": phone.display_name, "language": phone.language}


def entry_shown(entry: Entry, chat: Chat) -> Json:
    return {
        "message_id": entry.message_id,
        "who": entry.who,
        "at": milliseconds(entry.at),
        "message": entry.message,
        "text": entry.text,
        "labels": entry.labels,
        "via": entry.via,
        "unsent": entry.unsent,
        "read": chat.read_until is not None and entry.at <= chat.read_until,
    }


def _items(chat: Chat) -> list[Json]:
    if not chat.quick_replies():
        return []
    items: list[Json] = chat.entries[-1].message["quickReply"]["items"]
    return items


def _quick_reply(item: Json) -> Json:
    return {"action": item["action"], "image": item.get("imageUrl")}


def _loading_seconds(platform: "Platform", chat: Chat) -> float:
    if chat.loading_until is None:
        return 0.0
    return max(0.0, (chat.loading_until - platform.clock()).total_seconds())


def _menu_shown(menu: RichMenu, image_of: Callable[[str], str]) -> Json:
    return {**menu.told(), "image": image_of(menu.menu_id)}


def call_shown(call: Call) -> Json:
    return {
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "at": milliseconds(call.at),
        "status": call.status,
        "request_id": call.request_id,
        "retry_key": call.retry_key,
        "fault": call.fault,
        "body": call.body if isinstance(call.body, dict) else None,
    }


def webhook_shown(webhook: Webhook) -> Json:
    return {
        "events": list(webhook.events),
        "at": milliseconds(webhook.at),
        "seconds": webhook.seconds,
        "status": webhook.status,
        "error": webhook.error,
    }
