"""Questions about the service itself are heard, and stories are not taken for them."""

import pytest

from intents.asked import LONGEST, asked_in
from intents.model import legible
from tests.intents.tables import rows


@pytest.mark.parametrize(("text", "expected"), rows("asked.txt"))
def test_what_is_asked_about_the_service(text: str, expected: str) -> None:
    assert (asked_in(legible(text)) or "-") == expected


def test_a_story_is_no_question() -> None:
    assert asked_in("ทำน้ำพริกขาย " * LONGEST + "ฟรีไหม") is None
