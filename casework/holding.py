"""Cases in staff's hands: why, since when, and how they go back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.history import CLOCK, Actor
from casework.telling import tell_staff
from network.cases import Who
from network.wording import Meant
from storage import cases
from storage.tables import CaseRow, MoveRow, NoteRow


def reasons(session: Session, case: CaseRow) -> list[str]:
    """Why staff have a case now, the oldest reason first; nothing while they do not have it."""
    if not case.held_by_staff:
        return []
    session.flush()
    return _reasons_in(cases.moves_of(session, case.id))


def reasons_of(session: Session, held: Sequence[CaseRow]) -> dict[int, list[str]]:
    """Why staff have each of these cases, read together."""
    moves: dict[int, list[MoveRow]] = {case.id: [] for case in held}
    for move in cases.holding_moves(session, moves):
        moves[move.case_id].append(move)
    return {case_id: _reasons_in(its) for case_id, its in moves.items()}


def _reasons_in(moves: Iterable[MoveRow]) -> list[str]:
    found: dict[str, None] = {}
    for move in moves:
        if move.name == "release":
            found.clear()
        elif move.name == "hold_for_staff" and move.why:
            found[move.why] = None
    return list(found)


def hold(session: Session, case: CaseRow, why: str, now: datetime, **parameters: Meant) -> None:
    """Staff take a case over and are told why (`staff.<why>`); a case that they have already is told of again
    only for another reason, or when the parameters name something else that is to be done.
    """
    if why in reasons(session, case) and not parameters:
        return
    take(session, case, why, CLOCK, now)
    tell_staff(session, case, f"staff.{why}", now, parameters)


def keep(session: Session, case: CaseRow, why: str, now: datetime) -> None:
    """Staff have the case for this, too, and know it."""
    if why not in reasons(session, case):
        take(session, case, why, CLOCK, now)


def take(session: Session, case: CaseRow, why: str, by: Actor, now: datetime) -> None:
    """Note that the case is in staff's hands, without telling anyone."""
    if not case.held_by_staff:
        case.held_since = now
    case.held_by_staff, case.held_why = True, why
    if by.who is Who.STAFF:
        case.staff_id = by.id
    history.note(session, case, "hold_for_staff", case.status, by, now, why)


def settle(session: Session, case: CaseRow, settled: Collection[str], by: Actor, now: datetime) -> bool:
    """What the case was held for has settled itself; what it is held for besides stays with staff.

    False when they did not have it for that.
    """
    held_for, since = reasons(session, case), case.held_since
    left = [why for why in held_for if why not in settled]
    if left == held_for:
        return False
    _let_go(session, case, by, now)
    for why in left:
        take(session, case, why, CLOCK, now)
        case.held_since = since
    return True


def write_down(session: Session, case: CaseRow, text: str, staff_id: int, now: datetime) -> None:
    """An officer's own note, which is something done about the case."""
    session.add(NoteRow(case_id=case.id, staff_id=staff_id, text=text, at=now))
    case.staff_acted_at = now


def release(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """Staff have done what the case was held for."""
    if case.held_by_staff:
        _let_go(session, case, by, now)


def _let_go(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    case.held_by_staff, case.held_why, case.held_since = False, None, None
    history.note(session, case, "release", case.status, by, now)
