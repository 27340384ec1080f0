"""Who among the staff saw, changed or exported what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import AuditRow


def record(
    session: Session,
    staff_id: int | None,
    action: str,
    about: str | None,
    about_id: int | None,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> AuditRow:
    """One line of the audit. `detail` stands unencrypted: codes and counts, never what a person wrote."""
    row = AuditRow(staff_id=staff_id, action=action, about=about, about_id=about_id, at=at, detail=detail)
    session.add(row)
    return row


def history(session: Session, about: str, about_id: int) -> Sequence[AuditRow]:
    """What was done about one thing, oldest first."""
    lines = select(AuditRow).where(AuditRow.about == about, AuditRow.about_id == about_id)
    return session.scalars(lines.order_by(AuditRow.at, AuditRow.id)).all()
