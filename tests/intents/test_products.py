"""What the business makes or does."""

from pathlib import Path

import pytest

from intents.normalise import normalise
from intents.products import find_product

ROWS = [
    tuple(map(str.strip, line.rsplit("|", 1)))
    for line in (Path(__file__).parent / "cases/products.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_the_product(text: str, expected: str) -> None:
    assert (find_product(normalise(text)) or "-") == expected


@pytest.mark.parametrize("unit", ["ทำ", "ทำน้ำ", "น้ำพริก", "ก", "ขาย ", "make ", "ผลิต"])
def test_a_long_message_is_read(unit: str) -> None:
    find_product((unit * 1000)[:1000])
