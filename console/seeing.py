"""Noting who looked at what: staff see people's words and numbers, and the audit says so."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select

from console.desk import desk
from console.officers import officer
from storage import audit
from storage.tables import AuditRow

ONCE_WITHIN = timedelta(minutes=5)
"""A page that renews itself is one look, not hundreds."""


def note_seen(action: str, about: str, about_id: int) -> None:
    """Write down that this officer looked; before the page is shown, so that nothing is seen unnoted."""
    now = desk().clock()
    with desk().look() as session:
        if session.scalar(_same(action, about, about_id, now).limit(1)) is not None:
            return
    with desk().work() as session:
        audit.record(session, officer().id, action, about, about_id, now)


def _same(action: str, about: str, about_id: int, now: datetime) -> Select[int]:
    return select(AuditRow.id).where(
        AuditRow.staff_id == officer().id,
        AuditRow.action == action,
        AuditRow.about == about,
        AuditRow.about_id == about_id,
        AuditRow.at > now - ONCE_WITHIN,
    )
