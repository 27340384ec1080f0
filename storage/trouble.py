"""What is wrong when the database fails for all: named for operators, told once a minute and not at every failure."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from time import monotonic

import psycopg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LINES = 60.0
SECONDS_OF_CALM = 15.0
"""So long without a failure until the database counts as working again: on a full disk some writes find room."""


class Trouble(StrEnum):
    """Why the database fails, in the words of the log; docs/operating.md says what to do about each."""

    FULL = "the disk is full"
    DISK = "the disk fails"
    DAMAGED = "its file is damaged"
    LOCKED = "another process holds it locked"
    READ_ONLY = "it may be read but not written"
    GONE = "it does not answer"
    CROWDED = "all our connections are in use"
    HELD = "a row is held by another transaction"
    DEADLOCK = "two transactions waited for each other"


OF_ONE_ROW = frozenset({Trouble.HELD, Trouble.DEADLOCK})
"""Trouble of whoever wants this very row; for all others the database works."""


_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.DISK,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.GONE,
}
_OF_POSTGRESQL = {
    "25006": Trouble.READ_ONLY,
    "40P01": Trouble.DEADLOCK,
    "53100": Trouble.FULL,
    "55P03": Trouble.HELD,
    "58030": Trouble.DISK,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}
_LIMIT_OF_A_STATEMENT = "54"
"""The driver counts these among the server's failures, but what was asked of it was too much: a fault of ours."""


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What is wrong with the database; None for an error that has another reason, such as a fault of ours."""
    if error is None:
        return None
    if isinstance(error, PoolTimeout):
        return Trouble.CROWDED
    by_driver = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(by_driver, sqlite3.Error):
        return _of_sqlite(by_driver)
    if isinstance(by_driver, psycopg.Error):
        return _of_postgresql(by_driver)
    # The queue wraps what its driver says into errors of its own.
    return Trouble.GONE if isinstance(error, OperationalError) else trouble_of(error.__cause__)


def is_plan_outdated(error: Exception) -> bool:
    """Whether a statement was prepared before a table that it asks was changed, as by a newer release."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.errors.FeatureNotSupported)


def _of_postgresql(error: psycopg.Error) -> Trouble | None:
    code = error.sqlstate or ""
    if code.startswith(_LIMIT_OF_A_STATEMENT):
        return None
    is_lost = isinstance(error, psycopg.OperationalError)
    return _OF_POSTGRESQL.get(code, Trouble.GONE if is_lost else None)


def _of_sqlite(error: sqlite3.Error) -> Trouble | None:
    """By the lowest byte: the others only tell the kinds of an error apart."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _OF_SQLITE.get(code & 0xFF)


@contextmanager
def bearing_trouble() -> Iterator[None]:
    """Trouble of the database only ends what was tried: it has been told, and the clock tries again. Everything else
    is raised.
    """
    try:
        yield
    except Exception as error:
        if trouble_of(error) is None:
            raise


class Watch:
    """Tells the log that something fails, each reason at first and once a minute, and when all is over."""

    def __init__(self, what: str, seconds: Callable[[], float] = monotonic) -> None:
        self._what = what
        self._seconds = seconds
        self._lock = threading.Lock()
        self._failures = 0
        self._began = self._last = 0.0
        self._told = dict[str, float]()

    def failed(self, why: str) -> None:
        now = self._seconds()
        with self._lock:
            if not self._failures:
                self._began = now
            self._failures, self._last = self._failures + 1, now
            if why in self._told and now - self._told[why] < SECONDS_BETWEEN_LINES:
                return
            self._told[why] = now
            lasts = now - self._began
            log.error("%s fails: %s failures=%d seconds=%.0f", self._what, why, self._failures, lasts)

    def worked(self) -> None:
        if not self._failures:
            return
        now = self._seconds()
        with self._lock:
            if not self._failures or now - self._last < SECONDS_OF_CALM:
                return
            lasted = self._last - self._began
            log.warning("%s works again failures=%d seconds=%.0f", self._what, self._failures, lasted)
            self._failures = 0
            self._told.clear()
