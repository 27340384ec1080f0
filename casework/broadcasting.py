"""Announcements to owners who agreed to news: counted, frozen in batches of at most 500, each person once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from intake.saying import Say, to_plain
from storage import broadcasts
from storage.database import new_id
from storage.tables import BroadcastBatchRow, BroadcastRow, StaffRow

BATCH = 500
"""LINE takes at most 500 recipients a multicast."""


def draft(
    session: Session,
    officer: StaffRow,
    text: str,
    provinces: Collection[str] | None,
    needs: Collection[str],
    now: datetime,
) -> BroadcastRow:
    """An announcement that is not sent yet. An empty list of provinces is kept for "everywhere"."""
    row = BroadcastRow(
        staff_id=officer.id,
        text=text,
        provinces=sorted(provinces or ()),
        needs=sorted(needs),
        made_at=now,
        recipients=0,
    )
    session.add(row)
    session.flush()
    return row


def rewrite(
    session: Session,
    broadcast: BroadcastRow,
    text: str,
    provinces: Collection[str] | None,
    needs: Collection[str],
    now: datetime,
) -> bool:
    """Write a draft anew; False for what has begun to go out."""
    row = _locked(session, broadcast)
    if row.started_at is not None:
        return False
    row.text, row.provinces, row.needs, row.made_at = text, sorted(provinces or ()), sorted(needs), now
    return True


def discard(session: Session, broadcast: BroadcastRow) -> bool:
    """Delete a draft; False for what has begun to go out."""
    row = _locked(session, broadcast)
    if row.started_at is not None:
        return False
    session.delete(row)
    return True


def _locked(session: Session, broadcast: BroadcastRow) -> BroadcastRow:
    return session.get_one(BroadcastRow, broadcast.id, with_for_update=True, populate_existing=True)


def start(session: Session, broadcast: BroadcastRow, scope: Collection[str] | None, now: datetime) -> int:
    """Freeze who gets it and owe the batches; the number of recipients. A second start changes nothing.

    `scope` are the provinces that the officer may write to, None all of them.
    """
    locked = _locked(session, broadcast)
    if locked.started_at is not None:
        return locked.recipients
    provinces = _within(locked.provinces, scope)
    people = list(session.scalars(broadcasts.audience(provinces, locked.needs)))
    for begin in range(0, len(people), BATCH):
        session.add(
            BroadcastBatchRow(
                broadcast_id=locked.id,
                person_ids=people[begin : begin + BATCH],
                retry_key=new_id(session),
                not_before=now,
                tries=0,
            )
        )
    locked.started_at, locked.recipients = now, len(people)
    if not people:
        locked.ended_at = now
    return locked.recipients


def stop(session: Session, broadcast: BroadcastRow, now: datetime) -> bool:
    """Keep back what has not gone out; False where all of it has, or is on its way."""
    waiting = broadcasts.locked_untried(session, broadcast.id)
    for batch in waiting:
        batch.ended_at, batch.outcome = now, "stopped"
        batch.to = batch.rendered = None
    session.flush()
    if waiting and not broadcasts.is_any_left(session, broadcast.id):
        broadcast.ended_at = now
    return bool(waiting)


def _within(provinces: Sequence[str], scope: Collection[str] | None) -> Collection[str] | None:
    if scope is None:
        return provinces or None
    return [code for code in provinces if code in scope] if provinces else scope


def parts_of(broadcast: BroadcastRow) -> list[dict[str, object]]:
    """The announcement as it is said: a card with the officer's words and how to stop news."""
    return [to_plain(Say("news.card", {"words": broadcast.text}, title="news.header"))]
