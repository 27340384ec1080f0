"""The report of a played year, or of two beside each other: Markdown with plots, and the figures as JSON."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rismep.simulated_year import plots, summary
from rismep.simulated_year.measures import PARTS, OfCases, OfYear, Unit
from rismep.simulated_year.plots import Say
from rismep.simulated_year.summary import Summary

REPORT = "report.md"
FORMS = {
    Unit.COUNT: "{:,.0f}",
    Unit.SHARE: "{:.1%}",
    Unit.PER_CASE: "{:.2f}",
    Unit.HOURS: "{:.1f}",
    Unit.WORKING_DAYS: "{:.2f}",
    Unit.DAYS: "{:.0f}",
    Unit.STARS: "{:.2f}",
    Unit.MILLION: "{:,.1f}",
}


Spans = Mapping[str, tuple[float, float]]
"""How sure the difference of a figure is, where that is known."""


def write(folder: Path, played: Mapping[str, Summary], spans: Spans, say: Say) -> Path:
    """Write the report with all that belongs to it; the file to read.

    `played` holds one play by its name, or two: what changes from the first to the second is told.
    """
    folder.mkdir(parents=True, exist_ok=True)
    *others, own = played.values()
    summary.keep(own, folder / summary.FILE)
    for other in others:
        summary.keep(other, folder / f"compared-{summary.FILE}")
    drawn = plots.draw_all(folder, played, say)
    file = folder / REPORT
    file.write_text("\n".join(_lines(played, drawn, spans, say)) + "\n", encoding="utf-8")
    return file


def _lines(played: Mapping[str, Summary], drawn: list[str], spans: Spans, say: Say) -> Iterator[str]:
    first = next(iter(played.values()))
    yield f"# {say('title')}"
    yield ""
    yield say("played", owners=f"{first.owners:,}", days=first.days, seed=first.seed)
    yield ""
    for name, each in played.items():
        yield f"- **{name}**: {_rules(each, say)}"
    yield ""
    yield from _table(played, spans, say)
    for plot in drawn:
        yield ""
        yield f"![{say(f'alt.{plot}')}]({plot}.svg)"
    yield ""
    yield say("guesses")


def _rules(played: Summary, say: Say) -> str:
    if not played.rules:
        return say("as_shipped")
    return ", ".join(f"`{name} = {value}`" for name, value in played.rules.items())


def _table(played: Mapping[str, Summary], spans: Spans, say: Say) -> Iterator[str]:
    compares = len(played) > 1
    heads = [say("head_figure"), *played, *([say("head_difference")] if compares else [])]
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for part, measures in PARTS.items():
        yield f"| **{say(f'part.{part}')}** |{' |' * (len(heads) - 1)}"
        for measure in measures:
            yield f"| {say(f'figure.{measure.name}')} | {' | '.join(_cells(measure, played, spans, say))} |"
    if spans:
        yield ""
        yield say("spans")


def _cells(measure: OfCases | OfYear, played: Mapping[str, Summary], spans: Spans, say: Say) -> Iterator[str]:
    """An earlier play that was kept before there was such a figure has none."""
    values = [each.figures.get(measure.name) for each in played.values()]
    for value in values:
        yield "–" if value is None else FORMS[measure.unit].format(value)
    first, *others = values
    for other in others:
        if first is None or other is None:
            yield "–"
        else:
            yield _difference(measure.unit, other - first, spans.get(measure.name), say)


def _difference(unit: Unit, value: float, span: tuple[float, float] | None, say: Say) -> str:
    """With its span; in bold where chance alone does not explain it."""
    shown = _signed(unit, value)
    if unit is Unit.SHARE:
        # Shares differ by points of a hundred, which are no shares themselves.
        shown = say("points", number=shown)
    if span is None:
        return shown
    low, high = span
    sure = low > 0 or high < 0
    return f"{f'**{shown}**' if sure else shown} ({_signed(unit, low)} … {_signed(unit, high)})"


def _signed(unit: Unit, value: float) -> str:
    if unit is Unit.SHARE:
        return f"{100 * value:+.1f}"
    return FORMS[unit].replace("{:", "{:+").format(value)
