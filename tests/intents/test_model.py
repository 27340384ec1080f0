"""The model as numbers: probabilities that add up, files without code, serving without the training libraries."""

import subprocess
import sys
import warnings
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from intents.judgement import Thresholds, judge
from intents.model import LABEL_SETS, MEMBERS, Floats, Model, legible, load_model, prepared, save_model, word_features
from network.needs import LABELS, Need, OtherKind

SHIPPED = Path(str(files("intents.data"))) / "model.npz"
ODD = ("", " ", "ก", "่", "👍", "1", "\ud800", "\u200b", "ก" * 5000, "ครับ" * 1250, "<b>'; drop table", "ｆｕｌｌ")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(SHIPPED)


def test_a_set_holds_needs_or_one_other_kind() -> None:
    for some in LABEL_SETS:
        kinds = [label for label in some if isinstance(label, OtherKind)]
        assert (len(kinds), len(some)) == (1, 1) or (not kinds and 1 <= len(some) <= 3)
    assert len(set(LABEL_SETS)) == len(LABEL_SETS) == 6 + 11 + 55 + 165


@pytest.mark.parametrize("text", ODD)
def test_probabilities_add_up_whatever_comes(model: Model, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        probabilities = model.probabilities(prepared(legible(text)))
    assert probabilities.sum() == pytest.approx(1, abs=1e-4)
    assert (probabilities >= 0).all()


def test_the_shipped_file_holds_numbers_only_and_is_small() -> None:
    assert SHIPPED.stat().st_size <= 8 * 2**20
    with np.load(SHIPPED, allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored} <= {"f", "u", "i"}


def test_a_saved_model_is_the_same_model(model: Model, tmp_path: Path) -> None:
    save_model(model, tmp_path / "once.npz")
    again = load_model(tmp_path / "once.npz")
    save_model(again, tmp_path / "twice.npz")
    text = prepared(legible("ขนมขึ้นราเร็ว อยากได้กล่องใหม่ด้วย"))
    assert (model.probabilities(text) == again.probabilities(text)).all()
    assert (tmp_path / "once.npz").read_bytes() == (tmp_path / "twice.npz").read_bytes()


def test_what_each_word_says_adds_up_to_what_the_hidden_layer_says(model: Model) -> None:
    rows = model.words.rows(word_features(prepared(legible("กล่องสวยอยู่แล้ว แต่ขนมข้างในขึ้นรา"))))
    shares, hidden = model.words.shares(rows), model.hidden
    roused = shares @ hidden.table[rows] * hidden.scale + hidden.start > 0
    beforehand = hidden.start[roused] @ hidden.out[roused]
    said = hidden.said(rows, shares).sum(axis=0) + beforehand
    assert said == pytest.approx(hidden.score(rows, shares), abs=1e-3)


def test_a_model_for_other_labels_is_refused(tmp_path: Path) -> None:
    with np.load(SHIPPED) as stored:
        arrays = dict(stored)
    arrays["labels"] = np.frombuffer(b'["branding"]', dtype=np.uint8)
    np.savez(tmp_path / "old.npz", **arrays)
    with pytest.raises(ValueError, match="rismep train"):
        load_model(tmp_path / "old.npz")


def _certain(*labels: Need | OtherKind) -> Floats:
    return np.array([some == frozenset(labels) for some in LABEL_SETS], dtype=np.float32)


THRESHOLDS = Thresholds(sure=dict.fromkeys(LABELS, 0.9), ask=0.3, also=0.45)


def test_what_is_certain_is_said_without_asking() -> None:
    judgement = judge(_certain(Need.CREDIT, Need.PACKAGING), THRESHOLDS)
    assert frozenset(judgement.labels) == {Need.CREDIT, Need.PACKAGING}
    assert judgement.sure
    assert judgement.ask == ()
    assert judgement.confidence == 1


def test_torn_between_two_needs_both_are_asked_about() -> None:
    torn = 0.55 * _certain(Need.PACKAGING) + 0.40 * _certain(Need.BRANDING) + 0.05 * _certain(OtherKind.OTHER)
    judgement = judge(torn, THRESHOLDS)
    assert judgement.labels == (Need.PACKAGING,)
    assert not judgement.sure
    assert judgement.ask == (Need.PACKAGING, Need.BRANDING)


def test_a_second_need_is_named_from_its_own_threshold_on() -> None:
    half = 0.5 * _certain(Need.PACKAGING) + 0.46 * _certain(Need.PACKAGING, Need.BRANDING) + 0.04 * _certain(Need.IP)
    assert judge(half, THRESHOLDS).labels == (Need.PACKAGING, Need.BRANDING)


def test_unsure_without_a_likely_need_nothing_is_asked() -> None:
    unclear = 0.6 * _certain(OtherKind.OTHER) + 0.3 * _certain(OtherKind.HUMAN) + 0.1 * _certain(Need.IP)
    judgement = judge(unclear, THRESHOLDS)
    assert (judgement.labels, judgement.sure, judgement.ask) == ((OtherKind.OTHER,), False, ())


def test_scores_are_the_labels_own_probabilities() -> None:
    mixed = 0.7 * _certain(Need.CREDIT, Need.CREDIT_GUARANTEE) + 0.3 * _certain(Need.CREDIT)
    scores = judge(mixed, THRESHOLDS).scores
    assert scores[Need.CREDIT] == pytest.approx(1, abs=1e-5)
    assert scores[Need.CREDIT_GUARANTEE] == pytest.approx(0.7, abs=1e-5)
    assert set(scores) == set(LABELS)
    assert MEMBERS.shape == (len(LABEL_SETS), len(LABELS))


def test_serving_loads_none_of_the_training_libraries() -> None:
    check = (
        "import sys; from intents.reader import load_reader; load_reader().read('อยากได้กล่อง');"
        "print([name for name in ('sklearn', 'scipy', 'pythainlp') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
