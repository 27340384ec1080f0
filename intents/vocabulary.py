"""Counting features over the corpus and laying messages out as sparse rows. For training only."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from intents.model import LetterWeights, WordWeights, legible, letter_features, numbered, prepared, word_features
from intents.runs import runs_of
from network.needs import LABELS

_AT_LEAST = {"word": 2, "letter": 5}
# What counts as saying nothing: about one word, and as many runs of letters as a word has.
_DAMPING = {"word": 40.0, "letter": 150.0}


@dataclass(frozen=True)
class Features:
    """What one message is to the model."""

    word: frozenset[str]
    letter: frozenset[str]


def features_of(text: str) -> Features:
    """The features of a message as it was typed."""
    ready = prepared(legible(text))
    return Features(frozenset(word_features(ready)), frozenset(letter_features(ready)))


@dataclass(frozen=True)
class Vocabulary:
    """The features that count, without any opinion yet: their tables are empty."""

    word: WordWeights
    letter: LetterWeights

    def rows(self, messages: Sequence[Features]) -> tuple[Any, Any]:
        """One sparse row a message: of its words, and of its letters."""
        words = _rows(self.word, [message.word for message in messages])
        letters = _rows(self.letter, [message.letter for message in messages])
        return words, letters

    def with_table(self, table: np.ndarray[Any, Any]) -> "Vocabulary":
        """The same features with what each says, from a table of words, then letters."""
        border = len(self.word.rarity)
        return Vocabulary(
            replace(self.word, table=table[:border].astype(np.float32)),
            replace(self.letter, table=table[border:].astype(np.float32)),
        )


def vocabulary_of(messages: Sequence[Features]) -> Vocabulary:
    """Every word of at least two messages and run of letters of at least five, in the order of the alphabet."""
    words, of_words = _weights("word", [message.word for message in messages])
    letters, of_letters = _weights("letter", [message.letter for message in messages])
    return Vocabulary(
        WordWeights(**of_words, index=numbered(words)),
        LetterWeights(**of_letters, runs=runs_of(letters)),
    )


def _weights(kind: str, messages: Sequence[Iterable[str]]) -> tuple[list[str], dict[str, Any]]:
    """The names that count, and their numbers."""
    counts: Counter[str] = Counter()
    for features in messages:
        counts.update(features)
    names = sorted(name for name, count in counts.items() if count >= _AT_LEAST[kind])
    seen = np.array([counts[name] for name in names])
    # Rounded as the model's file rounds it, so that training and serving see the same number.
    rarity = (1 + np.log((1 + len(messages)) / (1 + seen))).astype(np.float16).astype(np.float32)
    table = np.zeros((len(names), len(LABELS)), dtype=np.float32)
    return names, {"rarity": rarity, "table": table, "damping": _DAMPING[kind]}


def _rows(weights: WordWeights | LetterWeights, messages: Sequence[Collection[str]]) -> Any:
    columns = [weights.rows(features) for features in messages]
    shares = [weights.shares(numbers) for numbers in columns]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.array([number for numbers in columns for number in numbers], dtype=np.int32)
    return sparse.csr_matrix((np.concatenate(shares), flat, starts), (len(messages), len(weights.rarity)))
