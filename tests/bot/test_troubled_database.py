"""A database that is full, locked or read-only: LINE has to send again, the log says why once, all goes on after."""

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from intake.saying import Say, to_plain
from storage import messages, people
from storage.tables import IncomingRow, MessageRow
from storage.trouble import Trouble
from tests.conftest import PostgresServer
from tests.stories.stage import Loopback, Stage, stage

PUSH = "/v2/bot/message/push"
LOCK_MS = 200
"""Patience with a lock, of whoever is not to hold up the tests."""

Undo = Callable[[], None]


@dataclass(frozen=True)
class Failing:
    """A running bot, how its database can be made to fail (it gives what mends it), and what that is called."""

    on: Stage
    break_it: Callable[[], Undo]
    trouble: Trouble


# --- SQLite ------------------------------------------------------------------------------------------------------


def with_pragma(on: Stage, pragma: str) -> Undo:
    """On every connection from now on."""
    engine = on.house.database.engine

    def give(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", give)
    engine.dispose()

    def undo() -> None:
        event.remove(engine, "connect", give)
        engine.dispose()

    return undo


def fill(on: Stage) -> Undo:
    """Not a page more, as on a full disk; what room events would find in the pages that are there is used up."""
    undo = with_pragma(on, "max_page_count=1")
    with pytest.raises(OperationalError, match="full"):
        add_rows_without_end(on)
    return undo


def add_rows_without_end(on: Stage) -> None:
    for number in count():
        row = IncomingRow(event_id=f"filling {number}", chat="U", kind="message", tries=0)
        row.received_at = row.done_at = on.clock()
        with Session(on.house.database.engine) as session, session.begin():
            session.add(row)


def lock_file(on: Stage) -> Undo:
    undo = with_pragma(on, f"busy_timeout={LOCK_MS}")
    other = create_engine(on.house.settings.database_url)
    held = other.raw_connection()
    held.cursor().execute("BEGIN EXCLUSIVE")

    def let_go() -> None:
        held.rollback()
        held.close()
        undo()

    return let_go


SQLITE: dict[str, tuple[Callable[[Stage], Undo], Trouble]] = {
    "full": (fill, Trouble.FULL),
    "locked": (lock_file, Trouble.LOCKED),
    "read-only": (lambda on: with_pragma(on, "query_only=ON"), Trouble.READ_ONLY),
}

# --- PostgreSQL --------------------------------------------------------------------------------------------------


def lock_tables(on: Stage, _server: PostgresServer, _name: str) -> Undo:
    other = create_engine(on.house.settings.database_url)
    held = other.connect()
    held.execute(text("LOCK TABLE incoming, messages IN ACCESS EXCLUSIVE MODE"))

    def let_go() -> None:
        held.close()
        other.dispose()

    return let_go


def make_read_only(on: Stage, server: PostgresServer, name: str) -> Undo:
    """For whoever connects from now on, and who is connected stays what they are: as after a change of servers."""
    server.set(name, "default_transaction_read_only = on")
    on.house.database.engine.dispose()
    return lambda: server.set(name, "default_transaction_read_only = off")


POSTGRESQL = {
    "locked": (lock_tables, Trouble.HELD),
    "read-only": (make_read_only, Trouble.READ_ONLY),
}


@pytest.fixture(params=[*(f"sqlite {how}" for how in SQLITE), *(f"postgresql {how}" for how in POSTGRESQL)])
def failing(
    request: pytest.FixtureRequest, tmp_path: Path, new_id: Callable[[], UUID], web: Loopback
) -> Iterator[Failing]:
    kind, _, how = str(request.param).partition(" ")
    if kind == "sqlite":
        path = tmp_path / "network.db"
        shutil.copy(request.getfixturevalue("sqlite_network"), path)
        break_file, trouble = SQLITE[how]
        with stage(f"sqlite:///{path}", new_id, web) as on:
            yield Failing(on, lambda: break_file(on), trouble)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database(request.getfixturevalue("postgres_network"))
    impatient = f"{server.address(name)}&options=-c%20lock_timeout%3D{LOCK_MS}"
    break_server, trouble = POSTGRESQL[how]
    with stage(impatient, new_id, web) as on:
        yield Failing(on, lambda: break_server(on, server, name), trouble)
    server.drop(name)


def told(on: Stage) -> list[str]:
    return [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]


def owe_what_line_did_not_take(on: Stage, words: str) -> None:
    on.platform.faults.add(PUSH, "500")
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone("owner").user_id, on.clock())
        messages.owe(session, person, [to_plain(Say("chat.words", {"words": words}))], on.clock())
    on.settle()


def test_line_sends_again_the_log_says_why_once_and_all_goes_on(
    failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    on = failing.on
    owe_what_line_did_not_take(on, "ข่าวก่อนหน้า")
    events = [on.phone("owner").text_event(word) for word in ("สถานะ", "ข้อมูลของฉัน")]
    mend = failing.break_it()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            refused = {on.platform.send_events([one]).status for one in events}
            assert refused == {503}
            on.clock.move_to(on.clock() + timedelta(seconds=10))
            on.settle()
    assert [record.getMessage().split(" failures=")[0] for record in caplog.records] == [
        f"database fails: {failing.trouble}"
    ]
    assert caplog.records[0].exc_info is None
    mend()
    for one in events:
        assert on.platform.redeliver(one["webhookEventId"]).status == 200
        on.settle()
    on.settle()
    heard = told(on)
    assert [heard.count("ข่าวก่อนหน้า"), len(heard)] == [1, 3]
    with on.house.database.reading() as session:
        tried = select(IncomingRow.tries).where(IncomingRow.line_message_id.is_not(None))
        assert session.scalars(tried).all() == [0, 0]
        assert session.scalars(select(MessageRow.id).where(MessageRow.ended_at.is_(None))).all() == []
