"""LINE's rate limits hold, however many threads and processes call, and however unevenly."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.limits import CALLS_A_SECOND
from bot.pace import FIRST_REST, LONGEST_REST, Buckets, BucketsHere, BucketsShared, Pace
from storage.database import Database

START = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


class Time:
    """Passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = START
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            self.now += timedelta(seconds=seconds)


class LinesBucket:
    """What LINE itself counts: a second's worth at once, and as much again every second."""

    def __init__(self, a_second: int, clock: Time) -> None:
        self.left, self.a_second, self.clock, self.at, self.refused = float(a_second), a_second, clock, START, 0

    def call(self) -> None:
        gained = (self.clock() - self.at).total_seconds() * self.a_second
        self.left, self.at = min(self.left + gained, self.a_second), self.clock()
        if self.left < 1:
            self.refused += 1
        self.left -= 1


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["here", "shared"])
def buckets(request: pytest.FixtureRequest) -> Buckets:
    if request.param == "here":
        return BucketsHere()
    return BucketsShared(request.getfixturevalue("sqlite_database").writing)


@pytest.mark.parametrize("processes", [1, 2, 7])
def test_several_processes_together_stay_within_what_line_takes(
    database: Database, time: Time, processes: int
) -> None:
    paces = [Pace(BucketsShared(database.writing), time, time.pass_by) for _ in range(processes)]
    line, made = LinesBucket(CALLS_A_SECOND["multicast"], time), 0
    for round_ in range(300):
        # Now one process alone, now all of them, and a rest in which lots grow old and the bucket fills.
        for pace in paces if round_ % 3 else paces[:1]:
            if pace.may_call("multicast"):
                line.call()
                made += 1
        time.pass_by(2.0 if round_ % 100 == 99 else 0.001)
    assert line.refused == 0
    seconds = (time() - START).total_seconds()
    assert made <= 200 + 200 * seconds
    assert made >= 250


def test_many_threads_take_no_more_than_there_is(buckets: Buckets) -> None:
    pace = Pace(buckets, lambda: START, lambda _: None)
    with ThreadPoolExecutor(8) as threads:
        allowed = sum(threads.map(lambda _: pace.may_call("multicast"), range(120)))
    assert allowed == 90


def test_broadcasts_take_nothing_from_replies(buckets: Buckets) -> None:
    pace = Pace(buckets, lambda: START, lambda _: None)
    while pace.may_call("multicast"):
        pass
    assert pace.may_call("reply")
    assert pace.may_call("push")


def test_after_a_refusal_all_processes_rest_longer_and_longer(buckets: Buckets, time: Time) -> None:
    one, other = Pace(buckets, time, time.pass_by), Pace(buckets, time, time.pass_by)
    assert one.may_call("push")
    rests = []
    for _ in range(8):
        one.rest("push")
        since = time()
        assert not other.may_call("push")
        assert other.may_call("reply")
        while not other.may_call("push"):
            time.pass_by(0.25)
        rests.append((time() - since).total_seconds())
        time.pass_by(0.5)
    assert rests[0] <= 2
    assert rests == sorted(rests)
    assert 30 <= max(rests) <= LONGEST_REST.total_seconds() + 1


def test_calls_on_their_way_when_the_first_is_refused_make_the_rest_no_longer(buckets: Buckets, time: Time) -> None:
    one, other = Pace(buckets, time, time.pass_by), Pace(buckets, time, time.pass_by)
    assert one.may_call("reply")
    for pace in (one, other) * 5:
        pace.rest("reply")
        time.pass_by(0.05)
    time.pass_by(FIRST_REST.total_seconds())
    assert one.may_call("reply")


def test_calm_is_forgotten(buckets: Buckets, time: Time) -> None:
    pace = Pace(buckets, time, time.pass_by)
    for _ in range(6):
        pace.rest("push")
        while not pace.may_call("push"):
            time.pass_by(0.25)
    time.pass_by(200)
    assert pace.may_call("push")
    pace.rest("push")
    time.pass_by(1.1)
    assert pace.may_call("push")


@pytest.mark.parametrize("leap", [timedelta(hours=-5), timedelta(days=400)])
def test_a_clock_that_leaps_stops_nothing(buckets: Buckets, time: Time, leap: timedelta) -> None:
    pace = Pace(buckets, time, time.pass_by)
    assert pace.may_call("push")
    time.now += leap
    assert pace.may_call("push") or may_soon(pace, time.pass_by)


@pytest.mark.parametrize("back", [3, 20, 55, 59])
def test_a_clock_set_back_by_less_than_a_minute_stops_nothing(buckets: Buckets, time: Time, back: float) -> None:
    pace = Pace(buckets, time, time.pass_by)
    time.pass_by(100)
    assert all(pace.may_call("push") for _ in range(5))
    time.now -= timedelta(seconds=back)
    began = time()
    assert all(pace.may_call("push") for _ in range(2_000))
    assert (time() - began).total_seconds() < 2


@pytest.mark.parametrize("back", [30, 300])
def test_after_a_refusal_a_clock_set_back_makes_the_rest_no_longer(buckets: Buckets, time: Time, back: float) -> None:
    pace = Pace(buckets, time, time.pass_by)
    pace.rest("push")
    time.now -= timedelta(seconds=back)
    assert not pace.may_call("push")
    time.pass_by(1.1)
    assert pace.may_call("push")


def may_soon(pace: Pace, pass_by: Callable[[float], None]) -> bool:
    pass_by(1.0)
    return pace.may_call("push")
