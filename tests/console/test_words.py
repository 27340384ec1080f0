"""Every word that a page can say exists in both languages, and no word is kept that nothing says."""

import re
import tomllib
from pathlib import Path

import pytest

import console
import texts.catalogue
from console.moves import MOVES
from network.cases import HANDOFF_MOVES, CaseStatus, HandoffStatus, Resolution
from network.deadlines import CASE_RULES, HANDOFF_RULES
from texts.catalogue import Catalogue

ROOM = Path(console.__file__).parent
TEXTS = Path(texts.catalogue.__file__).parent
CATALOGUE = Catalogue.shipped()
OWN = {key.removeprefix("console.") for key in CATALOGUE.keys() if key.startswith("console.")}  # noqa: SIM118


def sources() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(ROOM.rglob("*")) if path.suffix in (".html", ".py"))


def test_every_text_that_a_template_names_exists() -> None:
    named = set(re.findall(r"""(?<!\(\)\.)\b(?:t|say)\(\s*["']([a-z_.0-9]+)["']""", sources()))
    whole = {key for key in named if not key.endswith(".")}
    assert len(whole) > 150
    assert whole - OWN == set()


def test_every_shared_word_that_a_template_names_exists() -> None:
    named = set(re.findall(r"""\bword\(["']([a-z_.0-9]+)["']\)""", sources()))
    assert {key for key in named if not CATALOGUE.has(key)} == set()


def test_both_languages_say_the_same_things_with_the_same_parameters() -> None:
    thai = {key for key in CATALOGUE.keys("th") if key.startswith("console.")}
    english = {key for key in CATALOGUE.keys("en") if key.startswith("console.")}
    assert thai ^ english == set()
    for key in thai:
        assert CATALOGUE.placeholders(key, "th") == CATALOGUE.placeholders(key, "en"), key


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("status", [*CaseStatus, *HandoffStatus]),
        ("resolution", list(Resolution)),
        ("done", list(MOVES)),
        ("move", list(HANDOFF_MOVES)),
        ("asked", [*(rule.name for rule in CASE_RULES), *(rule.name for rule in HANDOFF_RULES)]),
        ("role", ["owner", "provider", "staff"]),
        ("closed_by_word", ["owner", "staff", "clock"]),
        ("message", ["owed", "failed", "cancelled", "merged"]),
        ("network", ["bdsp", "consultant"]),
    ],
)
def test_every_code_has_its_word(group: str, codes: list[str]) -> None:
    assert {f"{group}.{code}" for code in codes} - OWN == set()


def test_every_move_that_is_shown_first_says_what_it_means() -> None:
    shown = [name for name, move in MOVES.items() if not move.at_once]
    wanted = {f"moves.{name}.{part}" for name in shown for part in ("button", "means", "sure")}
    assert wanted - OWN == set()


def test_every_reason_for_which_staff_hold_a_case_has_its_word() -> None:
    """casework tells officers `staff.<why>`; the console says the same reason in its own short words."""
    told = {key.removeprefix("staff.") for key in CATALOGUE.keys() if key.startswith("staff.")}  # noqa: SIM118
    held = {why for why in told if not why.startswith(("chat_", "title"))}
    assert {f"held.{why}" for why in held} - OWN == set()


def test_thai_is_polite_in_one_voice() -> None:
    read = tomllib.loads((TEXTS / "th" / "console.toml").read_text("utf-8"))
    assert "ครับ" not in str(read)
