"""All wording: one folder of TOML files per language, read once, looked up by key.

`say("ask.province", "th")` gives the text; `{name}` in it is filled from the parameters. Nothing else is
interpreted, so words that a person wrote can be a parameter without becoming a template.
"""

import logging
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

log = logging.getLogger(__name__)

LANGUAGES = ("th", "en")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Catalogue:
    """The texts of every language, with the agency's own wording laid over the shipped one."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    @cache
    def shipped(cls) -> "Catalogue":
        """The texts of this release, read once."""
        return cls({language: dict(_read(language)) for language in LANGUAGES})

    def with_overrides(self, overrides: Mapping[tuple[str, str], str]) -> "Catalogue":
        """The same catalogue with (language, key) worded differently.

        What fits this release no longer, since the key or what is filled in has changed, is left out.
        """
        texts = {language: dict(known) for language, known in self._texts.items()}
        for (language, key), text in overrides.items():
            if self.has(key, language) and self.placeholders(key, language) == placeholders_in(text):
                texts[language][key] = text
        return Catalogue(texts)

    def say(self, key: str, language: str, /, **parameters: object) -> str:
        """The text of `key`. Raises KeyError for an unknown one: a fault of ours.

        A message that was owed before a text got a new placeholder goes out without what stands there.
        """
        text = self._texts[language][key]
        missing = placeholders_in(text) - parameters.keys()
        if missing:
            log.error("text lacks what is filled in key=%s missing=%s", key, ",".join(sorted(missing)))
        return _PLACEHOLDER.sub(lambda found: str(parameters.get(found[1], "")), text)

    def shown(self, key: str, language: str) -> str:
        """The text of `key` with its placeholders, as it is written. Raises KeyError for an unknown key."""
        return self._texts[language][key]

    def has(self, key: str, language: str = "th") -> bool:
        return key in self._texts.get(language, {})

    def keys(self, language: str = "th") -> frozenset[str]:
        return frozenset(self._texts[language])

    def find(self, part: str) -> list[str]:
        """Keys in which, or in whose text of any language, this part stands; in order."""
        wanted = part.casefold()
        return [
            key
            for key in sorted(set().union(*self._texts.values()))
            if wanted in key or any(wanted in known.get(key, "").casefold() for known in self._texts.values())
        ]

    def placeholders(self, key: str, language: str) -> frozenset[str]:
        return placeholders_in(self._texts[language][key])


def placeholders_in(text: str) -> frozenset[str]:
    """The names that are filled in."""
    return frozenset(_PLACEHOLDER.findall(text))


def _read(language: str) -> Iterator[tuple[str, str]]:
    folder = resources.files("texts") / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            yield from _flat(tomllib.loads(file.read_text(encoding="utf-8")))


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)
