"""What a picture's first bytes say about it."""

import struct
from typing import Any

from simulator.errors import Refused

LARGEST_MENU_PICTURE = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"


def refuse_bad_menu_picture(data: bytes, media_type: str, size: dict[str, Any]) -> None:
    """A rich menu's picture: JPEG or PNG, at most 1 MB, of the size the menu says. Raises Refused (400, 413)."""
    if len(data) > LARGEST_MENU_PICTURE:
        raise Refused(413, "The image is too large")
    if media_type not in ("image/png", "image/jpeg"):
        raise Refused(415, "Must be image/png or image/jpeg")
    found = dimensions(data)
    if found is None:
        raise Refused(400, "The image is broken or of an unsupported format")
    if found != (size["width"], size["height"]):
        raise Refused(400, "The image size must be the same as the rich menu's size")


def dimensions(data: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels of a PNG or JPEG; None for anything else."""
    if data.startswith(PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_dimensions(data) if data.startswith(JPEG) else None


def _jpeg_dimensions(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
