"""The directory as matching sees it: seat, services, load and speed of every member, in five lean queries.

Opening a case waits for this, so rows are read as plain columns and grouped here, never one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, false, func, select, union_all
from sqlalchemy.orm import Session, aliased

from network.cases import LIVE
from network.needs import Need
from network.office_hours import Calendar
from network.services import Candidate, Service, ServiceKind
from storage.directory import has_room, in_line
from storage.tables import HandoffRow, OrganisationRow, PersonRow, ProviderRow, ServiceAreaRow, ServiceRow

LATEST_ANSWERS = 5
ANSWERS_WITHIN = timedelta(days=365)
"""How fast an organisation answers is judged by its latest five answers of the last year."""

NO_HOLIDAYS = Calendar(frozenset())


def organisations_for_matching(
    session: Session,
    now: datetime,
    needs: Collection[Need] | None = None,
    calendar: Calendar = NO_HOLIDAYS,
) -> tuple[Candidate, ...]:
    """Every active member that serves one of `needs` (None: any need), in order of ids.

    `calendar` counts the working hours from offer to answer; without it only weekends are left out, which a
    median hardly notices. Paused members are in it, marked, so that the choice can be explained.
    """
    seats = session.execute(_seats(needs)).all()
    ids = _serving(needs)
    services = _services(session, ids, needs)
    load = _open_cases(session, ids)
    speed = _answer_hours(session, ids, now, calendar)
    people = _people(session, ids, now)
    return tuple(
        Candidate(
            id=seat.id,
            province=seat.province,
            services=services.get(seat.id, ()),
            open_cases=load.get(seat.id, 0),
            capacity=0 if people[seat.id].all_full else seat.capacity,
            paused=people[seat.id].all_paused or (seat.paused_until is not None and seat.paused_until > now),
            answer_hours=speed.get(seat.id),
            languages=frozenset(seat.languages),
            has_line=people[seat.id].free,
        )
        for seat in seats
    )


def _serving(needs: Collection[Need] | None) -> Select[int]:
    """Ids of the active members that serve one of `needs`."""
    active = select(OrganisationRow.id).where(OrganisationRow.active)
    if needs is None:
        return active
    return active.where(OrganisationRow.id.in_(select(ServiceRow.organisation_id).where(ServiceRow.need.in_(needs))))


def _seats(needs: Collection[Need] | None) -> Select[int, str, int | None, datetime | None, list[str]]:
    row = OrganisationRow
    return (
        select(row.id, row.province, row.capacity, row.paused_until, row.languages)
        .where(row.id.in_(_serving(needs)))
        .order_by(row.id)
    )


def _services(
    session: Session, ids: Select[int], needs: Collection[Need] | None
) -> Mapping[int, tuple[Service, ...]]:
    offered = (
        select(ServiceRow.organisation_id, ServiceRow.need, ServiceRow.kind, ServiceAreaRow.area)
        .join(ServiceAreaRow, ServiceAreaRow.service_id == ServiceRow.id)
        .where(ServiceRow.organisation_id.in_(ids))
        .order_by(ServiceRow.id)
    )
    if needs is not None:
        offered = offered.where(ServiceRow.need.in_(needs))
    areas: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for organisation_id, need, kind, area in session.execute(offered):
        areas[organisation_id, need, kind].add(area)
    services: dict[int, list[Service]] = defaultdict(list)
    for (organisation_id, need, kind), its in areas.items():
        services[organisation_id].append(Service(Need(need), frozenset(its), ServiceKind(kind)))
    return {organisation_id: tuple(its) for organisation_id, its in services.items()}


def _open_cases(session: Session, ids: Select[int]) -> Mapping[int, int]:
    live = select(HandoffRow.organisation_id, func.count()).where(
        HandoffRow.organisation_id.in_(ids), HandoffRow.status.in_(LIVE)
    )
    return {row[0]: row[1] for row in session.execute(live.group_by(HandoffRow.organisation_id))}


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


def _people(session: Session, ids: Select[int], now: datetime) -> Mapping[int, _People]:
    is_away = func.coalesce(ProviderRow.paused_until > now, false())
    joined = select(ProviderRow.organisation_id, is_away, has_room()).join(
        PersonRow, PersonRow.id == ProviderRow.person_id
    )
    found: dict[int, _People] = defaultdict(_People)
    for organisation_id, away, room in session.execute(
        joined.where(ProviderRow.organisation_id.in_(ids), *in_line())
    ):
        its = found[organisation_id]
        its.away |= bool(away)
        its.full |= not away and not room
        its.free |= bool(not away and room)
    return found


def _answer_hours(session: Session, ids: Select[int], now: datetime, calendar: Calendar) -> Mapping[int, float]:
    hours: dict[int, list[float]] = defaultdict(list)
    for organisation_id, told_at, answered_at in session.execute(_latest_answers(ids, now)):
        hours[organisation_id].append(working_hours(told_at, answered_at, calendar))
    return {organisation_id: median(its) for organisation_id, its in hours.items()}


def _latest_answers(ids: Select[int], now: datetime) -> Select[int, Any, Any]:
    """Picked one by one from the index, since an organisation may have answered thousands of times."""
    latest = union_all(*(_nth_latest(nth, ids, now) for nth in range(LATEST_ANSWERS))).subquery()
    row = HandoffRow
    return select(row.organisation_id, row.told_at, row.answered_at).join(latest, latest.c.id == row.id)


def _nth_latest(nth: int, ids: Select[int], now: datetime) -> Select[int]:
    """For each organisation the id of its nth latest answer, counted from 0; None where there is none."""
    own = aliased(HandoffRow)
    answered = own.told_at.is_not(None), own.answered_at > now - ANSWERS_WITHIN
    newest_first = select(own.id).order_by(own.answered_at.desc(), own.id.desc()).offset(nth).limit(1)
    its = newest_first.where(own.organisation_id == OrganisationRow.id, *answered).scalar_subquery()
    return select(its.label("id")).where(OrganisationRow.id.in_(ids))


def working_hours(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Hours from `start` to `end` while offices are open; 0 for an answer outside office hours right away."""
    return calendar.open_between(start, end) / timedelta(hours=1)
