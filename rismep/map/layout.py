"""Where cards stand: layer below layer, few crossings, and lines that keep clear of every card.

Sugiyama's way, small: each card stands below all that lead to it, long lines get a place of their own in each layer
that they pass, and the places of a layer move towards what they are joined with, as far as their neighbours let them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 60
BETWEEN_CARDS, BETWEEN_LAYERS = 28.0, 62.0
LINE_WIDTH = 6.0
STRAIGHT = 12.0
"""How much more a line wants to be straight than a card wants to stand below another."""


@dataclass(frozen=True)
class Box:
    """A card as the layout sees it: its size, and from where along its lower edge a line goes to which card."""

    name: str
    width: float
    height: float
    ports: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """From the lower edge of a card to the upper edge of another.

    `way` holds where it goes straight down: beside its own card, and past each layer between (x, upper y, lower y).
    """

    source: str
    target: str
    way: tuple[tuple[float, float, float], ...]
    to: tuple[float, float]
    """The middle of the upper edge at which it arrives."""


@dataclass(frozen=True)
class Layout:
    """The left upper corner of every card, the lines drawn between them, and the size of the whole."""

    corners: Mapping[str, tuple[float, float]]
    lines: tuple[Line, ...]
    width: float
    height: float


@dataclass(eq=False)
class _Place:
    """A card, or a line on its way through a layer; `x` is its left edge."""

    width: float
    layer: int
    is_card: bool = False
    x: float = 0.0
    joined: list[tuple[float, "_Place", float]] = field(default_factory=list)
    """Where on it, with what, and where on that."""

    def wanted(self) -> float:
        """Where it would stand if it were alone: as straight as can be with what it is joined with.

        A line is bent beside its cards rather than on its way.
        """
        if not self.joined:
            return self.x
        pulls = [STRAIGHT if not self.is_card and not other.is_card else 1.0 for _, other, _ in self.joined]
        places = [other.x + there - here for here, other, there in self.joined]
        return sum(pull * place for pull, place in zip(pulls, places, strict=True)) / sum(pulls)


def lay_out(boxes: Sequence[Box]) -> Layout:
    """Places for all cards, which lead in no circle; the same cards always come out the same."""
    joined = [(box.name, port, target) for box in boxes for port, target in box.ports]
    depth = _depths(boxes, joined)
    tall = [max(box.height for box in boxes if depth[box.name] == layer) for layer in range(max(depth.values()) + 1)]
    tops = [sum(tall[:layer]) + layer * BETWEEN_LAYERS for layer in range(len(tall))]
    layers: list[list[_Place]] = [[] for _ in tall]
    cards = {box.name: _Place(box.width, depth[box.name], is_card=True) for box in boxes}
    for box in boxes:
        layers[depth[box.name]].append(cards[box.name])
    by_name = {box.name: box for box in boxes}
    ways = [_join(cards, by_name, layers, depth, source, port, target) for source, port, target in joined]
    _settle(layers)
    corners = {box.name: (cards[box.name].x, tops[depth[box.name]]) for box in boxes}
    lines = []
    for (source, port, target), way in zip(joined, ways, strict=True):
        x, top = corners[source]
        own = (x + port, top + by_name[source].height, top + tall[depth[source]])
        past = ((place.x + place.width / 2, tops[layer], tops[layer] + tall[layer]) for layer, place in way)
        to_x, to_y = corners[target]
        lines.append(Line(source, target, (own, *past), (to_x + by_name[target].width / 2, to_y)))
    width = max(place.x + place.width for layer in layers for place in layer)
    return Layout(corners, tuple(lines), width, tops[-1] + tall[-1])


def _depths(boxes: Sequence[Box], joined: Sequence[tuple[str, float, str]]) -> dict[str, int]:
    """One below the lowest that leads to it."""
    depth = {box.name: 0 for box in boxes}
    for _ in boxes:
        for source, _, target in joined:
            depth[target] = max(depth[target], depth[source] + 1)
    return depth


def _join(
    cards: Mapping[str, _Place],
    boxes: Mapping[str, Box],
    layers: Sequence[list[_Place]],
    depth: Mapping[str, int],
    source: str,
    port: float,
    target: str,
) -> list[tuple[int, _Place]]:
    """Join two cards, with a place in each layer between them."""
    way = [(layer, _Place(LINE_WIDTH, layer)) for layer in range(depth[source] + 1, depth[target])]
    for layer, place in way:
        layers[layer].append(place)
    ends = [(cards[source], port), *((place, LINE_WIDTH / 2) for _, place in way)]
    ends.append((cards[target], boxes[target].width / 2))
    for (upper, there), (lower, here) in pairwise(ends):
        upper.joined.append((there, lower, here))
        lower.joined.append((here, upper, there))
    return way


def _settle(layers: Sequence[list[_Place]]) -> None:
    """Move every layer towards its neighbours, down and up again: sorting first, then mending what still crosses."""
    for layer in layers:
        _spread(layer, [0.0] * len(layer))
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = {place: place.wanted() for place in layer}
            if sweep < SWEEPS // 2:
                layer.sort(key=lambda place: wanted[place] + place.width / 2)
            elif sweep < SWEEPS - 10:
                _uncross(layer)
            _spread(layer, [wanted[place] for place in layer])
    left = min(place.x for layer in layers for place in layer)
    for layer in layers:
        for place in layer:
            place.x -= left


def _uncross(layer: list[_Place]) -> None:
    """Let neighbours change places where fewer lines cross then."""
    for at in range(len(layer) - 1):
        one, other = layer[at], layer[at + 1]
        if _crossings(one, other) > _crossings(other, one):
            layer[at : at + 2] = [other, one]


def _crossings(left: _Place, right: _Place) -> int:
    """How many lines of two neighbours cross if they stand in this order."""
    return sum(
        to_left.x + at_left > to_right.x + at_right
        for _, to_left, at_left in left.joined
        for _, to_right, at_right in right.joined
        if to_left.layer == to_right.layer
    )


def _spread(layer: Sequence[_Place], wanted: Sequence[float]) -> None:
    """As near to where they want to be as their order and the room between them allow (pool adjacent violators)."""
    offsets, offset = [], 0.0
    for place in layer:
        offsets.append(offset)
        offset += place.width + BETWEEN_CARDS
    blocks: list[list[float]] = []
    for want, gone in zip(wanted, offsets, strict=True):
        blocks.append([want - gone, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, n), (b, m) = blocks[-2], blocks[-1]
            blocks[-2:] = [[(a * n + b * m) / (n + m), n + m]]
    moved = [mean for mean, count in blocks for _ in range(int(count))]
    for place, gone, base in zip(layer, offsets, moved, strict=True):
        place.x = base + gone
