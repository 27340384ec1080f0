"""Pictures and files that are still to be fetched."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from storage.tables import AttachmentRow, PersonRow


def next_due(session: Session, chat: str, now: datetime) -> tuple[int, str] | None:
    """The next file of a person that is due: the id of its row, and that of LINE's message."""
    row = session.execute(_NEXT_DUE, {"chat": chat, "now": now}).first()
    return (row[0], row[1]) if row else None


_NEXT_DUE = (
    select(AttachmentRow.id, AttachmentRow.line_message_id)
    .join(PersonRow, PersonRow.id == AttachmentRow.person_id)
    .where(PersonRow.line_user_id == bindparam("chat"), AttachmentRow.fetch_after <= bindparam("now"))
    .order_by(AttachmentRow.id)
    .limit(1)
)


def chats_with_files(session: Session, now: datetime) -> list[str]:
    """LINE users of whom a file is due to be fetched."""
    return [chat for chat in session.scalars(_CHATS_WITH_FILES, {"now": now}) if chat]


_IS_DUE = AttachmentRow.fetch_after <= bindparam("now")
_CHATS_WITH_FILES = (
    select(PersonRow.line_user_id)
    .join(AttachmentRow, AttachmentRow.person_id == PersonRow.id)
    .where(_IS_DUE, PersonRow.line_user_id.is_not(None))
    .distinct()
)


def is_any_due() -> ColumnElement[bool]:
    """As a column: whether a file is to be fetched at the moment `now`."""
    return exists().where(_IS_DUE)
