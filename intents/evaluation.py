"""How well messages are understood: figures over examples and what was decided about each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from intents.examples import CHAT, Example
from intents.judgement import Judgement
from intents.model import Label
from network.needs import LABELS, Need

_BINS = 10
_CONFUSIONS = 15


@dataclass(frozen=True)
class LabelFigures:
    """One label: shares between 0 and 1, and in how many messages it was right."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Bin:
    """Messages whose likeliest label was about equally likely: said, and found true."""

    said: float
    true: float
    count: int


@dataclass(frozen=True)
class DifficultyFigures:
    """The messages of one difficulty: easy, indirect or misleading."""

    messages: int
    exact: float
    needs_micro_f1: float
    sure: float
    right_when_sure: float


@dataclass(frozen=True)
class Refusals:
    """Messages on which it was not sure.

    `right_anyway`: the share whose labels were right all the same. `offered`: how many got two needs to choose
    between; `offered_right`: of those that carry a need, the share in which a right one was offered.
    """

    messages: int
    right_anyway: float
    offered: int
    offered_right: float


@dataclass(frozen=True)
class Evaluation:
    """All figures of one set of messages. Real chat lines count in `chat_*` alone.

    `both_found`: of messages with two or more needs, those of which all were named. `curve`: for the surest 10 %,
    20 %, … of the messages, the share that is wrong. `expected_calibration_error` is of the likeliest label.
    """

    messages: int
    needs_macro_f1: float
    needs_micro_f1: float
    macro_f1: float
    micro_f1: float
    exact: float
    both_found: float
    sure: float
    right_when_sure: float
    asked: float
    expected_calibration_error: float
    chat_messages: int
    chat_sure_of_a_need: float
    chat_need_or_asked: float
    refusals: Refusals
    difficulties: dict[str, DifficultyFigures]
    labels: dict[str, LabelFigures]
    confusions: list[tuple[str, str, int]]
    reliability: list[Bin]
    curve: list[tuple[float, float]]

    def as_json(self) -> dict[str, object]:
        """The figures as plain values."""
        return asdict(self)


def evaluate(examples: Sequence[Example], judged: Sequence[Judgement]) -> Evaluation:
    """The figures for these messages; of both sequences the n-th belong together."""
    pairs = list(zip(examples, judged, strict=True))
    written = [pair for pair in pairs if pair[0].difficulty != CHAT]
    chat = [judgement for example, judgement in pairs if example.difficulty == CHAT]
    right, said = [example for example, _ in written], [judgement for _, judgement in written]
    bins = _reliability(written)
    return Evaluation(
        messages=len(written),
        needs_macro_f1=macro_f1(right, said, tuple(Need)),
        needs_micro_f1=_micro_f1(written, tuple(Need)),
        macro_f1=macro_f1(right, said, LABELS),
        micro_f1=_micro_f1(written, LABELS),
        exact=exact_share(right, said),
        both_found=both_found(right, said),
        sure=_share(judgement.sure for judgement in said),
        right_when_sure=_right_when_sure(written),
        asked=_share(not judgement.sure for judgement in said),
        expected_calibration_error=sum(abs(b.said - b.true) * b.count for b in bins) / max(1, len(written)),
        chat_messages=len(chat),
        chat_sure_of_a_need=_share(it.sure and isinstance(it.labels[0], Need) for it in chat),
        chat_need_or_asked=_share(isinstance(it.labels[0], Need) or bool(it.ask) for it in chat),
        refusals=_refusals(written),
        difficulties=_by_difficulty(written),
        labels={label.value: _label_figures(written, label) for label in LABELS},
        confusions=_confusions(written),
        reliability=bins,
        curve=_curve(written),
    )


def by_author(examples: Sequence[Example], judged: Sequence[Judgement]) -> dict[str, Evaluation]:
    """The figures of each author's messages; of both sequences the n-th belong together."""
    pairs: dict[str, list[Pair]] = {}
    for example, judgement in zip(examples, judged, strict=True):
        pairs.setdefault(example.author, []).append((example, judgement))
    return {
        author: evaluate([example for example, _ in own], [judgement for _, judgement in own])
        for author, own in sorted(pairs.items())
    }


Pair = tuple[Example, Judgement]


def macro_f1(examples: Sequence[Example], judged: Sequence[Judgement], labels: Sequence[Label]) -> float:
    """The mean of the labels' F1."""
    pairs = list(zip(examples, judged, strict=True))
    return sum(_label_figures(pairs, label).f1 for label in labels) / len(labels)


def both_found(examples: Sequence[Example], judged: Sequence[Judgement]) -> float:
    """Of the messages with two needs or more, the share of which all were named."""
    pairs = zip(examples, judged, strict=True)
    return _share(set(judgement.labels) >= example.needs for example, judgement in pairs if len(example.needs) > 1)


def exact_share(examples: Sequence[Example], judged: Sequence[Judgement]) -> float:
    """The share of messages whose labels are all right and none is missing."""
    return _share(map(_is_exact, zip(examples, judged, strict=True)))


def _is_exact(pair: Pair) -> bool:
    return frozenset(pair[1].labels) == pair[0].labels


def _share(facts: Iterable[bool]) -> float:
    """The share of true ones; 0 when there are none."""
    known = list(facts)
    return sum(known) / max(1, len(known))


def _hits(pairs: Sequence[Pair], label: Label) -> tuple[int, int, int]:
    """How often it was named rightly, named at all, and right at all."""
    named = [label in judgement.labels for _, judgement in pairs]
    right = [label in example.labels for example, _ in pairs]
    return sum(a and b for a, b in zip(named, right, strict=True)), sum(named), sum(right)


def _label_figures(pairs: Sequence[Pair], label: Label) -> LabelFigures:
    hits, named, right = _hits(pairs, label)
    f1 = 2 * hits / max(1, named + right)
    return LabelFigures(hits / max(1, named), hits / max(1, right), f1, right)


def _micro_f1(pairs: Sequence[Pair], labels: Sequence[Label]) -> float:
    found = [_hits(pairs, label) for label in labels]
    return 2 * sum(hits for hits, _, _ in found) / max(1, sum(named + right for _, named, right in found))


def _right_when_sure(pairs: Sequence[Pair]) -> float:
    return _share(_is_exact(pair) for pair in pairs if pair[1].sure)


def _refusals(pairs: Sequence[Pair]) -> Refusals:
    refused = [pair for pair in pairs if not pair[1].sure]
    offered = [pair for pair in refused if pair[1].ask]
    return Refusals(
        messages=len(refused),
        right_anyway=_share(map(_is_exact, refused)),
        offered=len(offered),
        offered_right=_share(bool(ex.needs & set(it.ask)) for ex, it in offered if ex.needs),
    )


def _by_difficulty(pairs: Sequence[Pair]) -> dict[str, DifficultyFigures]:
    kinds = sorted({example.difficulty for example, _ in pairs})
    return {kind: _difficulty([pair for pair in pairs if pair[0].difficulty == kind]) for kind in kinds}


def _difficulty(pairs: Sequence[Pair]) -> DifficultyFigures:
    return DifficultyFigures(
        messages=len(pairs),
        exact=_share(map(_is_exact, pairs)),
        needs_micro_f1=_micro_f1(pairs, tuple(Need)),
        sure=_share(judgement.sure for _, judgement in pairs),
        right_when_sure=_right_when_sure(pairs),
    )


def _confusions(pairs: Sequence[Pair]) -> list[tuple[str, str, int]]:
    """What was right, what was said instead, how often: the most frequent first."""
    wrong: Counter[tuple[str, str]] = Counter()
    for example, judgement in pairs:
        said = frozenset(judgement.labels)
        if said != example.labels:
            wrong[_names(example.labels), _names(said)] += 1
    ranking = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [(right, said, count) for (right, said), count in ranking[:_CONFUSIONS]]


def _names(labels: frozenset[Label]) -> str:
    return "+".join(sorted(label.value for label in labels))


def _reliability(pairs: Sequence[Pair]) -> list[Bin]:
    """Ten bins of equal width over the probability of the likeliest label."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for example, judgement in pairs:
        label, likely = max(judgement.scores.items(), key=lambda item: item[1])
        bins[min(int(likely * _BINS), _BINS - 1)].append((likely, label in example.labels))
    return [
        Bin(sum(said for said, _ in each) / len(each), _share(true for _, true in each), len(each))
        for each in bins
        if each
    ]


def _curve(pairs: Sequence[Pair]) -> list[tuple[float, float]]:
    surest = sorted(pairs, key=lambda pair: -pair[1].confidence)
    cuts = [max(1, len(surest) * tenth // 10) for tenth in range(1, 11)] if surest else []
    return [(cut / len(surest), 1 - _share(map(_is_exact, surest[:cut]))) for cut in cuts]
