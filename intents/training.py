"""Making the model from examples, the same numbers from the same ones. Needs the `train` extra; never served."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from intents.calibration import Calibration, calibrate, set_probabilities, set_targets
from intents.evaluation import Evaluation, evaluate
from intents.examples import CHAT, Example
from intents.judgement import Thresholds, judge
from intents.model import MEMBERS, Floats, Hidden, Model, legible, prepared
from intents.people import said_by_several
from intents.tuning import find_thresholds
from intents.vocabulary import Features, features_of, vocabulary_of
from network.needs import LABELS

Array = np.ndarray[Any, Any]

_FOLDS, _STRETCH = 5, 200
_FREEDOM = 1.0
_IMPOSSIBLE = -8.0
_UNITS, _ROUNDS = 64, 6
# Rows are short; raised by this much they move the units fast enough. A tenth of its voice was best beside margins.
_RAISED, _VOICE = 3.0, 0.1
_LOUDEST = 127
# A chat line counts less than a message that was written to show something.
_CHAT_WEIGHT = 0.1


@dataclass(frozen=True)
class Trained:
    """A model with its thresholds and the figures on the part that it never saw."""

    model: Model
    thresholds: Thresholds
    figures: Evaluation
    folded: "Folded"


@dataclass(frozen=True)
class Folded:
    """What was found out fold by fold, each message read by a model that had not seen it.

    `start` is where the final model starts each label, before `calibration`.
    """

    examples: Sequence[Example]
    folds: Array
    scores: Array
    probabilities: Floats
    start: Array
    calibration: Calibration


def fit(examples: Sequence[Example], unseen: Sequence[Example]) -> Trained:
    """The model of these examples. What it may be sure of is found on each fifth while learning from the rest."""
    # On several threads sums are added in another order each time, and small matrices take longer.
    with threadpool_limits(1):
        return _fit(examples, unseen)


def _fit(examples: Sequence[Example], unseen: Sequence[Example]) -> Trained:
    messages = said_by_several(examples, [features_of(example.text) for example in examples])
    folds = _folds(examples)
    scores = _scores_when_unseen(examples, messages, folds)
    probabilities = probabilities_when_unseen(examples, scores, folds)
    thresholds = find_thresholds(examples, probabilities)
    learned, start = _learn(examples, messages)
    calibration = calibration_of(examples, scores)
    model = _model(learned, start, calibration)
    judged = [judge(model.probabilities(prepared(legible(example.text))), thresholds) for example in unseen]
    folded = Folded(examples, folds, scores, probabilities, start, calibration)
    return Trained(model, thresholds, evaluate(unseen, judged), folded)


def _folds(examples: Sequence[Example]) -> Array:
    """A fold for each example. All that one person wrote is in one: strangers will write to the bot, and what it may
    be sure of has to hold for them. Real chat lines, of which nobody knows who wrote them, are taken in stretches.
    """
    folds = np.zeros(len(examples), dtype=int)
    filled = np.zeros(_FOLDS, dtype=int)
    for numbers in sorted(_works(examples), key=lambda numbers: (-len(numbers), numbers[0])):
        fold = int(filled.argmin())
        folds[numbers] = fold
        filled[fold] += len(numbers)
    return folds


def _works(examples: Sequence[Example]) -> list[list[int]]:
    """The numbers of the examples that belong together; who wrote more than a fold holds is cut into stretches."""
    authors: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        authors.setdefault(example.author, []).append(number)
    most = -(-len(examples) // _FOLDS)
    works = []
    for author, numbers in authors.items():
        length = min(_STRETCH, most) if author == CHAT else most
        works += [numbers[start : start + length] for start in range(0, len(numbers), length)]
    return works


def outside_and_inside(folds: Array, fold: int) -> tuple[list[int], list[int]]:
    """The numbers of the examples outside and inside of a fold."""
    return np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()


def weights_of(examples: Sequence[Example]) -> Array:
    return np.array([_CHAT_WEIGHT if example.difficulty == CHAT else 1.0 for example in examples])


def _learn(examples: Sequence[Example], messages: Sequence[Features]) -> tuple[Model, Array]:
    """What each feature says for each label, and where each label starts; without a prior, not calibrated yet."""
    vocabulary, weights = vocabulary_of(messages), weights_of(examples)
    words, letters = vocabulary.rows(messages)
    named = np.array([[label in example.labels for label in LABELS] for example in examples])
    rows = sparse.hstack([words, letters]).tocsr()
    found = [_margin(rows, column, weights) for column in named.T]
    hidden, start = hidden_layer(words, named, weights)
    filled = vocabulary.with_table(np.column_stack([table for table, _ in found]))
    model = Model(filled.word, filled.letter, hidden, prior=np.zeros(len(MEMBERS), dtype=np.float32))
    return model, start + [first for _, first in found]


def _margin(rows: Any, named: Array, weights: Array) -> tuple[Array, float]:
    """What each feature says for one label, and where it starts; a label of no example is as good as impossible."""
    if not named.any():
        return np.zeros(rows.shape[1]), _IMPOSSIBLE
    machine = LinearSVC(C=_FREEDOM, random_state=0)
    machine.fit(rows, named, weights)
    return machine.coef_[0], float(machine.intercept_[0])


def hidden_layer(rows: Any, named: Array, weights: Array) -> tuple[Hidden, Array]:
    """A small neural network over the words, and where it starts each label; it is heard quietly."""
    network = MLPClassifier(
        hidden_layer_sizes=(_UNITS,),
        alpha=1e-3,
        learning_rate_init=2e-3,
        batch_size=min(64, len(named)),
        max_iter=_ROUNDS,
        random_state=0,
    )
    with warnings.catch_warnings():
        # So few rounds are meant: after more it knows its messages by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(rows * _RAISED, named.astype(int), weights)
    table, out = network.coefs_
    scale = np.abs(table).max(axis=0).clip(1e-6) / _LOUDEST
    hidden = Hidden(
        table=np.rint(table / scale).astype(np.int8),
        scale=(scale * _RAISED).astype(np.float32),
        start=network.intercepts_[0].astype(np.float32),
        out=(out * _VOICE).astype(np.float32),
    )
    return hidden, network.intercepts_[1] * _VOICE


def _scores_when_unseen(examples: Sequence[Example], messages: Sequence[Features], folds: Array) -> Array:
    """Each message's label scores from a model that learned from the other folds only."""
    scores = np.zeros((len(examples), len(LABELS)))
    for fold in range(_FOLDS):
        known, unseen = outside_and_inside(folds, fold)
        model, start = _learn([examples[n] for n in known], [messages[n] for n in known])
        runs = [model.letters.rows(messages[n].letter) for n in unseen]
        scores[unseen] = [model.scores(messages[n].word, rows) + start for n, rows in zip(unseen, runs, strict=True)]
    return scores


def calibration_of(examples: Sequence[Example], scores: Array) -> Calibration:
    targets = set_targets([example.labels for example in examples])
    return calibrate(scores, targets, weights_of(examples))


def probabilities_when_unseen(examples: Sequence[Example], scores: Array, folds: Array) -> Any:
    """As `set_probabilities`, each fold calibrated on the others."""
    found = []
    for fold in range(_FOLDS):
        known, unseen = outside_and_inside(folds, fold)
        calibration = calibration_of([examples[n] for n in known], scores[known])
        found.append((unseen, set_probabilities(scores[unseen], calibration)))
    order = np.argsort([number for numbers, _ in found for number in numbers])
    return np.concatenate([rows for _, rows in found])[order]


def _model(model: Model, start: Array, calibration: Calibration) -> Model:
    """The calibration folded into the numbers, so that serving knows nothing of it."""
    return Model(
        words=model.words.louder(calibration.loudness),
        letters=model.letters.louder(calibration.loudness),
        hidden=model.hidden.louder(calibration.loudness),
        prior=(calibration.prior + MEMBERS @ (start * calibration.loudness)).astype(np.float32),
    )
