"""What people of a story do with their phones."""

import re
import struct
import zlib
from collections.abc import Callable

from simulator.phones import Phone
from tests.stories.hearing import pattern_of, transcript
from tests.stories.stage import Stage

ACTORS = ("owner", "owner 2", "provider", "provider 2", "provider 3", "provider 4", "officer", "officer 2")
DOING = re.compile(r"^\(([a-z]+(?: [a-z]+)*)(?:\s+([^a-z].*))?\)$")

TAPPING = re.compile(r"^\[(?P<label>[^\]]+)\](?: under (?P<words>.+))?$")

MOST_BUBBLES = 4
"""More than this in answer to one message is a wall of text."""


def act(who: str, what: str, on: Stage) -> None:
    """Type, tap or send something, and wait for all that follows."""
    phone = on.phone(who)
    before = len(phone.chat)
    doing = DOING.match(what)
    tapping = TAPPING.match(what)
    if tapping:
        _tap(phone, tapping["label"], tapping["words"])
    elif doing and doing[1] == "code":
        phone.type(on.codes[-1])
    elif doing:
        _DOINGS[doing[1]](phone, doing[2])
    else:
        phone.type(what)
    on.settle()
    said = [entry for entry in phone.chat[before:] if entry.who == "bot"]
    assert len(said) <= MOST_BUBBLES, f"{len(said)} messages at once\n{transcript(phone, before)}"


def _tap(phone: Phone, label: str, words: str | None) -> None:
    """A button in sight, else the same button of an older message, as people scroll up and tap; with `words` that of
    the newest message which says them.
    """
    if label in phone.labels and words is None:
        phone.tap(label)
        return
    said = pattern_of(words or "…")
    for entry in reversed(phone.chat):
        if label in entry.labels and entry.message_id and said.search(entry.text):
            phone.tap_in(entry.message_id, label)
            return
    raise LookupError(f"no [{label}] to tap\n{transcript(phone)}")


def _png() -> bytes:
    """One white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _send_location(phone: Phone, place: str | None) -> None:
    latitude, longitude = (float(part) for part in (place or "7.6167,100.0740").split(","))
    phone.send_location("ตำแหน่งตัวอย่าง", "ที่อยู่ตัวอย่าง", latitude, longitude)


def _unsend(phone: Phone, number: str | None) -> None:
    """Take back the last message, or the one of that number, counted from the first that this person sent."""
    own = [entry for entry in phone.chat if entry.who == "me" and entry.message_id and not entry.unsent]
    phone.unsend(str(own[int(number) - 1 if number else -1].message_id))


def _type_long(phone: Phone, letters: str | None) -> None:
    """A word over and over, up to so many letters."""
    phone.type(("น้ำพริก " * int(letters or 5000))[: int(letters or 5000)])


_DOINGS: dict[str, Callable[[Phone, str | None], object]] = {
    "sticker": lambda phone, _: phone.send_sticker(),
    "picture": lambda phone, _: phone.send_image(_png(), "image/png"),
    "voice": lambda phone, _: phone.send_audio(b"\x00" * 64),
    "video": lambda phone, _: phone.send_video(b"\x00" * 64),
    "file": lambda phone, _: phone.send_file("ตัวอย่าง.pdf", b"%PDF-1.4\n%%EOF\n"),
    "location": _send_location,
    "follows": lambda phone, _: phone.follow(),
    "blocks": lambda phone, _: phone.block(),
    "comes back": lambda phone, _: phone.unblock(),
    "unsends": _unsend,
    "letters": _type_long,
}
