"""Limits of whole requests."""

from typing import Any

from simulator.errors import Detail

Json = dict[str, Any]


def limit_faults(operation: str, body: Json) -> list[Detail]:
    """What breaks a limit; the body is known to fit the description."""
    return []
