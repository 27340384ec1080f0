"""One look at some chats, before every piece of work: the oldest event of each, and what else is left to be done.

It is one query for all of them, since every turn begins and ends with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from storage.database import straight
from storage.messages import is_owed
from storage.sending import is_calm
from storage.tables import AttachmentRow, ConversationRow, IncomingRow, MessageRow, PersonRow, ProviderRow
from storage.types import UtcDateTime

MOST_AT_ONCE = 16
"""So many chats can be looked at by one question."""


@dataclass(frozen=True)
class Waiting:
    """An event that no turn has answered yet, and where its sender's dialog stands (`known`: we have met them).

    `sealed` is its JSON, encrypted: one that cannot be read is a fault of that event, to be met in its turn.
    `unsent`: an unsend of this message came, before or after the message itself.
    """

    row_id: int
    event_id: str
    kind: str
    sealed: bytes | None
    received_at: datetime
    unsent: bool
    known: bool
    step: str | None


@dataclass(frozen=True)
class Left:
    """Whether a message and a file of theirs are due, and who they are now, for the menu that they should see.

    `menu` is the one that LINE was told to show them, None the one that everybody sees.
    """

    message: bool
    file: bool
    is_blocked: bool
    language: str
    is_provider: bool
    menu: str | None


@dataclass(frozen=True)
class Look:
    """What waits for a chat. `left` is None when we have not met them, `calm` whether calls to LINE simply go on."""

    chat: str
    waiting: Waiting | None
    left: Left | None
    calm: bool


def look_at(session: Session, chats: Sequence[str], now: datetime) -> list[Look]:
    """What there is to do for each of these chats, MOST_AT_ONCE at most: its events in the order in which LINE sent
    them, then the rest.
    """
    given = {"chats": orjson.dumps(chats).decode(), "now": now}
    most = 1 if len(chats) == 1 else MOST_AT_ONCE
    rows = straight(session, _LOOK[session.get_bind().dialect.name, most], given)
    looks = {look.chat: look for look in map(_seen, rows)}
    return [looks[chat] for chat in chats]


def _seen(row: Any) -> Look:
    chat, calm, row_id, event_id, kind, sealed, received_at, unsent, person_id, step, *left = row
    known = person_id is not None
    event = Waiting(row_id, event_id, kind, sealed, received_at, bool(unsent), known, step)
    return Look(chat, event if row_id is not None else None, _left(*left) if known else None, bool(calm))


def _left(
    message: bool, file: bool, blocked_at: datetime | None, language: str, is_provider: bool, menu: str | None
) -> Left:
    return Left(bool(message), bool(file), blocked_at is not None, language, bool(is_provider), menu)


def _look(elements_of: Any, most: int) -> Select[*tuple[Any, ...]]:
    given = elements_of(bindparam("chats", type_=String)).table_valued(column("value", String), name="given")
    # PostgreSQL takes a list of unknown length for a hundred rows, and reads whole tables for that.
    asked = select(given.c.value).limit(literal_column(str(most))).subquery("asked")
    chat = asked.c.value
    waits = IncomingRow.chat == chat, IncomingRow.done_at.is_(None)
    in_order = select(IncomingRow.id).where(*waits).order_by(IncomingRow.sent_at, IncomingRow.id)
    oldest = in_order.limit(1).scalar_subquery()
    event = aliased(IncomingRow)
    taken_back = aliased(IncomingRow)
    same = taken_back.line_message_id == event.line_message_id, taken_back.kind == "unsend"
    now = bindparam("now", type_=UtcDateTime())
    return (
        select(
            chat,
            is_calm(),
            event.id,
            event.event_id,
            event.kind,
            type_coerce(event.payload, LargeBinary),
            event.received_at,
            and_(event.kind == "message", exists().where(*same)),
            PersonRow.id,
            ConversationRow.step,
            exists().where(*is_owed(), MessageRow.person_id == PersonRow.id, MessageRow.not_before <= now),
            exists().where(AttachmentRow.person_id == PersonRow.id, AttachmentRow.fetch_after <= now),
            PersonRow.blocked_at,
            PersonRow.language,
            exists().where(ProviderRow.person_id == PersonRow.id, ProviderRow.left_at.is_(None)),
            PersonRow.menu,
        )
        .select_from(asked)
        .outerjoin(event, event.id == oldest)
        .outerjoin(PersonRow, PersonRow.line_user_id == chat)
        .outerjoin(ConversationRow, ConversationRow.person_id == PersonRow.id)
    )


_ELEMENTS_OF = {
    "sqlite": func.json_each,
    "postgresql": lambda chats: func.json_array_elements_text(cast(chats, JSON)),
}
_LOOK = {(kind, most): _look(of, most) for kind, of in _ELEMENTS_OF.items() for most in (1, MOST_AT_ONCE)}
