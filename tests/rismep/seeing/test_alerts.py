"""The alert rules ask only for what the bot shows, and operating.md explains every one of them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rismep.seeing.conftest import OPERATORS, Operator
from tests.rismep.seeing.test_figures import WORDS
from tests.stories.people import act
from tests.stories.staffing import given
from tests.stories.stage import Stage

ROOT = Path(__file__).parents[3]
FILE = yaml.safe_load((ROOT / "docs/alerts.yml").read_text("utf-8"))
RULES: list[dict[str, Any]] = [rule for group in FILE["groups"] for rule in group["rules"]]
FIGURE = re.compile(r"\b((?:rismep|process)_\w+)(?:\{([^}]*)\})?")
LABEL = re.compile(r'(\w+)(?:=~|!~|!=|=)"')
OF_THE_LIBRARY = "_created"
"""It adds one to each counter: when it began."""

OF_PROMETHEUS = {"job", "instance"}
"""Labels that it gives every series itself."""


def asked_for(rule: dict[str, Any]) -> list[tuple[str, set[str]]]:
    """Every figure of a rule, with the labels that it is chosen by."""
    return [(name, set(LABEL.findall(labels)) - OF_PROMETHEUS) for name, labels in FIGURE.findall(rule["expr"])]


def test_every_figure_of_a_rule_is_shown_with_its_labels(on: Stage, operator: Operator) -> None:
    on.platform.quota.limit = 200
    on.house.note_line()
    given("provider for packaging in พัทลุง", on)
    for what in (WORDS, "[ยินยอม]", "[ส่งเรื่อง]"):
        act("owner", what, on)
    shown = {name.split("{")[0]: set(LABEL.findall(name)) for name in operator.figures()}
    asked = [figure for rule in RULES for figure in asked_for(rule)]
    assert len(asked) > 15
    assert [(name, labels) for name, labels in asked if not labels <= shown.get(name, set())] == []
    assert [name for name, _ in asked if name not in shown] == []


def test_what_tells_that_nothing_happens_is_there_before_anything_has(on: Stage, operator: Operator) -> None:
    figures = operator.figures()
    assert figures['rismep_events_total{kind="message"}'] == 0
    assert figures['rismep_reading_confidence_count{decision="sure"}'] == 0


def test_every_figure_of_ours_is_explained(on: Stage, operator: Operator) -> None:
    shown = re.findall(r"^# TYPE (rismep_\w+) ", operator.ask(f"{OPERATORS}/metrics")[1], re.MULTILINE)
    explained = (ROOT / "docs/operating.md").read_text("utf-8")
    ours = [name for name in shown if not name.endswith(OF_THE_LIBRARY)]
    assert [name for name in ours if f"`{name}`" not in explained] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_says_what_it_means_and_is_explained(rule: dict[str, Any]) -> None:
    assert rule["annotations"]["summary"]
    assert rule["labels"]["severity"] in ("page", "tell")
    assert f"`{rule['alert']}`" in (ROOT / "docs/operating.md").read_text("utf-8")
