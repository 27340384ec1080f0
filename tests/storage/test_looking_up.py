"""What the clock asks again and again is found by an index, however many rows there are."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from storage import attachments, cases, conversations, messages, queues
from storage.database import Database
from storage.tables import Base

ASKED: dict[str, Callable[[Session, datetime], object]] = {
    "due cases": cases.due_case_ids,
    "due chats": conversations.due_chats,
    "files": attachments.chats_with_files,
    "overdue": queues.number_overdue,
    "the next look at a case": lambda session, _: cases.earliest_look(session),
    "the next look at a chat": lambda session, _: conversations.earliest_chat(session),
    "the next message": lambda session, _: messages.earliest_owed(session),
}


@pytest.mark.parametrize("what", ASKED)
def test_no_table_is_walked_through(sqlite_database: Database, now: datetime, what: str) -> None:
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if not statement.startswith("EXPLAIN"):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.extend(str(row[3]) for row in plan)

    event.listen(sqlite_database.engine, "before_cursor_execute", explain)
    with sqlite_database.reading() as session:
        ASKED[what](session, now)
    assert any("INDEX" in step for step in plans)
    assert [step for step in plans if _walks_through_a_table(step)] == []


def _walks_through_a_table(step: str) -> bool:
    return step.startswith("SCAN ") and step.split()[1] in Base.metadata.tables and "INDEX" not in step
