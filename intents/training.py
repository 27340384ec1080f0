"""Making the model: one command, the same bytes from the same corpus. Needs the `train` extra; never served."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from intents.calibration import Calibration, calibrate, set_probabilities, set_targets
from intents.card import Facts, card
from intents.evaluation import Evaluation, by_author, evaluate
from intents.examples import CHAT, Example, load_corpus, of_split
from intents.installed import CARD_FILE
from intents.judgement import THRESHOLDS_FILE, Thresholds, judge
from intents.model import MEMBERS, MODEL_FILE, Model, legible, prepared, save_model
from intents.people import said_by_several
from intents.reader import Reader
from intents.tuning import find_thresholds
from intents.vocabulary import Features, Vocabulary, features_of, vocabulary_of
from network.needs import LABELS

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]

_FOLDS = 5
_FREEDOM = 30.0
_IMPOSSIBLE = -8.0
# A chat line counts less than a message that was written to show something.
_CHAT_WEIGHT = 0.1


@dataclass(frozen=True)
class Trained:
    """A model with its thresholds and the figures on the part that it never saw."""

    model: Model
    thresholds: Thresholds
    figures: Evaluation


def train(corpus: Path, target: Path, corrections: Sequence[Example] = (), *, strangers: bool = False) -> Trained:
    """Learn from the corpus folder and staff's corrections, and write the model, its thresholds and its card.

    `strangers`: the card also tells how each writer is read by a model that never saw them; takes as many trainings.
    Raises CorpusError for a line that cannot be used, OSError when files cannot be read or written.
    """
    examples = load_corpus(corpus)
    unseen = of_split(examples, "test")
    trained = fit([*of_split(examples, "train", "tune"), *corrections], unseen)
    save_model(trained.model, target / MODEL_FILE)
    (target / THRESHOLDS_FILE).write_text(_as_json(trained), "utf-8")
    reader = Reader(trained.model, trained.thresholds)
    by_writer = by_author(unseen, [reader.judge(example.text) for example in unseen])
    facts = Facts(examples, corrections, trained.figures, by_writer, _strangers(examples) if strangers else {})
    (target / CARD_FILE).write_text(card(facts), "utf-8")
    return trained


def _strangers(examples: Sequence[Example]) -> dict[str, Evaluation]:
    """All messages of each writer, read by a model that learned from the others."""
    found = {}
    for writer in sorted({example.author for example in examples if example.difficulty != CHAT}):
        own = [example for example in examples if example.author == writer]
        found[writer] = fit([example for example in examples if example.author != writer], own).figures
        log.info("writer %s read by strangers: %.3f exact", writer, found[writer].exact)
    return found


def fit(examples: Sequence[Example], unseen: Sequence[Example]) -> Trained:
    """The model of these examples. What it may be sure of is found on each fifth while learning from the rest."""
    # On several threads sums are added in another order each time, and small matrices take longer.
    with threadpool_limits(1):
        return _fit(examples, unseen)


def _fit(examples: Sequence[Example], unseen: Sequence[Example]) -> Trained:
    messages = said_by_several(examples, [features_of(example.text) for example in examples])
    folds = _folds(examples)
    scores = _scores_when_unseen(examples, messages, folds)
    thresholds = find_thresholds(examples, _probabilities_when_unseen(examples, scores, folds))
    model = _model(_learn(examples, messages), _calibration(examples, scores))
    judged = [judge(model.probabilities(prepared(legible(example.text))), thresholds) for example in unseen]
    return Trained(model, thresholds, evaluate(unseen, judged))


def _folds(examples: Sequence[Example]) -> Array:
    """A fold for each example: stretches of one writer's work, so that near repeats stay together."""
    writers = [example.id.rpartition("-")[0] for example in examples]
    folds = np.zeros(len(examples), dtype=int)
    for writer in sorted(set(writers)):
        own = [number for number, each in enumerate(writers) if each == writer]
        folds[own] = np.arange(len(own)) * 2 * _FOLDS // len(own) % _FOLDS
    return folds


def _parts(folds: Array, fold: int) -> tuple[list[int], list[int]]:
    """The numbers of the examples outside and inside of a fold."""
    return np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()


def _weights(examples: Sequence[Example]) -> Array:
    return np.array([_CHAT_WEIGHT if example.difficulty == CHAT else 1.0 for example in examples])


def _learn(examples: Sequence[Example], messages: Sequence[Features]) -> tuple[Vocabulary, Array]:
    """The vocabulary with what each feature says for each label, and where each label starts."""
    vocabulary = vocabulary_of(messages)
    rows, weights = vocabulary.rows(messages), _weights(examples)
    table = np.zeros((rows.shape[1], len(LABELS)))
    start = np.zeros(len(LABELS))
    for number, label in enumerate(LABELS):
        named = [label in example.labels for example in examples]
        table[:, number], start[number] = _regression(rows, named, weights)
    return vocabulary.with_table(table), start


def _regression(rows: Any, named: Sequence[bool], weights: Array) -> tuple[Array, float]:
    """What each feature says for one label, and where it starts; a label of no example is as good as impossible."""
    if not any(named):
        return np.zeros(rows.shape[1]), _IMPOSSIBLE
    regression = LogisticRegression(C=_FREEDOM, solver="liblinear", random_state=0)
    regression.fit(rows, named, weights)
    return regression.coef_[0], float(regression.intercept_[0])


def _scores_when_unseen(examples: Sequence[Example], messages: Sequence[Features], folds: Array) -> Array:
    """Each message's label scores from a model that learned from the other folds only."""
    scores = np.zeros((len(examples), len(LABELS)))
    for fold in range(_FOLDS):
        known, unseen = _parts(folds, fold)
        vocabulary, start = _learn([examples[n] for n in known], [messages[n] for n in known])
        scores[unseen] = [_scores(vocabulary, messages[number]) + start for number in unseen]
    return scores


def _scores(vocabulary: Vocabulary, message: Features) -> Array:
    by_word = vocabulary.word.score(set(message.word))
    return by_word + vocabulary.letter.score(set(message.letter))


def _calibration(examples: Sequence[Example], scores: Array) -> Calibration:
    targets = set_targets([example.labels for example in examples])
    return calibrate(scores, targets, _weights(examples))


def _probabilities_when_unseen(examples: Sequence[Example], scores: Array, folds: Array) -> Any:
    """As `set_probabilities`, each fold calibrated on the others."""
    found = []
    for fold in range(_FOLDS):
        known, unseen = _parts(folds, fold)
        calibration = _calibration([examples[n] for n in known], scores[known])
        found.append((unseen, set_probabilities(scores[unseen], calibration)))
    order = np.argsort([number for numbers, _ in found for number in numbers])
    return np.concatenate([rows for _, rows in found])[order]


def _model(learned: tuple[Vocabulary, Array], calibration: Calibration) -> Model:
    """The calibration folded into the numbers, so that serving knows nothing of it."""
    vocabulary, start = learned
    return Model(
        words=vocabulary.word.louder(calibration.loudness),
        letters=vocabulary.letter.louder(calibration.loudness),
        prior=(calibration.prior + MEMBERS @ (start * calibration.loudness)).astype(np.float32),
    )


def _as_json(trained: Trained) -> str:
    stored = {"thresholds": asdict(trained.thresholds), "figures": trained.figures.as_json()}
    return json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
