"""From probabilities to a decision: which labels, sure or not, and what to ask about."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intents.model import LABEL_SETS, MEMBERS, Floats, Label
from network.needs import LABELS, Need, OtherKind

THRESHOLDS_FILE = "model.json"

_NEED_BY_NUMBER = tuple(Need)
_NEEDS = len(Need)
_SET_NUMBER = {some: number for number, some in enumerate(LABEL_SETS)}


@dataclass(frozen=True)
class Thresholds:
    """When to be sure, when to ask; found by training on messages that the model had not seen.

    `sure`: for each label in first place, the probability of the whole answer from which the bot acts on it.
    `ask`: the probability that there is any need at all from which an unsure bot asks which.
    `also`: the probability from which a second and third need are named beside the likeliest.
    """

    sure: Mapping[Label, float]
    ask: float
    also: float


@dataclass(frozen=True)
class Judgement:
    """What was decided about one message; `confidence` is the probability that exactly `labels` are right."""

    labels: tuple[Label, ...] = (OtherKind.OTHER,)
    sure: bool = False
    ask: tuple[Need, ...] = ()
    scores: Mapping[Label, float] = field(default_factory=lambda: dict.fromkeys(LABELS, 0.0))
    confidence: float = 0.0


def judge(probabilities: Floats, thresholds: Thresholds) -> Judgement:
    """The labels with the best claim, needs first; needs to ask about when that is not enough: all of three that are
    named, else the two likeliest.
    """
    scores = probabilities @ MEMBERS
    ranking: list[int] = scores.argsort()[::-1].tolist()
    labels = _labels(probabilities, scores, ranking, thresholds.also)
    confidence = float(probabilities[_SET_NUMBER[frozenset(labels)]])
    sure = confidence >= thresholds.sure[labels[0]]
    unclear = not sure and need_probability(probabilities) >= thresholds.ask
    likeliest = _needs(ranking)[: max(len(labels), 2)]
    return Judgement(
        labels=labels,
        sure=sure,
        ask=likeliest if unclear else (),
        scores=dict(zip(LABELS, scores.clip(0, 1).tolist(), strict=True)),
        confidence=confidence,
    )


def need_probability(probabilities: Floats) -> float:
    """How likely it is that the message carries any need."""
    return float(probabilities[len(OtherKind) :].sum())


def _labels(probabilities: Floats, scores: Floats, ranking: list[int], also: float) -> tuple[Label, ...]:
    best = LABEL_SETS[int(probabilities.argmax())]
    if not any(isinstance(label, Need) for label in best):
        return tuple(best)
    named = [need for need in _needs(ranking) if need in best or scores[LABELS.index(need)] >= also]
    return tuple(named[:3])


def _needs(ranking: list[int]) -> tuple[Need, ...]:
    return tuple([_NEED_BY_NUMBER[number] for number in ranking if number < _NEEDS])


def load_thresholds(file: Path, name: str = "thresholds") -> Thresholds:
    """The thresholds of that name that stand beside a model; raises OSError or ValueError when they do not."""
    try:
        stored: dict[str, Any] = json.loads(file.read_text("utf-8"))[name]
        sure = {label: float(stored["sure"][label.value]) for label in LABELS}
        return Thresholds(sure=sure, ask=float(stored["ask"]), also=float(stored["also"]))
    except (KeyError, TypeError) as fault:
        raise ValueError(f"{file.name} holds no thresholds for these labels: run `rismep train`") from fault
