"""Tables of `intents.data` of what words mean: a name and a regular expression, or words, in each line."""

import re
from functools import cache
from importlib.resources import files


def lines_of(table: str) -> list[str]:
    """The lines of a table without its comments. What is too long for a line stands below its name, indented, and is
    broken only where that adds no space: beside a bracket or before a bar.
    """
    lines: list[list[str]] = []
    for line in files("intents.data").joinpath(table).read_text("utf-8").splitlines():
        if line.startswith(" "):
            lines[-1].append(line.lstrip(" "))
        elif line and not line.startswith("#"):
            lines.append([line])
    return [f"{name} {''.join(rest)}" if rest else name for name, *rest in lines]


@cache
def patterns_of(table: str) -> dict[str, re.Pattern[str]]:
    """The pattern of each name in such a table; upper and lower case are alike."""
    kept = (line.split(" ", 1) for line in lines_of(table))
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in kept}
