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
