"""Identifiers in the platform's forms, all derived from one handed-in source of UUIDs."""

from datetime import datetime
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(at: datetime, chance: UUID) -> str:
    """A ULID: 48 bits of milliseconds, then 80 bits of chance, 26 characters that sort by time."""
    number = (milliseconds(at) << 80) | (chance.int & ((1 << 80) - 1))
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def user_id(chance: UUID) -> str:
    return f"U{chance.hex}"


def group_id(chance: UUID) -> str:
    return f"C{chance.hex}"


def message_id(chance: UUID) -> str:
    return str(chance.int % 10**18).zfill(18)


def rich_menu_id(chance: UUID) -> str:
    return f"richmenu-{chance.hex}"
