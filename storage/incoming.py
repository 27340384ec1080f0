"""The queue of what came in: kept before the 200, taken in order per chat, emptied when its turn is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from storage.database import note_grown, straight, unless_known
from storage.tables import IncomingRow, PersonRow

MOST_TRIES = 5


@dataclass(frozen=True)
class NewEvent:
    """One event as the webhook hands it over; `payload` is its JSON, `sent_at` None where LINE does not say when."""

    event_id: str
    chat: str
    kind: str
    line_message_id: str | None
    payload: bytes
    sent_at: datetime | None = None


def remember(session: Session, events: Sequence[NewEvent], now: datetime) -> None:
    """Keep events that were not seen before; a doubled event is no new row."""
    if not events:
        # SQLAlchemy would make one row of nothing but defaults.
        return
    # Two processes that are sent the same events in different orders would wait for each other. Within a chat the
    # order stays: it is the one in which they are answered.
    rows = [
        {**vars(event), "sent_at": event.sent_at or now, "received_at": now, "tries": 0}
        for event in sorted(events, key=lambda event: event.chat)
    ]
    # On the connection itself: the session's own way costs more than the rows.
    session.connection().execute(_UNLESS_KNOWN[session.get_bind().dialect.name], rows)
    for event in events:
        note_grown(session, event.chat)


_UNLESS_KNOWN = unless_known(IncomingRow.__table__, "event_id")


def chats_waiting(session: Session) -> Sequence[str]:
    """Chats with an event that no turn has answered yet, who waits longest first."""
    return session.scalars(_CHATS_WAITING).all()


_CHATS_WAITING = (
    select(IncomingRow.chat)
    .where(IncomingRow.done_at.is_(None))
    .group_by(IncomingRow.chat)
    .order_by(func.min(IncomingRow.id))
)


def is_any_waiting() -> ColumnElement[bool]:
    """As a column: whether there is an event that no turn has answered yet."""
    return exists().where(IncomingRow.done_at.is_(None))


def chat_of(session: Session, event_id: str) -> str | None:
    """Whose event it was; None when it is forgotten."""
    return session.scalar(select(IncomingRow.chat).where(IncomingRow.event_id == event_id))


def finish(session: Session, row_id: int, now: datetime) -> bool:
    """The turn is done: only the ids stay, so that a second delivery is known. False when it was done before."""
    return straight(session, _FINISH, {"row_id": row_id, "now": now}).scalar() is not None


_FINISH = (
    update(IncomingRow)
    .where(IncomingRow.id == bindparam("row_id"), IncomingRow.done_at.is_(None))
    .values(done_at=bindparam("now"), payload=None)
    .returning(IncomingRow.id)
)


def count_failure(session: Session, row_id: int, failure: str, now: datetime) -> bool:
    """Note a failed turn; True when the event is now set aside, so that it does not block its chat for ever."""
    tried = (
        update(IncomingRow)
        .where(IncomingRow.id == row_id)
        .values(tries=IncomingRow.tries + 1, failure=failure[:200])
        .returning(IncomingRow.tries)
    )
    if (session.scalar(tried) or 0) < MOST_TRIES:
        return False
    session.execute(update(IncomingRow).where(IncomingRow.id == row_id).values(set_aside_at=now, done_at=now))
    return True


@dataclass(frozen=True)
class SetAside:
    """An event that no turn could answer: what staff may know of it. `person_id` None: we have not met its sender."""

    id: int
    kind: str
    received_at: datetime
    set_aside_at: datetime
    tries: int
    failure: str | None
    person_id: int | None


MOST_SHOWN = 100


def set_aside(session: Session) -> list[SetAside]:
    """Events that were set aside, the oldest first."""
    return [SetAside(*row) for row in session.execute(_set_aside().order_by(IncomingRow.id).limit(MOST_SHOWN))]


def set_aside_event(session: Session, row_id: int) -> SetAside | None:
    """One of them; None when there is none (any more)."""
    row = session.execute(_set_aside().where(IncomingRow.id == row_id)).first()
    return SetAside(*row) if row else None


def _set_aside() -> Select[*tuple[Any, ...]]:
    row = IncomingRow
    columns = row.id, row.kind, row.received_at, row.set_aside_at, row.tries, row.failure, PersonRow.id
    known = select(*columns).outerjoin(PersonRow, PersonRow.line_user_id == row.chat)
    return known.where(row.set_aside_at.is_not(None))


def try_again(session: Session, row_id: int) -> bool:
    """Put an event that was set aside back into its chat's line, at its old place. False when it is not there."""
    put_back = (
        update(IncomingRow)
        .where(IncomingRow.id == row_id, IncomingRow.set_aside_at.is_not(None))
        .values(set_aside_at=None, done_at=None, tries=0)
        .returning(IncomingRow.chat)
    )
    chat = session.scalar(put_back)
    if chat is not None:
        note_grown(session, chat)
    return chat is not None


def forget_set_aside(session: Session, chat: str, line_message_id: str | None = None) -> None:
    """What a person wrote and no turn could answer is forgotten (one message only); it is not tried again."""
    theirs = [IncomingRow.chat == chat, IncomingRow.set_aside_at.is_not(None)]
    if line_message_id is not None:
        theirs.append(IncomingRow.line_message_id == line_message_id)
    session.execute(update(IncomingRow).where(*theirs).values(payload=None, set_aside_at=None))


def number_set_aside(session: Session) -> int:
    """Events that no turn could answer; staff see the number."""
    return session.scalar(select(func.count()).where(IncomingRow.set_aside_at.is_not(None))) or 0


def forget_done(session: Session, before: datetime) -> None:
    """Done rows are kept only as long as LINE may send an event again; no longer those that were set aside."""
    straight(session, _FORGET_DONE, {"before": before})


_DONE_LONG_AGO = IncomingRow.done_at < bindparam("before")
_FORGET_DONE = delete(IncomingRow).where(_DONE_LONG_AGO)


def is_any_done() -> ColumnElement[bool]:
    """As a column: whether there is one that was done `before` a moment."""
    return exists().where(_DONE_LONG_AGO)
