"""A row that none of our keys opens: it is given up, staff see it, and its person goes on."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from intake.saying import Say, to_plain
from storage import incoming, messages, people
from storage.tables import IncomingRow, MessageRow
from tests.stories.stage import Stage


def spoil(on: Stage, table: str, column: str, row_id: int) -> None:
    with on.house.work() as session:
        session.execute(text(f"UPDATE {table} SET {column} = :noise WHERE id = :id"), {"noise": b"\0", "id": row_id})


def told(on: Stage) -> list[str]:
    return [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]


def test_an_event_is_set_aside_and_what_came_after_it_is_answered(on: Stage) -> None:
    on.house.engine.stop()
    for _ in range(2):
        on.phone("owner").type("สถานะ")
    with on.house.database.reading() as session:
        first = session.scalar(select(func.min(IncomingRow.id))) or 0
    spoil(on, "incoming", "payload", first)
    for _ in range(incoming.MOST_TRIES):
        on.house.do_next([on.phone("owner").user_id])
    with on.house.database.reading() as session:
        (aside,) = incoming.set_aside(session)
    assert aside.id == first
    assert str(aside.failure).startswith("InvalidToken")
    while on.house.do_next([on.phone("owner").user_id]):
        pass
    assert len(told(on)) == 1


@pytest.mark.parametrize("column", ["parts", "rendered", "reply_token"])
@pytest.mark.parametrize("writes", [True, False])
def test_a_message_has_failed_and_the_others_go_on(on: Stage, column: str, writes: bool) -> None:
    phone = on.phone("owner")
    phone.type("สถานะ")
    on.settle()
    on.platform.quota.limit = 0
    rows = []
    with on.house.work() as session:
        person, *_ = people.meet(session, phone.user_id, on.clock())
        for words in ("เสีย", "ดี"):
            parts = [to_plain(Say("chat.words", {"words": words}))]
            rows.append(messages.owe(session, person, parts, on.clock()))
    on.settle()
    spoil(on, "messages", column, rows[0].id if rows[0] else 0)
    on.platform.quota.limit = None
    on.clock.move_to(on.clock() + timedelta(minutes=61))
    if writes:
        phone.type("สถานะ")
    on.settle()
    assert "ดี" in told(on)
    assert "เสีย" not in told(on)
    assert len(told(on)) == 2 + writes
    with on.house.database.reading() as session:
        (row,) = messages.failed_since(session, on.clock() - timedelta(days=1))
        assert (row.failure, row.parts) == (messages.UNREADABLE, None)
        assert not messages.may_go_again(session, row)
        assert session.scalar(select(func.count()).where(MessageRow.ended_at.is_(None))) == 0
