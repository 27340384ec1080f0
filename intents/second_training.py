"""Teaching the second look, beside a model that was just trained. Needs the `train` and `second-look` extras."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

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

# Of all messages no more than a quarter may be looked at twice.
_LOOKED_AT_TWICE = 0.24
# On writers never seen better than a regression, than half as many units, and than fewer rounds.
_UNITS, _ROUNDS, _RAISED, _HELD = 512, 40, 5.0, 1e-2
# How loud the encoder is heard beside the margins of the first reading; better than 0.1.
_VOICE = 0.06
# Who looks twice has less to ask about, and can be more careful: the hardest messages were learned from, too, and
# those of strangers are a little harder still.
_RIGHT_WHEN_SURE = 0.96


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
    out: Array
    first: Array

    def scores(self, vectors: Array) -> Array:
        roused = np.maximum((vectors - self.middle) @ self.table + self.start, 0)
        scores: Array = roused @ self.out + self.first
        return scores


def teach(trained: Trained, encode: Encoder) -> TaughtSecondLook:
    """A second look for this model, from the messages that it learned from, each encoded once (some 15 ms)."""
    folded = trained.folded
    vectors = np.array([encode(legible(example.text)) for example in folded.examples])
    with threadpool_limits(1):
        scores = folded.scores + _scores_when_unseen(folded, vectors)
        unseen = probabilities_when_unseen(folded.examples, scores, folded.folds)
        thresholds = find_thresholds(folded.examples, unseen, _RIGHT_WHEN_SURE)
        weighing = _weighing(folded, _learn(folded.examples, vectors), scores)
    return TaughtSecondLook(weighing, thresholds, _below(trained))


def _scores_when_unseen(folded: Folded, vectors: Array) -> Array:
    scores = np.zeros(folded.scores.shape)
    for fold in np.unique(folded.folds):
        known, unseen = outside_and_inside(folded.folds, fold)
        scores[unseen] = _learn([folded.examples[n] for n in known], vectors[known]).scores(vectors[unseen])
    return scores


def _learn(examples: Sequence[Example], vectors: Array) -> _Learned:
    """A small neural network over the encoder's numbers, heard at part of its voice."""
    middle = vectors.mean(axis=0)
    named = np.array([[label in example.labels for label in LABELS] for example in examples], dtype=int)
    network = MLPClassifier(
        hidden_layer_sizes=(_UNITS,),
        alpha=_HELD,
        learning_rate_init=1e-3,
        batch_size=min(128, len(named)),
        max_iter=_ROUNDS,
        random_state=0,
    )
    with warnings.catch_warnings():
        # So few rounds are meant: after more it knows its messages by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit((vectors - middle) * _RAISED, named, weights_of(examples))
    table, out = network.coefs_
    start, first = network.intercepts_
    return _Learned(middle, table * _RAISED, start, out * _VOICE, first * _VOICE)


def _weighing(folded: Folded, learned: _Learned, scores: Array) -> Weighing:
    """Calibrated on both readings together; the first one's scores come with their own calibration in them."""
    both = calibration_of(folded.examples, scores)
    start = MEMBERS @ ((folded.start + learned.first) * both.loudness)
    return Weighing(
        loudness=_rounded(both.loudness / folded.calibration.loudness),
        middle=_rounded(learned.middle),
        table=_rounded(learned.table),
        start=_rounded(learned.start),
        out=_rounded(learned.out * both.loudness),
        prior=_rounded(both.prior + start),
    )


def _rounded(numbers: Array) -> Array:
    """As the file rounds them, so that training and serving see the same."""
    rounded: Array = numbers.astype(np.float16).astype(np.float32)
    return rounded


def _below(trained: Trained) -> float:
    """The confidence under which the most doubtful of the written messages lie."""
    pairs = zip(trained.folded.examples, trained.folded.probabilities, strict=True)
    judged = [judge(row, trained.thresholds) for example, row in pairs if example.difficulty != CHAT]
    return float(np.quantile([judgement.confidence for judgement in judged], _LOOKED_AT_TWICE))
