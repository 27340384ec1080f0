"""Whether what must stay flat does: the last third of a run beside its middle third."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.soak.samples import Sample

Samples = Sequence[Sample]


@dataclass(frozen=True)
class Flat:
    """Something of the last third, of the middle third, and how many times as much it may be."""

    name: str
    middle: float
    last: float
    limit: float

    @property
    def ratio(self) -> float:
        return round(self.last / self.middle, 3) if self.middle else float("inf" if self.last else 1)

    @property
    def holds(self) -> bool:
        return self.ratio <= self.limit

    def __str__(self) -> str:
        verdict = "" if self.holds else ", NOT FLAT"
        return f"{self.name}: {self.middle:.2f}, then {self.last:.2f}: {self.ratio}× (limit {self.limit:g}×){verdict}"


def judge(samples: Samples) -> list[Flat]:
    """The first third is that in which caches fill, and says nothing."""
    third = len(samples) // 3
    middle, last = samples[third : 2 * third], samples[2 * third :]
    return [Flat(name, its(middle), its(last), limit) for name, its, limit in LOOKED_AT]


def keeps_up(samples: Samples) -> float:
    """What share of the last third's events was answered by reply within it."""
    last = samples[2 * (len(samples) // 3) :]
    written = last[-1].written - last[0].written
    return round(sum(one.answered for one in last[1:]) / written, 3) if written else 0.0


def bytes_an_event(samples: Samples) -> float:
    """What the file came to be larger by, for each event of that time."""
    first, last = samples[0], samples[-1]
    events = last.written - first.written
    return (last.file_mb - first.file_mb) * 1024**2 / events if events else 0.0


LOOKED_AT: Sequence[tuple[str, Callable[[Samples], float], float]] = (
    ("memory, MB (PSS)", lambda its: fmean(one.pss_mb for one in its), 1.05),
    ("memory, MB (USS)", lambda its: fmean(one.uss_mb for one in its), 1.05),
    ("open descriptors", lambda its: fmean(one.descriptors for one in its), 1.05),
    ("threads", lambda its: fmean(one.threads for one in its), 1.05),
    ("bytes of the file for each event", bytes_an_event, 1.1),
    ("WAL at its largest, MB", lambda its: max(one.wal_mb for one in its), 1.25),
    ("median wait for an answer, ms", lambda its: median(one.p50_ms for one in its), 1.25),
    ("p99 wait for an answer, ms", lambda its: median(one.p99_ms for one in its), 1.5),
)
