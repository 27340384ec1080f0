"""Finding the owner's number, and hiding everybody's."""

import pytest

from intents.handles import hide_pages
from intents.normalise import normalise
from intents.phones import MASKED, find_phone, mask
from tests.intents.tables import rows


@pytest.mark.parametrize(("text", "expected"), rows("phones.txt"))
def test_the_number_to_call_back(text: str, expected: str) -> None:
    assert (find_phone(normalise(text)) or "-") == expected


@pytest.mark.parametrize(("written", "shown"), rows("masked.txt"))
def test_what_leads_to_a_person_is_hidden(written: str, shown: str) -> None:
    assert mask(written) == shown


@pytest.mark.parametrize(("written", "shown"), rows("masked_pages.txt"))
def test_a_page_that_is_named_is_hidden_as_a_number_is(written: str, shown: str) -> None:
    hidden = hide_pages(mask(written), MASKED)
    assert (hidden, hide_pages(hidden, MASKED)) == (shown, shown)


@pytest.mark.parametrize(("text", "_"), rows("phones.txt"))
def test_no_number_that_can_be_found_is_shown(text: str, _: str) -> None:
    assert find_phone(normalise(mask(text))) is None


def test_invisible_characters_do_not_help_a_number_through() -> None:
    assert mask("08\u200b0\u200d0000\u2060001") == "•••"


def test_masking_twice_changes_nothing() -> None:
    for written, _ in rows("masked.txt"):
        assert mask(mask(written)) == mask(written)


@pytest.mark.parametrize(
    "unit",
    [
        "0",
        "0 ",
        "a.",
        "@",
        "a@",
        "line ",
        "โทร ",
        "1-",
        "www.",
        "I ",
        "a at ",
        "a . ",
        "ศูนย์",
        "ศูนย์โท",
        "1•",
        "0ขีด",
        "O8 ",
        "เฟส ",
        "เพจ ก ",
        "ไลน์ป้า",
        "เฟสร้าน",
    ],
)
def test_a_long_message_is_masked_in_no_time(unit: str) -> None:
    assert len(hide_pages(mask((unit * 5000)[:5000]), MASKED)) <= 5100
