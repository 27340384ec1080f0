"""The words of buttons: whoever writes them instead of tapping means that button, and a transcript shows them."""

from collections.abc import Iterable, Iterator, Sequence

from casework.serving import DECLINE_REASONS
from intake.conversation import OwnCase
from intake.saying import Say, Tap
from intake.steps import STEPS
from intake.which_case import label_of_case
from intents.answers import cores
from network import wording
from network.needs import Need
from network.provinces import PROVINCES
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


def tapped(tap: Tap, cases: Sequence[OwnCase], texts: Catalogue) -> Say:
    """What stood on the button that was tapped; that one was, where nobody can tell."""
    if tap.step == "province" and tap.value in PROVINCES:
        return Say("choice.province", {"province": wording.province(tap.value)})
    case = next((case for case in cases if case.id == tap.about), None)
    if (tap.step, tap.value) in OF_ONE_CASE and case is not None:
        return Say("choice.own_case", label_of_case(case.number, case.needs, case.product))
    own = f"choice.{tap.step}_{tap.value}"
    key = _SHARED.get((tap.step, tap.value), own)
    return Say(key if texts.has(key) else "heard.tap")


OF_ONE_CASE = frozenset({("file", "case"), ("withdraw", "which")})
"""Buttons that name a case."""

_SHARED = {
    ("need", "other"): "choice.other_need",
    ("command", "erase"): "choice.erase",
    ("command", "stop_news"): "choice.stop_news",
    **{("decline_reason", reason): f"choice.decline_{reason}" for reason in DECLINE_REASONS},
    **{("change", str(need)): f"choice.need_{need}" for need in Need},
}
"""Labels that several buttons share, or that are not named for what they do."""
