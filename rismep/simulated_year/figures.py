"""What a played year came to: the story of each case, the load of each who served, and what was asked and sent."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, selectinload

from console.figures import BY_WORD, JOINT, SERVED
from network.cases import Resolution, Who
from network.office_hours import HOURS_A_DAY, Calendar, in_bangkok
from storage.candidates import working_hours
from storage.tables import (
    CaseRow,
    FollowUpRow,
    HandoffRow,
    MessageRow,
    MoveRow,
    OutcomeRow,
    PersonRow,
    ProviderRow,
)

ONE_DAY = timedelta(days=1)
NOTHING = "none"


@dataclass(frozen=True)
class CaseStory:
    """What became of one case. `owner` is the same person in every play of a seed.

    What was closed on the provider's word alone ended `by_word`, as in the report of the console.
    Waits are counted from the opening: working hours, working days of eight of them, and days of the calendar.
    `called_days` is until the owner was really rung up, `contact_days` until the bot knew of it.
    """

    owner: str
    month: str
    accepted_hours: float | None
    called_days: float | None
    contact_days: float | None
    closed_days: float | None
    resolution: str | None
    with_result: bool
    baht: int
    joint: bool
    held_for: tuple[str, ...]
    offers: int
    stars: int | None

    @property
    def resolved(self) -> bool:
        return self.resolution == Resolution.RESOLVED


Span = tuple[datetime, datetime | None]
"""From when to when someone who serves had a case; None while it goes on."""


@dataclass(frozen=True)
class Load:
    """What one who serves had in the year: so many cases taken on, so many of them at once at most."""

    taken: int
    at_once: int


@dataclass(frozen=True)
class Played:
    """Everything that is counted of a played year. `taken` holds everyone in the directory, by their code."""

    stories: Sequence[CaseStory]
    taken: Mapping[str, Sequence[Span]]
    answers: Mapping[str, int]
    follow_ups: Mapping[str, int]
    sent: Mapping[str, int]
    officer_moves: int

    @cached_property
    def loads(self) -> list[Load]:
        """Of everyone in the directory, the busiest first; those who had nothing, too."""
        loads = (Load(len(spans), _at_once(spans)) for spans in self.taken.values())
        return sorted(loads, key=lambda load: (-load.taken, -load.at_once))


def together(parts: Sequence[Played]) -> Played:
    """The country, from what each part of it came to."""
    everyone = {code for part in parts for code in part.taken}
    return Played(
        stories=[story for part in parts for story in part.stories],
        taken={code: [span for part in parts for span in part.taken.get(code, ())] for code in sorted(everyone)},
        answers=_sum(part.answers for part in parts),
        follow_ups=_sum(part.follow_ups for part in parts),
        sent=_sum(part.sent for part in parts),
        officer_moves=sum(part.officer_moves for part in parts),
    )


def _sum(counted: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = sum((Counter(each) for each in counted), start=Counter[str]())
    return dict(sorted(total.items()))


def count(session: Session, calendar: Calendar, called: Mapping[int, datetime]) -> Played:
    """Count it from the rows, and from when the owner of each handoff was `called`."""
    sent = select(MessageRow.tried_by, func.count()).where(MessageRow.outcome == "sent")
    return Played(
        stories=_stories(session, calendar, called),
        taken=_taken(session),
        answers=_counted(session, select(HandoffRow.status, func.count()).group_by(HandoffRow.status)),
        follow_ups=_counted(session, select(FollowUpRow.rule, func.count()).group_by(FollowUpRow.rule)),
        sent=_counted(session, sent.group_by(MessageRow.tried_by)),
        officer_moves=session.scalar(select(func.count()).where(MoveRow.by == "staff")) or 0,
    )


def _counted(session: Session, query: Select[Any, int]) -> dict[str, int]:
    return {str(key): number for key, number in sorted(session.execute(query), key=lambda row: str(row[0]))}


def _stories(session: Session, calendar: Calendar, called: Mapping[int, datetime]) -> list[CaseStory]:
    about = _Trail(
        owners={
            row.id: row.line_user_id or "" for row in session.execute(select(PersonRow.id, PersonRow.line_user_id))
        },
        accepted=_first(session, "accept"),
        contacted=_first(session, "contact"),
        held=_held(session),
        results=_results(session),
    )
    every = select(CaseRow).options(selectinload(CaseRow.handoffs)).order_by(CaseRow.id)
    return [_story(case, about, _first_call(case, called), calendar) for case in session.scalars(every)]


def _first_call(case: CaseRow, called: Mapping[int, datetime]) -> datetime | None:
    return min((called[part.id] for part in case.handoffs if part.id in called), default=None)


@dataclass(frozen=True)
class _Trail:
    """What is told of cases elsewhere than in their own rows, by the case's id (the owners by their own)."""

    owners: Mapping[int, str]
    accepted: Mapping[int, datetime]
    contacted: Mapping[int, datetime]
    held: Mapping[int, tuple[str, ...]]
    results: Mapping[int, tuple[bool, int]]


def _story(case: CaseRow, about: _Trail, called: datetime | None, calendar: Calendar) -> CaseStory:
    served_by = {part.organisation_id for part in case.handoffs if part.status in SERVED}
    with_result, baht = about.results.get(case.id, (False, 0))
    return CaseStory(
        owner=about.owners.get(case.person_id or 0, ""),
        month=f"{in_bangkok(case.opened_at):%Y-%m}",
        accepted_hours=_hours(case, about.accepted.get(case.id), calendar),
        called_days=_days(case, called, calendar),
        contact_days=_days(case, about.contacted.get(case.id), calendar),
        closed_days=(case.closed_at - case.opened_at) / ONE_DAY if case.closed_at else None,
        resolution=BY_WORD if case.resolved_by_word_of == Who.CLOCK else case.resolution,
        with_result=with_result,
        baht=baht,
        joint=len(served_by) >= JOINT,
        held_for=about.held.get(case.id, ()),
        offers=len(case.handoffs),
        stars=case.satisfaction,
    )


def _hours(case: CaseRow, at: datetime | None, calendar: Calendar) -> float | None:
    return None if at is None else working_hours(case.opened_at, at, calendar)


def _days(case: CaseRow, at: datetime | None, calendar: Calendar) -> float | None:
    hours = _hours(case, at, calendar)
    return None if hours is None else hours / HOURS_A_DAY


def _first(session: Session, move: str) -> dict[int, datetime]:
    """When it was first made in each case: a handoff's own row knows the last time only."""
    first = select(MoveRow.case_id, func.min(MoveRow.at)).where(MoveRow.name == move).group_by(MoveRow.case_id)
    return {row[0]: row[1] for row in session.execute(first)}


def _held(session: Session) -> dict[int, tuple[str, ...]]:
    """Why officers got each case, each reason once."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    held = select(MoveRow.case_id, MoveRow.why).where(MoveRow.name == "hold_for_staff").order_by(MoveRow.id)
    for case_id, why in session.execute(held):
        found[case_id][why or ""] = None
    return {case_id: tuple(reasons) for case_id, reasons in found.items()}


def _results(session: Session) -> dict[int, tuple[bool, int]]:
    """Of each case that was told of: whether there was any result, and its baht at the least, added up as ever."""
    found: dict[int, tuple[bool, int]] = {}
    told = select(OutcomeRow.case_id, OutcomeRow.kind, OutcomeRow.baht_low, OutcomeRow.baht_high)
    for case_id, kind, *ends in session.execute(told.order_by(OutcomeRow.id)):
        came, baht = found.get(case_id, (False, 0))
        least = min((end for end in ends if end is not None), default=0)
        found[case_id] = came or kind != NOTHING, baht + least
    return found


# --- load ---------------------------------------------------------------------------------------------------


def _taken(session: Session) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    theirs = and_(HandoffRow.provider_id == ProviderRow.id, HandoffRow.accepted_at.is_not(None))
    had = select(ProviderRow.code, HandoffRow.accepted_at, HandoffRow.ended_at).outerjoin(HandoffRow, theirs)
    for code, begin, end in session.execute(had.order_by(ProviderRow.id, HandoffRow.id)):
        its = spans.setdefault(code or "", [])
        if begin is not None:
            its.append((begin, end))
    return spans


def _at_once(spans: Sequence[Span]) -> int:
    begins = [(begin, 1) for begin, _ in spans]
    ends = [(end, -1) for _, end in spans if end is not None]
    return max(accumulate(step for _, step in sorted(begins + ends)), default=0)


def busiest_share(loads: Sequence[Load]) -> float:
    """The share of all cases that the busiest tenth of those who serve have taken on."""
    total = sum(load.taken for load in loads)
    busiest = loads[: max(1, round(len(loads) / 10))]
    return sum(load.taken for load in busiest) / total if total else 0.0


def reasons(stories: Sequence[CaseStory]) -> Mapping[str, int]:
    """How many cases officers got for each reason, the most frequent first."""
    counted = Counter(why for story in stories for why in story.held_for)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def ends(stories: Sequence[CaseStory]) -> Mapping[str, int]:
    """How many cases ended in each way; "open" for those that did not."""
    counted = Counter(story.resolution or "open" for story in stories)
    return {name: counted[name] for name in (*Resolution, BY_WORD, "open") if counted[name]}
