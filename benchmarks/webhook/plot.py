"""The plot of one run: how many a second at best, and how long the slowest hundredth takes at an even pace."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt


def draw(file: Path, rates: Mapping[str, float], p99: Mapping[str, Mapping[int, float]]) -> None:
    """`rates` by name, events a second; `p99` by name and pace, milliseconds."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
    left.barh(list(rates), list(rates.values()), color="#2f6f73")
    left.invert_yaxis()
    left.set_xlabel("acknowledged a second, best round")
    paces = sorted({pace for its in p99.values() for pace in its})
    for number, pace in enumerate(paces):
        places = [place + number * 0.38 for place in range(len(p99))]
        right.barh(places, [its[pace] for its in p99.values()], 0.36, label=f"{pace} a second")
    right.set_yticks([place + 0.19 for place in range(len(p99))], list(p99))
    right.invert_yaxis()
    right.set_xlabel("p99 of an acknowledgement, milliseconds")
    right.legend(fontsize=8)
    for axis in (left, right):
        axis.grid(axis="x", alpha=0.3)
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    plt.close(figure)
