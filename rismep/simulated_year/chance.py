"""Chance, all of it from one seed.

Every decision of every person has a stream of its own, so that under another set of rules the same people meet
the same luck, and two plays differ by the rules alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """One stream of chance."""

    random: Random

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def one_of(self, some: Sequence[T]) -> T:
        return self.random.choice(some)

    def weighed(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def about(self, median: float, spread: float = 0.6) -> float:
        """A wait or a size: half of them below `median`, few of them far above."""
        return self.random.lognormvariate(log(median), spread)

    def between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)


@dataclass(frozen=True)
class Chance:
    """The seed, and the streams that come from it."""

    seed: int

    def of(self, *about: object) -> Dice:
        """The stream of one decision; the same names give the same luck."""
        return Dice(Random("/".join(map(str, (self.seed, *about)))))  # noqa: S311 - no secret hangs on it
