"""What time brought: questions and reminders, each once per (move, rule, nth)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true, update
from sqlalchemy.orm import Session

from storage import messages
from storage.database import straight, unless_known, write_what_is_new
from storage.tables import FollowUpRow, MessageRow


def remember_once(
    session: Session, case_id: int | None, handoff_id: int | None, move_id: int, rule: str, nth: int, now: datetime
) -> int | None:
    """The new row's id, or None when this very follow-up has been done before, here or on another machine."""
    values = {"case_id": case_id, "handoff_id": handoff_id, "move_id": move_id, "rule": rule, "nth": nth, "at": now}
    write_what_is_new(session)
    row_id: int | None = straight(session, _UNLESS_DONE[session.get_bind().dialect.name], values).scalar()
    return row_id


_UNLESS_DONE = {
    name: insert.returning(FollowUpRow.id)
    for name, insert in unless_known(FollowUpRow, "move_id", "rule", "nth").items()
}


def put_in_line(session: Session, case_id: int) -> frozenset[int]:
    """What of all that time asked about a case somebody was to read in LINE."""
    is_put = exists().where(MessageRow.follow_up_id == FollowUpRow.id)
    return frozenset(session.scalars(select(FollowUpRow.id).where(FollowUpRow.case_id == case_id, is_put)))


def answer_all(session: Session, handoff_id: int, rules: Collection[str], answer: str, now: datetime) -> None:
    """Note the answer on every unanswered follow-up of these rules about one handoff."""
    _answer(session, FollowUpRow.handoff_id == handoff_id, rules, answer, now)


def answer_of_case(session: Session, case_id: int, rules: Collection[str], answer: str, now: datetime) -> None:
    """Note the answer on every unanswered follow-up of these rules about a case."""
    _answer(session, FollowUpRow.case_id == case_id, rules, answer, now)


def _answer(session: Session, which: ColumnElement[bool], rules: Collection[str], answer: str, now: datetime) -> None:
    """What waits for its hour is not asked any more."""
    about = which, FollowUpRow.rule.in_(rules), FollowUpRow.answered_at.is_(None)
    answers = update(FollowUpRow).where(*about).values(answered_at=now, answer=answer).returning(FollowUpRow.id)
    if answered := session.scalars(answers).all():
        messages.cancel_asks(session, now, FollowUpRow.id.in_(answered))


def call_off(session: Session, case_id: int, now: datetime, *rules: str) -> None:
    """What is not so any more is not asked when its hour comes: questions by these rules, without any all of them."""
    about = FollowUpRow.case_id == case_id
    messages.cancel_asks(session, now, about, FollowUpRow.rule.in_(rules) if rules else true())
