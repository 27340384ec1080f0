"""An evaluation as lines to print: keys and numbers, a table of labels, what was taken for what."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from intents.evaluation import Evaluation, evaluate
from intents.examples import read_lines
from intents.reader import Reader


def evaluate_file(file: Path, reader: Reader) -> Evaluation:
    """How well a reader understands the labelled lines of one file.

    Raises CorpusError for a line that cannot be used, OSError when the file cannot be read.
    """
    examples = list(read_lines(file))
    return evaluate(examples, [reader.judge(example.text) for example in examples])


def report_lines(figures: Evaluation) -> Iterator[str]:
    """The figures in the order in which they stand in Evaluation."""
    yield from _named("", figures)
    yield from _named("refusals", figures.refusals)
    for kind, part in figures.difficulties.items():
        yield from _named(kind, part)
    yield f"{'':28} {'precision':>9} {'recall':>9} {'f1':>9} {'support':>9}"
    for label, row in figures.labels.items():
        yield f"{label:28} {row.precision:9.3f} {row.recall:9.3f} {row.f1:9.3f} {row.support:9}"
    yield from (f"{count:4} x {right} -> {said}" for right, said, count in figures.confusions)
    yield from (f"said {each.said:.3f} true {each.true:.3f} n {each.count}" for each in figures.reliability)
    yield from (f"surest {share:.2f} wrong {wrong:.3f}" for share, wrong in figures.curve)


def _named(whose: str, figures: Any) -> Iterator[str]:
    """A line for each figure that is a number."""
    for each in fields(figures):
        value = getattr(figures, each.name)
        if isinstance(value, int | float):
            yield f"{f'{whose} {each.name}'.lstrip():28} {value:.4g}"
