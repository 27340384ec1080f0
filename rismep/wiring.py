"""Where real things meet: the only clock, the only source of ids and secrets, the database, the engine, LINE."""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import random
from threading import Semaphore
from time import sleep
from urllib.parse import quote
from uuid import UUID, uuid4

from filelock import FileLock, Timeout
from itsdangerous import BadSignature, URLSafeSerializer
from prometheus_client import CollectorRegistry
from sqlalchemy.orm import Session

from bot import announcing, outbox
from bot.bot import Bot
from bot.circuit import Circuit
from bot.client import Client
from bot.keeping import Keeper
from bot.pace import BucketsHere, BucketsShared, Pace
from bot.working import next_pieces
from console.desk import Desk, Preview
from intents.explanation import explain
from intents.installed import reader_in_use
from intents.reader import Reader
from rismep.calendar_th import government_days_off
from rismep.seeing.arrivals import noting
from rismep.seeing.figures import Figures
from rismep.seeing.line import LineSight
from rismep.seeing.pages import Seeing
from rismep.seeing.standing import StandingFigures
from rismep.settings import Settings
from scheduler.clock import ClockJob, tick
from scheduler.engines.distributed import DistributedEngine, Doing
from scheduler.engines.embedded import EmbeddedEngine
from scheduler.engines.pieces import Done
from storage import schema
from storage import settings as stored
from storage.chats import MOST_AT_ONCE
from storage.database import Database, address_of, grown, open_database
from storage.trouble import bearing_trouble
from storage.types import KEYRING
from texts.catalogue import Catalogue

YEARS_BACK, YEARS_AHEAD = 1, 2
HANDOFF_PAGE = "handoff/"


def clock() -> datetime:
    """The time of this process; everything else is told it."""
    return datetime.now(UTC)


def new_id() -> UUID:
    return uuid4()


def new_secret() -> bytes:
    """128 bits that nobody can guess."""
    return secrets.token_bytes(16)


class AlreadyRunning(Exception):  # noqa: N818 - told to who started it
    """Another process has this SQLite file."""


@dataclass(frozen=True)
class Links:
    """How a page's path becomes an address; the provider's page carries a signature in place of a sign-in."""

    public_url: str
    secret_key: str

    def address_of(self, path: str) -> str:
        if path.startswith(HANDOFF_PAGE):
            token = self._signer().dumps(int(path.removeprefix(HANDOFF_PAGE)))
            path = HANDOFF_PAGE + str(token)
        return f"{self.public_url}/{path}"

    def handoff_of(self, token: str) -> int | None:
        """The handoff of a signed page; None when the signature is not ours."""
        try:
            return int(self._signer().loads(token))
        except (BadSignature, TypeError, ValueError):
            return None

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret_key, salt="handoff")


class House:
    """Everything of one process, made once: what the web, the workers and the commands are given."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = clock,
        new_id: Callable[[], UUID] = new_id,
        alone: bool | None = None,
        demo: bool = False,
        reader: Reader | None = None,
    ) -> None:
        """`alone`: this one process does all the work, by threads of its own; on SQLite it always does. Without a
        `reader` it reads the model in use, which takes a while.
        """
        KEYRING.use(list(settings.encryption_keys))
        self.settings = settings
        self.clock = clock
        self.demo = demo
        self.database = Database(open_database(settings.database_url), new_id)
        self._lock = _lock_file(settings)
        self._texts, self._own_texts = Catalogue.shipped(), dict[tuple[str, str], str]()
        self._links = Links(settings.public_url, settings.secret_key)
        self.figures = Figures(CollectorRegistry())
        self.figures.registry.register(StandingFigures(self.database.reading, clock))
        self._sight = LineSight(clock)
        buckets = BucketsHere() if settings.is_sqlite else BucketsShared(self.work)
        pace = Pace(buckets, clock, sleep)
        at_once = settings.workers * MOST_AT_ONCE
        self._threads = ThreadPoolExecutor(at_once, "call")
        self.client = Client(settings.channel_access_token, settings.line_api_base, self._called, pace, at_once)
        self._reader = reader or reader_in_use(settings.model_folder, second_look=settings.second_look)
        self.bot = Bot(
            circuit=Circuit(random),
            work=self.work,
            look=self.database.reading,
            read=self.figures.watching(self._reader.read),
            client=self.client,
            texts=lambda: self._texts,
            address_of=self._links.address_of,
            clock=clock,
            answered=self.figures.answered,
            is_hurried=self.database.is_hurried,
            threads=self._threads,
            fetching=Semaphore(settings.workers),
        )
        self.keeper = Keeper(lambda: self.work(urgent=True), clock, noting(self.figures.came))
        self.engine = EmbeddedEngine(self.do_next, settings.workers, self.keeper.is_flooded, MOST_AT_ONCE)
        self.jobs = None if (settings.is_sqlite if alone is None else alone) else self._jobs()
        self.clock_job = ClockJob(
            work=self.work,
            look=self.database.reading,
            announce=self.jobs.announce_missing if self.jobs else self.engine.announce,
            send_batches=lambda: announcing.send_due_batches(self.bot),
            give_way=self.engine.wait_until_idle,
            at_once=1 if self.jobs else MOST_AT_ONCE,
            is_awaited=self.database.is_awaited,
        )

    def prepare(self) -> None:
        """Bring the tables and the calendar up to date."""
        _bring_up_to_date(self.database, self.clock())
        self.read_texts()

    def read_texts(self) -> None:
        """Take up the agency's own wording, once the database tells it."""
        with bearing_trouble():
            with self.database.reading() as session:
                own = stored.text_overrides(session)
            if own != self._own_texts:
                self._texts, self._own_texts = Catalogue.shipped().with_overrides(own), own

    @contextmanager
    def work(self, *, urgent: bool = False) -> Iterator[Session]:
        """A session that is committed on leaving. What it made to do is announced: to other processes in the same
        transaction, to threads of this one after it.
        """
        with self.database.writing(urgent=urgent) as session:
            yield session
            if self.jobs:
                self.jobs.announce(session, grown(session))
        if not self.jobs:
            self.engine.announce(grown(session))

    def tick(self) -> None:
        """Do what is due now; what the database does not let be done now is due at the next tick, too."""
        with bearing_trouble():
            tick(self.clock_job, self.clock())

    def _jobs(self) -> DistributedEngine:
        database = self.database
        doing = Doing(self.do_next, self.tick, self.work, database.reading, database.watching, clock)
        settings = self.settings
        return DistributedEngine(database.address, settings.secret_key, doing, settings.workers, MOST_AT_ONCE)

    def do_next(self, chats: Sequence[str], done: Done = lambda chat, more: None) -> Collection[str]:
        """One piece of work for each of these chats; who may have more? `done` hears it of some as soon as their own
        has ended. Trouble of the database leaves it to the next tick.
        """
        with bearing_trouble():
            return next_pieces(self.bot, chats, done)
        return ()

    def _called(self, call: str, result: str, seconds: float) -> None:
        self.figures.called(call, result, seconds)
        self._sight.called(result)

    def note_line(self) -> None:
        """Let every process know what this one saw of LINE."""
        with bearing_trouble():
            self._sight.note(self.database.reading, self.work, self.client.quota)

    def seeing(self) -> Seeing:
        """What the pages for operators are given."""
        limit = timedelta(seconds=self.settings.queue_seconds)
        return Seeing(self.database.reading, self.clock, self.figures.registry, limit, self.settings.metrics_token)

    def desk(self) -> Desk:
        """What the console is given."""
        return Desk(
            work=self.work,
            look=self.database.reading,
            clock=self.clock,
            texts=lambda: self._texts,
            new_secret=new_secret,
            preview=self._preview,
            handoff_of=self._links.handoff_of,
            scanned=self._scanned,
            explain=lambda text: explain(text, self._reader),
            demo=self.demo,
        )

    def _scanned(self, code: str) -> str:
        """LINE's own address that opens our chat with the code typed ("Use LINE URL scheme", oaMessage)."""
        account = self.client.basic_id()
        return f"https://line.me/R/oaMessage/{quote(account, safe='')}/?{quote(code)}" if account else code

    def _preview(self, parts: Sequence[dict[str, object]], language: str) -> Preview:
        rendered = outbox.render(parts, self.bot.writer(language))
        return Preview(rendered, self.client.complaints_about(rendered))

    def close(self) -> None:
        """Finish what runs; the rest stands in the rows."""
        self.keeper.stop()
        self.engine.stop()
        self._threads.shutdown()
        self.client.close()
        self.database.close()
        if self._lock is not None:
            self._lock.release()


def bring_up_to_date(settings: Settings, patience: float = 0) -> None:
    """Bring tables and calendar up to date. Raises AlreadyRunning when something still runs on the SQLite file after
    so many seconds.
    """
    with left_alone(settings, patience):
        database = Database(open_database(settings.database_url), new_id)
        try:
            _bring_up_to_date(database, clock())
        finally:
            database.close()


@contextmanager
def left_alone(settings: Settings, patience: float = 0) -> Iterator[None]:
    """Nothing else of ours runs on the SQLite file meanwhile. Raises AlreadyRunning."""
    lock = _lock_file(settings, patience)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _bring_up_to_date(database: Database, now: datetime) -> None:
    schema.upgrade(database.engine)
    years = range(now.year - YEARS_BACK, now.year + YEARS_AHEAD + 1)
    with database.writing() as session:
        stored.fill_calendar(session, government_days_off(years))


def _lock_file(settings: Settings, patience: float = 0) -> FileLock | None:
    """One process per SQLite file: its workers know each other only within the process."""
    file = address_of(settings.database_url).database
    if not settings.is_sqlite or not file or file == ":memory:":
        return None
    lock = FileLock(f"{file}.lock")
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise AlreadyRunning(file) from error
    return lock
