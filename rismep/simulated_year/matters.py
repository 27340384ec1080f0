"""What simulated owners have on their minds, and how they write it."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Matter:
    """What is wrong in someone's business, and how they say it."""

    needs: tuple[str, ...]
    product: str
    words: str


@cache
def matters() -> Sequence[Matter]:
    """Every composed message."""
    data = tomllib.loads(files("rismep.simulated_year").joinpath("matters.toml").read_text(encoding="utf-8"))
    return tuple(Matter(tuple(each["needs"]), each["product"], each["words"]) for each in data["matter"])
