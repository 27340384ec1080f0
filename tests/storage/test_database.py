"""The promises of the database that every room counts on, on both kinds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import select, text
from sqlalchemy.exc import NotSupportedError

from storage.database import Database, address_of, open_database
from storage.tables import PersonRow
from tests.conftest import PostgresServer


def _someone(database: Database, now: datetime) -> int:
    with database.writing() as session:
        person = PersonRow(line_user_id="U1", display_name="คุณตัวอย่าง", first_seen_at=now)
        session.add(person)
        session.flush()
        return person.id


def test_times_come_back_aware_and_names_readable(database: Database, now: datetime) -> None:
    _someone(database, now)
    with database.reading() as session:
        person = session.scalars(select(PersonRow)).one()
        assert person.first_seen_at == now
        assert person.display_name == "คุณตัวอย่าง"


def test_names_stand_encrypted(database: Database, now: datetime) -> None:
    _someone(database, now)
    with database.reading() as session:
        kept = bytes(session.execute(text("SELECT display_name FROM people")).scalar_one())
    assert "คุณตัวอย่าง".encode() not in kept


def test_an_exception_undoes_everything(database: Database, now: datetime) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.add(PersonRow(line_user_id="U2", first_seen_at=now))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as session:
        assert session.scalars(select(PersonRow)).all() == []


def test_no_increment_is_lost_between_threads(database: Database, now: datetime) -> None:
    person_id = _someone(database, now)

    def increment(_: int) -> None:
        with database.writing() as session:
            person = session.get_one(PersonRow, person_id, with_for_update=True)
            person.wrong_codes += 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(40)))
    with database.reading() as session:
        assert session.get_one(PersonRow, person_id).wrong_codes == 40


def test_the_queue_s_connections_have_the_limits_of_ours() -> None:
    """One that dies without a word would be waited on for ever. What the address sets itself counts."""
    engine = open_database("postgresql://u@h/n?connect_timeout=2&keepalives_idle=60")
    given = conninfo_to_dict(Database(engine, lambda: UUID(int=0)).address)
    assert given == {
        "user": "u",
        "host": "h",
        "dbname": "n",
        "connect_timeout": "2",
        "tcp_user_timeout": "15000",
        "keepalives_idle": "60",
        "keepalives_interval": "3",
        "keepalives_count": "3",
    }


OPTIONS = {"": "10s", "-c statement_timeout=7s": "10s", "-c lock_timeout=3s": "3s"}


@pytest.mark.parametrize(("given", "patience"), OPTIONS.items())
def test_an_address_with_options_keeps_our_patience_with_locks(
    postgres: PostgresServer, postgres_network: str, given: str, patience: str
) -> None:
    address = address_of(postgres.address(postgres_network)).update_query_dict({"options": given} if given else {})
    engine = open_database(address.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == patience
        assert connection.scalar(text("SHOW statement_timeout")) == ("7s" if "7s" in given else "0")
    engine.dispose()


def test_what_is_changed_while_looking_only_is_not_written(database: Database, now: datetime) -> None:
    person_id = _someone(database, now)
    with database.reading() as session:
        session.get_one(PersonRow, person_id).language = "en"
        assert session.scalar(select(PersonRow.language)) == "th"
    with database.reading() as session:
        assert session.scalar(select(PersonRow.language)) == "th"


def test_the_server_plans_a_question_once_however_often_it_is_asked(
    postgres: PostgresServer, new_id: Callable[[], UUID]
) -> None:
    name = postgres.new_database()
    database = Database(open_database(postgres.address(name)), new_id)
    for number in range(10):
        with database.reading() as session:
            assert session.scalar(text("SELECT CAST(:number AS integer) + 1"), {"number": number}) == number + 1
    with database.reading() as session:
        prepared = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.close()
    postgres.drop(name)
    assert any("+ 1" in statement for statement in prepared)


def test_a_table_that_a_newer_release_has_widened_fails_once_at_most(
    postgres: PostgresServer, new_id: Callable[[], UUID]
) -> None:
    """Processes go on while tables are brought up to date; the server would refuse what they have prepared."""
    name = postgres.new_database()
    database, newer = (Database(open_database(postgres.address(name)), new_id) for _ in range(2))

    def ask() -> list[str]:
        with database.reading() as session:
            return list(session.scalars(text("SELECT chat FROM incoming")))

    for _ in range(10):
        ask()
    with newer.writing() as session:
        session.execute(text("ALTER TABLE incoming ALTER COLUMN chat TYPE varchar(200)"))
    with pytest.raises(NotSupportedError):
        ask()
    assert [ask(), ask()] == [[], []]
    database.close()
    newer.close()
    postgres.drop(name)
