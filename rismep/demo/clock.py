"""A clock that runs like any other and can be moved forward; in the demo it is the only one."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta


class MovableClock:
    """Starts at `start`, goes on at the pace of `seconds` (a monotonic count), and never goes back."""

    def __init__(self, start: datetime, seconds: Callable[[], float]) -> None:
        self._start = start
        self._seconds = seconds
        self._began = seconds()
        self._moved = timedelta()
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return self._start + self._moved + timedelta(seconds=self._seconds() - self._began)

    def move_to(self, moment: datetime) -> None:
        """Be at `moment` now; a moment that has passed changes nothing."""
        with self._lock:
            self._moved += max(moment - self._now(), timedelta())
