"""Taking handoffs back: what is owed about them is cancelled; who knew the owner's contact is told to delete it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from casework import history
from casework.history import CLOCK, Actor
from casework.telling import organisation_name, tell_provider, tell_staff
from intake.saying import Say
from network.cases import HOLDING, LIVE, HandoffStatus, Refused, Who
from storage import cases
from storage.tables import HandoffRow


class Words(NamedTuple):
    """How those are told from whom a part is taken: who works on it, and who was only asked."""

    to_holder: str
    to_asked: str


CANCELLED = Words("withdrawn.provider", "withdrawn.offer")
CLOSED = Words("withdrawn.provider_closed", "withdrawn.offer_closed")
ELSEWHERE = Words("withdrawn.provider_elsewhere", "withdrawn.offer_elsewhere")
"""The owner no longer needs it; the case has ended; the case goes on without them."""


def withdraw_all(
    session: Session,
    handoffs: Iterable[HandoffRow],
    by: Actor,
    now: datetime,
    why: str | None = None,
    words: Words = ELSEWHERE,
) -> None:
    """Take back every handoff that still lives."""
    for handoff in handoffs:
        if handoff.status in LIVE:
            withdraw_one(session, handoff, by, now, why, words)


def withdraw_one(
    session: Session,
    handoff: HandoffRow,
    by: Actor,
    now: datetime,
    why: str | None = None,
    words: Words = ELSEWHERE,
) -> None:
    """Take back one handoff. Raises `Refused` when it has ended."""
    knew_contact = handoff.status in HOLDING
    history.move(session, handoff, "withdraw", by, now, why)
    if knew_contact:
        ask_to_delete(session, handoff, words.to_holder, now)
    elif handoff.told_at is not None:
        _call_off(session, handoff, words.to_asked, by, now)


def have_finished_ones_deleted(session: Session, handoffs: Iterable[HandoffRow], key: str, now: datetime) -> None:
    """Whoever has finished a part knows the owner, too, and was told nothing about that as it ended."""
    for handoff in handoffs:
        if handoff.status == HandoffStatus.DONE and not is_told_to_delete(session, handoff):
            ask_to_delete(session, handoff, key, now)


def is_told_to_delete(session: Session, handoff: HandoffRow) -> bool:
    """Whether the organisation, or an officer in its place, was told to delete what it knows of the owner."""
    noted = (cases.last_move(session, handoff.id, name) for name in (cases.TOLD_TO_DELETE, cases.TO_BE_DELETED))
    return any(move is not None for move in noted)


def _call_off(session: Session, handoff: HandoffRow, key: str, by: Actor, now: datetime) -> None:
    """An offer waits for no answer any more; officers who were to ask for it by telephone are spared the call."""
    case, organisation = handoff.case, handoff.organisation
    said = Say(key, {"number": case.number or ""})
    if not tell_provider(session, handoff, said, now=now) and by.who is not Who.STAFF:
        whom = {"organisation": organisation_name(organisation), "phone": organisation.phone or "-"}
        tell_staff(session, case, "staff_news.offer_void", now, whom)


def ask_to_delete(session: Session, handoff: HandoffRow, key: str, now: datetime) -> None:
    """Have those who know the owner's contact delete it: in LINE, else by an officer on the telephone."""
    case, organisation = handoff.case, handoff.organisation
    if tell_provider(session, handoff, Say(key, {"number": case.number or ""}), now=now):
        history.note_part(session, handoff, cases.TOLD_TO_DELETE, CLOCK, now)
        return
    history.note_part(session, handoff, cases.TO_BE_DELETED, CLOCK, now)
    whom = {"organisation": organisation_name(organisation), "phone": organisation.phone or "-"}
    tell_staff(session, case, "staff.have_deleted", now, whom)


def told_by_telephone(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """An officer has told them to delete what they know of the owner. Raises `Refused` while they work on it."""
    if handoff.accepted_at is None or handoff.status in LIVE:
        raise Refused("have_deleted", handoff.status)
    history.note(session, handoff.case, cases.TOLD_TO_DELETE, handoff.case.status, by, now).handoff_id = handoff.id


def who_deletes(session: Session, case_id: int, since: int) -> str | None:
    """Whether all that a case has had deleted since that move is told to whoever knows it, `told`, or some of it is
    left to an officer, `by_staff`; None when there was nothing to be deleted.
    """
    names = {move.name for move in cases.moves_of(session, case_id) if move.id > since}
    if cases.TO_BE_DELETED in names:
        return "by_staff"
    return "told" if cases.TOLD_TO_DELETE in names else None
