"""How much waits and for how long: for whoever watches the bot. Each question is answered from an index."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from storage.messages import is_owed
from storage.tables import CaseRow, ConversationRow, HandoffRow, IncomingRow, MessageRow


@dataclass(frozen=True)
class Queue:
    """So many wait, the oldest for so long."""

    waiting: int
    oldest: timedelta


def events(session: Session, now: datetime) -> Queue:
    """Events that no turn has answered yet."""
    waiting = select(func.count(), func.min(IncomingRow.received_at)).where(IncomingRow.done_at.is_(None))
    return _queue(session, waiting, now)


def messages(session: Session, now: datetime) -> Queue:
    """Messages that may go now, or were tried in vain, since they could first have gone: a wait that follows a try
    does not make them younger. What waits for its hour, or for the next day's, is not late.
    """
    tried_since = case((MessageRow.tried_at.is_not(None), MessageRow.first_push_at))
    since = func.min(func.coalesce(MessageRow.reply_token_at, tried_since, MessageRow.not_before))
    late = or_(MessageRow.not_before <= now, MessageRow.tried_at.is_not(None))
    return _queue(session, select(func.count(), since).where(*is_owed(), late), now)


def follow_ups(session: Session, now: datetime) -> Queue:
    """Cases, parts of cases and chats whose moment has come and which the clock job has not looked at yet."""
    every = [_looks(session, column, now) for column in _LOOKS]
    return Queue(sum(one.waiting for one in every), max(one.oldest for one in every))


_LOOKS = (CaseRow.next_look_at, HandoffRow.next_look_at, ConversationRow.next_look_at)


def _looks(session: Session, column: Any, now: datetime) -> Queue:
    return _queue(session, select(func.count(), func.min(column)).where(column <= now), now)


def number_overdue(session: Session, before: datetime) -> int:
    """How many of them were due before that moment."""
    return sum(_count(session, column <= before) for column in _LOOKS)


def number_maybe_twice(session: Session) -> int:
    """Answers that may have reached their person by reply and again by push."""
    return _count(session, MessageRow.maybe_twice.is_(True))


def _count(session: Session, these: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(these)) or 0


def _queue(session: Session, waiting: Select[*tuple[Any, ...]], now: datetime) -> Queue:
    number, since = session.execute(waiting).one()
    return Queue(number, max(now - since, timedelta()) if since else timedelta())
