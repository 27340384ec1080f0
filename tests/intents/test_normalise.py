"""One spelling, words, and readers that survive anything."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.answers import command_of, is_correction, language_of, yes_or_no
from intents.money import find_amounts
from intents.normalise import legible, normalise
from intents.phones import find_phone, mask
from intents.places import find_places
from intents.products import find_product
from intents.words import borders, words
from tests.waiting import within

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "cases/normalise.jsonl").read_text("utf-8").splitlines()
]
READERS: list[Callable[[str], object]] = [
    words,
    find_places,
    lambda text: find_places(text, answering=True),
    find_phone,
    mask,
    find_amounts,
    find_product,
    yes_or_no,
    is_correction,
    command_of,
    language_of,
]
AWKWARD = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0E00, max_codepoint=0x0E5B),
        st.sampled_from(" \n\u200b\u200d\u0000.-+/@:,0123456789๐๑๒aAoOlI😀\ud800\udfff"),
        st.characters(),
    ),
    max_size=60,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "จ.",
            "อ.เมือง",
            "พัทลุง",
            "เลย",
            "แสน",
            "สอง",
            "080",
            "000-0001",
            "ไม่ใช่",
            "ค่ะ",
            "กู้",
            " ",
            "-",
            "ขาย",
            "ทำ",
            "น้ำ",
            "@",
            "line",
            "ต.",
        ]
    ),
    max_size=20,
).map("".join)


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_one_spelling(row: dict[str, str]) -> None:
    assert normalise(row["written"]) == row["read"]


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_second_time_changes_nothing(row: dict[str, str]) -> None:
    assert normalise(normalise(row["written"])) == normalise(row["written"])


def test_legible_keeps_what_was_stretched() -> None:
    assert legible("มากกกก\u200b ๙๙") == "มากกกก 99"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("อยากกู้เงินแต่ไม่มีที่ดินค้ำประกัน", ["อยาก", "กู้เงิน", "แต่", "ไม่", "มี", "ที่ดิน", "ค้ำประกัน"]),
        ("ขอ อย. กับมผช.ค่ะ", ["ขอ", "อย.", "กับ", "มผช.", "ค่ะ"]),
        ("ธ.ก.ส. ไม่ให้กู้", ["ธ.ก.ส.", "ไม่", "ให้", "กู้"]),
        ("#pm2.5 😀😀", ["#", "pm", "2.5", "😀", "😀"]),
        ("OTOP 5ดาว", ["OTOP", "5", "ดาว"]),
        ("300,000.-", ["300,000", ".", "-"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_borders_are_the_ends_of_words() -> None:
    assert borders("ไม่มีที่ดิน") == {0, 3, 5, 11}


@given(AWKWARD)
@settings(max_examples=300, deadline=None)
def test_no_reader_stumbles_over_awkward_characters(text: str) -> None:
    clean = normalise(text)
    assert normalise(clean) is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for reader in READERS:
            reader(clean)
            reader(text.encode("utf-8", "ignore").decode("utf-8"))


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_no_reader_stumbles_over_its_own_words(text: str) -> None:
    for reader in READERS:
        reader(text)


@pytest.mark.parametrize(
    "unit", ["ก", "่", "ํา", "นานา", "ๆ", "😀", "0", " ", "a", "\u200b", "\ud800", "จ.", "ไม่", "กรุงเทพ", "a.", "5-"]
)
def test_five_thousand_characters_are_soon_in_one_spelling(unit: str) -> None:
    text = (unit * 5000)[:5000]
    assert within(0.005, lambda: normalise(text))


@pytest.mark.parametrize("unit", ["นานา", "ก", "กข ", "ตากลม", "ab", "9"])
def test_five_thousand_characters_are_soon_split(unit: str) -> None:
    text = normalise((unit * 5000)[:5000])
    words("ก่อน")
    assert within(0.02, lambda: words(text))
