"""What was said or will be said, as staff read it: the same words that LINE shows, without LINE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.saying import Say, from_plain
from network import wording
from texts.catalogue import Catalogue


@dataclass(frozen=True)
class Shown:
    """One message in words: a text, or a card with its title, rows and the labels of its buttons."""

    text: str
    title: str | None = None
    rows: Sequence[tuple[str, str]] = ()
    buttons: Sequence[str] = ()
    choices: Sequence[str] = ()


def in_words(parts: Sequence[Mapping[str, Any]] | None, language: str, catalogue: Catalogue) -> list[Shown]:
    """The messages of one call in the reader's language."""
    return [_shown(from_plain(part), language, catalogue) for part in parts or ()]


def _shown(say: Say, language: str, catalogue: Catalogue) -> Shown:
    return Shown(
        text=wording.say(say.key, say.parameters, language, catalogue),
        title=catalogue.say(say.title, language) if say.title else None,
        rows=[
            (catalogue.say(row.label, language), wording.in_words(row.value, language, catalogue)) for row in say.rows
        ],
        buttons=[wording.say(one.label, one.parameters, language, catalogue) for one in say.buttons],
        choices=[wording.say(one.label, one.parameters, language, catalogue) for one in say.choices],
    )
