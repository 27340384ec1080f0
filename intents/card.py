"""The model card: what a model is, what it learned from, how well it reads, where it fails."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from string import Template

import intents.model
from intents.evaluation import Evaluation
from intents.examples import Example
from network.needs import LABELS, Need, OtherKind

_SPLITS = ("train", "tune", "test")
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "nlpo3", "pythainlp")
_WEAKEST = 3

_STRANGERS = """
## Figures on strangers
Each writer's messages, all of them, read by a model that learned from the other writers only.

| written by | messages | exact | needs, micro F1 |
| --- | ---: | ---: | ---: |
{rows}
"""


@dataclass(frozen=True)
class Facts:
    """What a card tells. `strangers`: each writer's messages read by a model that never saw that writer, if tried."""

    corpus: Sequence[Example]
    corrections: Sequence[Example]
    figures: Evaluation
    by_writer: Mapping[str, Evaluation]
    strangers: Mapping[str, Evaluation] = field(default_factory=dict)


def card(facts: Facts) -> str:
    """The card as Markdown; the same facts give the same text."""
    strangers = _STRANGERS.format(rows=_lines(_by_writer(facts.strangers))) if facts.strangers else ""
    template = files("intents.data").joinpath("card_template.txt").read_text("utf-8")
    return Template(template).substitute(
        what=(intents.model.__doc__ or "").strip(),
        needs=", ".join(Need),
        kinds=", ".join(OtherKind),
        data=_data(facts),
        labels=_lines(_counts(facts, LABELS, lambda example: example.labels)),
        writers=_lines(_counts(facts, _authors(facts), lambda example: {_author(example)})),
        figures=_lines(_main(facts.figures)),
        difficulties=_lines(_difficulties(facts.figures)),
        by_label=_lines(_labels(facts.figures)),
        by_writer=_lines(_by_writer(facts.by_writer)),
        strangers=strangers,
        weakest=_weakest(facts.figures),
        how="Versions: " + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES) + ".",
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _row(*cells: object) -> str:
    shown = [f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells]
    return f"| {' | '.join(shown)} |"


def _data(facts: Facts) -> str:
    people = len({example.person for example in facts.corrections})
    corrections = f"{len(facts.corrections)} corrections by staff, of messages of {people} people"
    return f"{len(facts.corpus)} messages of the corpus, and {corrections}."


def _author(example: Example) -> str:
    """Owners stand together: their numbers are nobody's business."""
    return "corrections" if example.person else example.author


def _authors(facts: Facts) -> list[str]:
    return sorted({_author(example) for example in (*facts.corpus, *facts.corrections)}, key=lambda it: (len(it), it))


def _counts(facts: Facts, names: Iterable[str], names_of: Callable[[Example], Iterable[str]]) -> Iterator[str]:
    """A row for each name: in how many messages of each part it stands."""
    counts: Counter[tuple[str, str]] = Counter()
    for example in (*facts.corpus, *facts.corrections):
        counts.update((name, example.split) for name in names_of(example))
    yield from (_row(name, *(counts[name, split] for split in _SPLITS)) for name in names)


def _main(figures: Evaluation) -> Iterator[str]:
    chat = f"{figures.chat_sure_of_a_need:.3f} sure of one, {figures.chat_need_or_asked:.3f} named or asked about"
    yield f"- {figures.messages} messages; all labels right and none missing: {figures.exact:.3f}"
    yield f"- needs: macro F1 {figures.needs_macro_f1:.3f}, micro F1 {figures.needs_micro_f1:.3f}"
    yield f"- all labels: macro F1 {figures.macro_f1:.3f}, micro F1 {figures.micro_f1:.3f}"
    yield f"- two or more needs, all of them found: {figures.both_found:.3f}"
    yield f"- sure of {figures.sure:.3f} of the messages, right in {figures.right_when_sure:.3f} of those"
    yield f"- expected calibration error of the likeliest label: {figures.expected_calibration_error:.3f}"
    yield f"- a need in {figures.chat_messages} real chat lines that state none: {chat}"


def _difficulties(figures: Evaluation) -> Iterator[str]:
    for kind, part in figures.difficulties.items():
        yield _row(kind, part.messages, part.exact, part.needs_micro_f1, part.sure, part.right_when_sure)


def _labels(figures: Evaluation) -> Iterator[str]:
    for label, row in figures.labels.items():
        yield _row(label, row.precision, row.recall, row.f1, row.support)


def _by_writer(evaluations: Mapping[str, Evaluation]) -> Iterator[str]:
    for writer, figures in evaluations.items():
        if figures.messages:
            yield _row(writer, figures.messages, figures.exact, figures.needs_micro_f1)


def _weakest(figures: Evaluation) -> str:
    known = [(row.f1, label) for label, row in figures.labels.items() if row.support]
    named = ", ".join(f"{label} ({f1:.2f})" for f1, label in sorted(known)[:_WEAKEST])
    often = "; ".join(f"{right} read as {said} ({count})" for right, said, count in figures.confusions[:_WEAKEST])
    return f"Weakest labels by F1: {named}. Most frequent mistakes: {often or 'none'}."
