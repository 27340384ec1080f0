"""Turning scores into probabilities that mean what they say, on messages that the scores were not fitted to."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import minimize

from intents.model import LABEL_SETS, MEMBERS
from network.needs import LABELS, Need

Array = np.ndarray[Any, Any]

_PAIRS = [frozenset(pair) for pair in combinations(Need, 2)]
_HAS_PAIR = np.array([[pair <= some for pair in _PAIRS] for some in LABEL_SETS], dtype=float)
_HAS_SIZE = np.array([[len(some) == size for size in (2, 3)] for some in LABEL_SETS], dtype=float)
_ENDS = np.cumsum([len(LABELS), len(LABELS), _HAS_SIZE.shape[1], len(_PAIRS)])
# How strongly each part is held back: a label's own loudness most, pairs of needs somewhat, sizes not at all.
_HOLD_LOUDNESS, _HOLD_SHIFT, _HOLD_PAIR = 5.0, 0.1, 0.5


@dataclass(frozen=True)
class Calibration:
    """How loud each label's score is taken, and what each set of labels has beforehand."""

    loudness: Array
    prior: Array


def set_targets(labels: list[frozenset[Any]]) -> Array:
    """One row a message: 1 for its set of labels. Of four needs or more, every three are right."""
    return np.array(
        [
            [some == right or (len(right) > 3 and len(some) == 3 and some < right) for some in LABEL_SETS]
            for right in labels
        ],
        dtype=float,
    )


def calibrate(scores: Array, targets: Array, weights: Array) -> Calibration:
    """The loudness and prior under which the right sets are likeliest; `weights` is what each message counts."""
    start = np.zeros(_ENDS[-1])
    fitted = minimize(
        _loss, start, args=(scores, targets, weights), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    loudness, shift, size, pair = np.split(fitted.x, _ENDS[:-1])
    return Calibration(np.exp(loudness), _prior(shift, size, pair))


def set_probabilities(scores: Array, calibration: Calibration) -> Array:
    """One row a message, one column for each of LABEL_SETS."""
    return _softmax((scores * calibration.loudness) @ MEMBERS.T + calibration.prior)


def _prior(shift: Array, size: Array, pair: Array) -> Array:
    prior: Array = MEMBERS @ shift + _HAS_SIZE @ size + _HAS_PAIR @ pair
    return prior


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _loss(parts: Array, scores: Array, targets: Array, weights: Array) -> tuple[float, Array]:
    """The weighted log loss of the right sets with its gradient, and what holds the parts back."""
    loudness, shift, size, pair = np.split(parts, _ENDS[:-1])
    loud = np.exp(loudness)
    shares = _softmax((scores * loud) @ MEMBERS.T + _prior(shift, size, pair))
    right = shares * targets
    total = right.sum(axis=1)
    wrong = (shares - right / total[:, None]) * weights[:, None]
    by_set, by_label = wrong.sum(axis=0), wrong @ MEMBERS
    apart = loudness - loudness.mean()
    held = _HOLD_LOUDNESS * apart @ apart + _HOLD_SHIFT * shift @ shift + _HOLD_PAIR * pair @ pair
    slope = np.concatenate(
        [
            (by_label * scores).sum(axis=0) * loud + _HOLD_LOUDNESS * apart,
            by_label.sum(axis=0) + _HOLD_SHIFT * shift,
            _HAS_SIZE.T @ by_set,
            _HAS_PAIR.T @ by_set + _HOLD_PAIR * pair,
        ]
    )
    return float(-(weights * np.log(total)).sum() + held / 2), slope
