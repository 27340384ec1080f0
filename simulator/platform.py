"""The stand-in for LINE's platform: people, what is said, and the rules in between."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask

from simulator.calls import Call, forget_oldest
from simulator.chats import Chat, Entry, Via
from simulator.content import Contents
from simulator.errors import Refused
from simulator.events import ANSWERABLE, QUOTABLE, bare_event, incoming_message, redelivered
from simulator.faults import Faults
from simulator.groups import Group
from simulator.ids import group_id, message_id, user_id
from simulator.phones import Phone
from simulator.quota import Quota
from simulator.rates import Rates
from simulator.reply_tokens import ReplyTokens
from simulator.retry_keys import RetryKeys
from simulator.rich_menus import RichMenus
from simulator.rules import Rules
from simulator.site import make_app
from simulator.tapping import Target
from simulator.webhooks import Mail, Webhook

Json = dict[str, Any]


class Platform:
    """One official account with its people.

    `clock` returns an aware UTC datetime and is the only time the platform knows; `new_id` returns a new UUID
    each time and is its only chance. `app` is the WSGI application that serves API, control API and pages.
    Safe for threads: `lock` guards all state and is never held while a webhook is under way.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
        channel_secret: str,
        channel_access_token: str,
        webhook_url: str,
        account_name: str = "บัญชีตัวอย่าง",
        rules: Rules | None = None,
    ) -> None:
        self.clock = clock
        self.new_id = new_id
        self.channel_access_token = channel_access_token
        self.account_name = account_name
        self.rules = rules or Rules()
        self.bot_id = user_id(new_id())
        self.lock = threading.RLock()
        self.mail = Mail(clock, channel_secret, webhook_url, self.rules)
        self._set_up_state()
        self.app: Flask = make_app(self)

    def _set_up_state(self) -> None:
        self.people: dict[str, Phone] = {}
        self.groups: dict[str, Group] = {}
        self.reply_tokens = ReplyTokens(self.rules)
        self.retry_keys = RetryKeys(self.rules.retry_key_life)
        self.quota = Quota(self.clock)
        self.rates = Rates(self.clock, self.rules)
        self.faults = Faults()
        self.contents = Contents()
        self.rich_menus = RichMenus()
        self.read_tokens: dict[str, tuple[str, datetime]] = {}
        self.call_log: deque[Call] = deque(maxlen=self.rules.log_length)
        self._sent_events: dict[str, Json] = {}

    @property
    def calls(self) -> list[Call]:
        """The bot's calls, oldest first."""
        return list(self.call_log)

    @property
    def webhooks(self) -> list[Webhook]:
        """What was sent to the bot, oldest first."""
        return self.mail.log

    def add_phone(self, display_name: str, language: str = "th", user_id: str | None = None) -> Phone:
        """A person who has LINE but does not know the account yet. `user_id`: U and 32 hex digits."""
        known = user_id or _new_user_id(self.new_id())
        phone = Phone(self, known, display_name, language)
        with self.lock:
            self.people[known] = phone
        return phone

    def join_group(self, name: str = "กลุ่มตัวอย่าง", members: tuple[Phone, ...] = ()) -> Group:
        """The bot is invited to a new group; the join event is sent."""
        group = Group(self, group_id(self.new_id()), name, list(members))
        with self.lock:
            self.groups[group.group_id] = group
        group.join()
        return group

    def send_events(self, events: list[Json], signature: str | None = None) -> Webhook:
        """Send events as they are in one webhook: none, many, doubled, unknown, standby.

        `signature` replaces the true one; "" leaves the header out.
        """
        with self.lock:
            self._sent_events.update({one["webhookEventId"]: one for one in events if "webhookEventId" in one})
            forget_oldest(self._sent_events, self.rules.log_length)
        return self.mail.send(events, self.bot_id, signature)

    def send_body(self, body: bytes, signature: str | None = None) -> Webhook:
        """Send any bytes as a webhook."""
        return self.mail.send_body(body, signed=signature)

    def redeliver(self, webhook_event_id: str) -> Webhook:
        """Send an event again as LINE does: same id, same token, marked. Raises LookupError when unknown."""
        with self.lock:
            if webhook_event_id not in self._sent_events:
                raise LookupError(f"no event {webhook_event_id} was sent")
            event = self._sent_events[webhook_event_id]
            self.reply_tokens.prolong(event.get("replyToken", ""), self.clock())
        return self.send_events([redelivered(event)])

    def make_event(self, kind: str, source: Json, chat_id: str, fields: Mapping[str, Any]) -> Json:
        """An event of that chat, not yet sent; with a reply token where LINE gives one."""
        now = self.clock()
        event = {**bare_event(kind, source, now, self.new_id()), **fields}
        if kind in ANSWERABLE:
            with self.lock:
                event["replyToken"] = self.reply_tokens.give(self.new_id().hex, chat_id, now)
        return event

    def make_message(self, kind: str, fields: Json, chat_id: str) -> Json:
        """An incoming message, not yet sent."""
        message = incoming_message(kind, fields, self.new_message_id(), self.new_id)
        with self.lock:
            self.read_tokens[message["markAsReadToken"]] = (chat_id, self.clock())
            forget_oldest(self.read_tokens, self.rules.log_length)
        return message

    def new_message_id(self) -> str:
        return message_id(self.new_id())

    def chat(self, chat_id: str) -> Chat:
        """The chat of a person or group. Raises Refused (400) for ids nobody has."""
        if chat_id in self.people:
            return self.people[chat_id].talk
        if chat_id in self.groups:
            return self.groups[chat_id].talk
        raise Refused(400, "Failed to send messages")

    def heads(self, chat_id: str) -> int:
        """How many people a message to this chat reaches now; the caller holds the lock."""
        if chat_id in self.people:
            return int(self.people[chat_id].reachable(self.clock()))
        group = self.groups.get(chat_id)
        return len(group.members) if group and group.has_bot else 0

    def deliver(self, chat_id: str, messages: list[Json], via: Via, *, silent: bool = False) -> list[Json]:
        """Put messages into a chat and return `sentMessages`. Nothing arrives where nobody can be reached.

        The caller holds the lock.
        """
        chat, reached = self.chat(chat_id), self.heads(chat_id) > 0
        sent = [self._sent(message) for message in messages]
        if reached or self._has_bot(chat_id):
            for message, told in zip(messages, sent, strict=True):
                chat.add(Entry(told["id"], "bot", self.clock(), message, via, silent=silent))
        return sent

    def _has_bot(self, chat_id: str) -> bool:
        return chat_id in self.groups and self.groups[chat_id].has_bot

    def _sent(self, message: Json) -> Json:
        told: Json = {"id": self.new_message_id()}
        if message["type"] in QUOTABLE:
            told["quoteToken"] = self.new_id().hex
        return told

    def targets_of(self, phone: Phone) -> list[Target]:
        """What a person can tap now; the caller holds the lock."""
        quick = [Target(one, None, is_quick_reply=True) for one in phone.talk.quick_replies()]
        in_sight = phone.talk.buttons_in_sight(self.rules.screenful)
        menu = self.rich_menus.shown_to(phone) if phone.is_friend else None
        below = [Target(one) for one in menu.buttons()] if menu else []
        return [*quick, *(Target(one, message) for message, one in in_sight), *below]


_new_user_id = user_id
