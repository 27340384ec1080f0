"""One card as SVG: how large it comes out, and from where along its lower edge its lines go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from rismep.map.cards import Card, Chip, Look
from rismep.map.letters import lines, width

INK, SOFT = "#1c2733", "#56616e"
COLOURS = {
    Look.START: ("#1c4f8f", "#e6eefa"),
    Look.WAITS: ("#8a4b00", "#fdf0d9"),
    Look.WORKS: ("#045636", "#e4f2eb"),
    Look.STAFF: ("#7c1a14", "#fbe9e7"),
    Look.END: ("#3f4954", "#e9ebe8"),
}
"""Of a card's title: ink and ground, those of the console's own states."""

TITLE, TEXT, SMALL = 15.0, 13.0, 11.5
LEAD = 1.42
PAD = 12.0
NARROWEST, WIDEST, WIDEST_CHIP = 180.0, 300.0, 150.0
CHIP_GAP, CHIP_PAD = 8.0, 9.0


@dataclass(frozen=True)
class Drawn:
    """A card drawn at the origin, its size, and where along the lower edge each chip with a line stands."""

    svg: str
    width: float
    height: float
    ports: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class _Pill:
    """A chip with its words broken into lines."""

    chip: Chip
    words: tuple[str, ...]
    notes: tuple[str, ...]
    goes: tuple[str, ...]

    @classmethod
    def of(cls, chip: Chip) -> "_Pill":
        return cls(
            chip,
            tuple(lines(chip.words, WIDEST_CHIP, TEXT, bold=True)),
            tuple(lines(chip.note, WIDEST_CHIP, SMALL)),
            tuple(lines(chip.goes, WIDEST_CHIP, SMALL)),
        )

    @property
    def width(self) -> float:
        bold = max((width(line, TEXT, bold=True) for line in self.words), default=0.0)
        small = max((width(line, SMALL) for line in (*self.notes, *self.goes)), default=0.0)
        return max(bold, small) + 2 * CHIP_PAD

    @property
    def height(self) -> float:
        """Of the pill itself; where it goes stands below it."""
        return len(self.words) * TEXT * LEAD + len(self.notes) * SMALL * LEAD + CHIP_PAD

    @property
    def whole_height(self) -> float:
        return self.height + len(self.goes) * SMALL * LEAD + (4 if self.goes else 0)


def draw(card: Card) -> Drawn:
    """The card, as wide as its chips and its words need."""
    pills = [_Pill.of(chip) for chip in card.chips]
    shelves = list(_shelves(pills))
    room = _room(card, shelves)
    pieces = [*_title(card, room)]
    top = TITLE * LEAD + 2 * 7
    for size, words in ((TEXT, [card.text] if card.text else []), (SMALL + 0.5, card.rows)):
        top, block = _paragraphs(words, room, top, size)
        pieces += block
    ports: list[tuple[float, str]] = []
    for shelf in shelves:
        top, drawn, leading = _shelf(shelf, room, top)
        pieces += drawn
        ports += leading
    whole, tall = room + 2 * PAD, top + PAD
    edge = f'<rect class="card" width="{whole:.1f}" height="{tall:.1f}" rx="10"/>'
    return Drawn("".join([edge, *pieces]), whole, tall, tuple(ports))


def _shelves(pills: Sequence[_Pill]) -> Iterator[list[_Pill]]:
    """Chips side by side as far as they fit; those with lines come last, at the lower edge."""
    for leads in (False, True):
        shelf: list[_Pill] = []
        for pill in (one for one in pills if (one.chip.target is not None) is leads):
            taken = sum(one.width + CHIP_GAP for one in shelf)
            if shelf and not leads and taken + pill.width > WIDEST:
                yield shelf
                shelf = []
            shelf.append(pill)
        if shelf:
            yield shelf


def _room(card: Card, shelves: Sequence[Sequence[_Pill]]) -> float:
    """Between the card's own edges."""
    chips = max((sum(pill.width for pill in shelf) + CHIP_GAP * (len(shelf) - 1) for shelf in shelves), default=0.0)
    words = min(WIDEST, max((width(text, TEXT) for text in (card.text, *card.rows)), default=0.0))
    return max(NARROWEST - 2 * PAD, width(card.title, TITLE, bold=True), chips, words)


def _title(card: Card, room: float) -> Iterator[str]:
    ink, ground = COLOURS[card.look]
    whole, tall = room + 2 * PAD, TITLE * LEAD + 10
    corner = "a10 10 0 0 1 10"
    edge = f"M0 10{corner}-10h{whole - 20:.1f}{corner} 10v{tall - 10:.1f}h-{whole:.1f}z"
    yield f'<path d="{edge}" fill="{ground}"/>'
    yield text(card.title[:1].upper() + card.title[1:], PAD, TITLE * LEAD + 1, TITLE, fill=ink, bold=True)


def _paragraphs(words: Sequence[str], room: float, top: float, size: float) -> tuple[float, list[str]]:
    """Each text in lines of its own, and how far down they reach."""
    drawn = []
    for words_of_one in words:
        top += 4
        for line in lines(words_of_one, room, size):
            top += size * LEAD
            drawn.append(text(line, PAD, top - size * 0.3, size))
    return top + (2 if words else 0), drawn


def _shelf(shelf: Sequence[_Pill], room: float, top: float) -> tuple[float, list[str], list[tuple[float, str]]]:
    """Pills side by side, in the middle of the card."""
    taken = sum(pill.width for pill in shelf) + CHIP_GAP * (len(shelf) - 1)
    left, top = PAD + (room - taken) / 2, top + 8
    drawn, ports = [], []
    for pill in shelf:
        drawn.append(_pill(pill, left, top, max(one.height for one in shelf)))
        if pill.chip.target is not None:
            ports.append((left + pill.width / 2, pill.chip.target))
        left += pill.width + CHIP_GAP
    return top + max(pill.whole_height for pill in shelf), drawn, ports


def _pill(pill: _Pill, left: float, top: float, tall: float) -> str:
    middle, down = left + pill.width / 2, top + CHIP_PAD / 2
    pieces = [
        f'<rect class="chip" x="{left:.1f}" y="{top:.1f}" width="{pill.width:.1f}" height="{tall:.1f}" rx="9"/>'
    ]
    for size, words, bold, fill in (
        (TEXT, pill.words, True, INK),
        (SMALL, pill.notes, False, SOFT),
    ):
        for line in words:
            down += size * LEAD
            pieces.append(text(line, middle, down - size * 0.3, size, fill=fill, bold=bold, middle=True))
    down = top + tall + 3
    for line in pill.goes:
        down += SMALL * LEAD
        pieces.append(text(line, middle, down - SMALL * 0.3, SMALL, fill=SOFT, middle=True))
    return "".join(pieces)


def text(
    words: str, x: float, y: float, size: float, *, fill: str = INK, bold: bool = False, middle: bool = False
) -> str:
    """One line of words; `y` is where the letters stand."""
    style = f'font-size="{size:g}" fill="{fill}"'
    style += ' font-weight="600"' if bold else ""
    style += ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words, quote=False)}</text>'
