"""What the simulated people are going to do, in the order of its moments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Deed = Callable[[], None]


@dataclass
class Agenda:
    """Deeds by moment; what was planned first comes first among those of one moment."""

    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def add(self, at: datetime, deed: Deed) -> None:
        heappush(self._deeds, (at, next(self._numbers), deed))

    @property
    def next_at(self) -> datetime | None:
        return self._deeds[0][0] if self._deeds else None

    def take(self) -> Deed:
        """The next deed. Raises IndexError when there is none."""
        return heappop(self._deeds)[2]
