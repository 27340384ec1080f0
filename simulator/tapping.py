"""What happens when a person taps something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.actions import Button

if TYPE_CHECKING:
    from simulator.phones import Phone
    from simulator.platform import Platform

Json = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """A button and the message it stands in; None: the rich menu."""

    button: Button
    message_id: str | None = None
    is_quick_reply: bool = False


def find_button(targets: Sequence[Target], label: str) -> Target:
    """The first button with that label. Raises LookupError that names all there are."""
    for target in targets:
        if target.button.label == label:
            return target
    known = ", ".join(f"[{target.button.label}]" for target in targets) or "nothing"
    raise LookupError(f"no [{label}] to tap; in sight: {known}")


def perform(platform: "Platform", phone: "Phone", target: Target, value: str | None = None) -> str | None:
    """Do what the button does and return what it hands to the phone: a link or a text for the clipboard."""
    action = target.button.action
    if action["type"] == "datetimepicker":
        value = _picked(action, value)
    if target.is_quick_reply:
        with platform.lock:
            phone.talk.hide_quick_replies()
    deed = _DEEDS.get(action["type"])
    return deed(platform, phone, action, value) if deed else None


def _picked(action: Json, value: str | None) -> str:
    """What the person picked; without a word the picker's first value counts."""
    picked = value or action.get("initial") or action.get("min")
    if picked is None:
        raise ValueError("a date and time picker needs a value")
    return str(picked)


def _message(_: "Platform", phone: "Phone", action: Json, value: str | None) -> None:
    del value
    phone.type(action.get("text") or action.get("label", ""))


def _postback(platform: "Platform", phone: "Phone", action: Json, value: str | None) -> None:
    del value
    shown = action.get("displayText")
    if shown:
        _show(platform, phone, shown)
    _send_postback(platform, phone, {"data": action.get("data", "")})
    if action.get("text"):
        phone.type(action["text"])


def _datetime(platform: "Platform", phone: "Phone", action: Json, value: str | None) -> None:
    _send_postback(platform, phone, {"data": action.get("data", ""), "params": {action["mode"]: value}})


def _switch(platform: "Platform", phone: "Phone", action: Json, value: str | None) -> None:
    del value
    with platform.lock:
        status = platform.rich_menus.switch(phone, action["richMenuAliasId"])
    params = {"newRichMenuAliasId": action["richMenuAliasId"], "status": status}
    _send_postback(platform, phone, {"data": action.get("data", ""), "params": params})


def _uri(platform: "Platform", phone: "Phone", action: Json, value: str | None) -> str | None:
    del platform, phone, value
    return action.get("uri") or action.get("linkUri")


def _clipboard(platform: "Platform", phone: "Phone", action: Json, value: str | None) -> str | None:
    del platform, phone, value
    return str(action.get("clipboardText", ""))


def _show(platform: "Platform", phone: "Phone", text: str) -> None:
    with platform.lock:
        phone.note_own(platform.new_message_id(), {"type": "text", "text": text})


def _send_postback(platform: "Platform", phone: "Phone", postback: Json) -> None:
    platform.send_events([phone.event("postback", postback=postback)])


_DEEDS: dict[str, Callable[["Platform", "Phone", Json, str | None], str | None]] = {
    "message": _message,
    "postback": _postback,
    "datetimepicker": _datetime,
    "richmenuswitch": _switch,
    "uri": _uri,
    "clipboard": _clipboard,
}
