"""Rows that several tests of the storage room start from."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.tables import CentreRow, OrganisationRow, PersonRow


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One writing transaction for the length of a test, on both kinds of database."""
    with database.writing() as session:
        yield session


@pytest.fixture
def person(session: Session, now: datetime) -> Callable[..., PersonRow]:
    """Makes someone in LINE."""

    def make(line_user_id: str, **more: object) -> PersonRow:
        row = PersonRow(line_user_id=line_user_id, first_seen_at=now, **more)
        session.add(row)
        session.flush()
        return row

    return make


@pytest.fixture
def organisation(session: Session) -> Callable[..., OrganisationRow]:
    """Makes a member of the network."""

    def make(code: str, province: str = "TH-93", **more: object) -> OrganisationRow:
        words = {"name_th": "หน่วยงานตัวอย่าง", "name_en": "Sample office", "network": "bdsp", "kind": "state"}
        row = OrganisationRow(code=code, province=province, languages=["th"], **(words | more))
        session.add(row)
        session.flush()
        return row

    return make


@pytest.fixture
def centre(session: Session, organisation: Callable[..., OrganisationRow]) -> OrganisationRow:
    """The regional centre that looks after Songkhla and Phatthalung."""
    row = organisation("IPC11", "TH-90")
    session.add_all(CentreRow(province=province, organisation_id=row.id) for province in ("TH-90", "TH-93"))
    session.flush()
    return row
