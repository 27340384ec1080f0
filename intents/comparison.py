"""Whether a new model is worse than the former one, or only seems so: both judge the same messages.

Paired bootstrap: the messages are drawn again and again with putting back, and each time both models are measured
on what was drawn. What 95 % of the draws say is the interval of a change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from intents.evaluation import Evaluation, evaluate
from intents.examples import CHAT, Example
from intents.judgement import Judgement
from network.needs import Need

Array = np.ndarray[Any, Any]

_DRAWS = 2_000
_BOUNDS = (2.5, 97.5)
SEED = 2569


@dataclass(frozen=True)
class Change:
    """A figure of both models, and the interval of the difference (new less former)."""

    former: float
    new: float
    low: float
    high: float

    @property
    def is_worse(self) -> bool:
        """Whether it is worse beyond chance."""
        return self.high < 0


@dataclass(frozen=True)
class Comparison:
    """Two models on the same messages, and the two figures that decide."""

    former: Evaluation
    new: Evaluation
    exact: Change
    needs_macro_f1: Change

    @property
    def is_worse(self) -> bool:
        """Whether either deciding figure is worse beyond chance."""
        return self.exact.is_worse or self.needs_macro_f1.is_worse


def compare(
    examples: Sequence[Example], former: Sequence[Judgement], new: Sequence[Judgement], seed: int = SEED
) -> Comparison:
    """Of all three sequences the n-th belong together. Real chat lines count in the figures and decide nothing."""
    written = [number for number, example in enumerate(examples) if example.difficulty != CHAT]
    draws = _draws(len(written), seed)
    before = _measured([examples[n] for n in written], [former[n] for n in written], draws)
    after = _measured([examples[n] for n in written], [new[n] for n in written], draws)
    figures = evaluate(examples, former), evaluate(examples, new)
    return Comparison(
        *figures,
        exact=Change(figures[0].exact, figures[1].exact, *_bounds(after[0] - before[0])),
        needs_macro_f1=Change(figures[0].needs_macro_f1, figures[1].needs_macro_f1, *_bounds(after[1] - before[1])),
    )


def _draws(messages: int, seed: int) -> Array:
    """One row a draw: how often each message was drawn."""
    chance = np.random.default_rng(seed)
    return chance.multinomial(messages, np.full(messages, 1 / max(1, messages)), _DRAWS)


def _bounds(differences: Array) -> tuple[float, float]:
    low, high = np.percentile(differences, _BOUNDS)
    return float(low), float(high)


def _measured(examples: Sequence[Example], judged: Sequence[Judgement], draws: Array) -> tuple[Array, Array]:
    """The share of exact answers and the needs' macro F1 in each draw."""
    right = np.array([[need in example.labels for need in Need] for example in examples], dtype=int)
    named = np.array([[need in judgement.labels for need in Need] for judgement in judged], dtype=int)
    exact = np.array([set(it.labels) == ex.labels for ex, it in zip(examples, judged, strict=True)], dtype=int)
    hits = draws @ (right * named)
    f1 = 2 * hits / np.maximum(1, draws @ right + draws @ named)
    return draws @ exact / max(1, len(examples)), f1.mean(axis=1)
