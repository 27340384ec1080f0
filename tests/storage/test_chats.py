"""What there is to do for several chats, asked at once, on both kinds of database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from storage import incoming, messages, people
from storage.chats import look_at
from storage.database import Database, open_database
from storage.incoming import NewEvent
from tests.conftest import PostgresServer

STRANGE = "U\"\\'ก%s"


def _event(event_id: str, chat: str, at: datetime) -> NewEvent:
    return NewEvent(event_id, chat, "message", None, b"{}", at)


def test_each_chat_has_its_own_look_in_the_order_in_which_they_were_asked_for(
    database: Database, now: datetime
) -> None:
    with database.writing() as session:
        later = now + timedelta(seconds=1)
        incoming.remember(session, [_event("2", "Ua", later), _event("1", "Ua", now), _event("3", STRANGE, now)], now)
        person, _, _ = people.meet(session, "Ub", now)
        messages.owe(session, person, [{"text": "ข่าว"}], now)
    with database.reading() as session:
        looks = look_at(session, ["Ub", STRANGE, "Uc", "Ua"], now)
    assert [look.chat for look in looks] == ["Ub", STRANGE, "Uc", "Ua"]
    assert [look.waiting.event_id if look.waiting else None for look in looks] == [None, "3", None, "1"]
    assert [look.left.message if look.left else None for look in looks] == [True, None, None, None]


FILL = """
INSERT INTO people (line_user_id, language, first_seen_at, wrong_codes)
SELECT 'U' || n, 'th', now(), 0 FROM generate_series(1, 20000) AS n;
INSERT INTO incoming (event_id, chat, kind, sent_at, received_at, done_at, tries)
SELECT n::text, 'U' || mod(n, 20000), 'message', now(), now(), now(), 0 FROM generate_series(1, 20000) AS n;
ANALYZE people, incoming
"""


@pytest.mark.parametrize("chats", [["U1"], ["U1", "U2"]], ids=len)
def test_postgresql_finds_them_by_indexes_however_much_is_kept(
    postgres: PostgresServer, new_id: Callable[[], UUID], now: datetime, chats: list[str]
) -> None:
    """For a list of unknown length it would read whole tables."""
    name = postgres.new_database()
    database = Database(open_database(postgres.address(name)), new_id)
    with database.writing() as session:
        session.connection().exec_driver_sql(FILL)
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if "asked" in statement and not statement.startswith("EXPLAIN"):
            plans.append("\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", given).scalars()))

    event.listen(database.engine, "before_cursor_execute", explain)
    with database.reading() as session:
        look_at(session, chats, now)
    database.close()
    postgres.drop(name)
    assert "Index" in plans[0]
    assert "Seq Scan on incoming" not in plans[0]
    assert "Seq Scan on people" not in plans[0]
