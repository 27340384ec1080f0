"""The figures of a report, counted once more from the audit trail alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from network.cases import CaseStatus, HandoffStatus, Resolution, status_of
from tests.histories.trail import Move, moves_a_part

SERVES = frozenset({HandoffStatus.IN_SERVICE, HandoffStatus.ON_HOLD, HandoffStatus.DONE})
SAYS_SO = frozenset({"contact", "finish"})


@dataclass(frozen=True)
class Recount:
    """As `console.figures.Report`, as far as the trail alone tells."""

    opened: int
    closed: int
    resolved: int
    by_status: Mapping[str, int]
    by_resolution: Mapping[str, int]
    served: int
    joint: int


def recount(moves: Sequence[Move], organisation_of: Mapping[int, int], begin: datetime, end: datetime) -> Recount:
    """What a report of the time from `begin` until `end` has to say. `organisation_of` is by handoff."""
    by_case: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        by_case[move.case_id].append(move)
    opened = [its for its in by_case.values() if begin <= its[0].at < end]
    endings = [last for its in by_case.values() if (last := _ending(its)) and begin <= last.at < end]
    reports = [sorted(_first_reports(its, organisation_of).values()) for its in by_case.values()]
    resolutions = Counter(last.target for last in endings)
    return Recount(
        opened=len(opened),
        closed=len(endings),
        resolved=resolutions[Resolution.RESOLVED],
        by_status=Counter(_status(its) for its in opened),
        by_resolution=resolutions,
        served=sum(1 for its in reports if its and begin <= its[0] < end),
        joint=sum(1 for its in reports if len(its) > 1 and begin <= its[1] < end),
    )


def _ending(moves: Sequence[Move]) -> Move | None:
    """The move that closed the case, if it has not been reopened since."""
    last = [move for move in moves if move.name in ("close", "reopen")][-1:]
    return last[0] if last and last[0].name == "close" else None


def _status(moves: Sequence[Move]) -> str:
    if _ending(moves):
        return CaseStatus.CLOSED
    return status_of(_states(moves).values())


def _states(moves: Sequence[Move]) -> dict[int, HandoffStatus]:
    return {move.handoff_id: HandoffStatus(move.target) for move in moves if move.handoff_id and moves_a_part(move)}


def _first_reports(moves: Sequence[Move], organisation_of: Mapping[int, int]) -> dict[int, datetime]:
    """When each organisation that serves or has served the case first said so."""
    states = _states(moves)
    first: dict[int, datetime] = {}
    for move in moves:
        if move.handoff_id and move.name in SAYS_SO and states[move.handoff_id] in SERVES:
            first.setdefault(organisation_of[move.handoff_id], move.at)
    return first
