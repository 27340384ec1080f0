"""Any message as the plain words a person reads on the screen."""

from collections.abc import Callable
from typing import Any

from simulator.actions import bubbles_of, parts_of, words_of

Json = dict[str, Any]


def text_of(message: Json) -> str:
    """The message's words; what has no words is named in brackets, such as `(image)`."""
    kind = str(message.get("type", ""))
    return _READERS.get(kind, _named)(message)


def _named(message: Json) -> str:
    return f"({message.get('type', '')})"


def _text(message: Json) -> str:
    return str(message.get("text", ""))


def _text_v2(message: Json) -> str:
    text = str(message.get("text", ""))
    for key, substitution in (message.get("substitution") or {}).items():
        mentioned = (substitution.get("mentionee") or {}).get("userId") or "all"
        shown = f"@{mentioned}" if substitution.get("type") == "mention" else "☺"
        text = text.replace("{" + key + "}", shown)
    return text.replace("{{", "{").replace("}}", "}")


def _flex(message: Json) -> str:
    parts = [part for bubble in bubbles_of(message["contents"]) for part in parts_of(bubble)]
    words = "\n".join(filter(None, (words_of(part) for part in parts)))
    return words or str(message.get("altText", ""))


def _template(message: Json) -> str:
    template = message["template"]
    told = [template, *(template.get("columns") or [])]
    words = [str(one[key]) for one in told for key in ("title", "text") if one.get(key)]
    return "\n".join(words) or str(message.get("altText", ""))


def _alt_text(message: Json) -> str:
    return str(message.get("altText", ""))


def _sticker(message: Json) -> str:
    return str(message.get("text") or f"(sticker {message.get('packageId')}/{message.get('stickerId')})")


def _location(message: Json) -> str:
    return "\n".join(str(message[key]) for key in ("title", "address") if message.get(key))


def _file(message: Json) -> str:
    return f"(file {message.get('fileName', '')})"


_READERS: dict[str, Callable[[Json], str]] = {
    "text": _text,
    "textV2": _text_v2,
    "flex": _flex,
    "template": _template,
    "imagemap": _alt_text,
    "sticker": _sticker,
    "location": _location,
    "file": _file,
}
