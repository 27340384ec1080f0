"""What of a message is kept to learn from: what is meant, not who said it."""

from pathlib import Path

import pytest

from intents.lessons import as_lesson

LINES = (Path(__file__).parent / "cases" / "lessons.txt").read_text("utf-8").splitlines()
CASES = [tuple(map(str.strip, line.split("|"))) for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("written", "kept"), CASES)
def test_what_leads_to_a_person_is_not_kept(written: str, kept: str) -> None:
    assert as_lesson(written) == kept


def test_the_owners_own_name_is_known_however_it_is_written() -> None:
    kept = as_lesson("ร้านครูเอ๋เองค่ะ ครูเอ๋ขายขนมถั่ว โทรหา TUAYANG", ["เอ๋ ตัวอย่าง", "Tuayang"])
    assert kept == "ร้านครู•••เองค่ะ ครู•••ขายขนมถั่ว โทรหา •••"


@pytest.mark.parametrize("text", ["", "ชื่อ", "ผมชื่อ", "คุณ", "นาย", "\ud800", "นาย " * 900, "ผมชื่อ" * 700, "ก" * 5000])
def test_odd_text_does_no_harm(text: str) -> None:
    assert isinstance(as_lesson(text), str)
