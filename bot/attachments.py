"""Pictures and files that people send: fetched at once, since LINE keeps them for an undisclosed time."""

import logging
from datetime import datetime, timedelta

import filetype
from sqlalchemy.orm import Session

from bot import limits
from bot.bot import Bot
from bot.circuit import is_closed
from bot.client import NO_ANSWER, Content
from storage import attachments
from storage.tables import AttachmentRow

log = logging.getLogger(__name__)

MOST_TRIES = 8


def fetch_next(bot: Bot, chat: str) -> bool:
    """Fetch the next file of a person that is due; False when there is none, or LINE is down."""
    now = bot.clock()
    with bot.look() as session:
        found = attachments.next_due(session, chat, now)
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
