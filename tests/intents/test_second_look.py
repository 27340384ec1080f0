"""A second look: only where the first reading was in doubt, with or without its package."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intents import second_look
from intents.installed import shipped_folder
from intents.model import Floats
from intents.reader import Reader, load_reader
from intents.second_look import SECOND_LOOK_FILE, SecondLook, load_second_look

CLEAR = "อยากจดเครื่องหมายการค้า"
DOUBTFUL = "ลูกค้าไม่ซื้อซ้ำ"


@pytest.fixture(scope="module")
def twice() -> Reader:
    reader = load_reader(second_look=True)
    assert reader.second_look is not None
    return reader


def _listening(reader: Reader, heard: list[str]) -> Reader:
    """The same reader, of which it is noted what its encoder was asked."""
    second = reader.second_look
    assert second is not None

    def encode(text: str) -> Floats:
        heard.append(text)
        return second.encode(text)

    return replace(reader, second_look=SecondLook(encode, second.weighing, second.thresholds, second.below))


def test_only_what_is_in_doubt_is_looked_at_again(twice: Reader) -> None:
    heard: list[str] = []
    reader = _listening(twice, heard)
    for text in (CLEAR, "สวัสดีค่ะ", "เจ้าหน้าที่", "", "😀", "12345"):
        reader.read(text)
    assert heard == []
    assert not load_reader().judge(DOUBTFUL).sure
    reader.read(DOUBTFUL)
    assert heard == [DOUBTFUL]


def test_the_first_reading_stays_where_it_was_sure(twice: Reader) -> None:
    assert twice.judge(CLEAR) == load_reader().judge(CLEAR)


def test_the_second_look_changes_how_likely_things_are(twice: Reader) -> None:
    once, again = load_reader().judge(DOUBTFUL), twice.judge(DOUBTFUL)
    assert again.scores != once.scores
    assert 0 <= again.confidence <= 1


def test_many_threads_read_the_same(twice: Reader) -> None:
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(twice.judge, [DOUBTFUL] * 12))
    assert all(each == readings[0] for each in readings)


def test_long_and_odd_texts_are_looked_at_without_complaint(twice: Reader) -> None:
    for text in ("ขายไม่ออก " * 500, "ขาย\ud800ไม่\u200bออกเลย", "?!?! ก ข ค abc"):
        assert twice.judge(text).labels


def test_without_its_package_there_is_none_and_the_first_reading_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "PACKAGE", "no_such_encoder")
    assert load_second_look(shipped_folder()) is None
    assert load_reader(second_look=True).judge(DOUBTFUL) == load_reader().judge(DOUBTFUL)


def test_a_model_that_was_trained_without_one_has_none(tmp_path: Path) -> None:
    assert load_second_look(tmp_path) is None


def test_its_file_holds_numbers_only_and_is_small() -> None:
    file = shipped_folder() / SECOND_LOOK_FILE
    assert file.stat().st_size < 2**19
    with np.load(file, allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored} == {"f"}
