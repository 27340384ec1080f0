"""Which model reads: the agency's own before the shipped one, and the way back."""

import logging
import shutil
from pathlib import Path

import pytest

from intents.installed import CARD_FILE, NoFormer, bring_back, install, reader_in_use, room_for_new, shipped_folder
from intents.judgement import THRESHOLDS_FILE
from intents.model import MODEL_FILE
from intents.second_look import SECOND_LOOK_FILE


def _train(folder: Path, name: str) -> None:
    """As the training leaves a model; its card tells which it is."""
    new = room_for_new(folder)
    for file in (MODEL_FILE, THRESHOLDS_FILE):
        shutil.copy(shipped_folder() / file, new / file)
    (new / CARD_FILE).write_text(name)


def _in_use(folder: Path) -> str:
    return (folder / CARD_FILE).read_text() if (folder / MODEL_FILE).exists() else "shipped"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of an agency that has trained once."""
    folder = tmp_path / "models"
    _train(folder, "first")
    assert _in_use(folder) == "shipped"
    install(folder)
    return folder


def test_the_way_back_and_forth(folder: Path) -> None:
    assert _in_use(folder) == "first"
    _train(folder, "second")
    install(folder)
    assert _in_use(folder) == "second"
    bring_back(folder)
    assert _in_use(folder) == "first"
    bring_back(folder)
    assert _in_use(folder) == "second"


def test_back_from_the_first_model_of_ones_own_is_the_shipped_one(folder: Path) -> None:
    bring_back(folder)
    assert _in_use(folder) == "shipped"
    bring_back(folder)
    assert _in_use(folder) == "first"


def test_a_model_without_a_second_look_does_not_inherit_the_former_ones(folder: Path) -> None:
    (folder / SECOND_LOOK_FILE).write_bytes(b"of the first")
    _train(folder, "second")
    install(folder)
    assert not (folder / SECOND_LOOK_FILE).exists()
    bring_back(folder)
    assert (folder / SECOND_LOOK_FILE).read_bytes() == b"of the first"


def test_there_is_no_way_back_from_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoFormer):
        bring_back(tmp_path / "models")


def test_a_refused_model_can_be_looked_at_until_the_next_training(folder: Path) -> None:
    _train(folder, "refused")
    assert _in_use(folder / "new") == "refused"
    assert _in_use(folder) == "first"


def test_without_a_model_of_ones_own_the_shipped_one_reads(tmp_path: Path) -> None:
    for folder in (None, tmp_path, tmp_path / "nowhere"):
        assert reader_in_use(folder).read("อยากจดเครื่องหมายการค้า").labels == ("ip",)


@pytest.mark.parametrize("damage", [b"", b"no model", b"half"])
def test_a_damaged_model_is_told_of_and_the_shipped_one_reads(
    folder: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    whole = (folder / MODEL_FILE).read_bytes()
    (folder / MODEL_FILE).write_bytes(whole[: len(whole) // 2] if damage == b"half" else damage)
    with caplog.at_level(logging.WARNING):
        assert reader_in_use(folder).read("อยากจดเครื่องหมายการค้า").labels == ("ip",)
    assert "own model cannot be used" in caplog.text
