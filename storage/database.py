"""The database: opened once, with the promises that the rest counts on.

SQLite: WAL, `synchronous=FULL`, and every writing transaction begins IMMEDIATE under one process-wide lock
(tried: SQLAlchemy's default mode lost 90 of 120 read-then-write increments without an error).
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Executable,
    Insert,
    bindparam,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.trouble import Trouble, Watch, is_plan_outdated, trouble_of

WRITES = "writes"
NEW_ID = "new_id"
GROWN = "grown"


def new_id(session: Session) -> UUID:
    """An id from the source that the session was opened with."""
    return cast(UUID, session.info[NEW_ID]())


def note_grown(session: Session, chat: str) -> None:
    """There is now something to do for this chat; the engine hears of it when the transaction ends."""
    session.info[GROWN].add(chat)


def grown(session: Session) -> frozenset[str]:
    """The chats for which this session made something to do."""
    return frozenset(session.info[GROWN])


def address_of(text: str) -> URL:
    """The SQLAlchemy address of a DATABASE_URL; `postgres://` is what hosting platforms write for psycopg's."""
    url = make_url(text)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def open_database(address: str) -> Engine:
    """An engine for `address`. Nothing is connected before the first use.

    What a statement was given never stands in its error, since errors go into the log. The connection that was used
    last is used next: it knows the statements of a turn, which ten in a row would each have to learn.
    """
    url = address_of(address)
    always = {"hide_parameters": True, "pool_use_lifo": True}
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, **always, pool_pre_ping=True, pool_size=10, max_overflow=5, connect_args=_limits(url)
        )
    engine = create_engine(url, **always, pool_size=20, max_overflow=20, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    engine.dialect.do_begin = _begin  # type: ignore[method-assign]
    return engine


@contextmanager
def connected_to_write(engine: Engine) -> Iterator[Connection]:
    """A connection whose transactions are going to write: SQLite has to hear so at their beginning."""
    with engine.connect() as connection:
        info = connection.connection.info
        info[WRITES] = True
        try:
            yield connection
        finally:
            info.pop(WRITES, None)


POSTGRESQL = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "options": "-c lock_timeout=10s",
}
"""Its own limits are none, or hours: whoever waits for a server or a lock that does not come, or on a connection that
died without a word, would wait for ever.
"""


def _limits(url: URL) -> dict[str, Any]:
    """Ours, unless DATABASE_URL sets others; its `options` come after ours, and of two of a kind the last counts."""
    given = {name: url.query[name] for name in POSTGRESQL if name in url.query}
    options = f"{POSTGRESQL['options']} {given.get('options', '')}".rstrip()
    return {**POSTGRESQL, **given, "options": options}


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN comes too late and is never IMMEDIATE, so it is switched off.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """WAL, a property of the file that its first connection gives it. When two give it at once SQLite refuses one
    without waiting, whatever its time-out, since each would wait for the other: it asks again.
    """
    for wait in (0.02, 0.1, 0.5, 2.0):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(wait)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _begin(dbapi_connection: Any) -> None:
    """In place of the dialect's own. With a listener for it, every statement asks for listeners of every kind: an
    eighth of all calls of a turn.
    """
    how = "BEGIN IMMEDIATE" if dbapi_connection.info.get(WRITES, False) else "BEGIN"
    dbapi_connection.dbapi_connection.execute(how)


def straight(session: Session, query: Executable, given: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """Ask on the session's connection itself. What the session would do besides (write what is new, make objects)
    costs as much again; for questions of columns that ask of nothing that this very transaction has not written yet.
    """
    return session.connection().execute(query, given)


def is_among(column: InstrumentedAttribute[Any], values: Collection[str]) -> ColumnElement[bool]:
    """`column IN (…)` with fixed values. SQLAlchemy's own writes its list anew whenever it is asked, which for a
    statement that is put together once costs as much as all the rest of asking.
    """
    return column.in_([bindparam(None, value, type_=column.type) for value in sorted(values)])


def unless_known(table: Any, *keys: str) -> dict[str, Insert]:
    """By the name of each database its INSERT that makes no second row with the same keys."""
    return {
        "sqlite": sqlite_insert(table).on_conflict_do_nothing(index_elements=keys),
        "postgresql": postgres_insert(table).on_conflict_do_nothing(index_elements=keys),
    }


def begin_anew(session: Session) -> None:
    """Within a transaction that several share: each begins as it would by itself, with what is written and nothing of
    what another had in hand.
    """
    session.flush()
    session.expunge_all()


def write_what_is_new(session: Session) -> None:
    """Before a `straight` question that may ask of it; as with the session's own, not inside `no_autoflush`."""
    if session.autoflush:
        session.flush()


class Turnstile:
    """A lock that lets waiting threads in one by one in the order in which they came, who is urgent first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._urgent: deque[threading.Lock] = deque()
        self._waiting: deque[threading.Lock] = deque()

    @property
    def is_hurried(self) -> bool:
        """Whether somebody urgent waits."""
        return bool(self._urgent)

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits."""
        return bool(self._urgent or self._waiting)

    @contextmanager
    def passing(self, *, urgent: bool = False) -> Iterator[None]:
        self._enter(urgent=urgent)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, *, urgent: bool) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            gate = threading.Lock()
            gate.acquire()
            (self._urgent if urgent else self._waiting).append(gate)
        gate.acquire()

    def _leave(self) -> None:
        with self._lock:
            if next_in := self._urgent or self._waiting:
                next_in.popleft().release()
            else:
                self._taken = False


class Database:
    """One engine and, for SQLite, the lock that lets one writer in at a time."""

    def __init__(self, engine: Engine, new_id: Callable[[], UUID]) -> None:
        self.engine = engine
        self._new_id = new_id
        self._looking = engine if is_sqlite(engine) else engine.execution_options(isolation_level="AUTOCOMMIT")
        self._turnstile = Turnstile() if is_sqlite(engine) else None
        self._watch = Watch("database")

    @property
    def address(self) -> str:
        """As PostgreSQL's own libraries take it (libpq's connection URI), with our limits for a connection."""
        url = self.engine.url.set(drivername="postgresql")
        limits = {name: str(limit) for name, limit in _limits(url).items() if name != "options"}
        return url.update_query_dict(limits).render_as_string(hide_password=False)

    @contextmanager
    def writing(self, *, urgent: bool = False) -> Iterator[Session]:
        """A session whose one transaction is committed at the end, or undone by an exception.

        `urgent`: somebody waits for it right now, so that it goes before all that waits on SQLite.
        """
        passing = self._turnstile.passing(urgent=urgent) if self._turnstile else nullcontext()
        with (
            self.watching(),
            passing,
            connected_to_write(self.engine) as connection,
            self._session(connection) as session,
            session.begin(),
        ):
            yield session
        self._watch.worked()

    def is_hurried(self) -> bool:
        """Whether somebody urgent waits for whoever writes now."""
        return self._turnstile is not None and self._turnstile.is_hurried

    def is_awaited(self) -> bool:
        """Whether anybody waits for whoever writes now."""
        return self._turnstile is not None and self._turnstile.is_awaited

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only: what is changed in it is not written.

        On PostgreSQL each question stands by itself. A transaction would end with a ROLLBACK, at which the driver
        forgets all statements that it has prepared, so that the server planned every one of them each time.
        """
        with self.watching(), self._session(self._looking, autoflush=False) as session:
            yield session

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Trouble of the database that ends this is told to the log, and raised on."""
        try:
            yield
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is not None:
                self._watch.failed(trouble)
            if trouble is Trouble.READ_ONLY or is_plan_outdated(error):
                # PostgreSQL's connections stay what they were when they were opened, and keep what they prepared.
                self.engine.dispose()
            raise

    def _session(self, bind: Engine | Connection, *, autoflush: bool = True) -> Session:
        info = {NEW_ID: self._new_id, GROWN: set[str]()}
        return Session(bind, autoflush=autoflush, expire_on_commit=False, info=info)

    def close(self) -> None:
        self.engine.dispose()
