"""Every move leaves a row, and every row changed is looked at again by the clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from network.cases import HANDOFF_MOVES, LIVE, CaseStatus, Who, allowed, refuse_closed, status_of
from network.cases import HandoffStatus as Status
from storage import cases, messages
from storage.tables import CaseRow, HandoffRow, MoveRow


@dataclass(frozen=True)
class Actor:
    """Who makes a move: their kind and, for a provider or an officer, the id of their row."""

    who: Who
    id: int | None = None


CLOCK = Actor(Who.CLOCK)


def move(session: Session, handoff: HandoffRow, name: str, by: Actor, now: datetime, why: str | None = None) -> None:
    """Move a handoff as the table allows and write it down. Raises `Refused`; the case must be locked."""
    refuse_closed(CaseStatus(handoff.case.status), name)
    target = allowed(HANDOFF_MOVES, name, Status(handoff.status), by.who).target
    row = MoveRow(
        case_id=handoff.case_id,
        handoff_id=handoff.id,
        name=name,
        source=handoff.status,
        target=target,
        by=by.who,
        by_id=by.id,
        why=why,
        at=now,
    )
    session.add(row)
    handoff.status = target
    _moved(handoff.case, by, now)
    handoff.next_look_at = now
    if target not in LIVE:
        _end(session, handoff, now)
    follow_handoffs(handoff.case)


def _end(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """A part is over, however it ended: what still waits to be sent about it may hold a contact, and stays here."""
    handoff.ended_at = now
    messages.cancel_owed(session, now, handoff_id=handoff.id)


def note(
    session: Session, case: CaseRow, name: str, target: str, by: Actor, now: datetime, why: str | None = None
) -> MoveRow:
    """Write down a move of the case itself."""
    row = MoveRow(
        case_id=case.id, name=name, source=case.status, target=target, by=by.who, by_id=by.id, why=why, at=now
    )
    session.add(row)
    _moved(case, by, now)
    return row


def note_part(
    session: Session, handoff: HandoffRow, name: str, by: Actor, now: datetime, why: str | None = None
) -> MoveRow:
    """Write down what is said of one part, and moves nothing."""
    row = note(session, handoff.case, name, handoff.case.status, by, now, why)
    row.handoff_id = handoff.id
    return row


def follow_handoffs(case: CaseRow) -> None:
    """The case's own status, derived from its handoffs; a closed case stays closed."""
    if case.status != CaseStatus.CLOSED:
        case.status = status_of(cases.statuses_of(cases.handoffs_of(case)))


def _moved(case: CaseRow, by: Actor, now: datetime) -> None:
    """The clock looks again, and when an officer acts, they are not reminded of the case for a while."""
    look_again(case, now)
    if by.who is Who.STAFF:
        case.staff_acted_at = now


def look_again(case: CaseRow, now: datetime) -> None:
    """Have the clock work out the next moment at which a rule can be due."""
    case.next_look_at = now
