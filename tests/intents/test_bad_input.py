"""Whatever is typed gets an answer: quietly, by itself, and without pretending to have understood."""

import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading import Reading
from intake.steps import STEPS
from intents.reader import load_reader
from network.needs import LABELS, OtherKind
from tests.intents.odd import LONG, MASHED, NOTHING, ODD, WORDY

READER = load_reader()
HOUSE = Path(__file__).parents[2]

THAI_SIGNS = "กขคงเแโใไะาำิีึืุู่้๊๋์ฯๆ .0123456789๐๑-/จอต\u200b\u0e4d"
EXPECTING = st.sampled_from([None, *STEPS])
WITHOUT_LETTERS = st.text(st.characters(exclude_categories=["Lu", "Ll", "Lt", "Lm", "Lo"]), max_size=80)
SURROGATES = st.text(st.characters(categories=["Cs", "Mn", "Lo"]), max_size=80)
MIXED = st.text(st.sampled_from([*"กอabж你안😀๑1 \n", "\ud800", "\u0301"]), max_size=200)


def _read(text: str, expecting: str | None = None) -> Reading:
    """Read with every warning an error, and keep the promises of a reading."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reading = READER.read(text, expecting)
    assert set(reading.scores) == set(LABELS)
    assert all(0 <= score <= 1 for score in reading.scores.values())
    assert reading.labels
    assert len(reading.ask) in (0, 2)
    assert not (reading.sure and reading.ask)
    assert not (reading.province and reading.candidates)
    reading.text.encode("utf-8")
    return reading


def _is_one_sign(sign: str) -> bool:
    """Some signs are a whole word in disguise."""
    return len(normalize("NFKC", sign)) == 1


def _says_nothing(reading: Reading) -> bool:
    return not reading.sure and not reading.ask and not reading.needs


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_read_whatever_was_asked(text: str) -> None:
    for step in STEPS:
        _read(text, step)


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_nothing_is_other_and_never_sure(text: str) -> None:
    """A wave of the hand is the one thing that signs alone can say."""
    reading = _read(text)
    assert _says_nothing(reading)
    assert reading.labels == (OtherKind.GREETING if "👍" in text else OtherKind.OTHER,)


@pytest.mark.parametrize("text", MASHED)
def test_mashed_keys_are_other_and_never_sure(text: str) -> None:
    reading = _read(text)
    assert _says_nothing(reading)
    assert reading.labels[0] in (OtherKind.OTHER, OtherKind.GREETING)


def test_of_a_message_too_long_to_be_read_whole_nobody_is_sure() -> None:
    def no_look(_text: str) -> NoReturn:
        raise AssertionError("looked at twice")

    looking = load_reader(second_look=True).second_look
    patient = replace(READER, second_look=replace(looking, encode=no_look) if looking else None)
    reading = patient.read((WORDY * 30)[:LONG])
    assert not reading.sure
    assert len(reading.ask) == 2


@given(WITHOUT_LETTERS, EXPECTING)
@settings(max_examples=300, deadline=None)
def test_without_letters_nothing_is_said(text: str, expecting: str | None) -> None:
    reading = _read(text, expecting)
    assert _says_nothing(reading)
    assert reading.labels[0] in (OtherKind.OTHER, OtherKind.GREETING)


@given(st.characters(exclude_categories=[]).filter(_is_one_sign), st.integers(1, 5_000))
@settings(max_examples=200, deadline=None)
def test_one_sign_however_often_says_nothing(sign: str, times: int) -> None:
    assert _says_nothing(_read(sign * times))


@pytest.mark.parametrize(
    "texts",
    [st.text(max_size=300), st.text(THAI_SIGNS, max_size=120), SURROGATES, MIXED, st.text("aeioxqzk ", max_size=99)],
)
def test_anything_at_all_is_read(texts: st.SearchStrategy[str]) -> None:
    @given(texts, EXPECTING)
    @settings(max_examples=200, deadline=None)
    def is_read(text: str, expecting: str | None) -> None:
        _read(text, expecting)

    is_read()


ALONE = """
import sys

def refuse(event, details):
    if event.split(".")[0] in ("socket", "urllib", "subprocess", "os.system"):
        raise RuntimeError(event)

sys.addaudithook(refuse)
from intents.reader import load_reader
from tests.intents.odd import ODD

read = load_reader().read
print(sum(bool(read(text, expecting).labels) for text in ODD for expecting in (None, "province")))
"""


def test_no_network_is_tried_and_no_warning_printed_from_start_to_answer() -> None:
    command = [sys.executable, "-W", "error", "-c", ALONE]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (str(2 * len(ODD)), "")
