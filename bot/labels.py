"""Buttons that people type instead of tapping: whoever writes the very words of a button means that button."""

from collections.abc import Iterator

from intake.saying import Tap
from intake.steps import STEPS
from network.needs import Need
from texts.catalogue import LANGUAGES, Catalogue


def tap_typed(text: str, step: str | None, texts: Catalogue) -> Tap | None:
    """The button of the step that waits which bears these words, in any language; None for all other words."""
    if step is None or len(text) > LONGEST:
        return None
    typed = _squeezed(text)
    meant = {value for value in _values_of(step) for label in _labels(step, value, texts) if _means(typed, label)}
    return Tap(step, meant.pop()) if len(meant) == 1 else None


LONGEST = 60
"""No label is longer (characters)."""

ENOUGH = 6
"""So many letters of a label's beginning stand for the whole of it."""


def _labels(step: str, value: str, texts: Catalogue) -> Iterator[str]:
    key = f"choice.{step}_{value}"
    return (_squeezed(texts.say(key, language)) for language in LANGUAGES if texts.has(key, language))


def _means(typed: str, label: str) -> bool:
    return typed == label or (len(typed) >= ENOUGH and label.startswith(typed))


def _values_of(step: str) -> Iterator[str]:
    if step == "need":
        yield from Need
    elif step in STEPS:
        yield from STEPS[step].choices


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
