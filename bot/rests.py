"""What rests, and until when: for messages and announcements alike."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.bot import Bot
from bot.client import Outcome, Result
from storage import sending, settings
from storage.sending import QUOTA_USED, STOPPED, States

log = logging.getLogger(__name__)

KEY_LIVES = timedelta(hours=23, minutes=30)
"""LINE keeps a retry key 24 hours; a push whose outcome is unknown for longer goes to staff."""

AFTER_OPENING = timedelta(minutes=10)
"""So long it may take until what has waited for the morning has gone."""

LONGEST_WAIT = timedelta(minutes=10)
RATE_WAIT = timedelta(seconds=2)
"""After a refusal because of too many calls; the client knows how long such calls rest."""

NOT_TAKEN = (Outcome.RATE, Outcome.HELD_BACK, Outcome.QUOTA, Outcome.STOPPED)
"""Nothing was sent, and the next call of the kind would fare no better."""


def after_failures(tries: int, now: datetime) -> datetime:
    """When a call of which it is not known whether LINE took it is made again: later after each try."""
    return now + min(timedelta(seconds=2 ** min(tries, 10)), LONGEST_WAIT)


def note_call(session: Session, bot: Bot, result: Result, now: datetime) -> States:
    """Note what a call tells of LINE itself; how sending stands after it."""
    if result.outcome is Outcome.HELD_BACK:
        return sending.states(session)
    return bot.circuit.note(session, result.outcome is not Outcome.UNKNOWN, result.detail, now)


def note_refusal(session: Session, result: Result, now: datetime) -> None:
    """Let every process know that pushes, or all calls, rest; with a line in the log."""
    if result.outcome is Outcome.QUOTA:
        settings.set_state_of_service(session, QUOTA_USED, {"at": now.isoformat()}, now)
        log.error("pushes stopped: the month's quota is used up")
    elif result.outcome is Outcome.STOPPED:
        settings.set_state_of_service(session, STOPPED, {"at": now.isoformat(), "why": result.detail}, now)
        log.error("sending stopped: LINE refuses our access token (%s)", result.detail)


def end(session: Session, known: States, now: datetime, *, pushes: bool) -> None:
    """LINE took a call, so it takes others of its way: they rest no more."""
    for state in (STOPPED, QUOTA_USED) if pushes else (STOPPED,):
        if state in known:
            settings.set_state_of_service(session, state, None, now)


def opening_to_wait_for(session: Session, first_try_at: datetime | None, now: datetime) -> datetime | None:
    """When pushes go again, if it is no hour for them now. None, too, where LINE would have forgotten by then the key
    of a first try whose outcome is unknown.
    """
    opening = settings.calendar(session).next_push(now)
    is_lost = first_try_at is not None and opening + AFTER_OPENING - first_try_at > KEY_LIVES
    return None if opening <= now or is_lost else opening
