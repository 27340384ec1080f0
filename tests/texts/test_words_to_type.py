"""A word that a text tells people to type is understood, and a button that it tells them to tap has that label."""

import re

import pytest

from intake.reading import Command
from intents.answers import command_of
from intents.normalise import normalise
from tests.texts.test_catalogue import SPOKEN, texts_of
from texts.catalogue import LANGUAGES

TYPE = {
    "th": re.compile(r'พิมพ์ "([^"]+)"(?: หรือ "([^"]+)")?'),
    "en": re.compile(r'[Tt]ype:? "([^"]+)"(?: or "([^"]+)")?'),
}
TAP = {"th": re.compile(r'กด "([^"]+)"(?: หรือ "([^"]+)")?'), "en": re.compile(r'tap "([^"]+)"(?: or "([^"]+)")?')}
LISTED = re.compile(r"^• (.+?) – ", re.MULTILINE)


def quoted(pattern: re.Pattern[str], language: str) -> list[tuple[str, str]]:
    """Each key with each word that its text puts in quotation marks after "type" or "tap"."""
    return [
        (key, word)
        for key, text in texts_of(language, *SPOKEN)
        for found in pattern.finditer(text)
        for word in found.groups()
        if word
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_to_type_are_commands(language: str) -> None:
    told = quoted(TYPE[language], language)
    assert len(told) > 10
    assert [(key, word) for key, word in told if command_of(normalise(word)) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_to_tap_have_that_label(language: str) -> None:
    labels = {text for key, text in texts_of(language) if key.startswith("choice.")}
    told = quoted(TAP[language], language)
    assert len(told) > 5
    assert [(key, word) for key, word in told if word not in labels] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_lists_every_command(language: str) -> None:
    """All but the call for help itself, the leave to ask, and the language that is spoken already."""
    listed = LISTED.findall(dict(texts_of(language))["help.owner"])
    spoken = {"th": Command.THAI, "en": Command.ENGLISH}[language]
    assert [command_of(normalise(word)) for word in listed].count(None) == 0
    assert {command_of(normalise(word)) for word in listed} == set(Command) - {Command.HELP, Command.ASK, spoken}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_for_providers_lists_commands(language: str) -> None:
    listed = LISTED.findall(dict(texts_of(language))["help.provider"])
    assert listed
    assert [word for word in listed if command_of(normalise(word)) is None] == []
