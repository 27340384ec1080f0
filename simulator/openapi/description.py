"""The description, read: its operations, and its schemas in a form that plain JSON Schema can check."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]

METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation: `rule` is its path as a Werkzeug rule, `schema` the schema of its JSON body, if it has one."""

    name: str
    method: str
    rule: str
    schema: str | None
    required_query: tuple[str, ...]


class Description:
    """LINE describes kinds of things by inheritance (a discriminator in the base, `allOf` in each kind).

    JSON Schema cannot follow that without endless recursion, so each kind is flattened into one schema and a
    place that takes any kind becomes `{"oneKindOf": …}`, a keyword checked by `simulator.openapi.checking`.
    """

    def __init__(self, whole: Json) -> None:
        self._schemas: Json = whole["components"]["schemas"]
        self._flat: dict[str, Json] = {}
        self.operations = tuple(_operations(whole["paths"]))

    def schema(self, name: str) -> Json:
        """The flattened schema of that name."""
        if name not in self._flat:
            flat: Json = {}
            self._flat[name] = flat
            flat.update(self._flatten(self._schemas[name]))
            _measure_in_clusters(name, flat)
        return self._flat[name]

    def place(self, name: str) -> Json:
        """The schema for a place where a thing of this name stands: any of its kinds, if it has kinds."""
        kinds = self._schemas[name].get("discriminator")
        if kinds is None:
            return self.schema(name)
        mapping = {value: _name(reference) for value, reference in kinds["mapping"].items()}
        return {"type": "object", "oneKindOf": {"property": kinds["propertyName"], "kinds": mapping}}

    def _flatten(self, schema: Json) -> Json:
        flat: Json = {"type": "object"} if "allOf" in schema else {}
        for part in schema.get("allOf", []):
            base = self._schemas[_name(part["$ref"])] if "$ref" in part else part
            _merge(flat, self._flatten(base))
        own = {key: value for key, value in schema.items() if key not in ("allOf", "discriminator", "default")}
        _merge(flat, {key: self._resolve(key, value) for key, value in own.items()})
        return flat

    def _resolve(self, key: str, value: Any) -> Any:
        if key == "properties":
            return {name: self._inline(one) for name, one in value.items()}
        if key in ("items", "additionalProperties"):
            return self._inline(value)
        return value

    def _inline(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self.place(_name(schema["$ref"]))
        return self._flatten(schema)


#: Texts whose length LINE counts in grapheme clusters; the description only states a number.
IN_CLUSTERS = {"RichMenuRequest": ("name", "chatBarText")}


def _measure_in_clusters(schema: str, flat: Json) -> None:
    for name in IN_CLUSTERS.get(schema, ()):
        text = dict(flat["properties"][name])
        text["maxClusters"] = text.pop("maxLength")
        flat["properties"][name] = text


def _merge(into: Json, more: Json) -> None:
    for key, value in more.items():
        if key == "properties":
            into["properties"] = {**into.get("properties", {}), **value}
        elif key == "required":
            into["required"] = sorted({*into.get("required", []), *value})
        else:
            into[key] = value


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _operations(paths: Json) -> Iterator[Operation]:
    for path, item in paths.items():
        rule = re.sub(r"\{(\w+)\}", r"<\1>", path)
        for method in METHODS:
            if method in item:
                yield _operation(rule, method, item[method])


def _operation(rule: str, method: str, described: Mapping[str, Any]) -> Operation:
    content = described.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref")
    query = (one["name"] for one in described.get("parameters", []) if one["in"] == "query" and one.get("required"))
    schema = _name(reference) if reference else None
    return Operation(described["operationId"], method.upper(), rule, schema, tuple(query))


@cache
def described() -> Description:
    """The description that comes with the simulator, read once."""
    source = Path(__file__).with_name("messaging-api.json").read_bytes()
    return Description(orjson.loads(source))
