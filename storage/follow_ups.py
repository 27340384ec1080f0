"""What time brought: questions and reminders, each once per (move, rule, nth)."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from storage.database import straight, write_what_is_new
from storage.tables import FollowUpRow


def remember_once(
    session: Session, case_id: int | None, handoff_id: int | None, move_id: int, rule: str, nth: int, now: datetime
) -> int | None:
    """The new row's id, or None when this very follow-up has been done before, here or on another machine."""
    values = {"case_id": case_id, "handoff_id": handoff_id, "move_id": move_id, "rule": rule, "nth": nth, "at": now}
    write_what_is_new(session)
    row_id: int | None = straight(session, _UNLESS_DONE[session.get_bind().dialect.name], values).scalar()
    return row_id


def _unless_done(insert: Callable[..., Any]) -> Executable:
    once: Executable = (
        insert(FollowUpRow)
        .on_conflict_do_nothing(index_elements=["move_id", "rule", "nth"])
        .returning(FollowUpRow.id)
    )
    return once


_UNLESS_DONE = {"sqlite": _unless_done(sqlite_insert), "postgresql": _unless_done(postgres_insert)}


def answer_all(session: Session, handoff_id: int, rules: Collection[str], answer: str, now: datetime) -> None:
    """Note the answer on every unanswered follow-up of these rules about one handoff."""
    unanswered = update(FollowUpRow).where(
        FollowUpRow.handoff_id == handoff_id, FollowUpRow.rule.in_(rules), FollowUpRow.answered_at.is_(None)
    )
    session.execute(unanswered.values(answered_at=now, answer=answer))


def answer_of_case(session: Session, case_id: int, rules: Collection[str], answer: str, now: datetime) -> None:
    """Note the answer on every unanswered follow-up of these rules about a case."""
    unanswered = update(FollowUpRow).where(
        FollowUpRow.case_id == case_id, FollowUpRow.rule.in_(rules), FollowUpRow.answered_at.is_(None)
    )
    session.execute(unanswered.values(answered_at=now, answer=answer))
