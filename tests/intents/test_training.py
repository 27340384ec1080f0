"""Learning: the corpus is in order, the same corpus gives the same bytes, the figures are what they say."""

import re
from collections import Counter
from pathlib import Path

import pytest

from intents.evaluation import evaluate
from intents.examples import CHAT, CorpusError, Example, load_corpus, of_split, read_lines
from intents.judgement import Judgement
from intents.making import train
from intents.model import legible, prepared
from intents.training import fit
from network.needs import LABELS, Need, OtherKind

CORPUS = Path(__file__).parents[2] / "intents" / "corpus"
ORDER = ("train", "tune", "test")


@pytest.fixture(scope="module")
def corpus() -> list[Example]:
    return load_corpus(CORPUS)


def test_every_message_stands_once(corpus: list[Example]) -> None:
    """Two writers may well type the same few words; then they mean the same to both."""
    ids = Counter(example.id for example in corpus)
    first: dict[str, Example] = {}
    again = []
    for example in corpus:
        known = first.setdefault(prepared(legible(example.text)), example)
        if known is not example and (len(prepared(legible(example.text))) > 20 or known.labels != example.labels):
            again.append((known.id, example.id))
    assert [each for each, count in ids.items() if count > 1] == []
    assert again == []


def test_labels_are_needs_or_one_other_kind(corpus: list[Example]) -> None:
    mixed = [each.id for each in corpus if each.needs and each.needs != each.labels]
    several = [each.id for each in corpus if not each.needs and len(each.labels) > 1]
    assert mixed == several == []


def test_a_writers_last_messages_are_the_ones_for_testing(corpus: list[Example]) -> None:
    for writer in sorted({example.id.rpartition("-")[0] for example in corpus}):
        splits = [example.split for example in corpus if example.id.rpartition("-")[0] == writer]
        assert splits == sorted(splits, key=ORDER.index), writer
        assert set(splits) == set(ORDER), writer


def test_no_telephone_number_could_be_a_real_one(corpus: list[Example]) -> None:
    number = re.compile(r"(?<!\d)0[2-9](?:[- .]?\d){7,8}(?!\d)")
    found = {hit for example in corpus for hit in number.findall(example.text)}
    assert {
        hit for hit in found if not re.sub(r"\D", "", hit).startswith("02000") and not hit.endswith("000-0000")
    } == set()


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "writer-x.jsonl"
    file.write_text(
        '{"id": "x-1", "text": "ก", "labels": ["other"]}\n{"id": "x-2", "text": "ข", "labels": ["box"]}\n'
    )
    with pytest.raises(CorpusError, match=r"writer-x\.jsonl:2"):
        list(read_lines(file))


def _small_corpus(corpus: list[Example]) -> list[Example]:
    """A few of each label, in the order in which they were written."""
    few: list[Example] = []
    for label in LABELS:
        few += [each for each in of_split(corpus, "train") if each.labels == {label}][:12]
    return sorted(few + of_split(corpus, "tune")[-40:], key=lambda each: each.id)


def test_what_was_learnt_is_known(corpus: list[Example]) -> None:
    small = _small_corpus(corpus)
    figures = fit(small, small).figures
    assert figures.exact > 0.9
    assert figures.needs_macro_f1 > 0.9


def test_the_same_corpus_gives_the_same_bytes(corpus: list[Example], tmp_path: Path) -> None:
    source = tmp_path / "corpus"
    (source / "wisesight").mkdir(parents=True)
    chat = (CORPUS / "wisesight" / "chat.txt").read_text("utf-8").splitlines()[:100]
    (source / "wisesight" / "chat.txt").write_text("\n".join(chat), "utf-8")
    lines = (CORPUS / "writer-c.jsonl").read_text("utf-8").splitlines()
    (source / "writer-c.jsonl").write_text("\n".join(lines[:150] + lines[-60:]), "utf-8")
    made = []
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        train(source, tmp_path / name)
        made.append([(tmp_path / name / file).read_bytes() for file in ("model.npz", "model.json")])
    assert made[0] == made[1]


def _example(*labels: Need | OtherKind, difficulty: str = "easy") -> Example:
    return Example("t-1", "ก", frozenset(labels), "test", difficulty)


def _said(*labels: Need | OtherKind, sure: bool = True, likely: float = 0.95) -> Judgement:
    scores = {label: likely if label is labels[0] else 0.0 for label in LABELS}
    return Judgement(labels, sure, () if sure else (Need.IP, Need.CREDIT), scores, likely)


def test_figures_are_counted_as_they_say() -> None:
    figures = evaluate(
        [
            _example(Need.IP),
            _example(Need.CREDIT, Need.PACKAGING),
            _example(Need.CREDIT),
            _example(OtherKind.OTHER, difficulty="misleading"),
            _example(OtherKind.OTHER, difficulty=CHAT),
            _example(OtherKind.OTHER, difficulty=CHAT),
        ],
        [
            _said(Need.IP),
            _said(Need.CREDIT, sure=False, likely=0.55),
            _said(Need.CREDIT, likely=0.9),
            _said(Need.IP, sure=False, likely=0.5),
            _said(OtherKind.OTHER),
            _said(OtherKind.OTHER, sure=False),
        ],
    )
    assert figures.messages == 4
    assert figures.exact == 0.5
    assert figures.both_found == 0
    assert (figures.sure, figures.right_when_sure, figures.asked) == (0.5, 1, 0.5)
    assert figures.labels["ip"].precision == 0.5
    assert figures.labels["packaging"].recall == 0
    assert figures.needs_micro_f1 == pytest.approx(2 * 3 / (4 + 4))
    easy, misleading = figures.difficulties["easy"], figures.difficulties["misleading"]
    assert (easy.messages, easy.right_when_sure) == (3, 1)
    assert (easy.exact, easy.sure) == pytest.approx((2 / 3, 2 / 3))
    assert (misleading.messages, misleading.exact) == (1, 0)
    # The two that it was not sure of were wrong; both got ip and credit to choose from, and credit was one's need.
    refusals = figures.refusals
    assert (refusals.messages, refusals.right_anyway, refusals.offered, refusals.offered_right) == (2, 0, 2, 1)
    assert figures.micro_f1 == pytest.approx(2 * 3 / (4 + 5))
    assert (figures.chat_messages, figures.chat_need_or_asked, figures.chat_sure_of_a_need) == (2, 0.5, 0)
    assert figures.confusions == [("credit+packaging", "credit", 1), ("other", "ip", 1)]
    # Two of four in the bin of 0.5 to 0.6: said 0.525, one true; two in the last: said 0.925, both true.
    assert figures.expected_calibration_error == pytest.approx((abs(0.525 - 0.5) * 2 + abs(0.925 - 1) * 2) / 4)
    assert figures.curve[-1] == (1.0, 0.5)
