"""Jobs on a real PostgreSQL: made with what they are about or not at all, one worker a chat, none lost with one."""

import itertools
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError
from psycopg.errors import UndefinedTable
from sqlalchemy import text
from sqlalchemy.orm import Session

from scheduler.engines import distributed
from scheduler.engines.along import JobsAlong
from scheduler.engines.distributed import CLOCK as CLOCK_JOB
from scheduler.engines.distributed import LOOK, RESCUE, TIDY, DistributedEngine, Doing
from scheduler.engines.pieces import Done, Handle
from storage.database import Database, grown, note_grown, open_database
from storage.types import KEYRING
from tests.conftest import PostgresServer
from tests.keys import TEST_KEY
from tests.waiting import PATIENCE, until

Start = Callable[..., multiprocessing.process.BaseProcess]
Run = Callable[[DistributedEngine], threading.Thread]

SECRET = "a secret of the tests"
CLOCK = "the clock"
CHATS = [f"U{number:032x}" for number in range(1, 9)]


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.new_database()
    yield postgres.address(name)
    postgres.drop(name)


@pytest.fixture
def database(address: str, new_id: Callable[[], UUID]) -> Iterator[Database]:
    database = Database(open_database(address), new_id)
    yield database
    database.close()


def each(handle: Callable[[str], bool]) -> Handle:
    """One chat after the other."""
    return lambda chats, done: [chat for chat in chats if handle(chat)]


NOTHING = each(lambda chat: False)


def clock() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def engine_on(
    database: Database,
    handle: Handle = NOTHING,
    tick: Callable[[], None] = lambda: None,
    workers: int = 4,
    at_once: int = 1,
) -> DistributedEngine:
    @contextmanager
    def work() -> Iterator[Session]:
        with database.writing() as session:
            yield session
            engine.announce(session, grown(session))

    doing = Doing(handle, tick, work, database.reading, database.watching, clock)
    engine = DistributedEngine(database.address, SECRET, doing, workers, at_once)
    return engine


def waiting(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.execute(
            text("SELECT lock, args::text FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        )
        return [(lock, args) for lock, args in rows]


def announce(engine: DistributedEngine, database: Database, chats: list[str]) -> None:
    def note(session: Session) -> None:
        for chat in chats:
            note_grown(session, chat)

    with database.writing() as session:
        note(session)
        engine.announce(session, grown(session))


def test_a_job_is_made_with_its_transaction_or_not_at_all(database: Database) -> None:
    engine = engine_on(database)

    def fail() -> None:
        with database.writing() as session:
            engine.announce(session, CHATS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert waiting(database) == []
    announce(engine, database, CHATS)
    assert len(waiting(database)) == len(CHATS)


def test_neither_lock_nor_arguments_show_who_it_is(database: Database) -> None:
    engine = engine_on(database)
    announce(engine, database, CHATS)
    assert not any(chat in f"{job}" for chat in CHATS for job in waiting(database))


def test_the_clock_makes_no_second_job_for_a_chat_that_has_one(database: Database) -> None:
    engine = engine_on(database)
    announce(engine, database, CHATS[:3])
    engine.announce_missing(CHATS[:5])
    engine.announce_missing(CHATS[:5])
    assert len(waiting(database)) == 5


class Told:
    """Kept by the workers of a test in a table: which chat was looked at by whom, from when to when."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._run("CREATE TABLE IF NOT EXISTS looks (chat TEXT, by INTEGER, began FLOAT, ended FLOAT)")

    def _run(self, statement: str, **values: object) -> None:
        with self._database.writing() as session:
            session.execute(text(statement), values)

    def look(self, chat: str, seconds: float) -> None:
        began = time.time()
        time.sleep(seconds)
        self._run(
            "INSERT INTO looks VALUES (:chat, :by, :began, :ended)",
            chat=chat,
            by=os.getpid(),
            began=began,
            ended=time.time(),
        )

    def of(self, *chats: str) -> list[tuple[int, float, float]]:
        """By which process, from when, until when."""
        looks = text("SELECT by, began, ended FROM looks WHERE chat = ANY(:chats) ORDER BY began")
        with self._database.reading() as session:
            return [(row[0], row[1], row[2]) for row in session.execute(looks, {"chats": list(chats)})]


def worker(address: str, seconds: float, clock_seconds: float, at_once: int) -> None:
    """A process that looks at chats for so long each, and at what is due for so long; at so many, when it is busy."""
    KEYRING.use([TEST_KEY])
    database = Database(open_database(address), lambda: UUID(int=0))
    told = Told(database)

    def handle(chat: str) -> bool:
        told.look(chat, seconds)
        return False

    engine = engine_on(database, each(handle), lambda: told.look(CLOCK, clock_seconds), at_once=at_once)
    signal.signal(signal.SIGTERM, lambda *_: engine.stop())
    engine.run()


@pytest.fixture
def running() -> Iterator[Run]:
    """Engines that work in a thread of the test itself."""
    started: list[tuple[DistributedEngine, threading.Thread]] = []

    def run(engine: DistributedEngine) -> threading.Thread:
        thread = threading.Thread(target=engine.run)
        thread.start()
        started.append((engine, thread))
        return thread

    yield run
    for engine, thread in started:
        engine.stop()
        thread.join(15)
        assert not thread.is_alive()


@pytest.fixture
def workers(address: str) -> Iterator[Start]:
    started: list[multiprocessing.process.BaseProcess] = []

    def start(seconds: float, clock_seconds: float = 0.0, at_once: int = 1) -> multiprocessing.process.BaseProcess:
        given = address, seconds, clock_seconds, at_once
        process = multiprocessing.get_context("spawn").Process(target=worker, args=given)
        process.start()
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.join(15)
        assert not process.is_alive()


@pytest.mark.parametrize("at_once", [1, 3])
def test_several_workers_share_the_chats_and_never_one_chat(database: Database, workers: Start, at_once: int) -> None:
    told, engine = Told(database), engine_on(database)
    workers(0.3, at_once=at_once)
    workers(0.3, at_once=at_once)
    assert until(lambda: _working(database) == 2)
    for _ in range(5):
        announce(engine, database, CHATS)
    assert until(lambda: len(told.of(*CHATS)) == 5 * len(CHATS))
    assert len({by for by, _, _ in told.of(*CHATS)}) == 2
    for chat in CHATS:
        assert all(before[2] <= after[1] for before, after in itertools.pairwise(told.of(chat)))
    assert until(lambda: waiting(database) == [])


def test_what_a_killed_worker_had_is_taken_up_within_fifteen_seconds(database: Database, workers: Start) -> None:
    told, engine = Told(database), engine_on(database)
    killed = workers(60.0)
    announce(engine, database, CHATS[:1])
    assert until(lambda: _number(database, "doing", LOOK) == 1)
    workers(0.0)
    assert until(lambda: _working(database) == 2)
    os.kill(killed.pid or 0, signal.SIGKILL)
    at = time.time()
    assert until(lambda: len(told.of(*CHATS)) == 1)
    assert told.of(*CHATS)[0][2] - at < 15


def test_what_a_killed_worker_had_is_given_back_however_busy_the_others_are(
    database: Database, workers: Start
) -> None:
    Told(database)
    killed = workers(60.0)
    announce(engine_on(database), database, CHATS[:4])
    assert until(lambda: _number(database, "doing", LOOK) == 4)
    busy = workers(60.0)
    announce(engine_on(database), database, CHATS[4:])
    assert until(lambda: _number(database, "doing", LOOK) == 8)
    os.kill(killed.pid or 0, signal.SIGKILL)
    assert until(lambda: _number(database, "todo", LOOK) == 4, 15)
    os.kill(busy.pid or 0, signal.SIGKILL)


def test_what_a_killed_worker_had_taken_along_is_given_back(database: Database, workers: Start) -> None:
    told, engine = Told(database), engine_on(database)
    announce(engine, database, CHATS)
    killed = workers(60.0, at_once=8)
    assert until(lambda: _number(database, "doing", LOOK) == len(CHATS))
    os.kill(killed.pid or 0, signal.SIGKILL)
    workers(0.0, at_once=8)
    assert until(lambda: {chat for chat in CHATS if told.of(chat)} == set(CHATS))
    assert until(lambda: _number(database, "doing", LOOK) + _number(database, "todo", LOOK) == 0)


class Lots:
    """What each piece of work was done for, in order."""

    def __init__(self) -> None:
        self.lots: list[list[str]] = []

    def __call__(self, chats: Sequence[str], done: Done) -> list[str]:
        self.lots.append(list(chats))
        return []


def test_a_busy_worker_takes_along_who_waits_and_leaves_no_job(database: Database, running: Run) -> None:
    lots = Lots()
    engine = engine_on(database, lots, workers=1, at_once=5)
    announce(engine, database, CHATS)
    announce(engine, database, CHATS[:1])
    running(engine)
    assert until(lambda: sum(map(len, lots.lots)) == len(CHATS) + 1)
    assert sorted(lots.lots[0]) == sorted({*lots.lots[0]})
    assert len(lots.lots[0]) == 5
    assert sorted(chat for lot in lots.lots for chat in lot) == sorted([*CHATS, CHATS[0]])
    assert until(lambda: _number(database, "doing", LOOK) + _number(database, "todo", LOOK) == 0)


def test_a_worker_with_a_free_thread_takes_nobody_along(database: Database, running: Run) -> None:
    lots = Lots()
    engine = engine_on(database, lots, workers=2, at_once=5)
    announce(engine, database, CHATS[:1])
    running(engine)
    assert until(lambda: len(lots.lots) == 1)
    announce(engine, database, CHATS[1:2])
    assert until(lambda: len(lots.lots) == 2)
    assert lots.lots == [CHATS[:1], CHATS[1:2]]


@pytest.mark.parametrize("first", ["slow", "quick"])
def test_who_is_served_with_somebody_slow_is_free_soon(database: Database, running: Run, first: str) -> None:
    """Whether they were taken along or took the slow one along."""
    slow, quick = CHATS[:2]
    slow_may_end = threading.Event()
    lots, others = list[list[str]](), Lots()

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        lots.append(list(chats))
        done(quick, False)
        slow_may_end.wait(PATIENCE)
        return []

    engine, free = engine_on(database, handle, workers=1, at_once=5), engine_on(database, others, workers=1)
    for chat in (slow, quick) if first == "slow" else (quick, slow):
        announce(engine, database, [chat])
    running(engine)
    assert until(lambda: len(lots) == 1)
    assert sorted(lots[0]) == [slow, quick]
    announce(engine, database, [quick])
    running(free)
    assert until(lambda: others.lots == [[quick]], 30)
    slow_may_end.set()
    assert until(lambda: _number(database, "doing", LOOK) + _number(database, "todo", LOOK) == 0)


def test_who_was_served_with_somebody_slow_is_free_though_their_worker_is_told_to_stop(
    database: Database, running: Run
) -> None:
    """Not only once the worker is found to be gone."""
    slow, quick = CHATS[:2]
    told_to_stop, slow_may_end = threading.Event(), threading.Event()
    lots, others = list[list[str]](), Lots()

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        lots.append(list(chats))
        told_to_stop.wait(PATIENCE)
        done(quick, False)
        slow_may_end.wait(PATIENCE)
        return []

    engine, free = engine_on(database, handle, workers=1, at_once=5), engine_on(database, others, workers=1)
    announce(engine, database, [slow])
    announce(engine, database, [quick])
    running(engine)
    assert until(lambda: len(lots) == 1)
    announce(free, database, [quick])
    engine.stop()
    told_to_stop.set()
    running(free)
    assert until(lambda: others.lots == [[quick]], 30)
    slow_may_end.set()


def test_a_freed_job_of_a_killed_worker_is_dropped(database: Database, running: Run) -> None:
    """Its chat was free already: whoever looked at it again would have it beside somebody else."""
    with database.writing() as session:
        engine_on(database).announce(session, CHATS[:1])
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', lock = NULL"))
    lots = Lots()
    running(engine_on(database, lots))
    assert until(lambda: _number(database, "doing", LOOK) == 0)
    assert (lots.lots, waiting(database)) == ([], [])


@pytest.mark.parametrize("ends", [False, True], ids=["in this piece", "and is freed meanwhile"])
def test_what_comes_up_for_somebody_of_the_same_lot_is_not_forgotten(
    database: Database, running: Run, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    """The turn of one owes another something, when that one has been looked at already."""
    looked = list[str]()
    monkeypatch.setattr(distributed, "FREE_AFTER", 0.05)

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        looked.extend(chats)
        if len(looked) == 3:
            announce(engine, database, [CHATS[0], CHATS[7]])
            done(CHATS[0], False)
            time.sleep(1.0 if ends else 0.0)
        return []

    engine = engine_on(database, handle, workers=1, at_once=5)
    announce(engine, database, CHATS[:3])
    running(engine)
    assert until(lambda: len(looked) == 5)
    assert sorted(looked[3:]) == [CHATS[0], CHATS[7]]


def test_who_may_have_more_is_looked_at_again_though_another_failed(database: Database, running: Run) -> None:
    looked = list[str]()

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        looked.extend(chats)
        if len(looked) == 3:
            done(chats[0], True)
            raise RuntimeError("a fault of the tests")
        return []

    engine = engine_on(database, handle, workers=1, at_once=5)
    announce(engine, database, CHATS[:3])
    running(engine)
    assert until(lambda: len(looked) == 6)
    assert sorted(looked[3:]) == CHATS[:3]


@pytest.mark.parametrize("foreign", ["another key", "no chat"])
def test_a_job_that_nobody_can_read_keeps_nobody(database: Database, running: Run, foreign: str) -> None:
    lots = Lots()
    engine = engine_on(database, lots, workers=1, at_once=8)
    announce(engine, database, CHATS[:3])
    strange = {"who": "not sealed by us"} if foreign == "another key" else {}
    with database.writing() as session:
        session.execute(
            text(
                "UPDATE procrastinate_jobs SET args = CAST(:args AS jsonb)"
                " WHERE id = (SELECT max(id) FROM procrastinate_jobs)"
            ),
            {"args": json.dumps(strange)},
        )
    running(engine)
    assert until(lambda: sum(map(len, lots.lots)) == 2)
    assert until(lambda: _number(database, "doing", LOOK) + _number(database, "todo", LOOK) == 0)


def test_a_fault_in_ending_jobs_does_not_end_the_worker(
    database: Database, running: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots, ending, faults = Lots(), JobsAlong.end_free, [RuntimeError("a fault of the tests")] * 3

    def fail_first(along: JobsAlong) -> None:
        if along.has_free() and faults:
            raise faults.pop()
        ending(along)

    monkeypatch.setattr(JobsAlong, "end_free", fail_first)
    engine = engine_on(database, lots, workers=1, at_once=8)
    announce(engine, database, CHATS[:3])
    running(engine)
    assert until(lambda: not faults and _number(database, "doing", LOOK) == 0)
    announce(engine, database, CHATS[3:4])
    assert until(lambda: CHATS[3:4] in lots.lots)


def test_one_who_fails_takes_none_of_those_along_with_it(
    database: Database, running: Run, caplog: pytest.LogCaptureFixture
) -> None:
    looked = list[str]()

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        if CHATS[1] in chats:
            raise RuntimeError("a fault of the tests")
        looked.extend(chats)
        return []

    engine = engine_on(database, handle, workers=1, at_once=5)
    announce(engine, database, CHATS[:3])
    running(engine)
    assert until(lambda: sorted(looked) == [CHATS[0], CHATS[2]])
    assert until(lambda: _number(database, "doing", LOOK) + _number(database, "todo", LOOK) == 0)
    assert "work failed" in caplog.text


def test_jobs_taken_along_that_could_not_be_ended_are_ended_later(database: Database, running: Run) -> None:
    gone = threading.Event()

    @contextmanager
    def work() -> Iterator[Session]:
        if gone.is_set():
            raise OperationalError
        with database.writing() as session:
            yield session

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        gone.set()
        return []

    doing = Doing(handle, lambda: None, work, database.reading, database.watching, clock)
    engine = DistributedEngine(database.address, SECRET, doing, 1, 5)
    announce(engine_on(database), database, CHATS[:3])
    running(engine)
    # The queue itself has ended that of the one who took the others along.
    assert until(lambda: gone.is_set() and _number(database, "doing", LOOK) == 2)
    gone.clear()
    assert until(lambda: _number(database, "doing", LOOK) == 0)


def test_a_chat_whose_pieces_take_long_lets_the_others_go_first(database: Database, running: Run) -> None:
    slow, quick = CHATS[:2]
    looked = list[str]()

    def handle(chat: str) -> bool:
        looked.append(chat)
        time.sleep(0.7 if chat == slow else 0)
        return chat == slow

    engine = engine_on(database, each(handle), workers=1)
    announce(engine, database, [slow])
    running(engine)
    assert until(lambda: slow in looked)
    announce(engine, database, [quick])
    assert until(lambda: quick in looked)
    announced_again = looked.index(quick)
    assert until(lambda: slow in looked[announced_again:])


def test_told_to_stop_it_ends_what_it_has_in_hand_and_leaves_the_rest_to_others(
    database: Database, running: Run
) -> None:
    looked = list[str]()

    def handle(chat: str) -> bool:
        looked.append(chat)
        time.sleep(0.5)
        return True

    engine = engine_on(database, each(handle))
    announce(engine, database, CHATS[:1])
    thread = running(engine)
    assert until(lambda: bool(looked))
    engine.stop()
    thread.join(3)
    assert not thread.is_alive()
    assert len(looked) == 1
    assert _number(database, "todo", LOOK) == 1


@pytest.mark.parametrize("leap", [-3600.0, 172_800.0], ids=["back", "ahead"])
def test_what_time_brings_goes_on_when_the_machine_s_clock_is_set(
    database: Database, running: Run, monkeypatch: pytest.MonkeyPatch, leap: float
) -> None:
    ticks = list[float]()
    running(engine_on(database, NOTHING, lambda: ticks.append(time.monotonic())))
    assert until(lambda: bool(ticks))
    monkeypatch.setattr(time, "time", lambda real=time.time: real() + leap)
    at = time.monotonic()
    assert until(lambda: ticks[-1] > at + 1 and _made_lately(database) == {CLOCK_JOB, RESCUE, TIDY})
    # A few at once, as connections are made anew; but not all that two days would have brought.
    assert len(ticks) < 30


def _made_lately(database: Database) -> set[str]:
    """Of which kinds the last job was made for a moment not long ago."""
    last = text(
        "SELECT DISTINCT ON (task_name) task_name, defer_timestamp FROM procrastinate_periodic_defers"
        " ORDER BY task_name, id DESC"
    )
    with database.reading() as session:
        return {task for task, made_for in session.execute(last) if abs(time.time() - made_for) < 15}


def test_tidying_keeps_no_writer_waiting(database: Database) -> None:
    doing = Doing(NOTHING, lambda: None, _nobody_writes, database.reading, database.watching, clock)
    DistributedEngine(database.address, SECRET, doing, workers=1)._tidy(0)
    tidied = text("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'procrastinate_jobs'")
    with database.reading() as session:
        assert until(lambda: bool(session.scalar(tidied)))


def _nobody_writes() -> AbstractContextManager[Session]:
    raise AssertionError("no transaction was to be opened")


def test_connections_that_died_are_told_in_one_line_and_replaced(
    database: Database, running: Run, caplog: pytest.LogCaptureFixture
) -> None:
    lots = Lots()
    engine = engine_on(database, lots)
    running(engine)
    assert until(lambda: _working(database) == 1)
    with database.writing() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
        )
    announce(engine, database, CHATS)
    assert until(lambda: {chat for lot in lots.lots for chat in lot} == set(CHATS))
    told = [record.getMessage() for record in caplog.records if record.name == "storage.trouble"]
    assert [line.partition(" failures=")[0] for line in told] == ["database fails: it does not answer"]


def test_a_job_whose_end_was_lost_with_its_connection_bars_nobody(database: Database, running: Run) -> None:
    """The worker lives on, and nobody else would take from it what it believes to have ended."""
    looked = list[str]()

    def handle(chats: Sequence[str], done: Done) -> list[str]:
        if not looked:
            with database.writing() as session:
                session.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                        " AND pid <> pg_backend_pid() AND query NOT LIKE 'LISTEN%'"
                    )
                )
        looked.extend(chats)
        return []

    engine = engine_on(database, handle, workers=1)
    running(engine)
    assert until(lambda: _working(database) == 1)
    announce(engine, database, CHATS[:1])
    assert until(lambda: CHATS[0] in looked)
    announce(engine, database, CHATS[:1])
    assert until(lambda: _number(database, "doing", LOOK) + _number(database, "todo", LOOK) == 0)
    assert len(looked) >= 2


def test_one_clock_however_many_workers(database: Database, workers: Start) -> None:
    told = Told(database)
    workers(0.0)
    workers(0.0)
    assert until(lambda: len(told.of(CLOCK)) >= 4)
    ticks = [began for _, began, _ in told.of(CLOCK)]
    # One every 5 seconds, and the one that was due when the first worker came.
    assert len(ticks) <= (ticks[-1] - ticks[0]) / 5 + 2


def test_the_clock_goes_on_when_the_worker_that_had_it_is_killed(database: Database, workers: Start) -> None:
    told = Told(database)
    killed = workers(0.0, clock_seconds=90.0)
    # One is under way, and the next of its kind waits for it to end.
    assert until(lambda: _number(database, "doing", CLOCK_JOB) == 1)
    assert until(lambda: _number(database, "todo", CLOCK_JOB) == 1)
    os.kill(killed.pid or 0, signal.SIGKILL)
    workers(0.0)
    assert until(lambda: len(told.of(CLOCK)) >= 2)


def test_the_server_soon_knows_how_many_jobs_there_are(database: Database, workers: Start) -> None:
    """It plans by what it last counted: a crowd in a table that it believes empty is fetched ever so slowly."""
    Told(database)
    engine = engine_on(database)
    with database.writing() as session:
        session.execute(text("ALTER TABLE procrastinate_jobs SET (autovacuum_enabled = false)"))
    for _ in range(40):
        announce(engine, database, CHATS)
    workers(0.2)
    assert until(lambda: _counted(database) > 100)


def _counted(database: Database) -> float:
    with database.reading() as session:
        counted = session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'procrastinate_jobs'"))
    return float(counted or 0)


class FailsOnce(DistributedEngine):
    """Its queue's tables are not those that it knows; then somebody mends it."""

    mended = False

    async def _look_at_chats(self) -> None:
        if not self.mended:
            self.mended = True
            raise ConnectorException from UndefinedTable()
        self.stop()


def test_a_queue_that_fails_by_a_fault_of_ours_is_told_and_tried_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    doing = Doing(NOTHING, lambda: None, database.writing, database.reading, database.watching, clock)
    FailsOnce(database.address, SECRET, doing, workers=1).run()
    told = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert told == ["queue fails, trying again: UndefinedTable"]


def _working(database: Database) -> int:
    """Processes that work off both of their queues."""
    with database.reading() as session:
        return (session.scalar(text("SELECT count(*) FROM procrastinate_workers")) or 0) // 2


def _number(database: Database, status: str, task: str) -> int:
    counted = text("SELECT count(*) FROM procrastinate_jobs WHERE status::text = :status AND task_name = :task")
    with database.reading() as session:
        return session.scalar(counted, {"status": status, "task": task}) or 0
