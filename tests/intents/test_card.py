"""The model card tells what is so."""

import shutil
from pathlib import Path

import pytest

from intents.examples import Example, load_corpus
from intents.making import train
from network.needs import LABELS, Need

CORPUS = Path(__file__).parents[2] / "intents" / "corpus"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two writers and some chat."""
    source = tmp_path_factory.mktemp("corpus")
    for name in ("writer-c-4.jsonl", "writer-c-5.jsonl"):
        shutil.copy(CORPUS / name, source / name.replace("c-4", "d"))
    text = (source / "writer-d.jsonl").read_text("utf-8").replace('"id": "c4-', '"id": "d-')
    (source / "writer-d.jsonl").write_text(text, "utf-8")
    (source / "wisesight").mkdir()
    chat = (CORPUS / "wisesight" / "chat.txt").read_text("utf-8").splitlines()[:60]
    (source / "wisesight" / "chat.txt").write_text("\n".join(chat), "utf-8")
    return source


@pytest.fixture(scope="module")
def written(source: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("model")
    corrections = [
        Example(f"correction-{number}", "อยากได้กล่อง", frozenset({Need.PACKAGING}), person=str(number % 2 + 7000))
        for number in range(3)
    ]
    train(source, target, corrections, strangers=True)
    return (target / "model.md").read_text("utf-8")


def _rows(text: str, heading: str) -> list[list[str]]:
    """The body of the first table whose head begins so."""
    _, _, rest = text.partition(f"| {heading} |")
    lines = rest.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_it_counts_what_was_learned_from(source: Path, written: str) -> None:
    corpus = load_corpus(source)
    assert f"{len(corpus)} messages of the corpus, and 3 corrections by staff, of messages of 2 people." in written
    rows = {name: [int(count) for count in counts] for name, *counts in _rows(written, "label")}
    assert list(rows) == [label.value for label in LABELS]
    of_packaging = [example.split for example in corpus if Need.PACKAGING in example.labels]
    in_splits = [of_packaging.count(split) for split in ("train", "tune", "test")]
    assert rows["packaging"] == [in_splits[0] + 3, *in_splits[1:]]
    writers = {name: [int(count) for count in counts] for name, *counts in _rows(written, "written by")}
    assert list(writers) == ["c", "d", "chat", "corrections"]
    assert sum(writers["c"]) == 84


def test_it_gives_the_figures_of_each_difficulty_label_and_writer(written: str) -> None:
    assert [row[0] for row in _rows(written, "difficulty")] == ["easy", "indirect", "misleading"]
    figures = _rows(written.partition("## Figures on the test part")[2], "label")
    assert [row[0] for row in figures] == [label.value for label in LABELS]
    strangers = _rows(written.partition("## Figures on strangers")[2], "written by")
    assert [(row[0], row[1]) for row in strangers] == [("c", "84"), ("d", "50")]


def test_it_names_limits_and_no_owner(written: str) -> None:
    assert "Weakest labels by F1: " in written
    assert "7001" not in written
    assert "$" not in written
