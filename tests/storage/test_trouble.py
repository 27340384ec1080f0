"""What is wrong with a database has a name, and the log hears of it once a minute."""

import logging
import sqlite3

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.trouble import Trouble, Watch, bearing_trouble, trouble_of


def caused_by(cause: Exception) -> Exception:
    error = ConnectorException()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (psycopg.errors.DiskFull(), Trouble.FULL),
        (psycopg.errors.IoError(), Trouble.DISK),
        (psycopg.errors.DataCorrupted(), Trouble.DAMAGED),
        (psycopg.errors.LockNotAvailable(), Trouble.HELD),
        (psycopg.errors.ReadOnlySqlTransaction(), Trouble.READ_ONLY),
        (psycopg.errors.AdminShutdown(), Trouble.GONE),
        (psycopg.errors.DeadlockDetected(), Trouble.DEADLOCK),
        (psycopg.OperationalError("connection refused"), Trouble.GONE),
        (caused_by(psycopg.OperationalError("connection refused")), Trouble.GONE),
        (OperationalError("commit", {}, psycopg.errors.DiskFull()), Trouble.FULL),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.errors.ProgramLimitExceeded(), None),
        (psycopg.errors.UndefinedColumn(), None),
        (sqlite3.IntegrityError("a number of ours"), None),
        (KeyError("x"), None),
    ],
)
def test_trouble_of_the_database_is_told_from_faults_of_ours(error: Exception, trouble: Trouble | None) -> None:
    assert trouble_of(error) is trouble


def test_a_statement_that_is_wrong_is_a_fault_of_ours(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as found, database.reading() as session:
        session.execute(text("SELECT 1 FROM nowhere"))
    assert trouble_of(found.value) is None
    with pytest.raises(KeyError), bearing_trouble():
        raise KeyError


def test_the_log_hears_at_once_then_once_a_minute_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    seconds = 0.0
    watch = Watch("database", lambda: seconds)
    told: list[tuple[float, str]] = []
    with caplog.at_level(logging.WARNING):
        for second in range(300):
            seconds = float(second)
            if second < 150:
                watch.failed(Trouble.FULL)
            elif second % 10 == 0:
                watch.worked()
            told += [(seconds, record.getMessage()) for record in caplog.records]
            caplog.clear()
    assert told == [
        (0, "database fails: the disk is full failures=1 seconds=0"),
        (60, "database fails: the disk is full failures=61 seconds=60"),
        (120, "database fails: the disk is full failures=121 seconds=120"),
        (170, "database works again failures=150 seconds=149"),
    ]


def test_another_trouble_is_news_but_not_each_time_that_two_take_turns(caplog: pytest.LogCaptureFixture) -> None:
    watch = Watch("database", lambda: 0.0)
    for trouble in (Trouble.FULL, Trouble.GONE, Trouble.GONE, Trouble.FULL, Trouble.GONE):
        watch.failed(trouble)
    assert [record.getMessage().split(" failures")[0] for record in caplog.records] == [
        "database fails: the disk is full",
        "database fails: it does not answer",
    ]
