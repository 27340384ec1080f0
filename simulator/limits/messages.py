"""Limits of message objects."""

import re
from collections.abc import Callable

from simulator.errors import Detail
from simulator.limits.actions import QUICK_REPLY, action_faults
from simulator.limits.flex import flex_faults
from simulator.limits.templates import template_faults
from simulator.limits.wording import Faults, Json, count, secure_address, there, units

LONGEST_ALT_TEXT = 1_500


def message_faults(message: Json, where: str) -> Faults:
    """What breaks a limit in one message with its quick replies and sender."""
    yield from _OWN[message["type"]](message, where)
    for number, item in enumerate((message.get("quickReply") or {}).get("items") or []):
        yield from _quick_reply(item, f"{where}.quickReply.items[{number}]")
    yield from secure_address(message.get("sender") or {}, "iconUrl", f"{where}.sender")


def _quick_reply(item: Json, where: str) -> Faults:
    yield from secure_address(item, "imageUrl", where)
    yield from there(item, ("action",), where)
    if item.get("action"):
        yield from action_faults(item["action"], QUICK_REPLY, f"{where}.action")


def _text(message: Json, where: str) -> Faults:
    yield from units(message, "text", 5_000, where, needed=True)
    yield from count(message, "emojis", 0, 20, where)


_PLACEHOLDER = re.compile(r"\{(\w+)\}", re.ASCII)
_KEY = re.compile(r"\w{1,20}", re.ASCII)


def _text_v2(message: Json, where: str) -> Faults:
    yield from units(message, "text", 5_000, where, needed=True)
    yield from count(message, "substitution", 0, 100, where)
    given = message.get("substitution") or {}
    mentions = sum(one.get("type") == "mention" for one in given.values())
    if mentions > 20:
        yield Detail("Mentions must be 20 or fewer", f"{where}.substitution")
    yield from _placeholders(message.get("text", ""), given, where)


def _placeholders(text: str, given: Json, where: str) -> Faults:
    bare = text.replace("{{", "").replace("}}", "")
    for key in given:
        if not _KEY.fullmatch(key):
            yield Detail("Must be 1 to 20 letters, digits or underscores", f"{where}.substitution.{key}")
    for key in _PLACEHOLDER.findall(bare):
        if key not in given:
            yield Detail(f"There is no substitution for {{{key}}}", f"{where}.text")
    if "{" in _PLACEHOLDER.sub("", bare) or "}" in _PLACEHOLDER.sub("", bare):
        yield Detail("A brace that stands for itself must be doubled", f"{where}.text")


def _sticker(message: Json, where: str) -> Faults:
    for name in ("packageId", "stickerId"):
        if not message[name].isdecimal():
            yield Detail("Must be a number", f"{where}.{name}")


def _media(message: Json, where: str) -> Faults:
    for name in ("originalContentUrl", "previewImageUrl"):
        yield from secure_address(message, name, where)
    if message["type"] == "audio" and message["duration"] <= 0:
        yield Detail("Must be greater than 0", f"{where}.duration")


def _location(message: Json, where: str) -> Faults:
    for name in ("title", "address"):
        yield from units(message, name, 100, where, needed=True)
    for name, most in (("latitude", 90), ("longitude", 180)):
        if abs(message[name]) > most:
            yield Detail(f"Must be between -{most} and {most}", f"{where}.{name}")


def _imagemap(message: Json, where: str) -> Faults:
    yield from units(message, "altText", LONGEST_ALT_TEXT, where, needed=True)
    yield from secure_address(message, "baseUrl", where)
    yield from count(message, "actions", 0, 50, where)
    if message["baseSize"]["width"] != 1040:
        yield Detail("Must be 1040", f"{where}.baseSize.width")
    for number, action in enumerate(message["actions"]):
        place = f"{where}.actions[{number}]"
        yield from units(action, "text", 400, place)
        yield from units(action, "linkUri", 1_000, place)


def _template(message: Json, where: str) -> Faults:
    yield from units(message, "altText", LONGEST_ALT_TEXT, where, needed=True)
    yield from template_faults(message["template"], f"{where}.template")


def _flex(message: Json, where: str) -> Faults:
    yield from units(message, "altText", LONGEST_ALT_TEXT, where, needed=True)
    yield from flex_faults(message["contents"], f"{where}.contents")


def _coupon(message: Json, where: str) -> Faults:
    del message
    yield Detail("The coupon doesn't exist", f"{where}.couponId")


_OWN: dict[str, Callable[[Json, str], Faults]] = {
    "text": _text,
    "textV2": _text_v2,
    "sticker": _sticker,
    "image": _media,
    "video": _media,
    "audio": _media,
    "location": _location,
    "imagemap": _imagemap,
    "template": _template,
    "flex": _flex,
    "coupon": _coupon,
}
