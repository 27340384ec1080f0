"""Events of many requests share a commit, and none of them pays for another."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.keeping import Keeper, NotKept
from storage.database import Database
from storage.incoming import NewEvent
from storage.tables import IncomingRow

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
EVENT = NewEvent("01", "U" + "1" * 32, "message", None, b"{}")


class Commits:
    """Counts transactions; `open` lets them through, `fails` ends the next with an error."""

    def __init__(self, database: Database) -> None:
        self.number = 0
        self.open = threading.Event()
        self.open.set()
        self.fails: Exception | None = None
        self._database = database

    @contextmanager
    def work(self) -> Iterator[Session]:
        self.open.wait(10)
        self.number += 1
        with self._database.writing() as session:
            yield session
            if self.fails:
                raise self.fails


@pytest.fixture
def commits(database: Database) -> Commits:
    return Commits(database)


@pytest.fixture
def keeper(commits: Commits) -> Iterator[Keeper]:
    keeper = Keeper(commits.work, lambda: NOW)
    yield keeper
    commits.open.set()
    keeper.stop()


def kept(database: Database) -> Sequence[str]:
    with database.reading() as session:
        return session.scalars(select(IncomingRow.event_id).order_by(IncomingRow.event_id)).all()


def test_requests_that_wait_together_share_a_commit(database: Database, keeper: Keeper, commits: Commits) -> None:
    commits.open.clear()
    events = [replace(EVENT, event_id=f"{number:02}") for number in range(20)]
    with ThreadPoolExecutor(20) as requests:
        waiting = [requests.submit(keeper.keep, [event]) for event in events]
        commits.open.set()
        for one in waiting:
            one.result(10)
    assert kept(database) == [event.event_id for event in events]
    assert commits.number < len(events)


def test_the_same_event_in_one_commit_twice_is_one_row(database: Database, keeper: Keeper) -> None:
    keeper.keep([EVENT, replace(EVENT, event_id="02"), EVENT])
    keeper.keep([EVENT])
    assert kept(database) == ["01", "02"]


def test_an_event_that_fits_no_column_costs_the_others_nothing(
    database: Database, keeper: Keeper, commits: Commits
) -> None:
    unfit = replace(EVENT, event_id="unfit", kind=None)  # type: ignore[arg-type]
    commits.open.clear()
    with ThreadPoolExecutor(3) as requests:
        waiting = [requests.submit(keeper.keep, [one]) for one in (EVENT, unfit, replace(EVENT, event_id="03"))]
        commits.open.set()
        failures = [one.exception(10) for one in waiting]
    assert [type(failure) for failure in failures] == [type(None), NotKept, type(None)]
    assert kept(database) == ["01", "03"]


def test_without_a_database_the_sender_is_told_and_nothing_is_kept(
    database: Database, keeper: Keeper, commits: Commits
) -> None:
    commits.fails = OperationalError("commit", {}, OSError("disk full"))
    with pytest.raises(NotKept, match="OperationalError"):
        keeper.keep([EVENT])
    assert kept(database) == []
    commits.fails = None
    keeper.keep([EVENT])
    assert kept(database) == ["01"]


def test_whoever_is_told_of_kept_events_may_fail(database: Database, commits: Commits) -> None:
    def fail(_events: Sequence[NewEvent]) -> None:
        raise KeyError

    keeper = Keeper(commits.work, lambda: NOW, fail)
    keeper.keep([EVENT])
    keeper.keep([replace(EVENT, event_id="02")])
    keeper.stop()
    assert kept(database) == ["01", "02"]
