"""A hundred matters of five kinds, brought by the bot's own functions to where time alone has the next word."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import looking, offers, opening, service
from casework.history import Actor
from network.cases import Who
from network.needs import Need
from network.office_hours import WorkingTime
from storage import cases, directory, messages, settings
from storage.tables import CaseRow, HandoffRow, MessageRow, PersonRow, ProviderRow

PROVINCES = ("TH-50", "TH-40", "TH-90", "TH-20", "TH-65")
NEEDS = (Need.PACKAGING, Need.CREDIT, Need.ONLINE_MARKETING, Need.BRANDING)


@dataclass(frozen=True)
class Kind:
    """Which rule is due for a matter, when it began, and what had happened by then."""

    rule: str
    begun: Callable[[Session, datetime], datetime]
    bring: Callable[[Session, CaseRow, datetime], None]


def make(session: Session, now: datetime, many: int, numbers: Iterator[int]) -> Sequence[int]:
    """The ids of `many` new cases, as many of each kind, of each of which exactly one thing is due at `now`."""
    made = [_one(session, KINDS[n % len(KINDS)], n, next(numbers), now) for n in range(many)]
    session.flush()
    return made


def _one(session: Session, kind: Kind, place: int, number: int, now: datetime) -> int:
    begun = kind.begun(session, now)
    owner = PersonRow(line_user_id=f"U-due-{number}", language="th", first_seen_at=begun, wrong_codes=0)
    session.add(owner)
    session.flush()
    matter = opening.Matter(
        needs=(NEEDS[place % len(NEEDS)],), province=PROVINCES[place % len(PROVINCES)], text="ฉลากโดนน้ำแล้วลอก"
    )
    case = opening.open_case(session, matter, owner, Actor(Who.OWNER, owner.id), begun)
    hear_all(session, begun)
    kind.bring(session, case, begun)
    hear_all(session, begun)
    looking.look_at_case(session, case.id, begun)
    return case.id


def hear_all(session: Session, now: datetime) -> None:
    """Everyone is told what they are owed."""
    session.flush()
    owed = select(MessageRow).where(MessageRow.direction == "out", MessageRow.ended_at.is_(None))
    for row in session.scalars(owed):
        messages.note_told(session, row, now)
        messages.end(row, "sent", now)
    session.flush()
    session.expire_all()


def _wait(wait: WorkingTime) -> Callable[[Session, datetime], datetime]:
    def begun(session: Session, now: datetime) -> datetime:
        """The latest hour from which the wait is over."""
        calendar = settings.calendar(session)
        hours_ago = (now - timedelta(hours=n) for n in count(1))
        return next(at for at in hours_ago if calendar.is_working(at) and calendar.add(at, wait) <= now)

    return begun


def _days(days: int) -> Callable[[Session, datetime], datetime]:
    return lambda _session, now: now - timedelta(days=days)


def _nothing(_session: Session, _case: CaseRow, _now: datetime) -> None:
    return None


def _accepted(session: Session, case: CaseRow, now: datetime) -> None:
    for handoff in cases.handoffs_of(case):
        offers.accept(session, handoff, *_taker(session, handoff), now)


def _served(session: Session, case: CaseRow, now: datetime) -> None:
    _accepted(session, case, now)
    for handoff in cases.handoffs_of(case):
        service.contact(session, handoff, _taker(session, handoff)[0], now)
        service.contact(session, handoff, Actor(Who.OWNER, case.person_id), now)


def _finished(session: Session, case: CaseRow, now: datetime) -> None:
    _served(session, case, now)
    for handoff in cases.handoffs_of(case):
        service.finish(session, handoff, _taker(session, handoff)[0], now)


def _taker(session: Session, handoff: HandoffRow) -> tuple[Actor, ProviderRow]:
    taker = directory.available_providers(session, handoff.organisation_id, handoff.offered_at)[0]
    return Actor(Who.PROVIDER, taker.id), taker


KINDS = (
    Kind("offer_reminder", _wait(WorkingTime(hours=4)), _nothing),
    Kind("offer_expires", _wait(WorkingTime(hours=8)), _nothing),
    Kind("first_contact_ask", _wait(WorkingTime(days=2)), _accepted),
    Kind("progress", _days(15), _served),
    Kind("done_by_silence", _days(8), _finished),
)
