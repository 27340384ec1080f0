"""What is to be said, before it has a language or a form: catalogue keys and what can be tapped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from network.wording import Meant


@dataclass(frozen=True)
class Tap:
    """What a button carries: the step it answers, the value, and the row it is about, if any."""

    step: str
    value: str
    about: int | None = None

    def data(self) -> str:
        """As LINE carries it (postback data, at most 300 characters)."""
        fields = {"step": self.step, "value": self.value}
        return urlencode(fields if self.about is None else {**fields, "about": str(self.about)})

    @classmethod
    def read(cls, data: str) -> "Tap | None":
        """The tap in postback data; None when it is not ours or is broken."""
        fields = dict(parse_qsl(data[:300]))
        about = fields.get("about")
        if "step" not in fields or "value" not in fields or (about and not (about.isascii() and about.isdigit())):
            return None
        return cls(fields["step"], fields["value"], int(about) if about else None)


@dataclass(frozen=True)
class Choice:
    """A button: its label and what a tap on it does (answer, open a page, or share a location)."""

    label: str
    tap: Tap | None = None
    parameters: Mapping[str, Meant] = field(default_factory=dict)
    url: str | None = None
    location: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a card: what it is called and what stands there."""

    label: str
    value: Meant


@dataclass(frozen=True)
class Say:
    """One message: a text, or a card when it has a title, rows or buttons.

    `choices` are quick replies, which vanish with the next message; `buttons` stay on the card.
    """

    key: str
    parameters: Mapping[str, Meant] = field(default_factory=dict)
    title: str | None = None
    rows: tuple[Row, ...] = ()
    buttons: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def is_card(self) -> bool:
        return bool(self.title or self.rows or self.buttons)


def answers(step: str, *values: str, about: int | None = None) -> tuple[Choice, ...]:
    """Buttons for the answers of a step; their labels are `choice.<step>_<value>`."""
    return tuple(Choice(f"choice.{step}_{value}", Tap(step, value, about)) for value in values)


def to_plain(say: Say) -> dict[str, Any]:
    """`say` as plain data that a row can keep."""
    return {
        "key": say.key,
        "with": dict(say.parameters),
        "title": say.title,
        "rows": [[row.label, row.value] for row in say.rows],
        "buttons": [_choice_to_plain(choice) for choice in say.buttons],
        "choices": [_choice_to_plain(choice) for choice in say.choices],
    }


def from_plain(data: Mapping[str, Any]) -> Say:
    """The saying that `to_plain` made `data` of."""
    return Say(
        key=data["key"],
        parameters=data["with"],
        title=data["title"],
        rows=tuple(Row(label, value) for label, value in data["rows"]),
        buttons=tuple(_choice_from_plain(choice) for choice in data["buttons"]),
        choices=tuple(_choice_from_plain(choice) for choice in data["choices"]),
    )


def _choice_to_plain(choice: Choice) -> dict[str, Any]:
    return {
        "label": choice.label,
        "with": dict(choice.parameters),
        "data": choice.tap.data() if choice.tap else None,
        "url": choice.url,
        "location": choice.location,
    }


def _choice_from_plain(data: Mapping[str, Any]) -> Choice:
    tap = Tap.read(data["data"]) if data["data"] else None
    return Choice(data["label"], tap, data["with"], data["url"], data["location"])
