"""The database: opened once, with the promises that the rest counts on.

SQLite: WAL, `synchronous=FULL`, and every writing transaction begins IMMEDIATE under one process-wide lock
(tried: SQLAlchemy's default mode lost 90 of 120 read-then-write increments without an error).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

WRITER = "writer"


def address_of(text: str) -> URL:
    """The SQLAlchemy address of a DATABASE_URL; `postgres://` is what hosting platforms write for psycopg's."""
    url = make_url(text)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def open_database(address: str) -> Engine:
    """An engine for `address`. Nothing is connected before the first use."""
    url = address_of(address)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_engine(url, pool_size=20, max_overflow=20, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late and is never IMMEDIATE, so it is switched off.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITER, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """One engine and, for SQLite, the lock that lets one writer in at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(**{WRITER: True})
        self._lock: threading.RLock | None = threading.RLock() if is_sqlite(engine) else None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose one transaction is committed at the end, or undone by an exception."""
        if self._lock is None:
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                yield session
            return
        with self._lock, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; nothing in it is ever committed."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()
