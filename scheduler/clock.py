"""The clock job: what is due about cases and chats, what waits to be sent or fetched, what is to be forgotten.

Running it twice, late or on two machines does nothing twice: each case is locked, each follow-up is unique.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import forgetting, looking, retention
from storage import attachments, cases, conversations, incoming, messages, sending
from storage.database import begin_anew, straight
from storage.trouble import OF_ONE_ROW, trouble_of

log = logging.getLogger(__name__)

EVENTS_KEPT = timedelta(days=30)
"""A done event is kept only to know it again; LINE redelivers for far less time."""

LOOK_AGAIN = timedelta(minutes=10)
"""After so long a look that failed is tried again; until then it stands before no other."""

GIVES_WAY, MOST_IN_VAIN = 0.05, 40
"""Seconds for which a look lets people go first, and so often in a tick in vain before it goes on all the same."""

Work = Callable[[], AbstractContextManager[Session]]
Look = Callable[[Session, int, datetime], object]
PutOff = Callable[[Session, int, datetime], None]
One = tuple[str, int]
"""What is looked at: a case or a person's chat, and its id."""


@dataclass(frozen=True)
class ClockJob:
    """What time needs: the database, a way to announce chats, and what `bot` sends by itself.

    `send_batches` is handed in, since the clock knows nothing of LINE. `give_way` waits while people wait for their
    answers, so many seconds at most; in vain, if they still do. So many looks `at_once` share a transaction, unless
    it `is_awaited`.
    """

    work: Work
    look: Work
    announce: Callable[[Iterable[str]], None]
    send_batches: Callable[[], int]
    give_way: Callable[[float], bool] = lambda seconds: True
    at_once: int = 1
    is_awaited: Callable[[], bool] = lambda: False


def tick(job: ClockJob, now: datetime) -> None:
    """Everything that time brings, once."""
    look_at_due(job, now)
    wake(job, now)
    job.send_batches()
    forget(job, now)


def look_at_due(job: ClockJob, now: datetime) -> None:
    """Look at every case and chat whose moment has come, some of them in one transaction.

    Nobody sees it when a look comes a moment later, but everybody when a hundred of them stand before an answer.
    """
    with job.look() as session:
        due = [
            *(("case", case_id) for case_id in cases.due_case_ids(session, now)),
            *(("person", person_id) for person_id in conversations.due_chats(session, now)),
        ]
    in_vain = 0
    while due:
        in_vain += in_vain < MOST_IN_VAIN and not job.give_way(GIVES_WAY)
        some = due[: job.at_once]
        if len(some) > 1:
            due = due[_look_together(job, some, now) :]
        else:
            _look_at(job, *due.pop(0), now)


def _look_together(job: ClockJob, due: Sequence[One], now: datetime) -> int:
    """Look at the first of these: at all of them, unless somebody waits for the transaction's end. At how many?

    None fails for the fault of another: then each is looked at by itself.
    """
    looked = 0
    try:
        with job.work() as session:
            for kind, row_id in due:
                if looked and job.is_awaited():
                    break
                if looked:
                    begin_anew(session)
                _LOOKS[kind][0](session, row_id, now)
                looked += 1
    except Exception as error:
        if trouble_of(error) not in (None, *OF_ONE_ROW):
            raise
        log.warning("looks failed together, now each by itself: %s", type(error).__name__)
        for kind, row_id in due:
            _look_at(job, kind, row_id, now)
        return len(due)
    return looked


def _look_at(job: ClockJob, kind: str, row_id: int, now: datetime) -> None:
    """One that cannot be looked at, by a fault of ours or since somebody holds it, holds up none of the others and is
    tried again later.
    """
    look, put_off = _LOOKS[kind]
    try:
        with job.work() as session:
            look(session, row_id, now)
    except Exception as error:
        trouble = trouble_of(error)
        if trouble in OF_ONE_ROW:
            return
        if trouble is not None:
            raise
        log.exception("look failed %s=%d", kind, row_id)
        with job.work() as session:
            put_off(session, row_id, now + LOOK_AGAIN)


_LOOKS: dict[str, tuple[Look, PutOff]] = {
    "case": (looking.look_at_case, cases.put_off_look),
    "person": (looking.look_at_chat, conversations.put_off_chat),
}


def wake(job: ClockJob, now: datetime) -> None:
    """Announce the chats with something that waits: a message that may go now, an event, a file."""
    with job.look() as session:
        is_ahead, *waits = straight(session, _WAITS, {"now": now, "leap": now + messages.LEAP}).one()
    if is_ahead:
        with job.work() as session:
            messages.let_go_what_is_ahead(session, now)
    if is_ahead or any(waits):
        job.announce(_waiting(job, now))


_WAITS = select(messages.is_any_ahead(), messages.is_any_due(), incoming.is_any_waiting(), attachments.is_any_due())


def _waiting(job: ClockJob, now: datetime) -> Iterable[str]:
    """Who waits, in this order: after a crash an answer is tried again while its token lives, and events come without
    end.
    """
    with job.look() as session:
        chats = [
            *sending.chats_let_go(session, now),
            *incoming.chats_waiting(session),
            *attachments.chats_with_files(session, now),
        ]
    return dict.fromkeys(chats)


def forget(job: ClockJob, now: datetime) -> None:
    """Delete people who asked for it and have had their last message, those of long ago, and old events."""
    before = now - EVENTS_KEPT
    with job.look() as session:
        about = {"looked_since": now - retention.EVERY, "before": before}
        is_any = any(straight(session, _IS_TO_BE_FORGOTTEN, about).one())
    if is_any:
        with job.work() as session:
            retention.forget_old(session, now)
            forgetting.forget_departed(session)
            incoming.forget_done(session, before)


_IS_TO_BE_FORGOTTEN = select(~retention.has_looked(), forgetting.is_any_departed(), incoming.is_any_done())


def next_moment(session: Session) -> datetime | None:
    """The next moment at which anything is due."""
    owed, *looks = straight(session, _EARLIEST, {}).one()
    moments = [sending.next_try(session, owed) if owed else None, *looks]
    return min((moment for moment in moments if moment is not None), default=None)


_EARLIEST = select(
    *(one.scalar_subquery() for one in (messages.EARLIEST_OWED, *cases.EARLIEST_LOOKS, conversations.EARLIEST_CHAT))
)
