"""The plot of one run: six panels over its minutes."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from benchmarks.soak.samples import Sample

PANELS = (
    ("memory, MB", {"pss_mb": "PSS of all processes", "uss_mb": "USS"}),
    ("open descriptors and threads", {"descriptors": "descriptors", "threads": "threads"}),
    ("event to answer, milliseconds", {"p50_ms": "median", "p99_ms": "p99"}),
    ("SQLite file, MB", {"file_mb": "file", "wal_mb": "WAL"}),
    ("waiting", {"waiting": "events and messages"}),
    ("answers in the interval", {"answered": "answers"}),
)


def draw(file: Path, samples: Sequence[Sample]) -> None:
    figure, axes = plt.subplots(2, 3, figsize=(13, 6.4), sharex=True)
    minutes = [one.seconds / 60 for one in samples]
    for axis, (title, names) in zip(axes.flat, PANELS, strict=True):
        for name, words in names.items():
            axis.plot(minutes, [getattr(one, name) for one in samples], label=words, linewidth=1)
        axis.set_title(title, fontsize=10)
        axis.set_ylim(bottom=0)
        for third in (1, 2):
            axis.axvline(minutes[-1] * third / 3, color="#999999", linewidth=0.6, linestyle=":")
        axis.legend(fontsize=8)
        axis.grid(alpha=0.3)
    for axis in axes[1]:
        axis.set_xlabel("minutes")
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    plt.close(figure)
