"""How much of what."""

from pathlib import Path

import pytest

from intents.normalise import normalise
from intents.quantities import Quantity, find_quantities

ROWS = [
    tuple(map(str.strip, line.rsplit("|", 1)))
    for line in (Path(__file__).parent / "cases/quantities.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def as_written(found: Quantity) -> str:
    figure = f"{found.low:.10g}" if found.low == found.high else f"{found.low:.10g}-{found.high:.10g}"
    return f"{figure} {found.unit}{'/' + found.per if found.per else ''}"


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_how_much(text: str, expected: str) -> None:
    assert (", ".join(map(as_written, find_quantities(normalise(text)))) or "-") == expected


@pytest.mark.parametrize("unit", ["9", "9 ", "สอง", "1 ไร่ ", "5-", "ครึ่ง", "ไร่ครึ่ง", "ต่อวัน1"])
def test_a_long_message_is_read(unit: str) -> None:
    assert isinstance(find_quantities((unit * 1000)[:1000]), tuple)
