"""The machine's clock set anew: whoever waits by it would wait for as long as it was set back."""

from collections.abc import Callable
from datetime import datetime

LEAP = 30.0
"""Seconds. Those that keep a clock right by small steps are no leap."""


class Leaps:
    """Whether the clock was set since it was last asked: it did not move by the seconds that `passed`."""

    def __init__(self, clock: Callable[[], datetime], passed: Callable[[], float]) -> None:
        self._clock, self._passed = clock, passed
        self._ahead = self._is_ahead()

    def leapt(self) -> bool:
        before, self._ahead = self._ahead, self._is_ahead()
        return abs(self._ahead - before) > LEAP

    def _is_ahead(self) -> float:
        return self._clock().timestamp() - self._passed()
