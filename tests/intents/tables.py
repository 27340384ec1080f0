"""The tables of cases in `cases/`: one a line, what is said and what is to be understood, divided by the last `|`."""

from pathlib import Path


def rows(file: str) -> list[tuple[str, ...]]:
    """The cases of one file; lines that begin with # are for people."""
    lines = (Path(__file__).parent / "cases" / file).read_text("utf-8").splitlines()
    return [tuple(map(str.strip, line.rsplit("|", 1))) for line in lines if line and not line.startswith("#")]
