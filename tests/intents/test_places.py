"""Where the business is, by what people write."""

from pathlib import Path

import pytest

from intents.normalise import normalise
from intents.places import Place, find_places

ROWS = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in (Path(__file__).parent / "cases/places.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def as_written(place: Place) -> str:
    if place.province:
        return place.province
    return " ".join(place.candidates) + "?" if place.candidates else "-"


@pytest.mark.parametrize(("text", "context", "expected"), ROWS)
def test_where_the_business_is(text: str, context: str, expected: str) -> None:
    assert as_written(find_places(normalise(text), answering=context == "answer")) == expected
