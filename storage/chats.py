"""What is left to be done for a chat besides its events: after every piece of work it is asked for, in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from storage.database import straight
from storage.messages import is_owed
from storage.tables import AttachmentRow, MessageRow, PersonRow, ProviderRow


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


def left_for(session: Session, chat: str, now: datetime) -> Left | None:
    """None when we have not met them."""
    row = straight(session, _LEFT, {"chat": chat, "now": now}).first()
    if row is None:
        return None
    message, file, blocked_at, language, is_provider, menu = row
    return Left(bool(message), bool(file), blocked_at is not None, language, bool(is_provider), menu)


_LEFT = select(
    exists().where(*is_owed(), MessageRow.person_id == PersonRow.id, MessageRow.not_before <= bindparam("now")),
    exists().where(AttachmentRow.person_id == PersonRow.id, AttachmentRow.fetch_after <= bindparam("now")),
    PersonRow.blocked_at,
    PersonRow.language,
    exists().where(ProviderRow.person_id == PersonRow.id, ProviderRow.left_at.is_(None)),
    PersonRow.menu,
).where(PersonRow.line_user_id == bindparam("chat"))
