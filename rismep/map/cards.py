"""What stands on a picture before it has a place: cards, what is written on them, and where their chips lead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Look(StrEnum):
    """What kind of state a card shows, by its colour."""

    START = "start"
    WAITS = "waits"
    WORKS = "works"
    STAFF = "staff"
    END = "end"


@dataclass(frozen=True)
class Chip:
    """A way out of a card: its words, what it does, and the card to which it leads.

    Where no line is to be drawn, `goes` says in words where it leads.
    """

    words: str
    note: str = ""
    target: str | None = None
    goes: str = ""


@dataclass(frozen=True)
class Card:
    """A state: its name, what is said in it, what happens in it line by line, and the ways out."""

    name: str
    title: str
    text: str = ""
    look: Look = Look.WAITS
    rows: tuple[str, ...] = ()
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True)
class Panel:
    """Cards that are laid out together, under a heading."""

    title: str
    text: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Picture:
    """Everything on one sheet, in one language."""

    language: str
    title: str
    text: str
    panels: tuple[Panel, ...]


def unwound(cards: Sequence[Card], back_to: Callable[[str], str]) -> tuple[Card, ...]:
    """The cards without lines that close a circle: such a chip says to which title it goes back."""
    titles = {card.name: card.title for card in cards}
    back = _back({card.name: card for card in cards})

    def told(card: Card, chip: Chip) -> Chip:
        if chip.target is None or (card.name, chip.target) not in back:
            return chip
        return replace(chip, target=None, goes=back_to(titles[chip.target]))

    return tuple(replace(card, chips=tuple(told(card, chip) for chip in card.chips)) for card in cards)


def _back(cards: Mapping[str, Card]) -> set[tuple[str, str]]:
    """Where a walk from card to card, the first card first, comes back to where it was."""
    back: set[tuple[str, str]] = set()
    walked: set[str] = set()

    def walk(name: str, path: frozenset[str]) -> None:
        walked.add(name)
        for target in filter(None, (chip.target for chip in cards[name].chips)):
            if target in path:
                back.add((name, target))
            elif target not in walked:
                walk(target, path | {target})

    for name in cards:
        if name not in walked:
            walk(name, frozenset({name}))
    return back
