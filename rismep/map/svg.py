"""A whole picture as SVG: panels of cards with lines between them, and the console's font inside it."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from importlib import resources

from rismep.map.cards import Card, Panel, Picture, unwound
from rismep.map.drawing import INK, SOFT, Drawn, draw, text
from rismep.map.layout import Box, Layout, Line, lay_out
from rismep.map.letters import lines

MARGIN = 32.0
HEAD, LEAD_SIZE, PANEL_HEAD = 24.0, 14.0, 18.0
ARROW = 8.0
TURNS = 4
STYLE = (
    'text{font-family:Sarabun,"Noto Sans Thai","Leelawadee UI",Thonburi,sans-serif}'
    ".card{fill:#fff;stroke:#b9c2b8}.chip{fill:#f5f6f3;stroke:#8d978f}"
    ".line{fill:none;stroke:#5f6f66;stroke-width:1.6}"
)


def to_svg(picture: Picture, say: Callable[..., str]) -> str:
    """The picture, the same to the letter whenever the same is drawn."""
    panels = [lay(panel, lambda title: say("map.back", title=title)) for panel in picture.panels]
    wide = max(layout.width for _, _, layout in panels)
    top, body = _heading(picture, wide)
    for panel, drawn, layout in panels:
        top, block = _panel(panel, drawn, layout, wide, top)
        body += block
    whole, tall = wide + 2 * MARGIN, top + MARGIN
    return "".join([*_opening(picture, whole, tall), *body, "</svg>\n"])


Laid = tuple[Panel, dict[str, Drawn], Layout]


def lay(panel: Panel, back_to: Callable[[str], str]) -> Laid:
    """At first as if all lines left a card in its middle; then again with the chips in the order of their lines."""
    cards = unwound(panel.cards, back_to)
    for turn in range(TURNS):
        drawn = {card.name: draw(card) for card in cards}
        boxes = [Box(name, one.width, one.height, one.ports) for name, one in drawn.items()]
        layout = lay_out([replace(box, ports=_in_the_middle(box)) for box in boxes] if turn == 0 else boxes)
        cards = tuple(_untangled(card, layout) for card in cards) if turn < TURNS - 1 else cards
    return panel, drawn, layout


def _in_the_middle(box: Box) -> tuple[tuple[float, str], ...]:
    return tuple((box.width / 2, target) for _, target in box.ports)


def _untangled(card: Card, layout: Layout) -> Card:
    leaves = {
        line.target: line.way[1][0] if line.way[1:] else line.to[0]
        for line in layout.lines
        if line.source == card.name
    }
    leading = sorted((chip for chip in card.chips if chip.target), key=lambda chip: leaves[chip.target or ""])
    return replace(card, chips=(*(chip for chip in card.chips if not chip.target), *leading))


def _opening(picture: Picture, whole: float, tall: float) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="{picture.language}" role="img" '
        f'width="{whole:.0f}" height="{tall:.0f}" viewBox="0 0 {whole:.0f} {tall:.0f}">\n'
    )
    yield f"<title>{escape(picture.title, quote=False)}</title>\n<desc>{escape(picture.text, quote=False)}</desc>\n"
    yield f"<style>{''.join(_fonts())}{STYLE}</style>\n"
    yield (
        f'<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="{ARROW:g}" markerHeight="{ARROW:g}" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="#5f6f66"/></marker></defs>\n'
    )
    yield f'<rect width="{whole:.0f}" height="{tall:.0f}" fill="#f5f6f3"/>\n'


def _fonts() -> Iterator[str]:
    """The fonts that the console ships: a picture in a page may load nothing else."""
    folder = resources.files("console") / "static" / "fonts"
    for script, letters in (("thai", "U+0E01-0E5B"), ("latin", "U+0000-00FF,U+2000-206F")):
        for weight in (400, 600):
            file = (folder / f"sarabun-{script}-{weight}-normal.woff2").read_bytes()
            yield (
                f"@font-face{{font-family:Sarabun;font-weight:{weight};unicode-range:{letters};"
                f"src:url(data:font/woff2;base64,{b64encode(file).decode()}) format('woff2')}}"
            )


def _heading(picture: Picture, wide: float) -> tuple[float, list[str]]:
    top = MARGIN + HEAD
    body = [text(picture.title, MARGIN, top, HEAD, bold=True)]
    return _words(picture.text, wide, top + 6, body), body


def _words(words: str, wide: float, top: float, body: list[str]) -> float:
    for line in lines(words, min(wide, 900), LEAD_SIZE):
        top += LEAD_SIZE * 1.5
        body.append(text(line, MARGIN, top, LEAD_SIZE, fill=SOFT))
    return top


def _panel(panel: Panel, drawn: dict[str, Drawn], layout: Layout, wide: float, top: float) -> tuple[float, list[str]]:
    """A panel below what stands above it, in the middle."""
    body: list[str] = []
    if panel.title:
        top += 46
        body.append(text(panel.title, MARGIN, top, PANEL_HEAD, fill=INK, bold=True))
    top = _words(panel.text, wide, top + 2, body) + 22
    left = MARGIN + (wide - layout.width) / 2
    body.append(f'<g transform="translate({left:.1f} {top:.1f})">\n')
    body += [f"{path}\n" for path in _lines(drawn, layout)]
    for name, (x, y) in layout.corners.items():
        body.append(f'<g id="{name}" transform="translate({x:.1f} {y:.1f})">{drawn[name].svg}</g>\n')
    body.append("</g>\n")
    return top + layout.height, body


def _lines(drawn: dict[str, Drawn], layout: Layout) -> Iterator[str]:
    """Every line; those that arrive at one card arrive side by side."""
    for target in layout.corners:
        arriving = sorted((line for line in layout.lines if line.target == target), key=lambda line: line.way[-1][0])
        for place, line in enumerate(arriving):
            apart = min(16.0, (drawn[target].width - 48) / len(arriving))
            yield _path(line, (place - (len(arriving) - 1) / 2) * apart)


def _path(line: Line, aside: float) -> str:
    """Down from the chip, straight past the layers between, down into the card."""
    to_x, to_y = line.to
    x, y, lower = line.way[0]
    path = [f"M{x:.1f} {y:.1f}V{lower:.1f}"]
    y = lower
    for next_x, upper, lower in (*line.way[1:], (to_x + aside, to_y - 1, to_y - 1)):
        bend = (upper - y) * 0.55
        path.append(f"C{x:.1f} {y + bend:.1f} {next_x:.1f} {upper - bend:.1f} {next_x:.1f} {upper:.1f}")
        if lower > upper:
            path.append(f"V{lower:.1f}")
        x, y = next_x, lower
    return f'<path class="line" marker-end="url(#to)" d="{"".join(path)}"/>'
