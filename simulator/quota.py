"""The monthly number of messages, and what was sent on each day."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from simulator.errors import QUOTA_EXCEEDED, Refused

#: Days and months of the platform's statistics.
JAPAN = timezone(timedelta(hours=9))


class Quota:
    """Messages are counted per person reached, whatever a call carries; replies are free.

    `limit` is the month's allowance; None: no limit. The platform's lock guards changes.
    """

    def __init__(self, clock: Callable[[], datetime], limit: int | None = None) -> None:
        self._clock = clock
        self.limit = limit
        self._used: Counter[tuple[int, int]] = Counter()
        self.sent: Counter[tuple[str, date]] = Counter()

    @property
    def used(self) -> int:
        """Used in the clock's present month."""
        return self._used[self._month()]

    @used.setter
    def used(self, count: int) -> None:
        self._used[self._month()] = count

    def refuse_beyond(self, wanted: int) -> None:
        """Raises Refused (429) when `wanted` more would pass the limit: all or nothing."""
        if self.limit is not None and self.used + wanted > self.limit:
            raise Refused(429, QUOTA_EXCEEDED)

    def count(self, kind: str, reached: int, *, free: bool = False) -> None:
        self.sent[kind, self._today()] += reached
        if not free:
            self._used[self._month()] += reached

    def _today(self) -> date:
        return self._clock().astimezone(JAPAN).date()

    def _month(self) -> tuple[int, int]:
        today = self._today()
        return today.year, today.month
