"""Runs of letters looked up as numbers: the same as the strings that training counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from intents.model import legible, letter_features, prepared
from intents.runs import runs_of

NAMES = [" ก", " กล่", "กล", "กล่", "กล่อ", "ง ", "😂", "😂😂 ", "อง "]
KNOWN = sorted(name for name in NAMES if len(name) > 1)
LETTERS = some.text(some.sampled_from("กลอ่ง 😂x\u3042\U0001ffff\U0010ffff\0\ud800"), max_size=30)


@given(LETTERS)
def test_the_runs_of_a_text_are_those_that_it_holds(text: str) -> None:
    runs = runs_of(KNOWN)
    held = letter_features(text)
    assert [KNOWN[row] for row in runs.rows_in(text)] == [name for name in KNOWN if name in held]


@given(some.lists(some.one_of(some.sampled_from(KNOWN), some.text(min_size=1, max_size=4))))
def test_names_are_found_each_once_and_in_order(names: list[str]) -> None:
    assert [KNOWN[row] for row in runs_of(KNOWN).rows(names)] == sorted(set(names) & set(KNOWN))


def test_they_know_their_own_names() -> None:
    assert runs_of(KNOWN).names() == KNOWN
    assert len(runs_of(KNOWN)) == len(KNOWN)


def test_a_text_of_nothing_has_none() -> None:
    assert runs_of(KNOWN).rows_in(prepared(legible(""))).tolist() == []
    assert runs_of([]).rows_in("กล่อง").tolist() == []


@pytest.mark.parametrize("names", [["กล่", "กล"], ["กล", "กล"], ["กล", ""]])
def test_names_in_no_order_are_refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="order"):
        runs_of(names)
