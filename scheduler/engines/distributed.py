"""The distributed engine: jobs in PostgreSQL, worked off by any number of processes on any number of machines.

The queue is Procrastinate. A job means only "look at this chat now": it is made in the transaction that gave the chat
something to do, and its lock lets one worker have a chat at a time. A worker with all its threads busy takes the jobs
of others that wait along, so that their turns share a transaction. What must wait stands in our rows; the one clock
job wakes it. So a job that is lost, doubled or late loses and doubles nothing. What time brings has a queue of its
own: it waits for no chat, however slow LINE is.
"""

import asyncio
import hashlib
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from math import inf
from time import monotonic
from typing import Any, LiteralString, cast
from weakref import WeakKeyDictionary

from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import text
from sqlalchemy.orm import Session

from scheduler.engines.along import JobAlong, JobsAlong, Lot, seal, unseal
from scheduler.engines.pieces import Handle, handle_all
from scheduler.leaps import Leaps
from storage.trouble import bearing_trouble, trouble_of

log = logging.getLogger(__name__)

QUEUE, QUEUE_OF_TIME = "rismep", "rismep-time"
LOOK, CLOCK, RESCUE, TIDY = "look", "clock", "rescue", "tidy"

CRONS = {CLOCK: "* * * * * */5", RESCUE: "* * * * * */3", TIDY: "* * * * * */10"}
"""Every 5, 3 and 10 seconds."""

HEARTBEAT, STALLED, DRAIN = 1.0, 8.0, 7.0
"""Seconds between two signs of life of a worker, without one until others take its jobs up, and for these to end once
it is told to stop: it gives no sign of life then, and has to be gone before others take up what it still has in hand.
"""

MOST_IN_A_ROW, SECONDS_IN_A_ROW = 10, 2.0
"""Pieces of work for one chat, and for how long another is begun, before the others have their turn."""

POLL, BACK_AFTER = 2.0, 1.0
"""Seconds until a job is found of which no notice came, and until a lost database is tried again."""

CHECKED_FOR = 0.5
"""Seconds for which a connection of the queue that answered is believed to live."""

ASKED = 1.0
"""Seconds between two looks at whether the machine's clock was set."""

FREE_AFTER = 0.5
"""Seconds in which those are freed at the latest whose work has ended, while somebody of their lot is slow."""

TABLES = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers")


@dataclass(frozen=True)
class Doing:
    """What the jobs do: one piece of work for some chats, everything that time brings; a session that is committed on
    leaving, one whose every statement stands by itself; who tells of trouble of the database; the machine's clock.
    """

    handle: Handle
    tick: Callable[[], None]
    work: Callable[[], AbstractContextManager[Session]]
    look: Callable[[], AbstractContextManager[Session]]
    watching: Callable[[], AbstractContextManager[None]]
    clock: Callable[[], datetime]


class DistributedEngine:
    """Makes jobs in any process; `run` works them off in a worker, until `stop`. `secret` hides chats in the names of
    locks. A thread of a busy worker takes `at_once` chats at most.
    """

    def __init__(self, address: str, secret: str, doing: Doing, workers: int, at_once: int = 1) -> None:
        self._address = address
        self._secret = hashlib.sha256(secret.encode()).digest()
        self._doing = doing
        self._workers = workers
        # Never opened: jobs are made on the connection of whoever makes them.
        self._jobs = App(connector=SyncPsycopgConnector()).job_manager
        self._own = threading.local()
        self._at_once = at_once
        self._along = JobsAlong(doing.work, QUEUE, LOOK)
        self._counting = threading.Lock()
        self._busy = 0
        self._checked = WeakKeyDictionary[AsyncConnection, float]()
        self._stopping = threading.Event()
        self._running: asyncio.Task[None] | None = None

    def announce(self, session: Session, chats: Iterable[str]) -> None:
        """Make a job for each chat, in this very transaction; not for those that this thread has in hand: it looks
        again.
        """
        lot: Lot | None = getattr(self._own, "lot", None)
        jobs = [self._job(chat) for chat in chats if lot is None or not lot.looks_again(chat)]
        if jobs:
            self._jobs.batch_defer_jobs(jobs, connection=_driver_of(session))

    def announce_missing(self, chats: Iterable[str]) -> None:
        """Make a job for each chat that none waits for: the clock sees the same chats again and again."""
        locks = {self._lock(chat): chat for chat in chats}
        if not locks:
            return
        with self._doing.work() as session:
            waiting = set(session.scalars(_WAITING, {"locks": list(locks)}))
            self.announce(session, (chat for lock, chat in locks.items() if lock not in waiting))

    def run(self) -> None:
        """Work until `stop`; what runs then is ended first. A database that is gone is waited for."""
        with suppress(asyncio.CancelledError):
            asyncio.run(self._run())

    def stop(self) -> None:
        """Begin nothing any more. May be called by any thread, and by whoever handles a signal."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        if self._running is not None:
            self._running.get_loop().call_soon_threadsafe(self._running.cancel)

    def _job(self, chat: str) -> Job:
        return Job(
            id=None,
            queue=QUEUE,
            lock=self._lock(chat),
            queueing_lock=None,
            task_name=LOOK,
            task_kwargs={"who": seal(chat)},
        )

    def _lock(self, chat: str) -> str:
        return hashlib.blake2b(chat.encode(), key=self._secret, digest_size=16).hexdigest()

    async def _run(self) -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(self._workers + len(CRONS), "worker"))
        self._running = asyncio.current_task()
        freeing = asyncio.create_task(self._end_free())
        try:
            async with asyncio.TaskGroup() as queues:
                queues.create_task(self._keep_on(self._look_at_chats))
                queues.create_task(self._keep_on(self._keep_time))
        finally:
            freeing.cancel()

    async def _keep_on(self, working: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping.is_set():
            try:
                with self._doing.watching():
                    await working()
            except (ConnectorException, OperationalError, PoolTimeout) as error:
                if trouble_of(error) is None:
                    log.error("queue fails, trying again: %s", type(error.__cause__ or error).__name__)
                await asyncio.sleep(BACK_AFTER)

    async def _look_at_chats(self) -> None:
        await self._work_off(self._app(self._workers), QUEUE, self._workers)

    async def _end_free(self) -> None:
        """Nobody waits for those that are served with them, while what runs is ended no less. What could not be ended
        before is ended here, too.
        """
        while True:
            await asyncio.sleep(FREE_AFTER)
            if self._along.has_free():
                await asyncio.to_thread(self._end_free_jobs)

    async def _keep_time(self) -> None:
        """Until the machine's clock is set. Procrastinate remembers up to when it made these jobs: it would make none
        until a clock that was set back comes there again, and make up for each moment that one set forward left out.
        """
        app = self._app(len(CRONS))
        for name, cron in CRONS.items():
            app.periodic(cron=cron)(app.tasks[name])
        working = asyncio.create_task(self._work_off(app, QUEUE_OF_TIME, len(CRONS)))
        leaps = Leaps(self._doing.clock, monotonic)
        try:
            while not working.done() and not leaps.leapt():
                await asyncio.wait([working], timeout=ASKED)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        if not working.cancelled():
            working.result()

    async def _work_off(self, app: App, queue: str, at_once: int) -> None:
        connector = cast(_Connector, app.connector)
        async with app.open_async():
            worker = app.run_worker_async(
                queues=[queue],
                concurrency=at_once,
                delete_jobs="always",
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=DRAIN,
                install_signal_handlers=False,
            )
            await _until(connector.lost.wait(), worker)
        # It was not told to end, so it was one of its connections that did.
        raise OperationalError("a connection of the queue was lost")

    def _app(self, at_once: int) -> App:
        """All tasks: whoever made a job, of whatever release, may have put it into any queue."""
        size: dict[str, Any] = {"min_size": 1, "max_size": at_once + 2, "timeout": 5.0}
        app = App(connector=_Connector(pool_factory=self._pool, conninfo=self._address, **size))
        app.task(name=LOOK, queue=QUEUE, pass_context=True)(self._look)
        app.task(name=CLOCK, queue=QUEUE_OF_TIME, lock=CLOCK, queueing_lock=CLOCK)(self._tick)
        # Without a lock: it is what frees the locks of the killed.
        app.task(name=RESCUE, queue=QUEUE_OF_TIME, queueing_lock=RESCUE, pass_context=True)(_rescue)
        app.task(name=TIDY, queue=QUEUE_OF_TIME, lock=TIDY, queueing_lock=TIDY)(self._tidy)
        return app

    def _pool(self, **settings: Any) -> AsyncConnectionPool:
        return AsyncConnectionPool(**{**settings, "check": self._check})

    async def _check(self, connection: AsyncConnection) -> None:
        """Watched, since the pool puts another in the place of a dead one without a word; not for every job."""
        if monotonic() - self._checked.get(connection, -inf) < CHECKED_FOR:
            return
        with self._doing.watching():
            await AsyncConnectionPool.check_connection(connection)
        self._checked[connection] = monotonic()

    def _look(self, context: JobContext, who: str) -> None:
        job = context.job
        own = JobAlong(cast(int, job.id), cast(int, job.worker_id), unseal(who), own=True)
        with self._counted() as all_are_busy, self._lot(own, all_are_busy) as lot:
            self._work_for(lot)

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        """Whether every thread for chats has some in hand now."""
        with self._counting:
            self._busy += 1
            all_are_busy = self._busy >= self._workers
        try:
            yield all_are_busy
        finally:
            with self._counting:
                self._busy -= 1

    @contextmanager
    def _lot(self, own: JobAlong, all_are_busy: bool) -> Iterator[Lot]:
        others = self._others(own.worker) if all_are_busy and self._at_once > 1 else []
        lot = self._own.lot = Lot([own, *others], self._along)
        try:
            yield lot
        finally:
            self._own.lot = None
            lot.let_go()
            self._end_free_jobs()

    def _others(self, worker: int) -> list[JobAlong]:
        """Nobody has to be taken along."""
        try:
            with bearing_trouble():
                return self._along.take(worker, self._at_once - 1)
        except Exception:
            log.exception("nobody taken along")
        return []

    def _end_free_jobs(self) -> None:
        """Those that cannot be ended now are tried again."""
        try:
            with bearing_trouble():
                self._along.end_free()
        except Exception:
            log.exception("jobs taken along not ended")

    def _work_for(self, lot: Lot) -> None:
        """Piece by piece, for a while."""
        until = monotonic() + SECONDS_IN_A_ROW
        left = lot.chats
        for _ in range(MOST_IN_A_ROW):
            left = lot.ended(handle_all(self._doing.handle, left, lot.done))
            if not left or self._stopping.is_set() or monotonic() > until:
                break

    def _tick(self, timestamp: int) -> None:
        self._doing.tick()

    def _tidy(self, timestamp: int) -> None:
        """Dead rows of the queue slowed fetching to a fifth within minutes, and a crowd of jobs in a table that the
        server still believed to be empty made each fetch take 600 ms instead of 4: its own tidying comes too late.
        """
        with self._doing.look() as session:
            session.execute(text(f"VACUUM (ANALYZE, SKIP_LOCKED) {', '.join(TABLES)}"))


class _Connector(PsycopgConnector):
    """Says when a statement was lost with its connection. When that was the end of a job, Procrastinate goes on
    without a word: the job would be in hand for ever, of a worker that lives; one that begins anew has none in hand.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.lost = asyncio.Event()

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException as error:
            if isinstance(error.__cause__, OperationalError):
                self.lost.set()
            raise


async def _until(ends: Awaitable[object], working: Awaitable[None]) -> None:
    """Work until it ends by itself, with what it raises, or is to end: then it ends what runs first."""
    both = asyncio.ensure_future(working), asyncio.ensure_future(ends)
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in both:
            each.cancel()
        await asyncio.gather(*both, return_exceptions=True)
    if not both[0].cancelled():
        both[0].result()


async def _rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - every periodic job is given it
    """Give back the jobs of workers that were killed."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        if job.task_name == LOOK and job.lock is None:
            # Its chat was free already, beside somebody slow.
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
            continue
        try:
            await manager.retry_job(job)
            log.warning("job of a lost worker taken up again job=%s", job.id)
        except UniqueViolation:
            # The next of its kind waits already, and would wait for ever for this one to end.
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
            log.warning("job of a lost worker dropped for the next of its kind job=%s", job.id)


def _driver_of(session: Session) -> object:
    return session.connection().connection.driver_connection


_WAITING = text("SELECT lock FROM procrastinate_jobs WHERE status = 'todo' AND lock = ANY(:locks)")
