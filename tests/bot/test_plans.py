"""What a turn and a tick of the clock ask is found by an index, however much is kept.

SQLite plans without knowing how much that is: a statement that it would answer by walking through everything is as
quick as any in a small file, and slower with every case.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text

from scheduler import clock
from tests.bot.test_looks import FIRST_VISIT
from tests.stories.stage import Loopback, Stage, stage

TALK = (*FIRST_VISIT, "ไม่รับข่าว", "สถานะ", "ยกเลิก", "ใช่ค่ะ")
KEPT = frozenset(
    {"attachments", "cases", "consents", "conversations", "follow_ups", "handoffs", "incoming", "messages", "moves"}
    | {"outcomes", "people"}
)
"""Tables that grow with every owner."""

SCAN = re.compile(
    r"^(?:SCAN (?P<table>\w+?)(?:_\d+)?(?: USING (?:COVERING )?INDEX (?P<index>\w+))?|SEARCH (?P<smallest>\w+))$"
)
"""SQLite calls it a search, too, when it walks through a table for the smallest value in it."""
OF_ALL_THERE = re.compile(r"\((\w+)\) WHERE \1 IS NOT NULL$")
"""An index that leaves out only what is empty may hold most rows."""


@pytest.fixture
def on_sqlite(sqlite_network: Path, tmp_path: Path, new_id: Callable[[], UUID], web: Loopback) -> Iterator[Stage]:
    shutil.copy(sqlite_network, tmp_path / "plans.db")
    with stage(f"sqlite:///{tmp_path / 'plans.db'}", new_id, web) as running:
        yield running


def asked_during(on: Stage, what: Callable[[], None]) -> dict[str, Any]:
    """Every statement that is executed meanwhile, with what it was given."""
    asked: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            asked.setdefault(statement, given[0] if many else given)

    event.listen(on.house.database.engine, "before_cursor_execute", note)
    try:
        what()
    finally:
        event.remove(on.house.database.engine, "before_cursor_execute", note)
    return asked


def scans_of(on: Stage, statement: str, given: Any) -> set[str]:
    """The growing tables through which a statement walks from end to end; an index of few rows is no matter."""
    with on.house.database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        partial = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%INDEX%WHERE%'"))
        lean = {name for name, sql in partial if not OF_ALL_THERE.search(sql)}
    found = [match for row in plan if (match := SCAN.match(row[3]))]
    walked = {match["table"] or match["smallest"] for match in found if match["index"] not in lean}
    return walked & KEPT


def played(on: Stage) -> dict[str, Any]:
    def play() -> None:
        for words in TALK:
            on.phone("owner").type(words)
            on.settle()
        on.house.tick()
        with on.house.database.reading() as session:
            clock.next_moment(session)

    return asked_during(on, play)


def test_neither_turns_nor_ticks_walk_through_all_that_is_kept(on_sqlite: Stage) -> None:
    asked = played(on_sqlite)
    assert len(asked) > 50
    walked = {
        statement: tables for statement, given in asked.items() if (tables := scans_of(on_sqlite, statement, given))
    }
    assert walked == {}


def test_a_walk_would_be_seen(on_sqlite: Stage) -> None:
    assert scans_of(on_sqlite, "SELECT cases.id FROM cases ORDER BY cases.province", ()) == {"cases"}
    assert scans_of(on_sqlite, "SELECT min(cases.next_look_at) FROM cases", ()) == {"cases"}
