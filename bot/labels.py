"""Buttons that people type instead of tapping: whoever writes the very words of a button means that button."""

from collections.abc import Iterable, Iterator

from intake.saying import Tap
from intake.steps import STEPS
from intents.answers import cores
from network.needs import Need
from texts.catalogue import LANGUAGES, Catalogue


def tap_typed(text: str, step: str | None, texts: Catalogue) -> Tap | None:
    """The button of the step that waits which bears these words, in any language; None for all other words."""
    if step is None or len(text) > LONGEST:
        return None
    typed = tuple(map(_squeezed, cores(text)))
    meant = {value for value in _values_of(step) for label in _labels(step, value, texts) if _means(typed, label)}
    return Tap(step, meant.pop()) if len(meant) == 1 else None


LONGEST = 60
"""No label is longer (characters)."""

ENOUGH = 6
"""So many letters of a label's beginning stand for the whole of it."""


def _labels(step: str, value: str, texts: Catalogue) -> Iterator[str]:
    key = f"choice.{step}_{value}"
    return (_squeezed(texts.say(key, language)) for language in LANGUAGES if texts.has(key, language))


def _means(typed: Iterable[str], label: str) -> bool:
    """Whether a label was typed, with or without polite words around it."""
    return any(said == label or (len(said) >= ENOUGH and label.startswith(said)) for said in typed)


def _values_of(step: str) -> Iterator[str]:
    if step == "need":
        yield from Need
    elif step in STEPS:
        yield from STEPS[step].choices


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
