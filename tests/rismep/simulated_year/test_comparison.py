"""The comparison in the docs is of rules that can still be played, and its page says what its report says."""

import re
from pathlib import Path

from rismep.simulated_year import rule_sets

FOLDER = Path(__file__).parents[3] / "docs/simulated-year"
REPORT = (FOLDER / "report.md").read_text("utf-8")


def test_the_rules_of_the_report_are_those_of_the_file() -> None:
    rules = rule_sets.read([str(FOLDER / "brisk.toml")])
    assert rule_sets.numbers_of(rules)
    listed = ", ".join(f"`{name} = {value}`" for name, value in rules.items())
    assert f"- **brisk**: {listed}" in REPORT


def test_figures_of_the_page_stand_in_the_report() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    for shown in ("really called, half", "closed as resolved |", "joint referrals |", "offers per case"):
        row = next(line for line in REPORT.splitlines() if shown in line)
        shipped, brisk = (cell.strip().rstrip("%") for cell in row.split("|")[2:4])
        assert re.search(rf"\| {shipped}(?: %)? \| {brisk}(?: %)? \|", page), row
