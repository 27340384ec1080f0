"""The figures of a report, counted once more from the audit trail and from the answers that were written down."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from network.cases import CaseStatus, HandoffStatus, Resolution, Who, status_of
from tests.histories.trail import Move, moves_a_part

SERVES = frozenset({HandoffStatus.IN_SERVICE, HandoffStatus.ON_HOLD, HandoffStatus.DONE})
SAYS_SO = frozenset({"contact", "finish"})


@dataclass(frozen=True)
class Recount:
    """As `console.figures.Report`, as far as the trail alone tells."""

    opened: int
    closed: int
    resolved: int
    by_word: int
    by_status: Mapping[str, int]
    by_resolution: Mapping[str, int]
    served: int
    joint: int
    baht: int


@dataclass(frozen=True)
class Told:
    """An answer about what came of a case: at least so much; `question` is the move and the rule it answers."""

    case_id: int
    said_by: str
    kind: str
    baht: int | None
    at: datetime
    question: tuple[int, str] | None


def recount(
    moves: Sequence[Move], told: Sequence[Told], organisation_of: Mapping[int, int], begin: datetime, end: datetime
) -> Recount:
    """What a report of the time from `begin` until `end` has to say. `organisation_of` is by handoff."""
    by_case: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        by_case[move.case_id].append(move)
    opened = [its for its in by_case.values() if begin <= its[0].at < end]
    endings = [(its, last) for its in by_case.values() if (last := _ending(its)) and begin <= last.at < end]
    reports = [sorted(_first_reports(its, organisation_of).values()) for its in by_case.values()]
    resolutions = Counter(_as_counted(its, last) for its, last in endings)
    return Recount(
        opened=len(opened),
        closed=len(endings),
        resolved=resolutions[Resolution.RESOLVED],
        by_word=resolutions["by_word"],
        by_status=Counter(_status(its) for its in opened),
        by_resolution=resolutions,
        served=sum(1 for its in reports if its and begin <= its[0] < end),
        joint=sum(1 for its in reports if len(its) > 1 and begin <= its[1] < end),
        baht=sum(
            one.baht or 0
            for place, one in enumerate(told)
            if begin <= one.at < end and not any(_overtakes(later, one) for later in told[place + 1 :])
        ),
    )


def _ending(moves: Sequence[Move]) -> Move | None:
    """The move that closed the case, if it has not been reopened since."""
    last = [move for move in moves if move.name in ("close", "reopen")][-1:]
    return last[0] if last and last[0].name == "close" else None


def _overtakes(later: Told, one: Told) -> bool:
    """Whether the same person has said so anew since the same question: otherwise, or that there is nothing yet."""
    same = (later.case_id, later.said_by, later.question) == (one.case_id, one.said_by, one.question)
    return same and later.kind in (one.kind, "none")


def _as_counted(moves: Sequence[Move], closed: Move) -> str:
    """What the clock closed is no success until the owner says so."""
    confirmed = any(move.name == "done_says_owner" and move.id > closed.id for move in moves)
    return closed.target if closed.by != Who.CLOCK or confirmed else "by_word"


def _status(moves: Sequence[Move]) -> str:
    if _ending(moves):
        return CaseStatus.CLOSED
    return status_of(_states(moves).values())


def _states(moves: Sequence[Move]) -> dict[int, HandoffStatus]:
    return {move.handoff_id: HandoffStatus(move.target) for move in moves if move.handoff_id and moves_a_part(move)}


def _first_reports(moves: Sequence[Move], organisation_of: Mapping[int, int]) -> dict[int, datetime]:
    """When each organisation that serves or has served the case first said so."""
    states = _states(moves)
    closings = {move.at for move in moves if move.name == "close" and move.target != Resolution.WITHDRAWN}
    ended_with_it = {move.handoff_id for move in moves if move.name == "withdraw" and move.at in closings}
    served = {part for part, state in states.items() if state in SERVES} | ended_with_it
    first: dict[int, datetime] = {}
    for move in moves:
        if move.handoff_id and move.handoff_id in served and move.name in SAYS_SO:
            first.setdefault(organisation_of[move.handoff_id], move.at)
    return first
