"""LINE's rate limits, kept by all processes together (docs/decisions/0013-lots-of-half-a-second.md)."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from bot.limits import CALLS_A_SECOND
from storage import settings

SHARE = 0.9
"""Of what LINE allows; the rest is for what we cannot count, such as calls made by hand."""

LOT_LIVES = timedelta(seconds=0.5)
"""So long a process may use the calls that it took. They and the bucket, half a second's worth each, come to less
than the second's worth that LINE takes at once, however many processes there are.
"""

LOTS_A_BUCKET = 10
PATIENCE = 50
NAP = 0.02
"""Seconds. A call waits for its turn for PATIENCE naps at most."""

FIRST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(seconds=60)

SKEW = timedelta(seconds=2)
"""By more the clocks of two machines hardly ever differ."""


@dataclass(frozen=True)
class Bucket:
    """How many calls may still be taken as of `at` (ahead of now: LINE has refused one); `refused` how often."""

    left: float
    at: datetime
    refused: int = 0

    def filled(self, a_second: float, now: datetime) -> "Bucket":
        """With what has come in since. A moment further ahead than the rest after a refusal, or another machine's
        clock, could have set it is one from before the clock was set back.
        """
        if self.refused:
            at = min(self.at, now + _rest(self.refused - 1))
        else:
            at = self.at if self.at <= now + SKEW else now
        seconds = max((now - at).total_seconds(), 0.0)
        calmed = 0 if seconds > LONGEST_REST.total_seconds() else self.refused
        return Bucket(min(self.left + seconds * a_second, a_second / 2), max(at, now), calmed)

    def rests(self, now: datetime) -> bool:
        """Whether LINE has just refused such calls. Ahead of now without that: only the clock of another machine."""
        return self.refused > 0 and self.at > now


def _rest(refused: int) -> timedelta:
    """How long such calls rest after one more refusal than these."""
    rest: timedelta = min(FIRST_REST * 2 ** min(refused, 10), LONGEST_REST)
    return rest


Change = Callable[[Bucket], Bucket]


class Buckets(Protocol):
    """Where the buckets stand: in this process if it is the only one, else in the database."""

    def change(self, endpoint: str, new: Bucket, how: Change) -> tuple[Bucket, Bucket]:
        """Change a bucket while nobody else does; as it was and as it is. `new` is what a missing one was."""


class BucketsHere:
    """The buckets of the only process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[str, Bucket] = {}

    def change(self, endpoint: str, new: Bucket, how: Change) -> tuple[Bucket, Bucket]:
        with self._lock:
            before = self._buckets.get(endpoint, new)
            after = self._buckets[endpoint] = how(before)
            return before, after


class BucketsShared:
    """The buckets of several processes, a row each."""

    def __init__(self, work: Callable[[], AbstractContextManager[Session]]) -> None:
        self._work = work

    def change(self, endpoint: str, new: Bucket, how: Change) -> tuple[Bucket, Bucket]:
        with self._work() as session:
            name = f"rate.{endpoint}"
            settings.begin_state_of_service(session, name, _plain(new), new.at)
            value = settings.locked_state_of_service(session, name)
            before = Bucket(value["left"], datetime.fromisoformat(value["at"]), value["refused"])
            after = how(before)
            settings.set_state_of_service(session, name, _plain(after), after.at)
            return before, after


def _plain(bucket: Bucket) -> dict[str, object]:
    return {**asdict(bucket), "at": bucket.at.isoformat()}


class Pace:
    """Says of every call whether it may be made; safe to use from many threads.

    A process takes calls by lots, and keeps a lot for half a second.
    """

    def __init__(self, buckets: Buckets, clock: Callable[[], datetime], sleep: Callable[[float], object]) -> None:
        self._buckets = buckets
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._lots: dict[str, tuple[int, datetime]] = {}

    def may_call(self, endpoint: str) -> bool:
        """Wait for this call's turn; False when LINE has just refused such calls, or too many wait."""
        for _ in range(PATIENCE):
            now = self._clock()
            with self._lock:
                if self._from_lot(endpoint, now):
                    return True
                rests = self._take_lot(endpoint, now)
                if self._from_lot(endpoint, now):
                    return True
            if rests:
                return False
            self._sleep(NAP)
        return False

    def rest(self, endpoint: str) -> None:
        """LINE said that the rate is exceeded: no such call for a while, the longer the more often it says so.

        What it says of calls that were on their way when the first was refused is nothing new.
        """
        now = self._clock()

        def emptied(bucket: Bucket) -> Bucket:
            filled = bucket.filled(_a_second(endpoint), now)
            if filled.rests(now):
                return filled
            return Bucket(0.0, max(filled.at, now + _rest(filled.refused)), filled.refused + 1)

        with self._lock:
            self._lots.pop(endpoint, None)
            self._buckets.change(endpoint, _full(endpoint, now), emptied)

    def _from_lot(self, endpoint: str, now: datetime) -> bool:
        left, until = self._lots.get(endpoint, (0, now))
        if not left or not timedelta(0) < until - now <= LOT_LIVES:
            return False
        self._lots[endpoint] = left - 1, until
        return True

    def _take_lot(self, endpoint: str, now: datetime) -> bool:
        """Take what a lot holds, or what is there; True when the endpoint rests."""
        a_second = _a_second(endpoint)
        lot = max(1, int(a_second / 2 / LOTS_A_BUCKET))

        def taken(bucket: Bucket) -> Bucket:
            filled = bucket.filled(a_second, now)
            return replace(filled, left=filled.left - min(lot, int(filled.left)))

        before, after = self._buckets.change(endpoint, _full(endpoint, now), taken)
        got = round(before.filled(a_second, now).left - after.left)
        self._lots[endpoint] = got, now + LOT_LIVES
        return after.rests(now)


def _a_second(endpoint: str) -> float:
    return CALLS_A_SECOND[endpoint] * SHARE


def _full(endpoint: str, now: datetime) -> Bucket:
    return Bucket(_a_second(endpoint) / 2, now)
