"""The fast model: which set of labels a message carries, and how likely each set is.

A message is the words, pairs of words and short runs of letters found in it. Each of these speaks for or
against each label; the words also rouse the units of a small hidden layer, which hears what a sum cannot say:
that two of them together mean something else. The labels' scores are added up for every set of labels that is
allowed (one other kind, or one to three needs), and a softmax over those sets gives probabilities that add up to
one. So "how sure" is a probability of the whole answer, and a need never stands beside a greeting.
"""

import io
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from intents.normalise import normalise
from intents.phones import mask
from intents.runs import Rows, Runs, runs_of
from intents.words import words
from network.needs import LABELS, Need, OtherKind

Label = Need | OtherKind
Floats = npt.NDArray[np.float32]

MODEL_FILE = "model.npz"

# What comes after so many letters changes no label, and keeps the longest message within its 5 ms.
LONGEST = 700
_RUNS = (2, 3, 4)
_MOST_NEEDS = 3
# Of their letters; the strangest message of the corpus that still says something has 0.15.
_FEWEST_KNOWN = 0.12
_DIGIT = re.compile("[1-9]")
# Most messages hold none of these, and to look for every kind of address takes as long as finding the words.
_MAY_LEAD_TO_SOMEONE = re.compile(r"@|••|[A-Za-z0-9._\-]{5}|\d(?:\D{0,3}\d){4}")
_HIDDEN = re.compile(r"(?:\s*(?:(?:อี?เมล์?|e-?mail|(?:ไลน์?|line)(?: ?(?:ไอดี|id))?)[ :=]*)?••+)+\s*", re.IGNORECASE)

LABEL_SETS: tuple[frozenset[Label], ...] = (
    *(frozenset({kind}) for kind in OtherKind),
    *(frozenset(some) for size in range(1, _MOST_NEEDS + 1) for some in combinations(Need, size)),
)
MEMBERS: Floats = np.array([[label in some for label in LABELS] for some in LABEL_SETS], dtype=np.float32)


def word_features(text: str) -> set[str]:
    """The words of a prepared text and its pairs of neighbours, which hold a space."""
    found = words(text)
    return {*found, *map(" ".join, pairwise(found))}


def letter_features(text: str) -> set[str]:
    """Runs of 2 to 4 letters across word borders: they survive spelling mistakes."""
    padded = f" {text} "
    return {padded[start : start + size] for size in _RUNS for start in range(len(padded) - size + 1)}


def legible(text: str) -> str:
    """As much of a text as is read at all, normalised."""
    return normalise(text[: 4 * LONGEST])[:LONGEST]


def prepared(clean: str) -> str:
    """A legible text as features are taken from it: small letters, every digit a 0, without what leads to a person.

    A number or an address says nothing about the need. As a mere sign that one was there it still would: of those who
    wrote to be called back, every second gave a number.
    """
    if _MAY_LEAD_TO_SOMEONE.search(clean):
        clean = _HIDDEN.sub(" ", mask(clean)).strip()
    return _DIGIT.sub("0", clean.lower())


@dataclass(frozen=True)
class Weights:
    """One kind of feature: how rare each is, and what each says for each of the labels; one row a feature.

    `damping` is as if every message held so much that says nothing: one word alone must not speak at full voice.
    `table` is held as the file holds it, in half the memory, and widened where it is used.
    """

    rarity: Floats
    table: npt.NDArray[np.floating]
    damping: float

    def shares(self, rows: Rows) -> Floats:
        """What each of these rows counts for: the rarer the more, and less in a long message."""
        rarity = self.rarity[rows]
        share: Floats = rarity / np.sqrt(rarity @ rarity + self.damping)
        return share

    def sum_of(self, rows: Rows, shares: Floats) -> Floats:
        """The sum of what these rows say for each label."""
        total: Floats = shares @ self.table[rows].astype(np.float32)
        return total

    def louder(self, loudness: npt.NDArray[Any]) -> Self:
        """The same with each label's column multiplied, rounded as the file rounds it."""
        return replace(self, table=(self.table * loudness).astype(np.float16).astype(np.float32))


@dataclass(frozen=True)
class WordWeights(Weights):
    """Those of words and pairs of them, which `index` has in the order of the alphabet."""

    index: Mapping[str, int]

    def rows(self, names: Collection[str]) -> Rows:
        """The rows of the known ones, in ascending order: sums of floats depend on it."""
        rows = np.array([row for row in map(self.index.get, names) if row is not None], np.intp)
        rows.sort()
        return rows

    def names(self) -> list[str]:
        """All of them, by their rows."""
        return list(self.index)


@dataclass(frozen=True)
class LetterWeights(Weights):
    """Those of runs of letters."""

    runs: Runs

    def rows(self, names: Collection[str]) -> Rows:
        """The rows of the known ones, in ascending order."""
        return self.runs.rows(names)

    def names(self) -> list[str]:
        """All of them, by their rows."""
        return self.runs.names()


@dataclass(frozen=True)
class Hidden:
    """The hidden layer: what each row of the words says to each unit, and what a roused unit says for each label.

    `table` holds whole numbers from -127 to 127, to be multiplied by their unit's `scale`; `start` is what a unit
    hears before a word is read. A unit that hears less than nothing says nothing.
    """

    table: npt.NDArray[np.int8]
    scale: Floats
    start: Floats
    out: Floats

    def score(self, rows: Rows, shares: Floats) -> Floats:
        """What the units that these words rouse say for each label."""
        total: Floats = np.maximum(self._heard(rows, shares), 0) @ self.out
        return total

    def said(self, rows: Rows, shares: Floats) -> Floats:
        """Of `score`, the part that each word has in it; one line a word, one column a label."""
        roused = self._heard(rows, shares) > 0
        heard = self.table[rows].astype(np.float32) * self.scale * shares[:, None]
        return np.asarray(heard[:, roused] @ self.out[roused], dtype=np.float32)

    def louder(self, loudness: npt.NDArray[Any]) -> "Hidden":
        """The same with each label's column multiplied."""
        return Hidden(self.table, self.scale, self.start, (self.out * loudness).astype(np.float32))

    def _heard(self, rows: Rows, shares: Floats) -> Floats:
        # Whole numbers of one byte are widened first: mixed kinds are multiplied far more slowly.
        return np.asarray((shares @ self.table[rows].astype(np.float32)) * self.scale + self.start, dtype=np.float32)


@dataclass(frozen=True)
class Model:
    """Numbers only. `prior` is what each set of labels has before a word is read; safe to share by threads."""

    words: WordWeights
    letters: LetterWeights
    hidden: Hidden
    prior: Floats

    def knows(self, words: Collection[str]) -> bool:
        """Whether enough of a message's letters stand in words that were learned from: the rest is mashed keys."""
        # Most begin with a letter, so few are looked through.
        alone = [word for word in words if " " not in word and (word[0].isalpha() or any(map(str.isalpha, word)))]
        known = sum(len(word) for word in alone if len(word) > 1 and word in self.words.index)
        return known >= _FEWEST_KNOWN * sum(map(len, alone))

    def label_scores(self, text: str) -> Floats:
        """The evidence for each label in a prepared text."""
        return self.scores(word_features(text), self.letters.runs.rows_in(text))

    def scores(self, words: Collection[str], letters: Rows) -> Floats:
        """The evidence for each label in these words and in these rows of the letters."""
        rows = self.words.rows(words)
        shares = self.words.shares(rows)
        by_word = self.words.sum_of(rows, shares) + self.hidden.score(rows, shares)
        return by_word + self.letters.sum_of(letters, self.letters.shares(letters))

    def probabilities(self, text: str) -> Floats:
        """How likely each of LABEL_SETS is for a prepared text; they add up to one."""
        return self.probabilities_of(self.label_scores(text))

    def probabilities_of(self, evidence: Floats) -> Floats:
        """How likely each of LABEL_SETS is, from the evidence for each label."""
        return softmax(MEMBERS @ evidence + self.prior)


def softmax(scores: Floats) -> Floats:
    """Probabilities in proportion to e to the scores."""
    raised = np.exp(scores - scores.max())
    share: Floats = raised / raised.sum()
    return share


def save_model(model: Model, file: Path) -> None:
    """Write the model as a compressed npz of numbers, the same bytes for the same model."""
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {"labels": _as_bytes([label.value for label in LABELS]), "prior": model.prior}
    arrays |= _as_arrays("word", model.words) | _as_arrays("letter", model.letters)
    arrays |= {f"hidden_{name}": values for name, values in vars(model.hidden).items()}
    np.savez_compressed(buffer, **arrays)
    file.write_bytes(buffer.getvalue())


def load_model(file: Path) -> Model:
    """Read what `save_model` wrote.

    Raises OSError when there is no such file, ValueError when it was made for other labels.
    """
    with np.load(file, allow_pickle=False) as stored:
        if _as_names(stored["labels"]) != [label.value for label in LABELS]:
            raise ValueError(f"{file.name} was trained for other labels: run `rismep train`")
        return Model(
            words=WordWeights(**_numbers(stored, "word"), index=numbered(_names(stored, "word"))),
            letters=LetterWeights(**_numbers(stored, "letter"), runs=runs_of(_names(stored, "letter"))),
            hidden=Hidden(**{name: stored[f"hidden_{name}"] for name in Hidden.__dataclass_fields__}),
            prior=stored["prior"].astype(np.float32),
        )


def _as_arrays(kind: str, weights: WordWeights | LetterWeights) -> dict[str, npt.NDArray[Any]]:
    return {
        f"{kind}_names": _as_bytes(weights.names()),
        f"{kind}_rarity": weights.rarity.astype(np.float16),
        f"{kind}_table": weights.table.astype(np.float16),
        f"{kind}_damping": np.array(weights.damping),
    }


def _numbers(stored: Mapping[str, npt.NDArray[Any]], kind: str) -> dict[str, Any]:
    return {
        "rarity": stored[f"{kind}_rarity"].astype(np.float32),
        "table": stored[f"{kind}_table"],
        "damping": float(stored[f"{kind}_damping"]),
    }


def _names(stored: Mapping[str, npt.NDArray[Any]], kind: str) -> list[str]:
    return _as_names(stored[f"{kind}_names"])


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Each name's row."""
    return {name: row for row, name in enumerate(names)}


def _as_bytes(names: list[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(names, ensure_ascii=False).encode("utf-8"), dtype=np.uint8)


def _as_names(stored: npt.NDArray[Any]) -> list[str]:
    names: list[str] = json.loads(stored.tobytes())
    return names
