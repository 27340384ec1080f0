"""Multicasting announcements: frozen recipients, one stored key per batch, each person once."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot import outbox, rests
from bot.bot import Bot
from bot.client import Outcome, Result
from casework import broadcasting
from storage import broadcasts, sending, settings
from storage.sending import DOWN, QUOTA_AGAIN, QUOTA_USED, STOPPED, States
from storage.tables import BroadcastBatchRow, BroadcastRow

log = logging.getLogger(__name__)

UNDER_WAY = timedelta(seconds=30)
"""Longer than any call."""

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


def _due(bot: Bot) -> Sequence[int]:
    with bot.look() as session:
        return broadcasts.due_batches(session, bot.clock(), MOST_A_LOOK)


def _claim(bot: Bot, batch_id: int) -> tuple[list[str], list[dict[str, object]], UUID] | None:
    now = bot.clock()
    with bot.work() as session:
        batch = session.get_one(BroadcastBatchRow, batch_id, with_for_update=True)
        known = sending.states(session)
        if batch.ended_at is not None:
            return None
        if batch.first_try_at is not None and now - batch.first_try_at > rests.KEY_LIVES:
            # However long sending rests: until it ends it keeps who is forgotten, since the same body goes again.
            _fail(session, batch, "outcome unknown for 23 hours", now)
            return None
        if _rests(session, batch, known, now):
            return None
        if batch.to is None:
            batch.to = list(broadcasts.still_agree(session, batch.person_ids))
            broadcast = session.get_one(BroadcastRow, batch.broadcast_id)
            batch.rendered = outbox.render(broadcasting.parts_of(broadcast), bot.writer("th"))
        if not batch.to:
            _end(session, batch, "sent", now)
            return None
        if DOWN in known and not sending.take_probe(session, now):
            return None
        batch.tried_at, batch.tries = now, batch.tries + 1
        batch.first_try_at = batch.first_try_at or now
        return batch.to, batch.rendered or [], batch.retry_key


def _rests(session: Session, batch: BroadcastBatchRow, known: States, now: datetime) -> bool:
    if any(sending.rests(known, state, now) for state in (STOPPED, QUOTA_USED)):
        return True
    is_under_way = batch.tried_at is not None and timedelta() <= now - batch.tried_at < UNDER_WAY
    return is_under_way or rests.opening_to_wait_for(session, batch.first_try_at, now) is not None


def _settle(bot: Bot, batch_id: int, result: Result) -> None:
    now = bot.clock()
    with bot.work() as session:
        batch = session.get_one(BroadcastBatchRow, batch_id, with_for_update=True)
        known = rests.note_call(session, bot, result, now)
        if result.outcome is Outcome.SENT:
            rests.end(session, known, now, pushes=True)
            _end(session, batch, "sent", now)
        elif result.outcome is Outcome.REFUSED:
            _fail(session, batch, result.detail, now)
        elif result.outcome is Outcome.UNKNOWN:
            batch.tried_at, batch.failure = None, result.detail[:200]
            batch.not_before = rests.after_failures(batch.tries, now)
        else:
            _untry(session, batch, result, now)
        log.info("sent batch=%d outcome=%s tries=%d", batch.id, result.outcome, batch.tries)


def _untry(session: Session, batch: BroadcastBatchRow, result: Result, now: datetime) -> None:
    """Nothing was sent, so the try does not count, and who withdraws before the next is left out of it."""
    batch.tried_at, batch.tries = None, batch.tries - 1
    batch.failure = result.detail[:200]
    if batch.tries == 0:
        batch.first_try_at = batch.to = batch.rendered = None
    batch.not_before = now + rests.RATE_WAIT
    if result.outcome is Outcome.QUOTA:
        _wait_for_pushes(session, now)
    else:
        rests.note_refusal(session, result, now)


def _wait_for_pushes(session: Session, now: datetime) -> None:
    """A batch may be more than what is left of the month while single pushes still go. So the state is noted without
    a rest, the next single push finds out, and announcements wait.
    """
    later = now + QUOTA_AGAIN
    if settings.begin_state_of_service(session, QUOTA_USED, {"at": (now - QUOTA_AGAIN).isoformat()}, now):
        log.error("pushes stopped: what is left of the month's quota is too little for an announcement")
    broadcasts.put_off_batches(session, later)


def _end(session: Session, batch: BroadcastBatchRow, outcome: str, now: datetime, failure: str | None = None) -> None:
    batch.ended_at, batch.outcome, batch.failure = now, outcome, failure
    if outcome == "sent":
        # Whoever wanted no news any more when it went is not counted among those who got it.
        batch.person_ids = broadcasts.with_chats(session, batch.to or ())
    batch.to = batch.rendered = None
    session.flush()
    if not broadcasts.is_any_left(session, batch.broadcast_id):
        session.get_one(BroadcastRow, batch.broadcast_id).ended_at = now


def _fail(session: Session, batch: BroadcastBatchRow, why: str, now: datetime) -> None:
    _end(session, batch, "failed", now, why[:200])
    log.error("announcement failed batch=%d why=%s", batch.id, why)
