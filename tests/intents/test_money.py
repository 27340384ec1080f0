"""Sums of money as people write them."""

from pathlib import Path

import pytest

from intake.reading import Amount
from intents.money import find_amounts
from intents.normalise import normalise

ROWS = [
    tuple(map(str.strip, line.rsplit("|", 1)))
    for line in (Path(__file__).parent / "cases/money.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def as_written(amount: Amount) -> str:
    figure = str(amount.low) if amount.low == amount.high else f"{amount.low}-{amount.high}"
    return f"{'' if amount.exact else '~'}{figure}{'/m' if amount.per_month else ''}"


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_the_sums(text: str, expected: str) -> None:
    assert (", ".join(map(as_written, find_amounts(normalise(text)))) or "-") == expected


@pytest.mark.parametrize("unit", ["9", "แสน", "1 ล้าน ", "5-", "บาท", "สอง", "1,000", "หลัก", "เดือนนึง", "กู้มา 1"])
def test_a_long_message_is_read(unit: str) -> None:
    assert isinstance(find_amounts((unit * 1000)[:1000]), tuple)
