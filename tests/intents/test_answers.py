"""Yes, no, commands, corrections and the language of a message."""

import pytest

from intents.answers import command_of, is_correction, language_of, yes_or_no
from intents.normalise import normalise
from tests.intents.tables import rows


@pytest.mark.parametrize(("text", "expected"), rows("yes_no.txt"))
def test_yes_or_no(text: str, expected: str) -> None:
    answer = yes_or_no(normalise(text))
    assert (answer.value if answer else "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("commands.txt"))
def test_words_that_work_at_any_moment(text: str, expected: str) -> None:
    command = command_of(normalise(text))
    assert (command.value if command else "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("corrections.txt"))
def test_taking_back_what_was_said(text: str, expected: str) -> None:
    assert ("yes" if is_correction(normalise(text)) else "-") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("สวัสดี", "th"),
        ("hello", "en"),
        ("I want a loan", "en"),
        ("อยากทำ packaging", "th"),
        ("ok", "en"),
        ("555", ""),
        ("👍", ""),
        ("", ""),
        ("x", ""),
        ("https://www.example.org/myshop", ""),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language_of(text) == expected
