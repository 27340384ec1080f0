"""The pictures of `docs/` are those that the program draws now, and nothing on them covers anything else."""

import re
from functools import cache
from pathlib import Path

import pytest

from network.deadlines import Rules
from rismep.cli import main
from rismep.map.cards import Card, Chip, Panel
from rismep.map.case import case_picture
from rismep.map.drawing import SMALL, WIDEST_CHIP, draw
from rismep.map.letters import lines, width
from rismep.map.sheets import PICTURES, sheets
from rismep.map.speaking import Speaker
from rismep.map.svg import Laid, lay
from texts.catalogue import LANGUAGES, Catalogue

DOCS = Path(__file__).parents[3] / "docs"
NAMES = [f"{name}.{language}.svg" for language in LANGUAGES for name in PICTURES]


@cache
def drawn() -> dict[str, str]:
    return dict(sheets())


@pytest.mark.parametrize("name", NAMES)
def test_the_docs_hold_what_the_program_draws(name: str) -> None:
    shipped = (DOCS / name).read_text(encoding="utf-8") if (DOCS / name).exists() else ""
    assert shipped == drawn()[name], f"run `rismep map` to draw docs/{name} anew"


def test_the_command_draws_every_picture_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(NAMES)
    assert capsys.readouterr().out.split() == [str(tmp_path / name) for name in NAMES]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("")
    assert main(["map", str(tmp_path / "taken")]) == 2
    assert "taken" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_loads_nothing_and_runs_nothing(name: str) -> None:
    svg = drawn()[name]
    assert not re.search(r"<script|<image|<foreignObject|href=|onload", svg)
    assert set(re.findall(r"url\(([^)]{0,9})", svg)) == {"data:font", "#to"}
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in svg
    assert "{" not in re.sub(r"<style>.*?</style>", "", svg), "a place to be filled in was left open"


# --- nothing covers anything ------------------------------------------------------------------------------------


@cache
def laid(language: str) -> list[Laid]:
    speaker = Speaker(language, Catalogue.shipped())
    pictures = [picture(speaker, Rules()) for picture in PICTURES.values()]
    return [lay(panel, "↩ {}".format) for picture in pictures for panel in picture.panels]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_covers_another(language: str) -> None:
    for _, drawn, layout in laid(language):
        boxes = [(*layout.corners[name], one.width, one.height) for name, one in drawn.items()]
        for place, (x, y, wide, tall) in enumerate(boxes):
            for other_x, other_y, other_wide, other_tall in boxes[:place]:
                beside = x >= other_x + other_wide or other_x >= x + wide
                below = y >= other_y + other_tall or other_y >= y + tall
                assert beside or below


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_runs_through_a_card(language: str) -> None:
    """Where a line passes a layer it goes straight down, clear of every card that stands there."""
    for _, drawn, layout in laid(language):
        for line in layout.lines:
            for x, upper, lower in line.way[1:]:
                for name, one in drawn.items():
                    left, top = layout.corners[name]
                    in_it = left < x < left + one.width and top < lower and top + one.height > upper
                    assert not in_it, (line.source, line.target, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_has_a_line_or_says_where_it_goes_back_to(language: str) -> None:
    for panel, drawn, layout in laid(language):
        titles = {card.name: card.title for card in panel.cards}
        with_line = {(line.source, line.target) for line in layout.lines}
        for card in panel.cards:
            for target in {chip.target for chip in card.chips if chip.target}:
                said = lines(f"↩ {titles[target]}", WIDEST_CHIP, SMALL)[0]
                assert (card.name, target) in with_line or said in drawn[card.name].svg, (card.name, target)


def test_a_circle_is_told_in_words_and_not_drawn() -> None:
    there = Card("a", "first", chips=(Chip("on", target="b"),))
    back = Card("b", "second", chips=(Chip("again", target="a"),))
    _, drawn, layout = lay(Panel("", "", (there, back)), lambda title: f"back to {title}")
    assert [(line.source, line.target) for line in layout.lines] == [("a", "b")]
    assert "back to first" in drawn["b"].svg


# --- words -----------------------------------------------------------------------------------------------------


def test_thai_breaks_between_words_and_signs_stay_with_theirs() -> None:
    text = 'หน่วยงานที่รับเรื่อง (ตัวอย่าง) โทรหา "เจ้าของ" แล้วหรือยังคะ'
    broken = lines(text, 90, 13)
    assert len(broken) > 2
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert not any(line.endswith(("(", ' "')) or line.startswith((")", ",")) for line in broken)
    assert max(width(line, 13) for line in broken) <= 90


def test_a_long_text_is_cut_off_with_an_ellipsis() -> None:
    assert lines("one two three four five six", 40, 13, most=2)[-1].endswith("…")
    assert lines("one", 40, 13, most=2) == ["one"]
    assert lines("one\ntwo", 400, 13) == ["one", "two"]


def test_what_was_written_cannot_become_markup() -> None:
    assert "<b>" not in draw(Card("x", "<b>&", "<b>", chips=(Chip("<b>", "<b>", goes="<b>"),))).svg


def test_the_same_comes_out_the_same() -> None:
    speaker = Speaker("th", Catalogue.shipped())
    assert case_picture(speaker, Rules()) == case_picture(speaker, Rules())
    assert dict(sheets()) == drawn()
