"""Taking handoffs back: what is owed about them is cancelled; who knew the owner's contact is told to delete it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.history import CLOCK, Actor
from casework.telling import organisation_name, tell_provider, tell_staff
from intake.saying import Say
from network.cases import HOLDING, LIVE, Who
from storage import cases
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
        _call_off(session, handoff, by, now)


def _call_off(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """An offer waits for no answer any more; officers who were to ask for it by telephone are spared the call."""
    case, organisation = handoff.case, handoff.organisation
    said = Say("withdrawn.offer", {"number": case.number or ""})
    if not tell_provider(session, handoff, said, now=now) and by.who is not Who.STAFF:
        whom = {"organisation": organisation_name(organisation), "phone": organisation.phone or "-"}
        tell_staff(session, case, "staff_news.offer_void", now, whom)


def ask_to_delete(session: Session, handoff: HandoffRow, key: str, now: datetime) -> None:
    """Have those who know the owner's contact delete it: in LINE, else by an officer on the telephone."""
    case, organisation = handoff.case, handoff.organisation
    if tell_provider(session, handoff, Say(key, {"number": case.number or ""}), now=now):
        history.note(session, case, cases.TOLD_TO_DELETE, case.status, CLOCK, now).handoff_id = handoff.id
        return
    history.note(session, case, cases.TO_BE_DELETED, case.status, CLOCK, now).handoff_id = handoff.id
    whom = {"organisation": organisation_name(organisation), "phone": organisation.phone or "-"}
    tell_staff(session, case, "staff.have_deleted", now, whom)


def who_deletes(session: Session, case_id: int, since: int) -> str | None:
    """Whether all that a case has had deleted since that move is told to whoever knows it, `told`, or some of it is
    left to an officer, `by_staff`; None when there was nothing to be deleted.
    """
    names = {move.name for move in cases.moves_of(session, case_id) if move.id > since}
    if cases.TO_BE_DELETED in names:
        return "by_staff"
    return "told" if cases.TOLD_TO_DELETE in names else None
