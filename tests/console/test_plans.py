"""What a page asks that renews itself every few seconds is found by an index, however much is kept."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from console import waiting
from console.officers import Officer, officer_of
from storage import audit, cases, messages
from storage.database import Database, is_sqlite
from storage.tables import ConversationRow, HandoffRow, PersonRow, StaffRow
from tests.bot.test_plans import KEPT, SCAN
from tests.console.conftest import furnish

GROWING = KEPT | {"audit"}


@pytest.fixture
def furnished(database: Database, now: datetime) -> Database:
    with database.writing() as session:
        furnish(session, now)
        many = [{"line_user_id": f"U{number}", "first_seen_at": now} for number in range(1_000)]
        people = session.scalars(insert(PersonRow).returning(PersonRow.id), many).all()
        dialog = {"answers": {}, "changed_at": now}
        session.execute(insert(ConversationRow), [{"person_id": one, **dialog} for one in people])
        if not is_sqlite(database.engine):
            # It plans by how much there is of each kind.
            session.execute(text("ANALYZE people, conversations"))
    return database


def asked_by(database: Database, look: Callable[[Session], object]) -> dict[str, Any]:
    """Every statement that is executed meanwhile, with what it was given."""
    asked: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
        asked[statement] = given

    with database.reading() as session:
        event.listen(database.engine, "before_cursor_execute", note)
        try:
            look(session)
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
    return asked


def walked_through(database: Database, statement: str, given: Any) -> set[str]:
    """The growing tables that a statement walks through from end to end; an index of few rows is no matter."""
    find = _on_sqlite if is_sqlite(database.engine) else _on_postgresql
    return {table for table in find(database, statement, given) if table in GROWING}


def _on_sqlite(database: Database, statement: str, given: Any) -> Iterator[str]:
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        lean = set(
            connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
            ).scalars()
        )
    for row in plan:
        scan = SCAN.match(row[3])
        if scan and scan["index"] not in lean:
            yield scan["table"]


def _on_postgresql(database: Database, statement: str, given: Any) -> Iterator[str]:
    """Of a few rows it reads all, index or not: it is asked what it would do rather than that."""
    with database.engine.connect() as connection:
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", given).scalar_one()
        lean = set(
            connection.exec_driver_sql("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%% WHERE %%'").scalars()
        )
    for node in _nodes(plan[0]["Plan"]):
        if "Relation Name" in node and "Index Cond" not in node and node.get("Index Name") not in lean:
            yield node["Relation Name"]


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


_HANDOFFS = select(HandoffRow).where(HandoffRow.case_id == 1).order_by(HandoffRow.id)
LOOKS: dict[str, Callable[[Session, Officer, datetime], object]] = {
    "held": lambda session, _officer, _now: waiting.held_cases(session, None),
    "calls": lambda session, _officer, now: waiting.calls_to_make(session, None, now),
    "deletions": lambda session, _officer, now: waiting.deletions_to_ask_for(session, None, now),
    "chats": lambda session, officer, _now: waiting.chats(session, officer),
    "looked": lambda session, _officer, _now: audit.history(session, "case", 1),
    "transcript": lambda session, _officer, _now: messages.transcript_of(session, 1),
    "case": lambda session, _officer, _now: (cases.moves_of(session, 1), session.scalars(_HANDOFFS).all()),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_that_renews_itself_walks_through_nothing(furnished: Database, now: datetime, look: str) -> None:
    with furnished.reading() as session:
        officer = officer_of(session, session.query(StaffRow).filter_by(name="all").one())
    asked = asked_by(furnished, lambda session: LOOKS[look](session, officer, now))
    walked = {
        statement: tables
        for statement, given in asked.items()
        if (tables := walked_through(furnished, statement, given))
    }
    assert asked
    assert walked == {}


def test_a_walk_would_be_seen(furnished: Database) -> None:
    assert walked_through(furnished, "SELECT cases.id FROM cases ORDER BY cases.product", ()) == {"cases"}
    assert walked_through(furnished, "SELECT audit.id FROM audit WHERE audit.detail IS NULL", ()) == {"audit"}


def test_the_newest_of_a_transcript_are_not_put_in_order_among_all(furnished: Database) -> None:
    asked = asked_by(furnished, lambda session: messages.transcript_of(session, 1))
    ((statement, given),) = asked.items()
    with furnished.engine.connect() as connection:
        if is_sqlite(furnished.engine):
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all())
            assert "TEMP B-TREE" not in plan
        else:
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
            plan = str(connection.exec_driver_sql(f"EXPLAIN {statement}", given).all())
            assert "Sort" not in plan
