"""A small network on a fresh database, and cases in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import opening
from casework.history import Actor
from network.cases import Who
from network.needs import Need
from storage import cases, people
from storage.database import Database
from storage.tables import CaseRow, HandoffRow, MessageRow, OrganisationRow, PersonRow, StaffRow
from tests.histories.directory import HOME, found
from tests.histories.people import line_id


@dataclass(frozen=True)
class Network:
    """The database of one test, with the organisations of `tests/histories/directory.py`."""

    database: Database
    now: datetime

    def opened(self, *needs: Need, owner: str = "owner-1", province: str = HOME) -> int:
        """A new case of an owner in LINE."""
        with self.database.writing() as session:
            person, *_ = people.meet(session, line_id(owner), self.now)
            matter = opening.Matter(needs, province, "น้ำพริก", "ฉลากลอก", name="ตัวอย่าง", phone="020000001")
            return opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), self.now).id

    def do(self, case_id: int, deed: Callable[[Session, CaseRow], object]) -> None:
        """Do something to a case, as a turn or a page would."""
        with self.database.writing() as session:
            case = cases.locked_case(session, case_id)
            assert case is not None
            deed(session, case)

    def case(self, case_id: int) -> CaseRow:
        with self.database.reading() as session:
            return session.get_one(CaseRow, case_id)

    def parts(self, case_id: int) -> list[HandoffRow]:
        with self.database.reading() as session:
            return list(cases.handoffs_of(session.get_one(CaseRow, case_id)))

    def told(self, name: str) -> list[str]:
        """The keys of everything that a person of the network was ever owed, in order."""
        with self.database.reading() as session:
            rows = select(MessageRow).join(PersonRow, PersonRow.id == MessageRow.person_id)
            own = rows.where(PersonRow.line_user_id == line_id(name), MessageRow.direction == "out")
            return [part["key"] for row in session.scalars(own.order_by(MessageRow.id)) for part in row.parts or ()]


@pytest.fixture
def network(database: Database, now: datetime) -> Network:
    with database.writing() as session:
        found(session, now)
    return Network(database, now)


def organisation(session: Session, code: str) -> OrganisationRow:
    return session.scalars(select(OrganisationRow).where(OrganisationRow.code == code)).one()


def officer(session: Session) -> Actor:
    return Actor(Who.STAFF, session.scalars(select(StaffRow.id).order_by(StaffRow.id).limit(1)).one())
