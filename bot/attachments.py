"""Pictures and files that people send: fetched at once, since LINE keeps them for an undisclosed time."""

import logging
from datetime import datetime, timedelta

import filetype
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import limits
from bot.bot import Bot
from bot.circuit import is_closed
from bot.client import NO_ANSWER, Content
from storage.tables import AttachmentRow, PersonRow

log = logging.getLogger(__name__)

MOST_TRIES = 8


def fetch_next(bot: Bot, chat: str) -> bool:
    """Fetch the next file of a person that is due; False when there is none, or LINE is down."""
    now = bot.clock()
    with bot.look() as session:
        found = _next_due(session, chat, now)
        if found is None or not is_closed(session):
            return False
        row_id, message_id = found
    with bot.fetching:
        content = _fetch(bot, message_id)
        with bot.work() as session:
            row = session.get(AttachmentRow, row_id)
            if row is not None:
                _keep(session, row, content, now)
    return True


def _next_due(session: Session, chat: str, now: datetime) -> tuple[int, str] | None:
    row = session.execute(_NEXT_DUE, {"chat": chat, "now": now}).first()
    return (row[0], row[1]) if row else None


_NEXT_DUE = (
    select(AttachmentRow.id, AttachmentRow.line_message_id)
    .join(PersonRow, PersonRow.id == AttachmentRow.person_id)
    .where(PersonRow.line_user_id == bindparam("chat"), AttachmentRow.fetch_after <= bindparam("now"))
    .order_by(AttachmentRow.id)
    .limit(1)
)


def _fetch(bot: Bot, message_id: str) -> bytes | Content:
    try:
        return bot.client.content(message_id)
    except NO_ANSWER:
        return Content.NOT_READY


def _keep(session: Session, row: AttachmentRow, content: bytes | Content, now: datetime) -> None:
    if content is Content.GONE:
        # Unsent or expired: nothing is left to keep.
        session.delete(row)
        return
    if isinstance(content, Content):
        _try_later(row, now)
        return
    row.fetch_after = None
    row.size = len(content)
    if len(content) > limits.FILE:
        row.failure = "too large"
        return
    kind = filetype.guess(content)
    row.media_type = kind.mime if kind else "application/octet-stream"
    row.content = content


def _try_later(row: AttachmentRow, now: datetime) -> None:
    row.tries += 1
    if row.tries >= MOST_TRIES:
        row.fetch_after, row.failure = None, "not available"
        log.warning("file given up attachment=%d", row.id)
        return
    row.fetch_after = now + timedelta(seconds=5 * 2**row.tries)


def chats_with_files(session: Session, now: datetime) -> list[str]:
    """LINE users of whom a file is due to be fetched."""
    due = (
        select(PersonRow.line_user_id)
        .join(AttachmentRow, AttachmentRow.person_id == PersonRow.id)
        .where(AttachmentRow.fetch_after <= now, PersonRow.line_user_id.is_not(None))
    )
    return [chat for chat in session.scalars(due.distinct()) if chat]
