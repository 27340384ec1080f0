"""Taking handoffs back: what is owed about them is cancelled; who knew the owner's contact is told to delete it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from casework import history
from casework.history import CLOCK, Actor
from casework.telling import number_for, tell_provider, tell_staff, whom_to_call
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
    """Take back every handoff that still lives, and then tell whoever had one: they may have had several."""
    living = [(handoff, handoff.status in HOLDING) for handoff in handoffs if handoff.status in LIVE]
    for handoff, _ in living:
        history.move(session, handoff, "withdraw", by, now, why)
    for handoff, knew_contact in living:
        if knew_contact:
            ask_to_delete(session, handoff, words.to_holder, now)
        elif handoff.told_at is not None:
            _call_off(session, handoff, words.to_asked, by, now)


def withdraw_one(
    session: Session,
    handoff: HandoffRow,
    by: Actor,
    now: datetime,
    why: str | None = None,
) -> None:
    """Take back one handoff. Raises `Refused` when it has ended."""
    if handoff.status not in LIVE:
        raise Refused("withdraw", handoff.status)
    withdraw_all(session, (handoff,), by, now, why)


def have_finished_ones_deleted(session: Session, handoffs: Iterable[HandoffRow], key: str, now: datetime) -> None:
    """Whoever has finished a part knows the owner, too, and was told nothing about that as it ended."""
    for handoff in handoffs:
        is_over = handoff.status == HandoffStatus.DONE and not serves_besides(handoff)
        if is_over and not is_told_to_delete(session, handoff):
            ask_to_delete(session, handoff, key, now)


def serves_besides(handoff: HandoffRow) -> bool:
    """Whether who had this part works on another one of the case, and needs what they know of the owner for that."""
    return any(
        part.id != handoff.id
        and part.status in HOLDING
        and (part.organisation_id, part.provider_id) == (handoff.organisation_id, handoff.provider_id)
        for part in cases.handoffs_of(handoff.case)
    )


def is_told_to_delete(session: Session, handoff: HandoffRow) -> bool:
    """Whether the organisation, or an officer in its place, was told to delete what it knows of the owner."""
    noted = (cases.last_move(session, handoff.id, name) for name in (cases.TOLD_TO_DELETE, cases.TO_BE_DELETED))
    return any(move is not None for move in noted)


def _call_off(session: Session, handoff: HandoffRow, key: str, by: Actor, now: datetime) -> None:
    """An offer waits for no answer any more; officers who were to ask for it by telephone are spared the call."""
    said = Say(key, {"number": number_for(session, handoff)})
    if not tell_provider(session, handoff, said, now=now) and by.who is not Who.STAFF:
        tell_staff(session, handoff.case, "staff_news.offer_void", now, whom_to_call(handoff.organisation))


def ask_to_delete(session: Session, handoff: HandoffRow, key: str, now: datetime) -> None:
    """Have those who know the owner's contact delete it, once they have no part of the case any more: in LINE, else
    by an officer on the telephone.
    """
    goes_on = serves_besides(handoff)
    said = Say("withdrawn.part" if goes_on else key, {"number": number_for(session, handoff)})
    is_told = tell_provider(session, handoff, said, now=now)
    noted = cases.SERVES_BESIDES if goes_on else cases.TOLD_TO_DELETE if is_told else cases.TO_BE_DELETED
    history.note_part(session, handoff, noted, CLOCK, now)
    if not is_told:
        to_say = "staff_news.part_ended" if goes_on else "staff.have_deleted"
        tell_staff(session, handoff.case, to_say, now, whom_to_call(handoff.organisation))


def told_by_telephone(session: Session, handoff: HandoffRow, by: Actor, now: datetime) -> None:
    """An officer has told them to delete what they know of the owner.

    Raises `Refused` while they work on it, and when they have been told already.
    """
    noted = [move.name for move in cases.moves_of(session, handoff.case_id) if move.handoff_id == handoff.id]
    is_told = [name for name in noted if name in cases.ABOUT_DELETING][-1:] == [cases.TOLD_TO_DELETE]
    if handoff.accepted_at is None or handoff.status in LIVE or is_told:
        raise Refused("have_deleted", handoff.status)
    history.note_part(session, handoff, cases.TOLD_TO_DELETE, by, now)


def who_deletes(session: Session, case_id: int, since: int) -> str | None:
    """Whether all that a case has had deleted since that move is told to whoever knows it, `told`, or some of it is
    left to an officer, `by_staff`; None when there was nothing to be deleted.
    """
    names = {move.name for move in cases.moves_of(session, case_id) if move.id > since}
    if cases.TO_BE_DELETED in names:
        return "by_staff"
    return "told" if cases.TOLD_TO_DELETE in names else None
