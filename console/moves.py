"""What an officer can do to a case: one entry per move, each through casework's own function for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from console import part_moves, whole_moves
from console.doing import Doing
from console.forms import Form, row_number
from console.officers import Officer
from network.cases import HANDOFF_MOVES, HOLDING, HandoffStatus, Who
from storage import cases
from storage.tables import CaseRow

Move = Callable[[Doing], None]


@dataclass(frozen=True)
class StaffMove:
    """One move of the console, of a case or of one `part` (handoff) of it.

    Those that tell nobody anything are done `at_once`; every other one is shown before it is made.
    """

    do: Move
    of_part: bool = False
    at_once: bool = False


MOVES: Mapping[str, StaffMove] = {
    "offer": StaffMove(part_moves.offer),
    "offer_next": StaffMove(part_moves.offer_next),
    "accept": StaffMove(part_moves.accept, of_part=True),
    "decline": StaffMove(part_moves.decline, of_part=True),
    "withdraw": StaffMove(part_moves.withdraw, of_part=True),
    "contact": StaffMove(part_moves.contact, of_part=True),
    "confirm_contact": StaffMove(part_moves.confirm_contact, of_part=True),
    "no_contact": StaffMove(part_moves.no_contact, of_part=True),
    "progress": StaffMove(part_moves.progress, of_part=True),
    "hold": StaffMove(part_moves.hold, of_part=True),
    "resume": StaffMove(part_moves.resume, of_part=True),
    "finish": StaffMove(part_moves.finish, of_part=True),
    "give_up": StaffMove(part_moves.give_up, of_part=True),
    "answer": StaffMove(part_moves.answer, of_part=True),
    "have_deleted": StaffMove(part_moves.have_deleted, of_part=True, at_once=True),
    "take": StaffMove(whole_moves.take, at_once=True),
    "release": StaffMove(whole_moves.release),
    "close": StaffMove(whole_moves.close),
    "reopen": StaffMove(whole_moves.reopen),
    "correct": StaffMove(whole_moves.correct),
    "owner_done": StaffMove(whole_moves.owner_done),
    "owner_not_done": StaffMove(whole_moves.owner_not_done),
    "rate": StaffMove(whole_moves.rate),
    "outcome": StaffMove(whole_moves.outcome),
    "note": StaffMove(whole_moves.note, at_once=True),
    "erase": StaffMove(whole_moves.erase),
}


def make(session: Session, name: str, case_id: int, form: Form, officer: Officer, now: datetime) -> CaseRow | None:
    """Make a move on the locked case; None when the officer does not see it or it has no such part.

    Raises `Refused` when the move is not allowed now, `NotSaid` when something was not filled in.
    """
    move = MOVES[name]
    case = cases.locked_case(session, case_id)
    if case is None or not officer.sees(case.province):
        return None
    handoff = cases.locked_handoff(session, form.get("handoff", 0, type=row_number)) if move.of_part else None
    if move.of_part and (handoff is None or handoff.case_id != case.id):
        return None
    move.do(Doing(session, case, handoff, form, officer, now))
    return case


def moves_of_part(status: str) -> list[str]:
    """What an officer may do about a handoff in this state, by the table of moves."""
    state = HandoffStatus(status)
    by_table = [
        name
        for name in ("accept", "decline", "contact", "hold", "resume", "finish", "give_up", "withdraw")
        if state in HANDOFF_MOVES[name].sources and Who.STAFF in HANDOFF_MOVES[name].by
    ]
    return by_table if state not in HOLDING else ["progress", "confirm_contact", "no_contact", *by_table]
