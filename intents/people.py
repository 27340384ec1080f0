"""Nothing is learnt from what one or two people say: it might lead to them. For training only.

A writer of the corpus counts as one of the people. What the corpus itself holds is composed for it, so it is about
nobody; the rule is for the words of real owners, which staff put right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from intents.examples import Example
from intents.vocabulary import Features

FEWEST = 3


def said_by_several(examples: Sequence[Example], messages: Sequence[Features]) -> list[Features]:
    """The same messages; those of corrections without the features that fewer than three people use.

    Of both sequences the n-th belong together.
    """
    corrections = [message for example, message in zip(examples, messages, strict=True) if example.person]
    shared = {kind: _shared(kind, corrections, examples, messages) for kind in _kinds()}
    return [
        _only(message, shared) if example.person else message
        for example, message in zip(examples, messages, strict=True)
    ]


def _kinds() -> Iterator[str]:
    return (field.name for field in fields(Features))


def _shared(
    kind: str, corrections: Sequence[Features], examples: Sequence[Example], messages: Sequence[Features]
) -> frozenset[str]:
    """The features of one kind in corrections that enough people use."""
    people: dict[str, set[str]] = {feature: set() for each in corrections for feature in getattr(each, kind)}
    if not people:
        return frozenset()
    for example, message in zip(examples, messages, strict=True):
        for feature in people.keys() & getattr(message, kind):
            people[feature].add(example.author)
    return frozenset(feature for feature, known in people.items() if len(known) >= FEWEST)


def _only(message: Features, shared: dict[str, frozenset[str]]) -> Features:
    return Features(**{kind: getattr(message, kind) & known for kind, known in shared.items()})
