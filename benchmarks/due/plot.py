"""The plot of one run: a panel for each kind of database, a line for each kind of tick."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter, LogFormatter


def draw(
    file: Path,
    panels: Mapping[str, Mapping[str, Any]],
    words: Mapping[str, str],
    limit: float,
    across: str = "cases in the store",
    upwards: str = "milliseconds of one tick, median",
) -> None:
    """`panels` holds for each database and tick the median milliseconds by number of cases."""
    figure, axes = plt.subplots(1, len(panels), figsize=(5 * len(panels), 4), sharey=True, squeeze=False)
    for axis, (kind, ticks) in zip(axes[0], panels.items(), strict=True):
        for tick, its in ticks.items():
            sizes, median = list(its["median_ms"]), list(its["median_ms"].values())
            (line,) = axis.plot(sizes, median, marker="o", label=words[tick])
            axis.fill_between(sizes, median[0], median[0] * limit, color=line.get_color(), alpha=0.12, linewidth=0)
        axis.set(xscale="log", yscale="log", title=kind, xlabel=across)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.yaxis.set_minor_formatter(LogFormatter())
        axis.grid(alpha=0.3)
    axes[0][0].set_ylabel(upwards)
    axes[0][0].legend(title=f"shaded: up to {limit:g}× of the smallest store", fontsize=8, title_fontsize=8)
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    plt.close(figure)
