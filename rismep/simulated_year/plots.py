"""The plots of a report, as SVG: one play alone, or two laid over each other."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rismep.simulated_year.summary import WAITS, Summary

COLORS = ("#06764A", "#D97706")
MOST_REASONS = 12
LONGEST = {"accepted_hours": 24.0, "called_days": 10.0, "contact_days": 10.0, "closed_days": 120.0}
"""Beyond this the few slowest cases would press the rest of the curve together."""

MOST_STEPS = 150
"""More of them would only make the file larger, not the curve smoother."""

HEADROOM = 0.15

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "the same year gives the same file",
    "svg.fonttype": "none",
    "font.size": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.alpha": 0.25,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
Say = Callable[..., str]


def draw_all(folder: Path, played: Mapping[str, Summary], say: Say) -> list[str]:
    """Every plot, written into the folder; their names. `played` holds each play under its name in the legend."""
    drawn: dict[str, Callable[[Mapping[str, Summary], Say], Figure]] = {
        "waits": _waits,
        "ends": _ends,
        "reasons": _reasons,
        "loads": _loads,
        "months": _months,
    }
    with _styled():
        for name, draw in drawn.items():
            draw(played, say).savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    return list(drawn)


@contextmanager
def _styled() -> Iterator[None]:
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        # Text stays text in the file: whoever shows it has the letters that are missing here.
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def _figure(width: float, height: float, panels: int = 1) -> tuple[Figure, Sequence[Axes]]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(1, panels, squeeze=False)
    return figure, list(axes[0])


def _waits(played: Mapping[str, Summary], say: Say) -> Figure:
    """How many of a hundred cases had come so far after so long."""
    figure, axes = _figure(13, 3.4, len(WAITS))
    for axis, wait in zip(axes, WAITS, strict=True):
        for (name, summary), color in zip(played.items(), COLORS, strict=False):
            waits, shares = _curve(summary.waits.get(wait, ()), summary.cases)
            axis.step(waits, shares, where="post", color=color, label=name)
        axis.set(xlim=(0, LONGEST[wait]), ylim=(0, 100), title=say(f"plot.{wait}"), xlabel=say(f"plot.{wait}_x"))
    axes[0].set_ylabel(say("plot.percent"))
    _legend(axes[-1], played)
    return figure


def _curve(waits: Sequence[float], cases: int) -> tuple[list[float], list[float]]:
    """Some of the waits, evenly, and how many of a hundred cases had come so far by then."""
    steps = min(MOST_STEPS, len(waits))
    ranks = [len(waits) * (step + 1) // steps for step in range(steps)]
    return [0.0, *(waits[rank - 1] for rank in ranks)], [0.0, *(100 * rank / cases for rank in ranks)]


def _ends(played: Mapping[str, Summary], say: Say) -> Figure:
    names = list(dict.fromkeys(name for summary in played.values() for name in summary.ends))
    return _bars(played, {name: say(f"end.{name}") for name in names}, lambda summary: summary.ends, say("plot.ends"))


def _reasons(played: Mapping[str, Summary], say: Say) -> Figure:
    names = list(dict.fromkeys(name for summary in played.values() for name in summary.reasons))[:MOST_REASONS]
    words = {name: say(f"reason.{name}") for name in names}
    return _bars(played, words, lambda summary: summary.reasons, say("plot.reasons"))


def _bars(
    played: Mapping[str, Summary],
    words: Mapping[str, str],
    counted: Callable[[Summary], Mapping[str, int]],
    label: str,
) -> Figure:
    """Of a hundred cases."""
    figure, (axis,) = _figure(8.5, 0.9 + 0.42 * len(words))
    thick = 0.8 / len(played)
    for place, ((name, summary), color) in enumerate(zip(played.items(), COLORS, strict=False)):
        shares = [100 * counted(summary).get(key, 0) / max(1, summary.cases) for key in words]
        bars = axis.barh([row + place * thick for row in range(len(words))], shares, thick, color=color, label=name)
        axis.bar_label(bars, fmt="%.1f", padding=2, fontsize=8)
    axis.set_yticks([row + thick * (len(played) - 1) / 2 for row in range(len(words))], list(words.values()))
    axis.invert_yaxis()
    axis.grid(visible=False, axis="y")
    axis.set_xlabel(label)
    _legend(axis, played)
    return figure


def _loads(played: Mapping[str, Summary], say: Say) -> Figure:
    """Cases taken on in the year by each who serves, the busiest first."""
    figure, (axis,) = _figure(8.5, 3.4)
    for (name, summary), color in zip(played.items(), COLORS, strict=False):
        axis.step(range(1, len(summary.loads) + 1), summary.loads, where="mid", color=color, label=name)
    axis.set(xlabel=say("plot.loads_x"), ylabel=say("plot.loads_y"), ylim=(0, None), xlim=(0, None))
    _legend(axis, played)
    return figure


def _months(played: Mapping[str, Summary], say: Say) -> Figure:
    """Cases by the month of their opening, and how long their owners waited for the first contact."""
    figure, (cases, contact) = _figure(11, 3.2, 2)
    width = 0.8 / len(played)
    months = sorted({month for summary in played.values() for month in summary.months})
    places = {month: place for place, month in enumerate(months)}
    for row, ((name, summary), color) in enumerate(zip(played.items(), COLORS, strict=False)):
        at = [places[month] + row * width for month in summary.months]
        cases.bar(at, list(summary.months.values()), width, color=color, label=name)
        waits = summary.contact_by_month
        contact.plot([places[month] for month in waits], list(waits.values()), marker="o", color=color, label=name)
    for axis, title in ((cases, "plot.months"), (contact, "plot.contact_by_month")):
        axis.set_xticks(range(len(months)), months, rotation=60)
        axis.margins(y=HEADROOM)
        axis.set(title=say(title), ylim=(0, None))
    _legend(contact, played)
    return figure


def _legend(axis: Axes, played: Mapping[str, Summary]) -> None:
    if len(played) > 1:
        axis.legend(loc="best", fontsize=9)
