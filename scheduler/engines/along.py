"""Jobs of chats that wait, taken along by a worker that is busy anyway: fetched at once and ended at once.

To the queue they are jobs that this worker does: no other has their chats meanwhile, and if it is killed they are
given back with all that it had.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from storage.database import note_grown
from storage.types import KEYRING

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobAlong:
    """A job that a worker does, and the chat that it is about; None when nobody can read it.

    `own`: the queue itself fetched it, and ends it.
    """

    id: int
    worker: int
    chat: str | None
    own: bool = False


def seal(chat: str) -> str:
    """A chat as a job shows it: to nobody."""
    return KEYRING.fernet.encrypt(chat.encode()).decode()


def unseal(who: str) -> str:
    return KEYRING.fernet.decrypt(who.encode()).decode()


class JobsAlong:
    """The jobs that this process takes along, of one task; safe to use from many threads.

    One that has been freed is ended together with others: when its lot has ended, or after a moment.
    """

    def __init__(self, work: Callable[[], AbstractContextManager[Session]], queue: str, task: str) -> None:
        self._work = work
        self._given = {"queue": queue, "task": task}
        self._lock = threading.Lock()
        self._free: dict[JobAlong, bool] = {}

    def take(self, worker: int, most: int) -> list[JobAlong]:
        """So many of those that have waited longest; of a chat that nobody has, the oldest only."""
        rows: Sequence[Row[*tuple[int, str | None]]] = ()
        try:
            with self._work() as session:
                rows = session.execute(_TAKE, {**self._given, "worker": worker, "most": most}).all()
        except Exception:
            # Perhaps they are ours all the same, and nobody else would know.
            for job in self._readable(rows, worker):
                self.free(job, more=True)
            raise
        return self._readable(rows, worker)

    def _readable(self, rows: Iterable[Row[*tuple[int, str | None]]], worker: int) -> list[JobAlong]:
        """Those sealed with a key that this process does not know are ended; the clock makes others."""
        jobs: list[JobAlong] = []
        for job_id, who in rows:
            try:
                jobs.append(JobAlong(job_id, worker, unseal(who or "")))
            except InvalidToken:
                log.error("job that cannot be read dropped job=%d", job_id)
                self.free(JobAlong(job_id, worker, None), more=False)
        return jobs

    def free(self, job: JobAlong, more: bool) -> None:
        """Its work has ended. `more`: its chat may have more, for which there is to be another job."""
        with self._lock:
            self._free[job] = more

    def take_back(self, job: JobAlong) -> bool | None:
        """With what it was freed, unless it has ended; it is not free any more."""
        with self._lock:
            return self._free.pop(job, None)

    def has_free(self) -> bool:
        return bool(self._free)

    def end_free(self) -> None:
        """End those that are free, in one transaction with the making of other jobs. If it fails they stay free.

        One that the queue ends only gives up its lock, so that its chat is free.
        """
        with self._lock:
            ended, self._free = self._free, {}
        if not ended:
            return
        try:
            with self._work() as session:
                for statement, jobs in (
                    (_END, [job for job in ended if not job.own]),
                    (_UNLOCK, [job for job in ended if job.own]),
                ):
                    if jobs:
                        given = {"ids": [job.id for job in jobs], "workers": [job.worker for job in jobs]}
                        session.execute(statement, given)
                for chat in (job.chat for job, more in ended.items() if more and job.chat):
                    note_grown(session, chat)
        except BaseException:
            with self._lock:
                self._free = {**ended, **self._free}
            raise


class Lot:
    """The chats that one thread has in hand, and the job of each."""

    def __init__(self, jobs: Iterable[JobAlong], along: JobsAlong) -> None:
        self._jobs: dict[str, JobAlong] = {}
        self._along = along
        self._freed: dict[str, JobAlong] = {}
        self._again: set[str] = set()
        for job in jobs:
            # Two jobs of a chat have the same lock, unless the secret that hides it was changed between them.
            if job.chat is None or self._jobs.setdefault(job.chat, job) is not job:
                along.free(job, more=False)

    @property
    def chats(self) -> list[str]:
        return list(self._jobs)

    def looks_again(self, chat: str) -> bool:
        """There is something to do for this chat: whether this lot has it in hand, and so sees to it."""
        if chat not in self._jobs:
            return False
        self._again.add(chat)
        return True

    def done(self, chat: str, more: bool) -> None:
        """This chat's piece of work has ended before those of the others."""
        if job := self._jobs.pop(chat, None):
            self._freed[chat] = job
            self._along.free(job, more or chat in self._again)

    def ended(self, more: Collection[str]) -> list[str]:
        """A piece of work has ended for all, and these may have more. Who is to have another here? Who is not, is
        free, and who was freed before is taken back if nobody else has it.
        """
        self._again |= set(more)
        for chat, job in self._freed.items():
            freed_with = self._along.take_back(job)
            if freed_with is not None:
                self._jobs[chat] = job
            if freed_with:
                self._again.add(chat)
        self._freed.clear()
        left = [chat for chat in self._jobs if chat in self._again]
        self._again.clear()
        for chat in self._jobs.keys() - set(left):
            job = self._jobs.pop(chat)
            if not job.own:
                self._along.free(job, more=False)
        return left

    def let_go(self) -> None:
        """Who is still in hand may have more, for others to do."""
        while self._jobs:
            self._along.free(self._jobs.popitem()[1], more=True)


_TAKE = text(
    """
    WITH waiting AS (
        SELECT jobs.id FROM procrastinate_jobs AS jobs
        WHERE jobs.status = 'todo' AND jobs.queue_name = :queue AND jobs.task_name = :task AND NOT EXISTS (
            SELECT FROM procrastinate_jobs AS others
            WHERE others.lock = jobs.lock
            AND (others.status = 'doing' OR (others.status = 'todo' AND others.id < jobs.id))
        )
        ORDER BY jobs.id
        LIMIT :most
        FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs AS jobs SET status = 'doing', worker_id = :worker
    FROM waiting WHERE jobs.id = waiting.id
    RETURNING jobs.id, jobs.args ->> 'who' AS who
    """
)
"""As Procrastinate fetches one job (its procrastinate_fetch_job_v2), for several."""

_END = text(
    """
    DELETE FROM procrastinate_jobs AS jobs
    USING unnest(CAST(:ids AS bigint[]), CAST(:workers AS bigint[])) AS mine (id, worker)
    WHERE jobs.id = mine.id AND jobs.worker_id = mine.worker AND jobs.status = 'doing'
    """
)
"""Not those that were given back meanwhile, since this worker showed no sign of life."""

_UNLOCK = text(
    """
    UPDATE procrastinate_jobs AS jobs SET lock = NULL
    FROM unnest(CAST(:ids AS bigint[]), CAST(:workers AS bigint[])) AS mine (id, worker)
    WHERE jobs.id = mine.id AND jobs.worker_id = mine.worker AND jobs.status = 'doing'
    """
)
