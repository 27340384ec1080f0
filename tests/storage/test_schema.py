"""Revisions lead to the tables that the code expects, on both kinds of database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, inspect, text

from storage.database import Database, is_sqlite, open_database
from storage.migrations.revise import revise
from storage.schema import QUEUE, NewerDatabase, differences, newest_revision, revision_of, upgrade
from storage.settings import calendar, fill_calendar
from storage.tables import Base


@pytest.fixture
def engine(empty_address: str) -> Iterator[Engine]:
    engine = open_database(empty_address)
    yield engine
    engine.dispose()


def _run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_the_revisions_make_the_tables_of_the_code(engine: Engine) -> None:
    assert revision_of(engine) is None
    upgrade(engine)
    assert differences(engine) == []
    assert revision_of(engine) == newest_revision()
    ours = {name for name in inspect(engine).get_table_names() if not name.startswith(QUEUE)}
    assert ours == {*Base.metadata.tables, "alembic_version"}


def test_a_difference_would_be_seen(engine: Engine) -> None:
    upgrade(engine)
    _run(engine, "DROP INDEX ix_messages_due")
    _run(engine, "ALTER TABLE people ADD COLUMN shoe_size INTEGER")
    _run(engine, "DROP TABLE audit")
    kinds = {str(one[0]) for one in differences(engine)}
    assert {"add_index", "remove_column", "add_table"} <= kinds


def test_a_second_upgrade_leaves_all_as_it_is(engine: Engine) -> None:
    upgrade(engine)
    _run(engine, "INSERT INTO people (language, first_seen_at, wrong_codes) VALUES ('th', '2026-11-24', 0)")
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM people")) == 1


def test_several_processes_may_start_at_once(empty_address: str) -> None:
    engines = [open_database(empty_address) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(upgrade, engines))
    assert differences(engines[0]) == []
    for engine in engines:
        engine.dispose()


def test_a_new_file_may_be_opened_from_several_sides_at_once(tmp_path: Path) -> None:
    for number in range(20):
        engines = [open_database(f"sqlite:///{tmp_path / str(number)}.db") for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            modes = list(pool.map(_mode, engines))
        for engine in engines:
            engine.dispose()
        assert modes == ["wal"] * 4


def _mode(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(text("PRAGMA journal_mode")))


def test_several_processes_may_fill_the_calendar_at_once(empty_address: str, new_id: Callable[[], UUID]) -> None:
    databases = [Database(open_database(empty_address), new_id) for _ in range(4)]
    upgrade(databases[0].engine)
    days = {date(2026, 1, 1) + timedelta(days=number): ("วันหยุด", "a day off") for number in range(300)}

    def fill(database: Database) -> None:
        with database.writing() as session:
            fill_calendar(session, days)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, databases))
    with databases[0].reading() as session:
        assert len(calendar(session).holidays) == len(days)
    for database in databases:
        database.close()


def test_a_database_of_a_newer_release_is_not_touched(engine: Engine) -> None:
    upgrade(engine)
    _run(engine, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(engine)
    assert revision_of(engine) == "9999"


def test_foreign_keys_hold_after_an_upgrade(engine: Engine) -> None:
    upgrade(engine)
    if is_sqlite(engine):
        with engine.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        _run(engine, "INSERT INTO centre_of_province (province, organisation_id) VALUES ('TH-93', 1)")


def test_the_tables_of_the_queue_stand_on_postgresql_and_are_left_alone(engine: Engine) -> None:
    upgrade(engine)
    queue = {name for name in inspect(engine).get_table_names() if name.startswith(QUEUE)}
    assert bool(queue) is not is_sqlite(engine)
    assert differences(engine) == []


def test_nothing_is_logged_or_printed(
    engine: Engine, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    upgrade(engine)
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def test_a_revision_names_none_of_our_types(tmp_path: Path) -> None:
    revise("The tables of a test", tmp_path)
    (made,) = tmp_path.glob("*.py")
    assert made.name == "0001_the_tables_of_a_test.py"
    assert "storage" not in made.read_text("utf-8").replace("sqlite", "")
    revise("Nothing changed", tmp_path)
    second = (tmp_path / "0002_nothing_changed.py").read_text("utf-8")
    assert "down_revision = '0001'" in second
    assert "op." not in second
