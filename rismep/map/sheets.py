"""All pictures, as the files of `docs/`."""

from collections.abc import Iterator
from pathlib import Path

from network.deadlines import Rules
from rismep.map.case import case_picture
from rismep.map.dialog import dialog_picture
from rismep.map.speaking import Speaker
from rismep.map.svg import to_svg
from texts.catalogue import LANGUAGES, Catalogue

PICTURES = {"map-dialog": dialog_picture, "map-case": case_picture}


def sheets() -> Iterator[tuple[str, str]]:
    """The name and the text of each file: the shipped texts and deadlines, not those of one agency."""
    for language in LANGUAGES:
        speaker = Speaker(language, Catalogue.shipped())
        for name, picture in PICTURES.items():
            yield f"{name}.{language}.svg", to_svg(picture(speaker, Rules()), speaker.say)


def write(folder: Path) -> list[Path]:
    """Write every picture into a folder; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, svg in sheets():
        path = folder / name
        path.write_text(svg, encoding="utf-8")
        written.append(path)
    return written
