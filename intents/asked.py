"""What a short text asks about the service itself: what it costs, who is behind it, how long it takes."""

import re
from functools import cache
from importlib.resources import files

from intake.reading import Asked

LONGEST = 60
"""A longer text is a story with a question in it (characters)."""


def asked_in(clean: str) -> Asked | None:
    """The first thing that a legible text asks; None where it asks none of them."""
    if len(clean) > LONGEST:
        return None
    return next((asked for asked, pattern in _patterns() if pattern.search(clean)), None)


@cache
def _patterns() -> tuple[tuple[Asked, re.Pattern[str]], ...]:
    lines = files("intents.data").joinpath("asked.txt").read_text("utf-8").splitlines()
    kept = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return tuple((Asked(name), re.compile(pattern, re.IGNORECASE)) for name, pattern in kept)
