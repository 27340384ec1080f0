"""Waiting for what other threads or processes do."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds for what has to happen at whatever load; a bound of its own is set where it matters how soon."""


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it came to hold within so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


def within(seconds: float, act: Callable[[], object], tries: int = 50) -> bool:
    """Whether `act` needs no more of a processor: at its best, since others that run beside it make it slower."""
    return any(_spent(act) < seconds for _ in range(tries))


def _spent(act: Callable[[], object]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began
