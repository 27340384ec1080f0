"""What the code says: the catalogue keys that stand in its syntax trees, and the ones it puts together."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SPEAKING_ROOMS = ("intake", "casework", "network", "bot", "scheduler")
ALL_ROOMS = (*SPEAKING_ROOMS, "storage", "intents", "console", "rismep")

_KEY = re.compile(r"[a-z_]+(?:\.[a-z0-9_]*[a-z0-9])+")
_MADE_KEY = re.compile(r"[a-z_{}]+(?:\.[a-z0-9_{}]+)+")
_WHERE_PARAMETERS = {"Say": 1, "Choice": 2}
_KEYED = frozenset({"Say", "said", "Choice", "Row"})


@dataclass(frozen=True)
class Saying:
    """One key that a call names, where it stands, and the parameters given to it (None: not to be seen here)."""

    key: str
    where: str
    given: frozenset[str] | None


@dataclass(frozen=True)
class Call:
    """A call as it is written."""

    name: str
    node: ast.Call
    where: str


@cache
def nodes(room: str) -> list[tuple[str, ast.AST]]:
    """Every piece of the code of a room, with the file in which it stands."""
    files = {str(file.relative_to(HOUSE)): file for file in sorted((HOUSE / room).rglob("*.py"))}
    return [(name, node) for name, file in files.items() for node in ast.walk(ast.parse(file.read_text("utf-8")))]


def nodes_of(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    return chain.from_iterable(nodes(room) for room in rooms)


@cache
def calls(*rooms: str) -> list[Call]:
    """Every call of a plain or dotted name."""
    return [
        Call(node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node, f"{file}:{node.lineno}")
        for file, node in nodes_of(*rooms)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    ]


def constants(node: ast.AST) -> Iterator[str]:
    """The texts that an argument can be: itself, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def sayings(*rooms: str) -> Iterator[Saying]:
    """Every key written as the key or the title of a Say, said, Choice or Row."""
    for call in calls(*rooms):
        if call.name not in _KEYED:
            continue
        for key in constants(_key_of(call.node)):
            yield Saying(key, call.where, _given(call))
        for keyword in call.node.keywords:
            if keyword.arg == "title":
                yield from (Saying(key, call.where, frozenset()) for key in constants(keyword.value))


def _key_of(node: ast.Call) -> ast.AST:
    named = [keyword.value for keyword in node.keywords if keyword.arg in ("key", "label")]
    return node.args[0] if node.args else named[0]


def _given(call: Call) -> frozenset[str] | None:
    if call.name == "said":
        names = [keyword.arg for keyword in call.node.keywords]
        return None if None in names else frozenset(name for name in names if name)
    place = _WHERE_PARAMETERS.get(call.name)
    if place is None:
        return frozenset()
    named = [keyword.value for keyword in call.node.keywords if keyword.arg == "parameters"]
    written = [*call.node.args[place : place + 1], *named]
    return _names(written[0]) if written else frozenset()


def _names(node: ast.AST) -> frozenset[str] | None:
    if not isinstance(node, ast.Dict):
        return None
    names = [key.value for key in node.keys if isinstance(key, ast.Constant)]
    return frozenset(str(name) for name in names) if len(names) == len(node.keys) else None


def written_keys(sections: frozenset[str], *rooms: str) -> dict[str, str]:
    """Every text in the code that looks like a key of one of these sections, with one place where it stands."""
    return {
        node.value: f"{file}:{node.lineno}"
        for file, node in nodes_of(*rooms)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if _KEY.fullmatch(node.value) and node.value.split(".")[0] in sections
    }


def made_keys(sections: frozenset[str], *rooms: str) -> dict[str, str]:
    """Every f-string that makes a key, as `status.closed_{}`, with one place where it stands."""
    found = {}
    for file, node in nodes_of(*rooms):
        if not isinstance(node, ast.JoinedStr):
            continue
        pattern = _pattern(node)
        if _MADE_KEY.fullmatch(pattern) and pattern.split(".")[0] in sections | {"{}"}:
            found[pattern] = f"{file}:{node.lineno}"
    return found


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def keys_in_pages() -> frozenset[str]:
    """Whatever looks like a key in the templates of the console and the demo."""
    pages = [page for room in ("console", "rismep") for page in (HOUSE / room).rglob("*.html")]
    return frozenset(key for page in pages for key in _KEY.findall(page.read_text(encoding="utf-8")))
