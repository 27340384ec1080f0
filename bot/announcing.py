"""Multicasting announcements: frozen recipients, one stored key per batch, each person once."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.bot import Bot
from bot.client import Outcome, Result
from casework import broadcasting
from storage import sending, settings
from storage.sending import DOWN
from storage.tables import BroadcastBatchRow, BroadcastRow

log = logging.getLogger(__name__)

KEY_LIVES = timedelta(hours=23)
LONGEST_WAIT = timedelta(minutes=10)
STOPPED_WAIT = timedelta(minutes=10)

MOST_A_LOOK = 20
"""Batches. The clock that sends them has other things to do, and whoever writes just then is to be answered."""


def send_due_batches(bot: Bot) -> int:
    """Send batches that are due, one after the other, as long as LINE takes them; the number of calls made."""
    calls = 0
    for batch_id in _due(bot):
        claimed = _claim(bot, batch_id)
        if claimed is None:
            continue
        to, rendered, key = claimed
        result = bot.client.multicast(to, rendered, str(key))
        _settle(bot, batch_id, result)
        calls += 1
        if result.outcome not in (Outcome.SENT, Outcome.REFUSED):
            break
    return calls


def _due(bot: Bot) -> list[int]:
    with bot.look() as session:
        waiting = BroadcastBatchRow.ended_at.is_(None), BroadcastBatchRow.not_before <= bot.clock()
        due = select(BroadcastBatchRow.id).where(*waiting).order_by(BroadcastBatchRow.id).limit(MOST_A_LOOK)
        return list(session.scalars(due))


def _claim(bot: Bot, batch_id: int) -> tuple[list[str], list[dict[str, object]], UUID] | None:
    now = bot.clock()
    with bot.work() as session:
        batch = session.get_one(BroadcastBatchRow, batch_id, with_for_update=True)
        waits = not settings.calendar(session).is_push_time(now) and batch.tries == 0
        if batch.ended_at is not None or waits or (batch.tried_at and now - batch.tried_at < timedelta(seconds=30)):
            return None
        if batch.first_try_at is not None and now - batch.first_try_at > KEY_LIVES:
            _end(session, batch, "failed", now, "outcome unknown for 23 hours")
            return None
        if batch.to is None:
            batch.to = list(broadcasting.still_agree(session, batch.person_ids))
            broadcast = session.get_one(BroadcastRow, batch.broadcast_id)
            batch.rendered = outbox.render(broadcasting.parts_of(broadcast), bot.writer("th"))
        if not batch.to:
            _end(session, batch, "sent", now)
            return None
        if DOWN in sending.states(session) and not sending.take_probe(session, now):
            return None
        batch.tried_at, batch.tries = now, batch.tries + 1
        batch.first_try_at = batch.first_try_at or now
        return batch.to, batch.rendered or [], batch.retry_key


def _settle(bot: Bot, batch_id: int, result: Result) -> None:
    now = bot.clock()
    with bot.work() as session:
        batch = session.get_one(BroadcastBatchRow, batch_id, with_for_update=True)
        if result.outcome is not Outcome.HELD_BACK:
            bot.circuit.note(session, result.outcome is not Outcome.UNKNOWN, result.detail, now)
        if result.outcome is Outcome.SENT:
            _end(session, batch, "sent", now)
        elif result.outcome is Outcome.REFUSED:
            _end(session, batch, "failed", now, result.detail)
        else:
            _wait(batch, result, now)
        log.info("batch sent=%d outcome=%s tries=%d", batch.id, result.outcome, batch.tries)


def _wait(batch: BroadcastBatchRow, result: Result, now: datetime) -> None:
    batch.tried_at = None
    batch.failure = result.detail[:200]
    if result.outcome in (Outcome.QUOTA, Outcome.STOPPED):
        batch.not_before = now + STOPPED_WAIT
        return
    batch.not_before = now + min(timedelta(seconds=2 ** min(batch.tries, 10)), LONGEST_WAIT)


def _end(session: Session, batch: BroadcastBatchRow, outcome: str, now: datetime, failure: str | None = None) -> None:
    batch.ended_at, batch.outcome, batch.failure = now, outcome, failure
    session.flush()
    left = select(BroadcastBatchRow.id).where(
        BroadcastBatchRow.broadcast_id == batch.broadcast_id, BroadcastBatchRow.ended_at.is_(None)
    )
    if session.scalar(left.limit(1)) is None:
        session.get_one(BroadcastRow, batch.broadcast_id).ended_at = now
