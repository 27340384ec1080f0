"""When providers take new cases, and how many at a time: they say so themselves, matching keeps to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from casework.telling import tell
from intake.reading import Away
from intake.saying import Choice, Say, Tap
from network import wording
from network.office_hours import BANGKOK, in_bangkok
from network.wording import Meant
from storage import directory
from storage.tables import PersonRow, ProviderRow

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Paused until the provider says otherwise."""

COME_BACK = (Choice("choice.provider_return", Tap("provider", "return")),)


def pause(session: Session, person: PersonRow, away: Away, now: datetime) -> None:
    """No new offers on those days, for every organisation that they serve; what they have taken stays theirs."""
    rows, until = directory.provider_rows_of(session, person.id), _start_of(away.back_on) or FAR
    begins = _start_of(away.begins) or _told_before(rows, until)
    for provider in rows:
        provider.paused_from, provider.paused_until = begins, until
    tell(session, person, (replace(pause_of(begins, until, now), buttons=COME_BACK),), now)


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), BANGKOK).astimezone(UTC) if day else None


def _told_before(rows: Sequence[ProviderRow], until: datetime) -> datetime | None:
    """Who said only the first day was asked for the last one, and answers."""
    begins = (row.paused_from for row in rows if row.paused_until == FAR and row.paused_from)
    return next((first for first in begins if first < until < FAR), None)


def pause_of(begins: datetime | None, until: datetime, now: datetime) -> Say:
    """What is said of a pause: which days it is, or that it is now."""
    last = {"day": _day_of(until)} if until < FAR else {}
    if begins is None or begins <= now:
        return Say("provider.paused_until", last) if last else Say("provider.paused")
    first = {"first": _day_of(begins)}
    return Say("provider.paused_between", {**first, **last}) if last else Say("provider.paused_from", first)


def _day_of(at: datetime) -> Meant:
    return wording.day(in_bangkok(at).date())


def come_back(session: Session, person: PersonRow, now: datetime) -> None:
    """New offers from now on."""
    for provider in directory.provider_rows_of(session, person.id):
        provider.paused_from = provider.paused_until = None
    tell(session, person, (Say("provider.back"),), now)


def limit(session: Session, person: PersonRow, most: int | None, now: datetime) -> None:
    """Whoever looks after `most` cases, for whichever organisation, is offered no more (None: no limit)."""
    for provider in directory.provider_rows_of(session, person.id):
        provider.capacity = most
    said = Say("provider.no_limit") if most is None else Say("provider.limited", {"count": most})
    tell(session, person, (said,), now)
