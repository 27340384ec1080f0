"""Tables of `intents.data` that name what words mean: a name, a space, and a regular expression in each line."""

import re
from functools import cache
from importlib.resources import files


@cache
def patterns_of(table: str) -> dict[str, re.Pattern[str]]:
    """The pattern of each name in such a table; upper and lower case are alike."""
    lines = files("intents.data").joinpath(table).read_text("utf-8").splitlines()
    kept = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in kept}
