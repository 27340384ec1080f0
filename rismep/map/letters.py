"""How wide words come out in Sarabun, and how they break into lines: a picture has to know before it is shown."""

from collections.abc import Iterator
from functools import cache

from intents.words import words

_WIDTHS = {
    0.0: "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e",
    0.24: " !i|",
    0.26: ",.:;j·l'",
    0.3: "Iเ[](){}t",
    0.34: '-fr"',
    0.38: "โใไ•",
    0.45: "งsJz*?/",
    0.48: "ราำxyvck",
    0.52: "วะaeฐธ",
    0.56: "จฮฉย0123456789nopqubdghEFLST",
    0.6: "กถฤลสแขดอคศABCKPRVXYZ+<=>~",
    0.64: "ชฎฏตมฅซผฝภๆฆนหDGOQU",
    0.68: "บทปษHN&#",
    0.74: "พฟฬฑ",
    0.83: "ฌญฒณmwMW@…—",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
"""In units of the size, of the 400 weight; the bold is a little wider."""

BOLD = 1.04


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is."""
    plain = sum(_WIDTH.get(letter, 0.56) for letter in text)
    return plain * size * (BOLD if bold else 1)


def lines(text: str, room: float, size: float, most: int = 99, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`; what goes beyond `most` lines is cut off with an ellipsis."""
    found = [line for part in text.split("\n") for line in _broken(part, room, size, bold)]
    if len(found) <= most:
        return found
    return [*found[: most - 1], f"{found[most - 1].rstrip()}…"]


def _broken(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip(), size, bold=bold) > room:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line:
        yield line.rstrip()


@cache
def _pieces(text: str) -> tuple[str, ...]:
    """What must not be torn apart: words with the spaces before them and the signs that hold on to them."""
    found: list[str] = []
    place, holds_next, quoted = 0, False, False
    for word in words(text):
        begins = text.find(word, place)
        if begins < 0:
            continue
        piece, place = text[place : begins + len(word)], begins + len(word)
        quoted = quoted != (word == QUOTE)
        closes = word[0] in CLOSING or (word == QUOTE and not quoted)
        if found and (holds_next or closes):
            found[-1] += piece
        else:
            found.append(piece)
        holds_next = word in OPENING or (word == QUOTE and quoted)
    return (*found, text[place:])


QUOTE = '"'
OPENING, CLOSING = "([{“", ",.:;!?)]}”…·ๆฯ"
