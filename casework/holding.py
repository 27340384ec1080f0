"""Cases in staff's hands: why, since when, and how they go back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.history import CLOCK, Actor
from casework.telling import tell_staff
from network.wording import Meant
from storage.tables import CaseRow


def hold(session: Session, case: CaseRow, why: str, now: datetime, **parameters: Meant) -> None:
    """Staff take a case over and are told why (`staff.<why>`); a case that is held already is told of again
    only for another reason.
    """
    if case.held_by_staff and case.held_why == why:
        return
    take(session, case, why, CLOCK, now)
    tell_staff(session, case, f"staff.{why}", now, parameters)


def take(session: Session, case: CaseRow, why: str, by: Actor, now: datetime) -> None:
    """Note that the case is in staff's hands, without telling anyone."""
    if not case.held_by_staff:
        case.held_since = now
    case.held_by_staff, case.held_why = True, why
    history.note(session, case, "hold_for_staff", case.status, by, now, why)


def settle(session: Session, case: CaseRow, reasons: Collection[str], by: Actor, now: datetime) -> None:
    """What the case was held for has settled itself; a case that is held for another reason stays with staff."""
    if case.held_by_staff and case.held_why in reasons:
        _let_go(session, case, by, now)


def release(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """Staff have done what the case was held for."""
    case.staff_acted_at = now
    if not case.held_by_staff:
        return
    _let_go(session, case, by, now)


def _let_go(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    case.held_by_staff, case.held_why, case.held_since = False, None, None
    history.note(session, case, "release", case.status, by, now)
