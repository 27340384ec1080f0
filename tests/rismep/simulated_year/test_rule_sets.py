"""Rules to be played are given by name and value, in any order, and nonsense is refused before a year goes by."""

from pathlib import Path

import pytest

from network.rule_settings import Senseless
from rismep.cli import main
from rismep.simulated_year.rule_sets import Unreadable, numbers_of, read


def test_values_and_files_are_laid_over_each_other(tmp_path: Path) -> None:
    file = tmp_path / "brisk.toml"
    file.write_text('offer_expires = "4h"\noffers.at_most = 5\n"anyone_called.again" = "1d"\n', encoding="utf-8")
    assert read([str(file), "offer_expires=6h"]) == {
        "offer_expires": "6h",
        "offers.at_most": "5",
        "anyone_called.again": "1d",
    }


@pytest.mark.parametrize("content", [None, "offer_expires 4h", "\udcff"])
def test_what_is_no_file_of_rules_is_named(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    if content is not None:
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Unreadable, match=r"rules\.toml"):
        read([str(file)])


@pytest.mark.parametrize("names", [("offer_reminder", "offer_expires"), ("offer_expires", "offer_reminder")])
def test_a_reminder_and_its_end_can_be_given_in_any_order(names: tuple[str, str]) -> None:
    """Each alone would have the reminder come too late."""
    given = {"offer_reminder": "10h", "offer_expires": "12h"}
    numbers = numbers_of({name: given[name] for name in names})
    assert numbers["offer_reminder"]["working_hours"] == 10
    assert numbers["offer_expires"]["working_hours"] == 12


@pytest.mark.parametrize(
    "rules",
    [{"offer_reminder": "10h"}, {"no_such_rule": "1d"}, {"offer_expires": "soon"}, {"offers.at_most": "0"}],
)
def test_rules_that_cannot_be_are_refused(rules: dict[str, str]) -> None:
    with pytest.raises(Senseless):
        numbers_of(rules)


@pytest.mark.parametrize(
    "given",
    [
        ["--rules", "no_such_rule=1d"],
        ["--rules", "no-such-file.toml"],
        ["--compare", "no-such-figures.json"],
        ["--owners", "0"],
    ],
)
def test_the_command_says_what_is_wrong_and_plays_nothing(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate-year", "--output", str(tmp_path / "report"), *given]) == 2
    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "report").exists()
