"""The directory as matching sees it: seat, services, load and speed of every member, in five lean queries.

Opening a case waits for this, so rows are read as plain columns and grouped here, never one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Result, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session, aliased

from network.cases import LIVE
from network.needs import Need
from network.office_hours import Calendar
from network.services import Candidate, Service, ServiceKind
from storage.database import is_among, straight, write_what_is_new
from storage.directory import has_room, in_line
from storage.tables import HandoffRow, OrganisationRow, PersonRow, ProviderRow, ServiceAreaRow, ServiceRow

LATEST_ANSWERS = 5
ANSWERS_WITHIN = timedelta(days=365)
"""How fast an organisation answers is judged by its latest five answers of the last year."""

NO_HOLIDAYS = Calendar(frozenset())


def organisations_for_matching(
    session: Session,
    now: datetime,
    needs: Collection[Need],
    calendar: Calendar = NO_HOLIDAYS,
) -> tuple[Candidate, ...]:
    """Every active member that serves one of `needs`, in order of ids.

    `calendar` counts the working hours from offer to answer; without it only weekends are left out, which a
    median hardly notices. Paused members are in it, marked, so that the choice can be explained.
    """
    write_what_is_new(session)
    named = {f"need_{place}": need for place, need in enumerate(needs)}
    ask = _Directory(session, {**named, "now": now, "since": now - ANSWERS_WITHIN}, len(named))
    services, load, people = _services(ask), _open_cases(ask), _people(ask)
    speed = _answer_hours(ask, calendar)
    return tuple(
        Candidate(
            id=seat.id,
            province=seat.province,
            services=services.get(seat.id, ()),
            open_cases=load.get(seat.id, 0),
            capacity=0 if people[seat.id].all_full else seat.capacity,
            paused=people[seat.id].all_paused or bool(seat.paused),
            answer_hours=speed.get(seat.id),
            languages=frozenset(seat.languages),
            has_line=people[seat.id].free,
        )
        for seat in ask(_seats)
    )


@dataclass(frozen=True)
class _Directory:
    """The directory at one moment, asked by queries that are put together once: one for so many needs."""

    session: Session
    about: Mapping[str, Any]
    needs: int

    def __call__(self, query: Callable[[int], Select[*tuple[Any, ...]]]) -> Result[*tuple[Any, ...]]:
        return straight(self.session, query(self.needs), self.about)


def _is_wanted(needs: int) -> ColumnElement[bool]:
    """Spelt out for each number of needs, since SQLAlchemy would write an IN anew whenever it is asked."""
    return ServiceRow.need.in_([bindparam(f"need_{place}") for place in range(needs)])


NOW: BindParameter[Any] = bindparam("now")
SINCE: BindParameter[Any] = bindparam("since")


def _serving(needs: int) -> Select[int]:
    """Ids of the active members that serve one of the needs."""
    serving = select(ServiceRow.organisation_id).where(_is_wanted(needs))
    return select(OrganisationRow.id).where(OrganisationRow.active, OrganisationRow.id.in_(serving))


@cache
def _seats(needs: int) -> Select[*tuple[Any, ...]]:
    row = OrganisationRow
    seats = select(row.id, row.province, row.capacity, row.are_paused(NOW).label("paused"), row.languages)
    return seats.where(row.id.in_(_serving(needs))).order_by(row.id)


def _services(ask: _Directory) -> Mapping[int, tuple[Service, ...]]:
    areas: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for organisation_id, need, kind, area in ask(_offered):
        areas[organisation_id, need, kind].add(area)
    services: dict[int, list[Service]] = defaultdict(list)
    for (organisation_id, need, kind), its in areas.items():
        services[organisation_id].append(Service(Need(need), frozenset(its), ServiceKind(kind)))
    return {organisation_id: tuple(its) for organisation_id, its in services.items()}


@cache
def _offered(needs: int) -> Select[*tuple[Any, ...]]:
    return (
        select(ServiceRow.organisation_id, ServiceRow.need, ServiceRow.kind, ServiceAreaRow.area)
        .join(ServiceAreaRow, ServiceAreaRow.service_id == ServiceRow.id)
        .where(ServiceRow.organisation_id.in_(_serving(needs)), _is_wanted(needs))
        .order_by(ServiceRow.id)
    )


def _open_cases(ask: _Directory) -> Mapping[int, int]:
    return {row[0]: row[1] for row in ask(_live)}


@cache
def _live(needs: int) -> Select[*tuple[Any, ...]]:
    live = select(HandoffRow.organisation_id, func.count()).where(
        HandoffRow.organisation_id.in_(_serving(needs)), is_among(HandoffRow.status, LIVE)
    )
    return live.group_by(HandoffRow.organisation_id)


@dataclass
class _People:
    """Of the people of an organisation who read LINE: whether some are free, away, or have as much as they can do."""

    free: bool = False
    away: bool = False
    full: bool = False

    @property
    def all_paused(self) -> bool:
        return self.away and not self.free and not self.full

    @property
    def all_full(self) -> bool:
        return self.full and not self.free


def _people(ask: _Directory) -> Mapping[int, _People]:
    found: dict[int, _People] = defaultdict(_People)
    for organisation_id, away, room in ask(_in_line):
        its = found[organisation_id]
        its.away |= bool(away)
        its.full |= not away and not room
        its.free |= bool(not away and room)
    return found


@cache
def _in_line(needs: int) -> Select[*tuple[Any, ...]]:
    joined = select(ProviderRow.organisation_id, ProviderRow.are_paused(NOW), has_room()).join(
        PersonRow, PersonRow.id == ProviderRow.person_id
    )
    return joined.where(ProviderRow.organisation_id.in_(_serving(needs)), *in_line())


def _answer_hours(ask: _Directory, calendar: Calendar) -> Mapping[int, float]:
    hours: dict[int, list[float]] = defaultdict(list)
    for organisation_id, told_at, answered_at in ask(_latest_answers):
        hours[organisation_id].append(working_hours(told_at, answered_at, calendar))
    return {organisation_id: median(its) for organisation_id, its in hours.items()}


@cache
def _latest_answers(needs: int) -> Select[*tuple[Any, ...]]:
    """Picked one by one from the index, since an organisation may have answered thousands of times."""
    latest = union_all(*(_nth_latest(nth, needs) for nth in range(LATEST_ANSWERS))).subquery()
    row = HandoffRow
    return select(row.organisation_id, row.told_at, row.answered_at).join(latest, latest.c.id == row.id)


def _nth_latest(nth: int, needs: int) -> Select[int]:
    """For each organisation the id of its nth latest answer, counted from 0; None where there is none."""
    own = aliased(HandoffRow)
    answered = own.told_at.is_not(None), own.answered_at > SINCE
    newest_first = select(own.id).order_by(own.answered_at.desc(), own.id.desc()).offset(nth).limit(1)
    its = newest_first.where(own.organisation_id == OrganisationRow.id, *answered).scalar_subquery()
    return select(its.label("id")).where(OrganisationRow.id.in_(_serving(needs)))


def working_hours(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Hours from `start` to `end` while offices are open; 0 for an answer outside office hours right away."""
    return calendar.open_between(start, end) / timedelta(hours=1)
