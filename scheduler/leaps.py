"""The machine's clock set anew: whoever waits by it would wait for as long as it was set back."""

import time

LEAP = 30.0
"""Seconds. Those that keep a clock right by small steps are no leap."""


class Leaps:
    """Whether the clock was set since it was last asked: it did not move by the seconds that passed."""

    def __init__(self) -> None:
        self._ahead = _ahead()

    def leapt(self) -> bool:
        before, self._ahead = self._ahead, _ahead()
        return abs(self._ahead - before) > LEAP


def _ahead() -> float:
    return time.time() - time.monotonic()
