"""The figures of a report: each with its numerator, what it is out of, and the period it counts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from casework.closing import RESULT_RULES
from casework.rules import rules_of
from network.cases import CaseStatus, HandoffStatus, Resolution, Who
from network.fiscal import fiscal_year, fiscal_year_span
from storage.case_lists import within
from storage.tables import CaseNeedRow, CaseRow, FollowUpRow, HandoffRow, MoveRow, OutcomeRow

SERVED = (HandoffStatus.IN_SERVICE, HandoffStatus.ON_HOLD, HandoffStatus.DONE)
REPORTS_SERVICE = ("contact", "finish")
NOTHING_YET = "none"
JOINT = 2
"""So many organisations make a referral a joint one, as in the programme's own figure of 72."""

BY_WORD = "by_word"
_RESOLUTION = case((CaseRow.resolved_by_word_of == Who.CLOCK, BY_WORD), else_=CaseRow.resolution)
"""How a case ended, as it is counted: silence is no success."""

Scope = Collection[str] | None

Question = tuple[datetime, int, str]
"""When it was put, after which closing, by which rule."""


@dataclass(frozen=True)
class Period:
    """A fiscal year of the Thai state (Buddhist era); `end` is not part of it."""

    year: int
    begin: datetime
    end: datetime

    @classmethod
    def of(cls, year: int) -> "Period":
        return cls(year, *fiscal_year_span(year))

    @property
    def last_day(self) -> datetime:
        return self.end - timedelta(seconds=1)


@dataclass(frozen=True)
class Money:
    """Baht of one kind of result, as told: at least and at most, by how many answers about how many cases."""

    kind: str
    said_by: str
    low: int
    high: int
    answers: int
    cases: int


@dataclass(frozen=True)
class Report:
    """All figures of one period and scope.

    `resolved` is what the owner or staff confirmed, `by_word` what was closed on the provider's word alone since the
    owner never answered; `unanswered` are cases whose owner was asked for a result as often as the rule says, and
    never told.
    """

    period: Period
    opened: int
    closed: int
    resolved: int
    by_word: int
    unanswered: int
    by_status: Sequence[tuple[str, int]]
    by_resolution: Sequence[tuple[str, int]]
    by_need: Sequence[tuple[str, int]]
    by_province: Sequence[tuple[str, int]]
    served: int
    joint: int
    money: Sequence[Money]


def report_of(session: Session, scope: Scope, year: int) -> Report:
    """Everything counted from the rows of cases, moves and outcomes."""
    period = Period.of(year)
    resolutions = _grouped(session, _RESOLUTION, _closed(scope, period))
    served = _served_cases(session, scope, period)
    return Report(
        period=period,
        opened=session.scalar(select(func.count()).select_from(_opened(scope, period).subquery())) or 0,
        closed=sum(count for _, count in resolutions),
        resolved=dict(resolutions).get(Resolution.RESOLVED, 0),
        by_word=dict(resolutions).get(BY_WORD, 0),
        unanswered=_unanswered(session, scope, period),
        by_status=_grouped(session, CaseRow.status, _opened(scope, period)),
        by_resolution=resolutions,
        by_need=_by_need(session, scope, period),
        by_province=_grouped(session, CaseRow.province, _opened(scope, period)),
        served=len(served),
        joint=_joint_cases(session, scope, period),
        money=_money(session, scope, period),
    )


def years(session: Session, now: datetime) -> list[int]:
    """The fiscal years from the first case to now, newest first."""
    first = session.scalar(select(func.min(CaseRow.opened_at)))
    latest = fiscal_year(now)
    return list(range(latest, (fiscal_year(first) if first else latest) - 1, -1))


def _opened(scope: Scope, period: Period) -> Select[int]:
    within_period = CaseRow.opened_at >= period.begin, CaseRow.opened_at < period.end
    return select(CaseRow.id).where(*within_period, *within(scope))


def _closed(scope: Scope, period: Period) -> Select[int]:
    within_period = CaseRow.closed_at >= period.begin, CaseRow.closed_at < period.end
    return select(CaseRow.id).where(CaseRow.status == CaseStatus.CLOSED, *within_period, *within(scope))


def _grouped(session: Session, column, cases: Select[int]) -> list[tuple[str, int]]:  # type: ignore[no-untyped-def]
    counted = select(column, func.count()).where(CaseRow.id.in_(cases)).group_by(column)
    return sorted(
        ((str(key), count) for key, count in session.execute(counted)), key=lambda pair: (-pair[1], pair[0])
    )


def _by_need(session: Session, scope: Scope, period: Period) -> list[tuple[str, int]]:
    counted = select(CaseNeedRow.need, func.count()).where(CaseNeedRow.case_id.in_(_opened(scope, period)))
    grouped = session.execute(counted.group_by(CaseNeedRow.need))
    return sorted(((need, count) for need, count in grouped), key=lambda pair: (-pair[1], pair[0]))


# --- service ------------------------------------------------------------------------------------------------


def _first_reports(session: Session, scope: Scope) -> dict[int, dict[int, datetime]]:
    """For each case, when each organisation that serves (or served) it first reported so."""
    reported = (
        select(HandoffRow.case_id, HandoffRow.organisation_id, func.min(MoveRow.at))
        .join(MoveRow, MoveRow.handoff_id == HandoffRow.id)
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(or_(HandoffRow.status.in_(SERVED), _ENDED_WITH_ITS_CASE))
        .where(MoveRow.name.in_(REPORTS_SERVICE), *within(scope))
        .group_by(HandoffRow.case_id, HandoffRow.organisation_id)
    )
    first: dict[int, dict[int, datetime]] = defaultdict(dict)
    for case_id, organisation_id, at in session.execute(reported):
        first[case_id][organisation_id] = at
    return first


_CLOSE = aliased(MoveRow)
_ENDED_WITH_ITS_CASE = and_(
    HandoffRow.status == HandoffStatus.WITHDRAWN,
    exists().where(
        _CLOSE.case_id == HandoffRow.case_id,
        _CLOSE.name == "close",
        _CLOSE.target != Resolution.WITHDRAWN,
        _CLOSE.at == HandoffRow.ended_at,
    ),
)
"""Whoever served when staff closed a case has served it, though their part was never reported as done."""


def _nth_report(session: Session, scope: Scope, period: Period, nth: int) -> list[int]:
    """Cases whose nth organisation reported service within the period."""
    found = []
    for case_id, reports in _first_reports(session, scope).items():
        moments = sorted(reports.values())
        if len(moments) >= nth and period.begin <= moments[nth - 1] < period.end:
            found.append(case_id)
    return found


def _served_cases(session: Session, scope: Scope, period: Period) -> list[int]:
    return _nth_report(session, scope, period, 1)


def _joint_cases(session: Session, scope: Scope, period: Period) -> int:
    return len(_nth_report(session, scope, period, JOINT))


def _unanswered(session: Session, scope: Scope, period: Period) -> int:
    """Cases whose owner was asked for a result for the last time in the period, and has never answered."""
    rules = rules_of(session)
    last = or_(
        *(and_(FollowUpRow.rule == name, FollowUpRow.nth == rules.named(name).at_most) for name in RESULT_RULES)
    )
    asked = (
        select(func.count(FollowUpRow.case_id.distinct()))
        .join(CaseRow, CaseRow.id == FollowUpRow.case_id)
        .where(last, FollowUpRow.answered_at.is_(None), *within(scope))
        .where(FollowUpRow.at >= period.begin, FollowUpRow.at < period.end)
    )
    return session.scalar(asked) or 0


# --- what it brought ----------------------------------------------------------------------------------------


def _money(session: Session, scope: Scope, period: Period) -> list[Money]:
    groups: dict[tuple[str, str], list[OutcomeRow]] = defaultdict(list)
    for row in _standing_answers(session, _told_cases(scope, period)):
        in_baht = row.baht_low is not None or row.baht_high is not None
        if in_baht and period.begin <= row.at < period.end:
            groups[row.kind, row.said_by].append(row)
    return [_sum(kind, said_by, rows) for (kind, said_by), rows in sorted(groups.items())]


def _told_cases(scope: Scope, period: Period) -> Select[int]:
    """Cases about which a result was told in the period."""
    told = select(OutcomeRow.case_id).join(CaseRow, CaseRow.id == OutcomeRow.case_id)
    return told.where(OutcomeRow.at >= period.begin, OutcomeRow.at < period.end, *within(scope))


def _standing_answers(session: Session, cases: Select[int]) -> list[OutcomeRow]:
    """What was told of these cases and not said otherwise since.

    A second answer of a kind to the same question takes the place of the first, "nothing yet" that of all before it;
    so does what is told before anybody has asked.
    """
    asked = _questions(session, cases)
    standing: dict[tuple[int, str, Question | None], dict[str, OutcomeRow]] = defaultdict(dict)
    for row in session.scalars(select(OutcomeRow).where(OutcomeRow.case_id.in_(cases)).order_by(OutcomeRow.id)):
        answers = standing[row.case_id, row.said_by, _answered(asked[row.case_id], row)]
        if row.kind == NOTHING_YET:
            answers.clear()
        answers[row.kind] = row
    return [row for answers in standing.values() for row in answers.values()]


def _questions(session: Session, cases: Select[int]) -> dict[int, list[Question]]:
    """When each question about a result was first put, by case, in order."""
    put = (
        select(FollowUpRow.case_id, FollowUpRow.at, FollowUpRow.move_id, FollowUpRow.rule)
        .where(FollowUpRow.case_id.in_(cases), FollowUpRow.rule.in_(RESULT_RULES), FollowUpRow.nth == 1)
        .order_by(FollowUpRow.id)
    )
    asked: dict[int, list[Question]] = defaultdict(list)
    for case_id, at, move_id, rule in session.execute(put):
        if case_id is not None:
            asked[case_id].append((at, move_id, rule))
    return asked


def _answered(asked: Sequence[Question], row: OutcomeRow) -> Question | None:
    """The newest question that had been put when this was told."""
    before = [question for question in asked if question[0] <= row.at]
    return before[-1] if before else None


def _sum(kind: str, said_by: str, rows: Sequence[OutcomeRow]) -> Money:
    """An amount told as a range counts with both ends, each into its own sum."""
    ends = [[amount for amount in (row.baht_low, row.baht_high) if amount is not None] for row in rows]
    cases = Counter(row.case_id for row in rows)
    return Money(
        kind, said_by, sum(min(pair) for pair in ends), sum(max(pair) for pair in ends), len(rows), len(cases)
    )
