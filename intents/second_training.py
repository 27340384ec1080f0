"""Teaching the second look, beside a model that was just trained. Needs the `train` and `second-look` extras."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from intents.examples import CHAT, Example
from intents.judgement import Thresholds, judge
from intents.model import MEMBERS, legible
from intents.second_look import Encoder, Weighing
from intents.training import (
    Folded,
    Trained,
    calibration_of,
    outside_and_inside,
    probabilities_when_unseen,
    weights_of,
)
from intents.tuning import find_thresholds
from network.needs import LABELS

Array = np.ndarray[Any, Any]

# Of all messages no more than a quarter may be looked at twice; strangers' are in doubt more often than these.
_LOOKED_AT_TWICE = 0.20
_FREEDOM, _RAISED, _IMPOSSIBLE = 0.3, 5.0, -8.0
# How loud the encoder is heard beside the first reading; best of 0.3, 0.5 and 0.7 on writers never seen.
_VOICE = 0.5


@dataclass(frozen=True)
class TaughtSecondLook:
    """What `intents.second_look` needs: the weighing, thresholds of its own, and from which doubt it is asked."""

    weighing: Weighing
    thresholds: Thresholds
    below: float


@dataclass(frozen=True)
class _Learned:
    middle: Array
    table: Array
    start: Array

    def scores(self, vectors: Array) -> Array:
        scores: Array = (vectors - self.middle) @ self.table + self.start
        return scores


def teach(trained: Trained, encode: Encoder) -> TaughtSecondLook:
    """A second look for this model, from the messages that it learned from, each encoded once (some 15 ms)."""
    folded = trained.folded
    vectors = np.array([encode(legible(example.text)) for example in folded.examples])
    with threadpool_limits(1):
        scores = folded.scores + _scores_when_unseen(folded, vectors)
        thresholds = find_thresholds(
            folded.examples, probabilities_when_unseen(folded.examples, scores, folded.folds)
        )
        weighing = _weighing(folded, _learn(folded.examples, vectors), scores)
    return TaughtSecondLook(weighing, thresholds, _below(trained))


def _scores_when_unseen(folded: Folded, vectors: Array) -> Array:
    scores = np.zeros(folded.scores.shape)
    for fold in np.unique(folded.folds):
        known, unseen = outside_and_inside(folded.folds, fold)
        scores[unseen] = _learn([folded.examples[n] for n in known], vectors[known]).scores(vectors[unseen])
    return scores


def _learn(examples: Sequence[Example], vectors: Array) -> _Learned:
    middle = vectors.mean(axis=0)
    rows, weights = (vectors - middle) * _RAISED, weights_of(examples)
    found = [_regression(rows, np.array([label in each.labels for each in examples]), weights) for label in LABELS]
    table = np.column_stack([table for table, _ in found])
    return _Learned(middle, table * _RAISED * _VOICE, np.array([start for _, start in found]) * _VOICE)


def _regression(rows: Array, named: Array, weights: Array) -> tuple[Array, float]:
    if not named.any():
        return np.zeros(rows.shape[1]), _IMPOSSIBLE
    regression = LogisticRegression(C=_FREEDOM, max_iter=200).fit(rows, named, weights)
    return regression.coef_[0], float(regression.intercept_[0])


def _weighing(folded: Folded, learned: _Learned, scores: Array) -> Weighing:
    """Calibrated on both readings together; the first one's scores come with their own calibration in them."""
    both = calibration_of(folded.examples, scores)
    start = MEMBERS @ ((folded.start + learned.start) * both.loudness)
    return Weighing(
        loudness=(both.loudness / folded.calibration.loudness).astype(np.float32),
        middle=learned.middle.astype(np.float32),
        table=(learned.table * both.loudness).astype(np.float32),
        prior=(both.prior + start).astype(np.float32),
    )


def _below(trained: Trained) -> float:
    """The confidence under which the most doubtful of the written messages lie."""
    pairs = zip(trained.folded.examples, trained.folded.probabilities, strict=True)
    judged = [judge(row, trained.thresholds) for example, row in pairs if example.difficulty != CHAT]
    return float(np.quantile([judgement.confidence for judgement in judged], _LOOKED_AT_TWICE))
