"""Cut LINE's published description down to the operations served here, without prose, as one JSON file.

    python -m simulator.openapi.extract messaging-api.yml

Only needed when LINE publishes a new description.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]

TARGET = Path(__file__).with_name("messaging-api.json")
PROSE = frozenset({"description", "externalDocs", "example", "examples", "summary", "tags", "responses"})
LEFT_OUT = ("/bot/pnp/", "/v2/bot/coupon", "/v2/bot/membership")
METHODS = ("get", "post", "put", "delete")


def extract(source: str) -> Json:
    """The description in small: same names, same nesting."""
    whole = yaml.safe_load(source)
    paths = {path: _bare(item) for path, item in whole["paths"].items() if not path.startswith(LEFT_OUT)}
    schemas = whole["components"]["schemas"]
    needed = _reached(paths, schemas)
    kept = {name: _bare(schemas[name]) for name in schemas if name in needed}
    head = {"openapi": whole["openapi"], "info": whole["info"]}
    return {**head, "paths": paths, "components": {"schemas": kept}}


def _bare(node: Any) -> Any:
    """Without prose; a property may well be called `description`, so names of properties are left alone."""
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in PROSE}
    return {
        key: {name: _bare(one) for name, one in value.items()} if key == "properties" else _bare(value)
        for key, value in kept.items()
    }


def _reached(paths: Json, schemas: Json) -> set[str]:
    """The names of all schemas that the operations lead to."""
    found: set[str] = set()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(schemas[name]))
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, str) and node.startswith("#/components/schemas/"):
        yield node.rpartition("/")[2]
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _references(one)


if __name__ == "__main__":
    small = extract(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(json.dumps(small, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
