"""Taking handoffs back: what is owed about them is cancelled; who knew the owner's contact is told to delete it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.history import CLOCK, Actor
from casework.telling import organisation_name, tell_provider, tell_staff
from intake.saying import Say
from network.cases import HOLDING, LIVE
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
    knew_contact = handoff.status in HOLDING
    history.move(session, handoff, "withdraw", by, now, why)
    if knew_contact:
        ask_to_delete(session, handoff, "withdrawn.provider", now)
    elif handoff.told_at is not None:
        tell_provider(session, handoff, Say("withdrawn.offer", {"number": handoff.case.number or ""}), now=now)


def ask_to_delete(session: Session, handoff: HandoffRow, key: str, now: datetime) -> None:
    """Have those who know the owner's contact delete it: in LINE, else by an officer on the telephone."""
    case, organisation = handoff.case, handoff.organisation
    if tell_provider(session, handoff, Say(key, {"number": case.number or ""}), now=now):
        history.note(session, case, "told_to_delete", case.status, CLOCK, now).handoff_id = handoff.id
        return
    whom = {"organisation": organisation_name(organisation), "phone": organisation.phone or "-"}
    tell_staff(session, case, "staff.have_deleted", now, whom)
