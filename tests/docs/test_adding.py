"""The table "to add X, touch Y" names only what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [line for line in (ROOT / "docs/adding.md").read_text("utf-8").splitlines() if line.startswith("| ")][2:]
PATH = re.compile(r"`([\w./-]+/[\w./-]*|README\.md)`")
NAME_IN_FILE = re.compile(r"`([A-Z]\w+)` (?:\(|in )`([\w./]+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_path_of_a_row_exists(row: str) -> None:
    named = [path for path in PATH.findall(row) if "xx" not in path]
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_name_of_a_row_is_defined_where_it_says(row: str) -> None:
    for name, path in NAME_IN_FILE.findall(row):
        assert re.search(rf"^class {name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE), (name, path)


def test_readme_names_every_setting() -> None:
    settings = re.findall(r'take\("(\w+)"', (ROOT / "rismep/settings.py").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert settings
    assert [name for name in settings if f"`{name}`" not in readme] == []


def test_readme_names_every_folder() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = [path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    assert [room for room in rooms if f"| `{room}/` |" not in readme] == []
