"""`rismep db move`: an installation outgrows its SQLite file and goes on, on PostgreSQL, where it stood."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, func, select

from rismep.cli import main
from storage.database import Database, open_database
from storage.tables import Base, CaseRow, PersonRow
from tests.conftest import PostgresServer
from tests.keys import TEST_KEY
from tests.stories.stage import Loopback, stage

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.sqlite3"


@pytest.fixture
def empty(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.new_database("template0")
    yield postgres.address(name)
    postgres.drop(name)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.fixture
def run(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    environment = {
        "LINE_CHANNEL_SECRET": "a-secret-of-the-tests",
        "LINE_CHANNEL_ACCESS_TOKEN": "a-token-of-the-tests",
        "DATABASE_URL": f"sqlite:///{file}",
        "SECRET_KEY": "a key of the tests that is long enough",
        "ENCRYPTION_KEYS": TEST_KEY,
        "PUBLIC_URL": "http://127.0.0.1:8080",
        "LC_ALL": "C.UTF-8",
    }

    def typed(*words: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.fixture
def told(run: Run, file: Path, loopback: Loopback, new_id: Callable[[], UUID]) -> str:
    """A file on which an owner is asked for consent; who it is."""
    assert run("db", "upgrade")[0] == 0
    with stage(f"sqlite:///{file}", new_id, loopback) as on:
        phone = on.phone("A")
        phone.type("น้ำพริกอยู่ได้แค่สองอาทิตย์ อยากให้อยู่นานขึ้น อยู่พัทลุง")
        on.settle()
        return phone.user_id


def counts(address: str) -> dict[str, int]:
    engine = create_engine(address)
    with engine.connect() as connection:
        found = {
            t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_every_row_arrives_readable_and_the_next_gets_a_number_of_its_own(
    run: Run, told: str, file: Path, empty: str, new_id: Callable[[], UUID], now: datetime
) -> None:
    code, said, _ = run("db", "move", empty)
    assert code == 0
    assert "DATABASE_URL" in said
    assert counts(empty) == counts(f"sqlite:///{file}")
    database = Database(open_database(empty), new_id)
    with database.writing() as session:
        assert session.scalars(select(PersonRow.line_user_id)).all() == [told]
        session.add(PersonRow(line_user_id="U" + "7" * 32, first_seen_at=now))
        session.flush()
    database.close()


def test_the_talk_goes_on_where_it_stood(run: Run, told: str, empty: str, loopback: Loopback) -> None:
    assert run("db", "move", empty)[0] == 0
    # The stand-in for LINE numbers its people anew: the same person, then ids that were never used.
    ids = chain([1, 2], count(1000))
    with stage(empty, lambda: UUID(int=next(ids)), loopback) as on:
        phone = on.phone("A")
        assert phone.user_id == told
        phone.type("ยินยอม")
        on.settle()
        assert any("081" in entry.text or "เบอร์" in entry.text for entry in phone.chat if entry.who == "bot")
        with on.house.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(CaseRow)) == 0


def test_a_database_with_rows_is_not_mixed_with_another(run: Run, told: str, empty: str) -> None:
    assert run("db", "move", empty)[0] == 0
    before = counts(empty)
    code, _, complaint = run("db", "move", empty)
    assert code == 2
    assert "rows already" in complaint
    assert counts(empty) == before


def test_nothing_is_moved_from_under_a_bot_that_runs(
    run: Run, file: Path, empty: str, loopback: Loopback, new_id: Callable[[], UUID]
) -> None:
    assert run("db", "upgrade")[0] == 0
    with stage(f"sqlite:///{file}", new_id, loopback):
        code, _, complaint = run("db", "move", empty)
    assert code == 2
    assert "one process" in complaint


@pytest.mark.parametrize("address", ["nonsense", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_is_not_there_is_told_in_one_sentence(run: Run, told: str, address: str) -> None:
    code, _, complaint = run("db", "move", address)
    assert code == 2
    assert len(complaint.strip().splitlines()) == 1
