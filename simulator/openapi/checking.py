"""Does a body fit the description? Checked by jsonschema, told in LINE's form."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from jsonschema import Draft4Validator, ValidationError, validators

from simulator.errors import Detail
from simulator.measures import clusters, utf16_length
from simulator.openapi.description import described

Json = dict[str, Any]


def faults_of(schema: str, body: Any) -> list[Detail]:
    """What is wrong with a body that should be of this schema; empty when nothing is."""
    return [_told(error) for error in _validator(schema).iter_errors(body)]


def _one_kind_of(validator: Any, choice: Json, instance: Any, _: Any) -> Iterator[ValidationError]:
    """The keyword `oneKindOf`: the thing is checked as the kind that it says it is."""
    if not isinstance(instance, dict):
        return
    name = choice["property"]
    said = instance.get(name)
    kind = choice["kinds"].get(said) if isinstance(said, str) else None
    if kind is None:
        known = ", ".join(choice["kinds"])
        reason = f"Must be one of the following values: [{known}]" if name in instance else "May not be empty"
        yield ValidationError(reason, path=[name], validator="oneKindOf")
        return
    yield from validator.descend(instance, described().schema(kind))


def _max_length(_: Any, most: int, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and utf16_length(instance) > most:
        yield ValidationError(f"Length must be between 0 and {most}")


def _max_clusters(_: Any, most: int, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and clusters(instance) > most:
        yield ValidationError(f"Length must be between 0 and {most}")


def _required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield ValidationError("May not be empty", path=[name])


def _whole_number(_: Any, instance: Any) -> bool:
    return isinstance(instance, int) and not isinstance(instance, bool)


_Checker = validators.extend(
    Draft4Validator,
    {
        "oneKindOf": _one_kind_of,
        "maxLength": _max_length,
        "maxClusters": _max_clusters,
        "required": _required,
    },
    type_checker=Draft4Validator.TYPE_CHECKER.redefine("integer", _whole_number),
)


@cache
def _validator(schema: str) -> Any:
    return _Checker(described().schema(schema))


def _told(error: ValidationError) -> Detail:
    path = list(error.absolute_path)
    words = _WORDS.get(str(error.validator))
    return Detail(words(error) if words else error.message, where(path))


def where(path: Sequence[str | int]) -> str:
    """A place in a body: `messages[0].quickReply.items[2].action.label`."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return told.removeprefix(".")


_WORDS: dict[str, Callable[[ValidationError], str]] = {
    "type": lambda error: f"Must be of type {error.validator_value}",
    "enum": lambda error: f"Must be one of the following values: [{', '.join(map(str, error.validator_value))}]",
    "maxItems": lambda error: f"Size must be between 0 and {error.validator_value}",
    "minItems": lambda error: f"Size must be {error.validator_value} or more",
    "minLength": lambda error: "May not be empty",
    "maximum": lambda error: f"Must be less than or equal to {error.validator_value}",
    "minimum": lambda error: f"Must be greater than or equal to {error.validator_value}",
    "pattern": lambda error: f"Must match the pattern {error.validator_value}",
}
