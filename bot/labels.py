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
    for value in _values_of(step):
        key = f"choice.{step}_{value}"
        if any(texts.has(key, language) and _squeezed(texts.say(key, language)) == typed for language in LANGUAGES):
            return Tap(step, value)
    return None


LONGEST = 60
"""No label is longer (characters)."""


def _values_of(step: str) -> Iterator[str]:
    if step == "need":
        yield from Need
    elif step in STEPS:
        yield from STEPS[step].choices


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
