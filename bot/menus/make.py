"""Draws the pictures of the rich menus through Chromium, with the words of the catalogue.

    python -m bot.menus.make [path of Chromium]

To be run again after a change of a menu or of its words; `words.json` says which words the pictures show, and a
test compares them.
"""

import json
import sys
import tomllib
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Page, sync_playwright

from bot.rich_menus import HEIGHT, MENUS, WIDTH, shape, words
from texts.catalogue import Catalogue

HERE = Path(__file__).parent
FONTS = HERE.parents[1] / "console" / "static" / "fonts"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--headless", "--no-sandbox", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip

COLOURS = {"owner": "#06764a", "provider": "#24507a"}
"""An owner and a provider may be one person with two phones: their menus are told apart at a glance."""

ICONS = tomllib.loads((HERE / "icons.toml").read_text(encoding="utf-8"))


def main() -> None:
    catalogue = Catalogue.shipped()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=(*sys.argv[1:], CHROMIUM)[0], args=QUIET)
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for menu in MENUS:
            _draw(page, menu, catalogue)
        chromium.close()
    shown = {menu: words(menu, catalogue) for menu in MENUS}
    (HERE / "words.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _draw(page: Page, menu: str, catalogue: Catalogue) -> None:
    template = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template("picture.html")
    html = template.render(
        fields=_fields(menu, catalogue),
        colour=COLOURS[menu.partition("_")[0]],
        wide_first=len(MENUS[menu][0]) < len(MENUS[menu][1]),
        width=WIDTH,
        height=HEIGHT,
        fonts=FONTS.as_uri(),
    )
    with NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(html)
        file.flush()
        page.goto(Path(file.name).as_uri())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=HERE / (menu + ".png"))


def _fields(menu: str, catalogue: Catalogue) -> list[dict[str, object]]:
    buttons = [button for row in MENUS[menu] for button in row]
    said = [label for row in words(menu, catalogue) for label in row]
    areas = shape(menu, catalogue)["areas"]
    return [
        {**area["bounds"], "words": label, "icon": ICONS[button.label]}
        for button, label, area in zip(buttons, said, areas, strict=True)
    ]


if __name__ == "__main__":
    main()
