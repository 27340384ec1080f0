"""What a text has to be before anyone reads it: the shipped ones are tested by it, the agency's own checked."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from texts.catalogue import LANGUAGES, Catalogue, placeholders_in

LABEL = 20
"""Characters of a quick reply, as LINE counts them."""

MENU_BAR = 14
LONGEST = 900
"""Nobody reads more in a chat; what is filled in comes on top, and LINE's own limit is 5,000."""

LONGEST_ON_A_PAGE = 2_000

OF_PAGES = frozenset(
    {"cli", "console", "demo", "directory", "map", "rule", "rule_part", "rule_refused", "text_refused"}
)
"""Sections of the console, the terminal and the demo: LINE never carries them."""

AGREED = frozenset(
    {"ask.confirm", "ask.consent", "ask.news", "choice.consent_no", "choice.consent_yes", "notice.title"}
)
"""What people agree to, kept with the version of the notice: other words need a new version, in a new release."""

THAI = re.compile(r"[\u0e01-\u0e4e]")
OTHER_VOICE = re.compile("ครับ|คับ|นะค่ะ")
QUESTION_AS_STATEMENT = re.compile("(?:ไหม|หรือยัง|หรือเปล่า|เท่าไร|กันแน่)ค่ะ")
FILLED_IN = {"number": "2569-000123"}
"""What stands in a label where a placeholder does."""


class Unfit(ValueError):  # noqa: N818 - it is said to who wrote the text, who then writes it better
    """A text that cannot be used; `why` names the text that says so (`text_refused.<why>`), with its parameters."""

    def __init__(self, why: str, **parameters: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.parameters = parameters

    @property
    def said(self) -> dict[str, Any]:
        """The refusal as a text of the catalogue, to be read in any language."""
        return {"say": f"text_refused.{self.why}", "with": self.parameters}


def check_own(key: str, language: str, text: str, shipped: Catalogue) -> None:
    """Raise `Unfit` unless an agency may say `text` in place of the shipped one."""
    if language not in LANGUAGES or not shipped.has(key, language):
        raise Unfit("unknown", key=key, language=language)
    if key in AGREED:
        raise Unfit("agreed", key=key)
    check(key, language, text, shipped)


def check(key: str, language: str, text: str, shipped: Catalogue) -> None:
    """Raise `Unfit` when `text` cannot stand for `key`, whose shipped text shows what is filled in."""
    if not text.strip():
        raise Unfit("empty", key=key)
    if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in text):
        raise Unfit("control", key=key)
    _check_placeholders(key, language, text, shipped)
    _check_length(key, text)
    _check_language(key, language, text, shipped)


def _check_placeholders(key: str, language: str, text: str, shipped: Catalogue) -> None:
    wanted = shipped.placeholders(key, language)
    if placeholders_in(text) != wanted:
        names = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "–"
        raise Unfit("placeholders", key=key, wanted=names)


def _check_length(key: str, text: str) -> None:
    label = clusters(fill_in(text, FILLED_IN))
    if is_label(key) and label > LABEL:
        raise Unfit("long_label", key=key, most=LABEL, count=label)
    if key.startswith("menu.bar_") and len(text) > MENU_BAR:
        raise Unfit("long_label", key=key, most=MENU_BAR, count=len(text))
    most = LONGEST if is_spoken(key) and key not in AGREED else LONGEST_ON_A_PAGE
    if len(text) > most:
        raise Unfit("long", key=key, most=most, count=len(text))


def is_label(key: str) -> bool:
    """Whether it stands on a button."""
    return key.startswith("choice.")


def is_spoken(key: str) -> bool:
    """Whether LINE carries it."""
    return key.partition(".")[0] not in OF_PAGES


def fill_in(text: str, examples: Mapping[str, str]) -> str:
    """The text with examples where something is filled in; what has none stays as it is written."""
    return re.sub(r"\{(\w+)\}", lambda found: examples.get(found[1], found[0]), text)


def _check_language(key: str, language: str, text: str, shipped: Catalogue) -> None:
    """One voice, and no language in place of another, but for texts of signs alone and words quoted."""
    has_thai, ships_thai = THAI.search(text), THAI.search(shipped.shown(key, language))
    if language == "th":
        if OTHER_VOICE.search(text):
            raise Unfit("voice", key=key)
        if QUESTION_AS_STATEMENT.search(text):
            raise Unfit("question", key=key)
        if ships_thai and not has_thai:
            raise Unfit("not_thai", key=key)
    elif has_thai and not ships_thai:
        raise Unfit("not_english", key=key)


def examples(texts: Catalogue, language: str) -> dict[str, str]:
    """What stands for that which is filled in, where a text is shown and not said."""
    section = "console.example."
    keys = [key for key in texts.keys(language) if key.startswith(section)]
    return {key.removeprefix(section): texts.shown(key, language) for key in keys}


def clusters(text: str) -> int:
    """Grapheme clusters, in which LINE counts labels; the Thai sara am belongs to the letter before it."""
    return sum(unicodedata.category(letter) not in ("Mn", "Mc", "Me") and letter != "\u0e33" for letter in text)
