"""The words of a picture, in one language."""

from dataclasses import dataclass

from texts.catalogue import Catalogue


@dataclass(frozen=True)
class Speaker:
    """A language and the texts."""

    language: str
    texts: Catalogue

    def say(self, key: str, **parameters: object) -> str:
        return self.texts.say(key, self.language, **parameters)
