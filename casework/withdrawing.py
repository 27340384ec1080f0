"""Taking handoffs back: what is owed about them is cancelled; who knew the owner's contact is told to delete it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.history import Actor
from casework.telling import tell_provider
from intake.saying import Say
from network.cases import HOLDING, LIVE
from storage import messages
from storage.tables import HandoffRow


def withdraw_all(
    session: Session, handoffs: Iterable[HandoffRow], by: Actor, now: datetime, why: str | None = None
) -> None:
    """Take back every handoff that still lives."""
    for handoff in handoffs:
        if handoff.status in LIVE:
            withdraw_one(session, handoff, by, now, why)


def withdraw_one(session: Session, handoff: HandoffRow, by: Actor, now: datetime, why: str | None = None) -> None:
    """Take back one handoff. Raises `Refused` when it has ended."""
    key = "withdrawn.provider" if handoff.status in HOLDING else "withdrawn.offer"
    history.move(session, handoff, "withdraw", by, now, why)
    handoff.ended_at = now
    messages.cancel_owed(session, now, handoff_id=handoff.id)
    tell_provider(session, handoff, Say(key, {"number": handoff.case.number or ""}), now=now)
