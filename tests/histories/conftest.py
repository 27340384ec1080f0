"""A database in which the town stands, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from storage.database import Database, open_database
from tests.conftest import PostgresServer
from tests.histories.directory import found
from tests.histories.town import START, Town


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def founded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Nothing has happened in it yet, and whatever happens is undone."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("town") / "town.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        engine = open_database(f"sqlite:///{path}")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        engine = open_database(server.address(server.new_database()))
    database = Database(engine, lambda: pytest.fail("nobody is told anything yet"))
    with database.writing() as session:
        found(session, START)
    yield engine
    database.close()


@pytest.fixture
def town(founded: Engine) -> Iterator[Town]:
    """One course of events in it."""
    town = Town(founded)
    yield town
    town.close()
