"""The plot of one run: answers a second, the wait at an even pace, and where a turn's processor time goes."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

COLOURS = ("#2f6f73", "#d98e04", "#8c3b3b", "#5b6fa8", "#999999")


def draw(
    file: Path,
    rates: Mapping[str, float],
    waits: Mapping[str, Mapping[str, float]],
    stages: Mapping[str, float],
) -> None:
    """`rates` in answers a second, `waits` as `benchmarks.figures.spread` gives them, `stages` in milliseconds."""
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 3.8), width_ratios=(3, 3, 2))
    names = list(rates)
    left.barh(names, list(rates.values()), color=COLOURS[0])
    left.set_xlabel("answers a second")
    for number, (name, label) in enumerate((("median_ms", "median"), ("p99_ms", "p99"))):
        places = [place + number * 0.38 for place in range(len(names))]
        middle.barh(places, [waits[one][name] for one in names], 0.36, label=label, color=COLOURS[number])
    middle.set_yticks([place + 0.19 for place in range(len(names))], [""] * len(names))
    middle.set_xlabel("from event to answer at an even pace, milliseconds")
    middle.legend(fontsize=8)
    for axis in (left, middle):
        axis.invert_yaxis()
        axis.grid(axis="x", alpha=0.3)
    bottom = 0.0
    for colour, (stage, ms) in zip(COLOURS, stages.items(), strict=True):
        right.bar(0, ms, 0.5, bottom, color=colour, label=stage)
        bottom += ms
    right.set_xlim(-0.5, 1.6)
    right.set_xticks([])
    right.set_ylabel("processor milliseconds of one turn")
    right.legend(fontsize=8, loc="center right")
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    plt.close(figure)
