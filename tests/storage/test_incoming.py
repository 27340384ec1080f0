"""Events are kept once and in the order of their chat, whoever else keeps them at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from storage.database import Database, open_database
from storage.incoming import NewEvent, remember
from storage.tables import IncomingRow
from tests.conftest import PostgresServer


def event(name: str, chat: str) -> NewEvent:
    return NewEvent(name, chat, "message", None, b"{}")


def test_the_events_of_a_chat_keep_their_order(database: Database, now: datetime) -> None:
    came = [event("9", "U2"), event("5", "U1"), event("3", "U2"), event("7", "U1"), event("1", "U2")]
    with database.writing() as session:
        remember(session, came, now)
    with database.reading() as session:
        rows = session.scalars(select(IncomingRow).order_by(IncomingRow.id)).all()
    kept = {chat: [row.event_id for row in rows if row.chat == chat] for chat in ("U1", "U2")}
    assert kept == {"U1": ["5", "7"], "U2": ["9", "3", "1"]}


def test_two_processes_that_are_sent_the_same_events_in_different_orders_keep_them_both(
    postgres: PostgresServer, new_id: Callable[[], UUID], now: datetime
) -> None:
    """LINE sends again what it believes lost. Waiting for each other would end in a refusal of one of them."""
    name = postgres.new_database()
    databases = [Database(open_database(postgres.address(name)), new_id) for _ in range(2)]

    def keep(database: Database, events: list[NewEvent]) -> None:
        with database.writing() as session:
            remember(session, events, now)

    with ThreadPoolExecutor(2) as pool:
        for again in range(20):
            events = [event(f"{again}-{number}", f"U{number:032x}") for number in range(60)]
            done = [pool.submit(keep, *to_keep) for to_keep in zip(databases, (events, events[::-1]), strict=True)]
            for one in done:
                one.result()
    with databases[0].reading() as session:
        assert len(session.scalars(select(IncomingRow.id)).all()) == 20 * 60
    for database in databases:
        database.close()
    postgres.drop(name)
