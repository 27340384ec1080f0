"""What a short text asks about the service itself: what it costs, who is behind it, how long it takes."""

import re
from functools import cache
from importlib.resources import files

from intake.reading import Asked

LONGEST = 60
"""A longer text is a story with a question in it (characters)."""


def asked_in(clean: str) -> Asked | None:
    """The first thing that a legible text asks; None where it asks none of them."""
    patterns = _patterns()
    if len(clean) > LONGEST or patterns[_STORY].search(clean):
        return None
    return next((asked for asked in Asked if patterns[asked].search(clean)), None)


_STORY = "story"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lines = files("intents.data").joinpath("asked.txt").read_text("utf-8").splitlines()
    kept = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in kept}
