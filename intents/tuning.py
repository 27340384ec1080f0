"""Finding the thresholds on messages that the model had not seen. For training only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from intents.evaluation import both_found, exact_share, macro_f1
from intents.examples import CHAT, Example
from intents.judgement import Judgement, Thresholds, judge, need_probability
from intents.model import Floats, Label
from network.needs import LABELS, Need

RIGHT_WHEN_SURE = 0.95
# So many of all messages lend their share of right answers to each label: a threshold from a few would be luck.
_BORROWED = 300
_NEVER, _AT_LEAST = 1.01, 0.5
# Of real chat lines without a need so many may be asked about.
_CHAT_ASKED = 0.03
_ASK_BETWEEN = (0.10, 0.50)
# A second need that is missed costs less than a first one: the owner sees the summary and can add to it.
_SECOND_NEED = 0.15
_ALSO_FROM = (0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55)


@dataclass(frozen=True)
class _Answer:
    label: Label
    confidence: float
    right: bool


def find_thresholds(
    examples: Sequence[Example], probabilities: Floats, right_when_sure: float = RIGHT_WHEN_SURE
) -> Thresholds:
    """The thresholds that keep the promises on these messages; one row of probabilities for each.

    `right_when_sure`: the share of what the bot is sure of that has to be right.
    """
    start = Thresholds(sure=dict.fromkeys(LABELS, _NEVER), ask=_ask_from(examples, probabilities), also=0.5)
    written = [number for number, example in enumerate(examples) if example.difficulty != CHAT]
    with_also = max(
        (replace(start, also=also) for also in _ALSO_FROM),
        key=lambda thresholds: _worth([examples[n] for n in written], probabilities[written], thresholds),
    )
    judged = _judgements(probabilities[written], with_also)
    return replace(with_also, sure=_sure_from([examples[number] for number in written], judged, right_when_sure))


def _judgements(probabilities: Floats, thresholds: Thresholds) -> list[Judgement]:
    return [judge(row, thresholds) for row in probabilities]


def _worth(examples: Sequence[Example], probabilities: Floats, thresholds: Thresholds) -> float:
    judged = _judgements(probabilities, thresholds)
    second = _SECOND_NEED * both_found(examples, judged)
    return macro_f1(examples, judged, tuple(Need)) + exact_share(examples, judged) + second


def _ask_from(examples: Sequence[Example], probabilities: Floats) -> float:
    chat = [
        need_probability(row)
        for example, row in zip(examples, probabilities, strict=True)
        if example.difficulty == CHAT
    ]
    return float(np.clip(np.quantile(chat, 1 - _CHAT_ASKED), *_ASK_BETWEEN)) if chat else _ASK_BETWEEN[1]


def _sure_from(
    examples: Sequence[Example], judged: Sequence[Judgement], right_when_sure: float
) -> dict[Label, float]:
    answers = [
        _Answer(judgement.labels[0], judgement.confidence, frozenset(judgement.labels) == example.labels)
        for example, judgement in zip(examples, judged, strict=True)
    ]
    answers.sort(key=lambda answer: -answer.confidence)
    return {label: _lowest_good(label, answers, right_when_sure) for label in LABELS}


def _lowest_good(label: Label, answers: Sequence[_Answer], right_when_sure: float) -> float:
    """The lowest confidence down to which this label's answers are right often enough."""
    lowest, seen, right = _NEVER, 0, 0
    for number, share in enumerate(_running_shares(answers)):
        answer = answers[number]
        if answer.label != label:
            continue
        seen, right = seen + 1, right + answer.right
        if (right + _BORROWED * share) / (seen + _BORROWED) >= right_when_sure:
            lowest = answer.confidence
    return max(round(lowest, 4), _AT_LEAST)


def _running_shares(answers: Sequence[_Answer]) -> list[float]:
    right = np.cumsum([answer.right for answer in answers])
    shares: list[float] = (right / np.arange(1, len(answers) + 1)).tolist()
    return shares
