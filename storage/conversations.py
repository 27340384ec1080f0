"""When the clock looks at people's chats."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.cases import MOST_DUE
from storage.database import straight
from storage.tables import ConversationRow


def due_chats(session: Session, now: datetime) -> Sequence[int]:
    """People whose chat some rule wants looked at by now."""
    return straight(session, _DUE_CHATS, {"now": now}).scalars().all()


_DUE_CHATS = select(ConversationRow.person_id).where(ConversationRow.next_look_at <= bindparam("now")).limit(MOST_DUE)


def put_off_chat(session: Session, person_id: int, until: datetime) -> None:
    """Have a chat not looked at before then."""
    own = ConversationRow.person_id == person_id
    session.execute(update(ConversationRow).where(own).values(next_look_at=until))


EARLIEST_CHAT = select(func.min(ConversationRow.next_look_at)).where(ConversationRow.next_look_at.is_not(None))
"""The next moment at which a rule about a chat can be due."""
