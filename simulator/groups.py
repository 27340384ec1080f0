"""A group chat that the bot was invited to."""

from typing import TYPE_CHECKING, Any

from simulator.chats import Chat, Entry
from simulator.events import group_source

if TYPE_CHECKING:
    from simulator.phones import Phone
    from simulator.platform import Platform

Json = dict[str, Any]


class Group:
    """Members and what was said. The bot sees what members write, as in LINE."""

    def __init__(self, platform: "Platform", group_id: str, name: str, members: list["Phone"]) -> None:
        self._platform = platform
        self.group_id = group_id
        self.name = name
        self.members = members
        self.has_bot = False
        self.talk = Chat(group_id)

    @property
    def chat(self) -> list[Entry]:
        with self._platform.lock:
            return list(self.talk.entries)

    def join(self) -> None:
        """The bot is invited."""
        self.has_bot = True
        self._tell("join")

    def remove_bot(self) -> None:
        self.has_bot = False
        self._tell("leave")

    def type(self, phone: "Phone", text: str, **more: Any) -> str:
        """A member writes; the message id."""
        message = self._platform.make_message("text", {"text": text, **more}, self.group_id)
        now = self._platform.clock()
        with self._platform.lock:
            self.talk.add(Entry(message["id"], "me", now, message, sender=phone.user_id))
        source = group_source(self.group_id, phone.user_id)
        event = self._platform.make_event("message", source, self.group_id, {"message": message})
        self._platform.send_events([event])
        return str(message["id"])

    def event(self, kind: str, **fields: Any) -> Json:
        """An event of the group, made but not sent."""
        return self._platform.make_event(kind, group_source(self.group_id), self.group_id, fields)

    def _tell(self, kind: str) -> None:
        self._platform.send_events([self.event(kind)])
