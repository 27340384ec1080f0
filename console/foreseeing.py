"""What a move will say to whom, found out by making it and taking it back: nothing here can drift from the move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from console.desk import Desk
from console.sayings import Shown, in_words
from storage import directory, staff
from storage.messages import OWED
from storage.tables import CaseRow, MessageRow, PersonRow
from texts.catalogue import Catalogue


@dataclass(frozen=True)
class Outgoing:
    """One message that would go out: to whom (`role`, and a name if known), in their language, from when."""

    role: str
    name: str | None
    language: str
    messages: Sequence[Shown]
    at: datetime
    waits: bool


Found = TypeVar("Found")


class _TakenBack(Exception):  # noqa: N818 - it is no error: it undoes the rehearsal
    pass


def foreseen(desk: Desk, move: Callable[[Session], CaseRow], texts: Catalogue, now: datetime) -> list[Outgoing]:
    """The messages of a move, without making it. Raises whatever the move itself would raise."""

    return rehearsed(desk, lambda session: outgoing_of(session, move(session), texts, now))


def outgoing_of(session: Session, case: CaseRow, texts: Catalogue, now: datetime) -> list[Outgoing]:
    """What a move that was just made owes."""
    session.flush()
    return [_outgoing(session, case, row, texts, now) for row in session.info.get(OWED, ()) if row.parts]


def rehearsed(desk: Desk, doing: Callable[[Session], Found]) -> Found:
    """What doing something would come to; it is done, and taken back."""
    try:
        with desk.work() as session:
            found = doing(session)
            raise _TakenBack
    except _TakenBack:
        return found


def _outgoing(session: Session, case: CaseRow, row: MessageRow, texts: Catalogue, now: datetime) -> Outgoing:
    person = session.get_one(PersonRow, row.person_id)
    role, name = recipient(session, case, person)
    at = row.not_before or now
    return Outgoing(role, name, person.language, in_words(row.parts, person.language, texts), at, at > now)


def recipient(session: Session, case: CaseRow | None, person: PersonRow) -> tuple[str, str | None]:
    """Who someone is to this case, and what they are called."""
    if case is not None and person.id == case.person_id:
        return "owner", case.contact_name or person.display_name
    serving = directory.provider_rows_of(session, person.id)
    if serving:
        first = serving[0]
        return "provider", " · ".join(part for part in (first.shown_name, first.organisation.name_th) if part)
    officer = staff.staff_of_person(session, person.id)
    if officer is not None:
        return "staff", officer.shown_name
    return "owner", person.display_name
