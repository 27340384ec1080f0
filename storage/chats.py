"""One look at a chat, before every piece of work: its oldest event, and what else is left to be done for it.

It is one query, since every turn begins and ends with it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Select, and_, bindparam, exists, literal_column, select, type_coerce
from sqlalchemy.orm import Session, aliased

from storage.database import straight
from storage.messages import is_owed
from storage.sending import is_calm
from storage.tables import AttachmentRow, ConversationRow, IncomingRow, MessageRow, PersonRow, ProviderRow
from storage.types import UtcDateTime


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


def look_at(session: Session, chat: str, now: datetime) -> Look:
    """What there is to do for a chat: its events in the order in which LINE sent them, then the rest."""
    row = straight(session, _LOOK, {"chat": chat, "now": now}).one()
    calm, row_id, event_id, kind, sealed, received_at, unsent, person_id, step, *left = row
    known = person_id is not None
    event = Waiting(row_id, event_id, kind, sealed, received_at, bool(unsent), known, step)
    return Look(chat, event if row_id is not None else None, _left(*left) if known else None, bool(calm))


def _left(
    message: bool, file: bool, blocked_at: datetime | None, language: str, is_provider: bool, menu: str | None
) -> Left:
    return Left(bool(message), bool(file), blocked_at is not None, language, bool(is_provider), menu)


def _look() -> Select[*tuple[Any, ...]]:
    waits = IncomingRow.chat == bindparam("chat"), IncomingRow.done_at.is_(None)
    in_order = select(IncomingRow.id).where(*waits).order_by(IncomingRow.sent_at, IncomingRow.id)
    oldest = in_order.limit(1).scalar_subquery()
    event = aliased(IncomingRow)
    taken_back = aliased(IncomingRow)
    same = taken_back.line_message_id == event.line_message_id, taken_back.kind == "unsend"
    now = bindparam("now", type_=UtcDateTime())
    always = select(literal_column("1").label("one")).subquery()
    return (
        select(
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
        .select_from(always)
        .outerjoin(event, event.id == oldest)
        .outerjoin(PersonRow, PersonRow.line_user_id == bindparam("chat"))
        .outerjoin(ConversationRow, ConversationRow.person_id == PersonRow.id)
    )


_LOOK = _look()
