"""The case, its handoffs, and the table of moves: whatever stands not here is refused.

Stages follow the RISMEP referral (intake, referral, joint service, follow-up, outcome); names of the
handoff states map one to one onto the FHIR Task statuses of HL7's SDOH Clinical Care guide.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class CaseStatus(StrEnum):
    """Where a case stands; derived from its handoffs by `status_of` but for `closed`."""

    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_SERVICE = "in_service"
    CLOSED = "closed"


class HandoffStatus(StrEnum):
    """Where one organisation's part in a case stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_SERVICE = "in_service"
    ON_HOLD = "on_hold"
    DONE = "done"
    NOT_DONE = "not_done"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Resolution(StrEnum):
    """How a closed case ended."""

    RESOLVED = "resolved"
    NOT_RESOLVED = "not_resolved"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    NOT_OURS = "not_ours"


class Role(StrEnum):
    """Lead or member of the Consulting Team of a case."""

    LEAD = "lead"
    MEMBER = "member"


class Who(StrEnum):
    """Who made a move."""

    OWNER = "owner"
    PROVIDER = "provider"
    STAFF = "staff"
    CLOCK = "clock"


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A move that the table does not allow now; the caller answers politely."""

    def __init__(self, move: str, status: str) -> None:
        super().__init__(f"{move} is not allowed from {status}")
        self.move = move
        self.status = status


HOLDING = frozenset({HandoffStatus.ACCEPTED, HandoffStatus.IN_SERVICE, HandoffStatus.ON_HOLD})
"""The organisation has said yes and works on the case: it may see the owner's contact."""

LIVE = HOLDING | {HandoffStatus.OFFERED}
"""The organisation may still act."""

ENDED = frozenset(HandoffStatus) - LIVE

NOT_TAKEN = ENDED - {HandoffStatus.DONE}
"""What the organisation was asked for is still to be done by someone."""


S = TypeVar("S", HandoffStatus, CaseStatus)


@dataclass(frozen=True)
class Move(Generic[S]):
    """One allowed move, of a handoff or of a case as a whole: from which states, to which, by whom."""

    name: str
    sources: Collection[S]
    target: S
    by: Collection[Who]


_S = HandoffStatus
_PEOPLE = (Who.PROVIDER, Who.STAFF)

HANDOFF_MOVES: Mapping[str, Move[HandoffStatus]] = {
    move.name: move
    for move in (
        Move("accept", {_S.OFFERED}, _S.ACCEPTED, _PEOPLE),
        Move("decline", {_S.OFFERED}, _S.DECLINED, _PEOPLE),
        Move("expire", {_S.OFFERED}, _S.EXPIRED, {Who.CLOCK}),
        Move("contact", {_S.ACCEPTED}, _S.IN_SERVICE, {Who.OWNER, Who.PROVIDER, Who.STAFF}),
        Move("hold", {_S.ACCEPTED, _S.IN_SERVICE}, _S.ON_HOLD, _PEOPLE),
        Move("resume", {_S.ON_HOLD}, _S.IN_SERVICE, _PEOPLE),
        Move("finish", HOLDING, _S.DONE, _PEOPLE),
        Move("give_up", HOLDING, _S.NOT_DONE, _PEOPLE),
        Move("withdraw", LIVE, _S.WITHDRAWN, {Who.OWNER, Who.STAFF, Who.CLOCK}),
    )
}


def allowed(moves: Mapping[str, Move[S]], name: str, status: S, by: Who) -> Move[S]:
    """The move `name` made by `by` from `status`. Raises `Refused` when the table has no such move."""
    move = moves[name]
    if status not in move.sources or by not in move.by:
        raise Refused(name, status)
    return move


def status_of(handoffs: Iterable[HandoffStatus]) -> CaseStatus:
    """The status of a case that is not closed, from the states of all its handoffs."""
    states = set(handoffs)
    if states & {_S.IN_SERVICE, _S.ON_HOLD, _S.DONE}:
        return CaseStatus.IN_SERVICE
    if _S.ACCEPTED in states:
        return CaseStatus.ACCEPTED
    if _S.OFFERED in states:
        return CaseStatus.OFFERED
    return CaseStatus.OPEN


ASK_OWNER = "ask_owner"
OWNER_ANSWERED = "answer_owner"
QUESTION_LAPSED = "question_lapsed"
"""Notes about an offer that move nothing: a question to the owner, and how it ended."""

CALLED_OFF, STILL_WANTED = "called_off", "still_wanted"
"""Notes that move nothing, too: whoever serves says that the owner does not want it any more; the owner does."""

REOPEN_WITHIN_DAYS = 90


_CLOSED = CaseStatus.CLOSED

CASE_MOVES: Mapping[str, Move[CaseStatus]] = {
    move.name: move
    for move in (
        Move("open", (), CaseStatus.OPEN, {Who.OWNER, Who.STAFF}),
        Move("close", frozenset(CaseStatus) - {_CLOSED}, _CLOSED, {Who.OWNER, Who.STAFF, Who.CLOCK}),
        # The owner only what was closed on another's word alone: `casework.closing` sees to that.
        Move("reopen", {_CLOSED}, CaseStatus.OPEN, {Who.STAFF, Who.OWNER}),
    )
}
"""What no handoff makes of a case. Without a source a case is born by it."""


def refuse_closed(status: CaseStatus, move: str) -> None:
    """Raise `Refused` when a closed case is to be moved; a closed case can only be reopened."""
    if status is CaseStatus.CLOSED:
        raise Refused(move, status)
