"""The distributed engine: jobs in PostgreSQL, worked off by any number of processes on any number of machines.

The queue is Procrastinate. A job means only "look at this chat now": it is made in the transaction that gave the chat
something to do, and its lock lets one worker have a chat at a time. What must wait stands in our rows; the one clock
job wakes it. So a job that is lost, doubled or late loses and doubles nothing.
"""

import asyncio
import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.database import note_grown
from storage.trouble import trouble_of
from storage.types import KEYRING

log = logging.getLogger(__name__)

QUEUE = "rismep"
LOOK, CLOCK, RESCUE, TIDY = "look", "clock", "rescue", "tidy"

CLOCK_CRON, RESCUE_CRON, TIDY_CRON = "* * * * * */5", "* * * * * */3", "* * * * * */10"
"""Every 5, 3 and 10 seconds."""

HEARTBEAT, STALLED = 2.0, 8.0
"""Seconds between two signs of life of a worker, and without one until others take its jobs up."""

MOST_IN_A_ROW = 10
"""Pieces of work for one chat before the others have their turn."""

POLL, BACK_AFTER, DRAIN = 2.0, 1.0, 8.0
"""Seconds until a job is found of which no notice came, until a lost database is tried again, for jobs to end."""

TABLES = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers")


@dataclass(frozen=True)
class Doing:
    """What the jobs do: one piece of work for a chat (is there more?), everything that time brings; a session that is
    committed on leaving; and who tells of trouble of the database.
    """

    handle: Callable[[str], bool]
    tick: Callable[[], None]
    work: Callable[[], AbstractContextManager[Session]]
    watching: Callable[[], AbstractContextManager[None]]


class DistributedEngine:
    """Makes jobs in any process; `run` works them off in a worker. `secret` hides chats in the names of locks."""

    def __init__(self, address: str, secret: str, doing: Doing, workers: int) -> None:
        self._address = address
        self._secret = hashlib.sha256(secret.encode()).digest()
        self._doing = doing
        self._workers = workers
        # Never opened: jobs are made on the connection of whoever makes them.
        self._jobs = App(connector=SyncPsycopgConnector()).job_manager
        self._own = threading.local()

    def announce(self, session: Session, chats: Iterable[str]) -> None:
        """Make a job for each chat, in this very transaction; not for the one that this thread is looking at."""
        looking_at = getattr(self._own, "chat", None)
        jobs = [self._job(chat) for chat in sorted(chats) if chat != looking_at]
        if jobs:
            self._jobs.batch_defer_jobs(jobs, connection=_driver_of(session))

    def announce_missing(self, chats: Iterable[str]) -> None:
        """Make a job for each chat that none waits for: the clock sees the same chats again and again."""
        locks = {self._lock(chat): chat for chat in chats}
        if not locks:
            return
        with self._doing.work() as session:
            waiting = session.scalars(_WAITING, {"locks": list(locks)}).all()
            self.announce(session, (chat for lock, chat in locks.items() if lock not in waiting))

    def run(self) -> None:
        """Work until SIGTERM; what runs then is ended first. A database that is gone is waited for."""
        asyncio.run(self._run())

    def _job(self, chat: str) -> Job:
        return Job(
            id=None,
            queue=QUEUE,
            lock=self._lock(chat),
            queueing_lock=None,
            task_name=LOOK,
            task_kwargs={"who": KEYRING.fernet.encrypt(chat.encode()).decode()},
        )

    def _lock(self, chat: str) -> str:
        return hashlib.blake2b(chat.encode(), key=self._secret, digest_size=16).hexdigest()

    async def _run(self) -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(self._workers + 2, "worker"))
        while True:
            try:
                with self._doing.watching():
                    await self._work_off()
            except (ConnectorException, OperationalError, PoolTimeout) as error:
                if trouble_of(error) is None:
                    log.error("queue fails, trying again: %s", type(error.__cause__ or error).__name__)
                await asyncio.sleep(BACK_AFTER)
            else:
                return

    async def _work_off(self) -> None:
        app = self._app()
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=self._workers + 2,
                delete_jobs="always",
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=DRAIN,
            )

    def _app(self) -> App:
        connector = PsycopgConnector(conninfo=self._address, min_size=2, max_size=self._workers + 4, timeout=5.0)
        app = App(connector=connector)
        app.task(name=LOOK, queue=QUEUE)(self._look)
        clock = app.task(name=CLOCK, queue=QUEUE, lock=CLOCK, queueing_lock=CLOCK, priority=1)(self._tick)
        app.periodic(cron=CLOCK_CRON)(clock)
        # Without a lock: it is what frees the locks of the killed.
        rescue = app.task(name=RESCUE, queue=QUEUE, queueing_lock=RESCUE, priority=2, pass_context=True)(_rescue)
        app.periodic(cron=RESCUE_CRON)(rescue)
        tidy = app.task(name=TIDY, queue=QUEUE, queueing_lock=TIDY, priority=1)(self._tidy)
        app.periodic(cron=TIDY_CRON)(tidy)
        return app

    def _look(self, who: str) -> None:
        chat = KEYRING.fernet.decrypt(who.encode()).decode()
        with self._looking_at(chat):
            has_more = all(self._doing.handle(chat) for _ in range(MOST_IN_A_ROW))
        if has_more:
            with self._doing.work() as session:
                note_grown(session, chat)

    @contextmanager
    def _looking_at(self, chat: str) -> Iterator[None]:
        self._own.chat = chat
        try:
            yield
        finally:
            self._own.chat = None

    def _tick(self, timestamp: int) -> None:
        self._doing.tick()

    def _tidy(self, timestamp: int) -> None:
        """Dead rows of the queue slowed fetching to a fifth within minutes, and a crowd of jobs in a table that the
        server still believed to be empty made each fetch take 600 ms instead of 4: its own tidying comes too late.
        """
        with self._doing.work() as session:
            engine = session.get_bind().engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (ANALYZE, SKIP_LOCKED) {', '.join(TABLES)}")


async def _rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - every periodic job is given it
    """Give back the jobs of workers that were killed."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
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
