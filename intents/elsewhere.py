"""What an owner may need that others than the network look after: tax, workers, a quarrel at law, …"""

import re
from functools import cache
from importlib.resources import files

from intake.reading import Elsewhere

LONGEST = 120
"""A longer text is a story in which such things are mentioned (characters)."""


def elsewhere_in(clean: str) -> Elsewhere | None:
    """The first such thing that a short legible text names; None where it offers it, or names none."""
    patterns = _patterns()
    if len(clean) > LONGEST or patterns["not"].search(clean):
        return None
    return next((kind for kind in Elsewhere if patterns[kind].search(clean)), None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lines = files("intents.data").joinpath("elsewhere.txt").read_text("utf-8").splitlines()
    kept = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in kept}
