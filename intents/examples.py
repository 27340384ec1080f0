"""The messages to learn from: the labelled corpus, and real chat lines that state no need."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from network.needs import LABELS, Need, OtherKind

_LABEL_BY_CODE: dict[str, Need | OtherKind] = {label.value: label for label in LABELS}
# Of a file in the order of its writing: for training, for tuning; the rest is for testing.
_TRAIN, _TUNE = 0.70, 0.85

CHAT, UNMARKED = "chat", "unmarked"


class CorpusError(ValueError):
    """A line of the corpus that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Example:
    """One message and its labels.

    `split` is train, tune or test; `difficulty` is easy, indirect, misleading, unmarked (nobody said), or chat for
    the real lines. `person` is set where a real owner wrote it and staff put right what was understood.
    """

    id: str
    text: str
    labels: frozenset[Need | OtherKind]
    split: str = "train"
    difficulty: str = "easy"
    province: str | None = None
    person: str = ""

    @property
    def author(self) -> str:
        """Who wrote it: a person, or a writer of the corpus, whose files have the same letter."""
        return f"person {self.person}" if self.person else self.id.partition("-")[0].rstrip("0123456789")

    @property
    def needs(self) -> frozenset[Need]:
        """The needs among the labels."""
        return frozenset(label for label in self.labels if isinstance(label, Need))


def load_corpus(folder: Path) -> list[Example]:
    """The labelled messages of all writers, then the real chat lines.

    Raises CorpusError for a line that cannot be used, OSError when the folder cannot be read.
    """
    labelled = [example for file in sorted(folder.glob("*.jsonl")) for example in read_lines(file)]
    return labelled + read_chat(folder / "wisesight" / "chat.txt")


def read_lines(file: Path) -> Iterator[Example]:
    """The examples of one JSON-lines file; raises CorpusError as `load_corpus` does.

    A line that does not name its split gets it by its place in the file: what was written last is for testing.
    """
    lines = file.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        try:
            yield _example({"split": _split(number / len(lines)), **json.loads(line)})
        except (ValueError, KeyError, TypeError) as fault:
            raise CorpusError(f"{file.name}:{number}: {fault!r}") from fault


def read_chat(file: Path) -> list[Example]:
    """Real chat lines, one message a line, none of which states a need."""
    lines = file.read_text("utf-8").splitlines()
    nothing = frozenset({OtherKind.OTHER})
    return [
        Example(f"{CHAT}-{number:05d}", line, nothing, _split(number / len(lines)), CHAT)
        for number, line in enumerate(lines, 1)
    ]


def of_split(examples: Iterable[Example], *splits: str) -> list[Example]:
    """Those of the named parts, in order."""
    return [example for example in examples if example.split in splits]


def _example(line: dict[str, Any]) -> Example:
    labels = frozenset(_LABEL_BY_CODE[code] for code in line["labels"])
    if not labels:
        raise ValueError("no label")
    return Example(
        id=str(line["id"]),
        text=str(line["text"]),
        labels=labels,
        split=line["split"],
        difficulty=line.get("difficulty", UNMARKED),
        province=line.get("province"),
    )


def _split(place: float) -> str:
    if place <= _TRAIN:
        return "train"
    return "tune" if place <= _TUNE else "test"
