"""`rismep evaluate` and `rismep train` as an operator types them, on a few messages."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from casework import correcting, opening
from casework.correcting import Facts
from casework.history import Actor
from intents.installed import reader_in_use
from intents.model import load_model
from network.cases import Who
from network.needs import LABELS, Need
from rismep.cli import main
from rismep.settings import from_environment
from rismep.wiring import House
from storage import people, staff
from tests.keys import TEST_KEY

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
CORPUS = Path(__file__).parents[2] / "intents" / "corpus"
STRANGE = "ฮึ่มแฮ่ม"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "LINE_CHANNEL_SECRET": "a-secret-of-the-tests",
        "LINE_CHANNEL_ACCESS_TOKEN": "a-token-of-the-tests",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "SECRET_KEY": "a key of the tests that is long enough",
        "ENCRYPTION_KEYS": TEST_KEY,
        "PUBLIC_URL": "http://127.0.0.1:8080",
        "MODEL_FOLDER": str(tmp_path / "models"),
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command: its exit code, what it writes, what it complains of."""

    def typed(*words: str, **environment_too: str) -> tuple[int, str, str]:
        for name, value in {**environment, **environment_too}.items():
            monkeypatch.setenv(name, value)
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Few messages to learn from, so that what learns from them is far worse than what is shipped."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [json.loads(line) for line in (CORPUS / "writer-c.jsonl").read_text("utf-8").splitlines()]
    for number, line in enumerate(lines):
        line["split"] = "train" if number < 60 else "tune" if number < 80 else "test"
    few = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines[:240])
    (folder / "writer-c.jsonl").write_text(few, "utf-8")
    (folder / "wisesight").mkdir()
    chat = (CORPUS / "wisesight" / "chat.txt").read_text("utf-8").splitlines()[:60]
    (folder / "wisesight" / "chat.txt").write_text("\n".join(chat), "utf-8")
    return folder


def _model(folder: str) -> bytes:
    return (Path(folder) / "model.npz").read_bytes()


# --- evaluating -----------------------------------------------------------------------------------------


LINES = (
    ("อยากออกแบบกล่องขนมใหม่ค่ะ", ["packaging"]),
    ("อยากจดเครื่องหมายการค้า", ["ip"]),
    ("อยากกู้เงินมาหมุนเวียนในร้าน", ["branding"]),
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "<blind>.jsonl"
    lines = [{"id": str(number), "text": text, "labels": labels} for number, (text, labels) in enumerate(LINES)]
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return file


def test_a_file_is_evaluated_as_text_and_as_json(run: Run, labelled: Path) -> None:
    code, said, _ = run("evaluate", str(labelled))
    assert code == 0
    assert re.search(r"^exact +0\.6667$", said, re.MULTILINE)
    assert re.search(r"^unmarked messages +3$", said, re.MULTILINE)
    assert "1 x branding -> credit" in said
    figures = json.loads(run("evaluate", str(labelled), "--json")[1])
    assert figures["exact"] == pytest.approx(2 / 3)
    assert figures["confusions"] == [["branding", "credit", 1]]
    assert {"refusals", "reliability", "curve", "difficulties", "expected_calibration_error"} <= set(figures)
    assert set(figures["labels"]) == {label.value for label in LABELS}


class _Parts(HTMLParser):
    """What a page would fetch, and how many plots it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.plots = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.plots += tag == "svg"
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]


@pytest.mark.parametrize(("locale", "title"), [("C.UTF-8", "Reliability"), ("th_TH.UTF-8", "ความเชื่อถือได้")])
def test_the_page_needs_nothing_beside_itself(
    run: Run, labelled: Path, tmp_path: Path, locale: str, title: str
) -> None:
    assert run("evaluate", str(labelled), "--html", str(tmp_path / "page.html"), LC_ALL=locale)[0] == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    parts = _Parts()
    parts.feed(page)
    assert (parts.fetched, parts.plots) == ([], 2)
    assert title in page
    assert "&lt;blind&gt;.jsonl" in page
    assert "66.7%" in page


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("no json", "jsonl:1"),
        ('{"id": 1, "text": "ก", "labels": ["box"]}', "box"),
        ('{"id": 1, "text": "ก"}', "labels"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(run: Run, tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(content, "utf-8")
    code, said, error = run("evaluate", str(file))
    assert (code, said) == (2, "")
    assert complaint in error


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    assert run("evaluate", str(tmp_path / "nowhere.jsonl"))[0] == 2


# --- training -------------------------------------------------------------------------------------------


def test_a_worse_model_is_refused_unless_forced_and_can_be_taken_back(
    run: Run, environment: dict[str, str], corpus: Path
) -> None:
    folder = environment["MODEL_FOLDER"]
    code, said, error = run("train", "--corpus", str(corpus), "--corpus-only")
    assert code == 2
    assert "Not installed: it is worse beyond chance" in error
    assert re.search(r"all labels right +\d\.\d{3} +\d\.\d{3} +-\d\.\d{3} +-\d\.\d{3} … -\d\.\d{3}", said)
    assert re.search(r"packaging design +\d\.\d{3} +\d\.\d{3} +[+-]\d\.\d{3}\n", said)
    assert not (Path(folder) / "model.npz").exists()
    refused = _model(f"{folder}/new")

    code, said, _ = run("train", "--corpus", str(corpus), "--corpus-only", "--force")
    assert code == 0
    assert "at its next start" in said
    assert _model(folder) == refused
    assert "# Model card" in (Path(folder) / "model.md").read_text("utf-8")

    assert run("train", "--back")[0] == 0
    assert not (Path(folder) / "model.npz").exists()
    assert run("train", "--back")[0] == 0
    assert _model(folder) == refused


def test_trained_again_on_the_same_the_model_is_no_worse_and_let_in(
    run: Run, environment: dict[str, str], corpus: Path
) -> None:
    run("train", "--corpus", str(corpus), "--corpus-only", "--force")
    first = _model(environment["MODEL_FOLDER"])
    code, said, error = run("train", "--corpus", str(corpus), "--corpus-only")
    assert (code, error) == (0, "")
    assert re.search(r"all labels right +\S+ +\S+ +\+0\.000 +\+0\.000 … \+0\.000", said)
    assert _model(environment["MODEL_FOLDER"]) == first
    assert _model(environment["MODEL_FOLDER"] + "/former") == first


def test_the_bot_reads_with_the_model_of_its_start(run: Run, environment: dict[str, str], corpus: Path) -> None:
    text = "ขอคุยเรื่องงานหน่อย"
    run("train", "--corpus", str(corpus), "--corpus-only", "--force")
    house = House(from_environment(environment))
    own, shipped = reader_in_use(Path(environment["MODEL_FOLDER"])), reader_in_use(None)
    assert house.bot.read(text, None).scores == own.read(text).scores != shipped.read(text).scores
    house.close()


def test_back_without_a_former_model_is_refused(run: Run) -> None:
    code, _, error = run("train", "--back")
    assert code == 2
    assert "no former model" in error


def test_a_corpus_without_messages_to_test_on_is_refused(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    (folder / "wisesight").mkdir(parents=True)
    (folder / "wisesight" / "chat.txt").write_text("")
    code, _, error = run("train", "--corpus", str(folder), "--corpus-only")
    assert code == 2
    assert "no messages for testing" in error
    assert run("train", "--corpus", str(tmp_path / "nowhere"), "--corpus-only")[0] == 2


def _put_right(house: House, owner: int, officer: int, text: str) -> None:
    """An owner's case was taken for branding; an officer says that packaging was meant."""
    with house.work() as session:
        person, *_ = people.meet(session, f"U{owner:032}", NOW)
        matter = opening.Matter((Need.BRANDING,), "TH-93", "ขนม", text)
        case = opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), NOW)
        correcting.correct(session, case, Facts((Need.PACKAGING,), "TH-93", "ขนม"), Actor(Who.STAFF, officer), NOW)


def test_what_staff_put_right_is_learnt_once_three_owners_say_it(
    run: Run, environment: dict[str, str], corpus: Path
) -> None:
    house = House(from_environment(environment))
    house.prepare()
    with house.work() as session:
        officer = staff.add_staff(session, name="a", shown_name="ก", password="12345678", centre_id=None, now=NOW).id
    for owner in range(2):
        for _ in range(2):
            _put_right(house, owner, officer, f"กล่อง{STRANGE}")
    code, said, _ = run("train", "--corpus", str(corpus), "--force")
    assert code == 0
    assert "4 corrections of messages of 2 people" in said
    assert not any(STRANGE[:4] in name for name in load_model(_file(environment)).letters.names())
    _put_right(house, 2, officer, f"กล่อง{STRANGE}")
    run("train", "--corpus", str(corpus), "--force")
    assert any(STRANGE[:4] in name for name in load_model(_file(environment)).letters.names())
    house.close()


def _file(environment: dict[str, str]) -> Path:
    return Path(environment["MODEL_FOLDER"]) / "model.npz"
