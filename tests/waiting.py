"""Waiting for what other threads or processes do."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it came to hold within so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False
