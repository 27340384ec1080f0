"""When providers take new cases, and how many at a time: they say so themselves, matching keeps to it."""

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from casework.telling import tell
from intake.saying import Choice, Say, Tap
from network import wording
from network.office_hours import BANGKOK
from storage import directory
from storage.tables import PersonRow

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Paused until the provider says otherwise."""

COME_BACK = (Choice("choice.provider_return", Tap("provider", "return")),)


def pause(session: Session, person: PersonRow, back_on: date | None, now: datetime) -> None:
    """No new offers before that day, for every organisation that they serve; what they have taken stays theirs."""
    until = FAR if back_on is None else datetime.combine(back_on, time(), BANGKOK).astimezone(UTC)
    for provider in directory.provider_rows_of(session, person.id):
        provider.paused_until = until
    if back_on is None:
        tell(session, person, (Say("provider.paused", buttons=COME_BACK),), now)
        return
    day = {"day": wording.day(back_on)}
    tell(session, person, (Say("provider.paused_until", day, buttons=COME_BACK),), now)


def come_back(session: Session, person: PersonRow, now: datetime) -> None:
    """New offers from now on."""
    for provider in directory.provider_rows_of(session, person.id):
        provider.paused_until = None
    tell(session, person, (Say("provider.back"),), now)


def limit(session: Session, person: PersonRow, most: int | None, now: datetime) -> None:
    """Whoever looks after `most` cases, for whichever organisation, is offered no more (None: no limit)."""
    for provider in directory.provider_rows_of(session, person.id):
        provider.capacity = most
    said = Say("provider.no_limit") if most is None else Say("provider.limited", {"count": most})
    tell(session, person, (said,), now)
