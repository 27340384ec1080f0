"""Reading many messages at once: JSON lines in, JSON lines out."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from intake.reading import Reading
from intents.reader import Reader

# What `"context": "answer"` means in a line: the text answers "which province?".
_CONTEXTS = {None: None, "answer": "province"}


class LineError(ValueError):
    """A line that is no message; the text says which line and what is wrong with it."""


def classify(lines_in: Iterable[str], lines_out: TextIO, reader: Reader) -> int:
    """Read each `{"id","text"}` line (with `"context": "answer"` if it answers "which province?"), write its reading.

    Returns how many were read; empty lines are passed over. Raises LineError at the first line that is no message.
    """
    count = 0
    for message in _messages(lines_in):
        reading = reader.read(message["text"], _CONTEXTS[message.get("context")])
        lines_out.write(json.dumps({"id": message["id"], **as_json(reading)}, ensure_ascii=False) + "\n")
        count += 1
    return count


def as_json(reading: Reading) -> dict[str, Any]:
    """What a reading says about needs and place, as plain values."""
    return {
        "labels": [label.value for label in reading.labels],
        "sure": reading.sure,
        "ask": [need.value for need in reading.ask],
        "scores": {label.value: round(score, 4) for label, score in reading.scores.items()},
        "province": reading.province,
        "candidates": list(reading.candidates),
    }


def _messages(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _message(number, line)


def _message(number: int, line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError as fault:
        raise LineError(f"line {number}: no JSON ({fault})") from fault
    if not isinstance(message, dict) or "id" not in message or not isinstance(message.get("text"), str):
        raise LineError(f'line {number}: expected {{"id": …, "text": "…"}}')
    if message.get("context") not in _CONTEXTS:
        raise LineError(f'line {number}: "context" can only be "answer"')
    return message
