"""A person with LINE on their phone."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulator.chats import Chat, Entry
from simulator.content import Content
from simulator.events import user_source
from simulator.tapping import Target, find_button, perform

if TYPE_CHECKING:
    from simulator.platform import Platform

Json = dict[str, Any]


class Phone:
    """What a person does in the one-to-one chat with the bot.

    Every deed that LINE tells the bot about is sent as a webhook in the calling thread, so that the bot has
    acknowledged it (or failed to, see `Platform.webhooks`) when the method returns.
    """

    def __init__(self, platform: "Platform", user_id: str, display_name: str, language: str) -> None:
        self._platform = platform
        self.user_id = user_id
        self.display_name = display_name
        self.language = language
        self.is_friend = False
        self.has_blocked = False
        self.wrote_at: datetime | None = None
        self.rich_menu_id: str | None = None
        self.talk = Chat(user_id)

    @property
    def chat(self) -> list[Entry]:
        """The chat from its beginning, as it is now."""
        with self._platform.lock:
            return list(self.talk.entries)

    @property
    def labels(self) -> list[str]:
        """What can be tapped now: quick replies, buttons in sight (newest message first), the rich menu."""
        return [target.button.label for target in self.targets()]

    def targets(self) -> list[Target]:
        with self._platform.lock:
            return self._platform.targets_of(self)

    def follow(self) -> None:
        """Add the account as a friend; adding again after blocking is `unblock`."""
        self._set_friend(blocked=False)
        self._tell("follow", follow={"isUnblocked": False})

    def block(self) -> None:
        """From now on nothing the bot sends arrives."""
        self._set_friend(blocked=True)
        self._tell("unfollow")

    def unblock(self) -> None:
        self._set_friend(blocked=False)
        self._tell("follow", follow={"isUnblocked": True})

    def type(self, text: str, **more: Any) -> str:
        """Send a text and return its message id; `more` are further fields such as `quotedMessageId`."""
        return self.send("text", {"text": text, **more})

    def send_sticker(self, package_id: str = "446", sticker_id: str = "1988", **more: Any) -> str:
        fields = {"packageId": package_id, "stickerId": sticker_id, "stickerResourceType": "STATIC"}
        return self.send("sticker", {**fields, **more})

    def send_image(self, data: bytes, media_type: str = "image/png") -> str:
        return self.send("image", _CONTENT_IN_LINE, (data, media_type))

    def send_video(self, data: bytes, media_type: str = "video/mp4", duration: int = 1_000) -> str:
        """`duration` in milliseconds."""
        return self.send("video", {"duration": duration, **_CONTENT_IN_LINE}, (data, media_type))

    def send_audio(self, data: bytes, media_type: str = "audio/x-m4a", duration: int = 1_000) -> str:
        """`duration` in milliseconds."""
        return self.send("audio", {"duration": duration, **_CONTENT_IN_LINE}, (data, media_type))

    def send_file(self, name: str, data: bytes, media_type: str = "application/octet-stream") -> str:
        return self.send("file", {"fileName": name, "fileSize": len(data)}, (data, media_type))

    def send_location(self, title: str, address: str, latitude: float, longitude: float) -> str:
        place = {"title": title, "address": address, "latitude": latitude, "longitude": longitude}
        return self.send("location", {key: value for key, value in place.items() if value != ""})

    def send(self, kind: str, fields: Mapping[str, Any], content: tuple[bytes, str] | None = None) -> str:
        """Send a message of any kind and return its id. Raises RuntimeError while the account is blocked."""
        event = self.message_event(kind, fields)
        message = event["message"]
        with self._platform.lock:
            if content:
                self._platform.contents.keep(message["id"], self._content(*content))
            self.note_own(message["id"], message)
        self._platform.send_events([event])
        return str(message["id"])

    def unsend(self, message_id: str) -> None:
        """Take an own message back. Raises LookupError when it is not in the chat."""
        with self._platform.lock:
            self.talk.unsend(message_id)
            self._platform.contents.drop(message_id)
        self._tell("unsend", unsend={"messageId": message_id})

    def tap(self, label: str, value: str | None = None) -> str | None:
        """Tap what bears this label now and do what it does.

        A message is sent as a text event, a postback as a postback event, and the address of a link is returned.
        `value` is what is picked in a date and time picker. Raises LookupError, naming what can be tapped.
        """
        return perform(self._platform, self, find_button(self.targets(), label), value)

    def tap_in(self, message_id: str, label: str, value: str | None = None) -> str | None:
        """Tap a button of an earlier message, as `tap` does. Its quick replies are gone and cannot be tapped."""
        with self._platform.lock:
            targets = self._targets_in(message_id)
        return perform(self._platform, self, find_button(targets, label), value)

    def act(self, action: Json, message_id: str | None = None, value: str | None = None) -> str | None:
        """Tap exactly this action in sight, or of that message; labels may repeat, actions say which is meant.

        Raises LookupError when no button does it.
        """
        with self._platform.lock:
            found = self._targets_in(message_id) if message_id else self._platform.targets_of(self)
        for target in found:
            if target.button.action == action:
                return perform(self._platform, self, target, value)
        raise LookupError("no button does that")

    def _targets_in(self, message_id: str) -> list[Target]:
        return [Target(one, message_id) for one in self.talk.entry(message_id).buttons]

    def event(self, kind: str, **fields: Any) -> Json:
        """An event from this person, made but not sent: for batches, repetitions and worse."""
        return self._platform.make_event(kind, user_source(self.user_id), self.user_id, fields)

    def message_event(self, kind: str, fields: Mapping[str, Any]) -> Json:
        """A message event, made but not sent."""
        if self.has_blocked:
            raise RuntimeError(f"{self.display_name} has blocked the account and cannot write to it")
        return self.event("message", message=self._platform.make_message(kind, dict(fields), self.user_id))

    def text_event(self, text: str) -> Json:
        """A text event, made but not sent."""
        return self.message_event("text", {"text": text})

    def note_own(self, message_id: str, message: Json) -> None:
        """Show a bubble of one's own. The caller holds the platform's lock."""
        self.wrote_at = self._platform.clock()
        self.talk.add(Entry(message_id, "me", self.wrote_at, message))

    def reachable(self, now: datetime) -> bool:
        """True when what the bot sends arrives: friends, and strangers who wrote within the last days."""
        if self.has_blocked:
            return False
        reach = self._platform.rules.stranger_reachable_for
        return self.is_friend or (self.wrote_at is not None and now - self.wrote_at <= reach)

    def _content(self, data: bytes, media_type: str) -> Content:
        return Content(data, media_type, self._platform.clock() + self._platform.rules.content_ready_after)

    def _set_friend(self, *, blocked: bool) -> None:
        with self._platform.lock:
            self.is_friend, self.has_blocked = not blocked, blocked
            self.talk.changed()

    def _tell(self, kind: str, **fields: Any) -> None:
        self._platform.send_events([self.event(kind, **fields)])


_CONTENT_IN_LINE = {"contentProvider": {"type": "line"}}
