"""Why a message was read as it was: its words and what each of its features said."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.reading import Reading
from intents.model import Floats, Label, LetterWeights, WordWeights, legible, prepared, word_features
from intents.reader import Reader
from intents.runs import Rows
from intents.words import words
from network.needs import LABELS

_LABELS_SHOWN = 3
_FEATURES_SHOWN = 10


@dataclass(frozen=True)
class Reason:
    """A word, a pair of words or a run of letters, and how much it spoke for (or, below 0, against) a label."""

    feature: str
    weight: float


@dataclass(frozen=True)
class Explanation:
    """A reading with its words and, for the likeliest labels, what counted most; the likeliest label first."""

    reading: Reading
    words: tuple[str, ...]
    reasons: dict[Label, tuple[Reason, ...]]

    def lines(self) -> Iterator[str]:
        """The explanation as it is printed."""
        reading = self.reading
        yield " | ".join(self.words)
        for label, reasons in self.reasons.items():
            said = "  ".join(f"{reason.feature!r} {reason.weight:+.2f}" for reason in reasons)
            yield f"{label.value:20} {reading.scores[label]:.3f}  {said}"
        yield f"labels={','.join(reading.labels)} sure={reading.sure} ask={','.join(reading.ask)}"
        yield f"province={reading.province} candidates={','.join(reading.candidates)}"
        yield f"phone={reading.phone} amounts={reading.amounts} product={reading.product}"
        yield f"answer={reading.answer} correction={reading.correction} command={reading.command}"


def explain(text: str, reader: Reader, expecting: str | None = None) -> Explanation:
    """Read a text and say why."""
    reading = reader.read(text, expecting)
    ready = prepared(legible(text))
    likeliest = sorted(LABELS, key=lambda label: -reading.scores[label])[:_LABELS_SHOWN]
    reasons = {label: _reasons(ready, reader, label) for label in likeliest}
    return Explanation(reading, tuple(words(ready)), reasons)


def _reasons(ready: str, reader: Reader, label: Label) -> tuple[Reason, ...]:
    model = reader.model
    rows, runs = model.words.rows(word_features(ready)), model.letters.runs.rows_in(ready)
    roused = model.hidden.said(rows, model.words.shares(rows))[:, LABELS.index(label)]
    found = [*_spoken(model.words, rows, label, roused), *_spoken(model.letters, runs, label)]
    found.sort(key=lambda reason: (-abs(reason.weight), reason.feature))
    return tuple(found[:_FEATURES_SHOWN])


def _spoken(
    weights: WordWeights | LetterWeights, rows: Rows, label: Label, besides: Floats | float = 0.0
) -> Iterator[Reason]:
    """What each of these features said, with what it said besides through the hidden layer."""
    names = weights.names()
    said = weights.shares(rows) * weights.table[rows, LABELS.index(label)] + besides
    return (Reason(names[row], float(weight)) for row, weight in zip(rows, said, strict=True))
