"""One reading of one message, whatever the message is."""

import io
import json
import re
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading import Command, YesNo
from intents.batch import LineError, classify
from intents.explanation import explain
from intents.reader import Reader, load_reader
from intents.report import evaluate_file, report_lines
from network.needs import LABELS, Need, OtherKind

READER = load_reader()

PLAIN = (
    ("อยากออกแบบกล่องขนมใหม่ค่ะ", {Need.PACKAGING}),
    ("ขอเลข อย. น้ำพริกต้องทำยังไงคะ", {Need.FDA_GMP}),
    ("อยากจดเครื่องหมายการค้า", {Need.IP}),
    ("อยากขายของใน TikTok ทำยังไง", {Need.ONLINE_MARKETING}),
    ("ขนมปังขึ้นราเร็วมาก อยากให้เก็บได้นานขึ้น", {Need.SHELF_LIFE}),
    ("อยากกู้เงินมาหมุนเวียนในร้าน", {Need.CREDIT}),
    ("ให้ บสย. ค้ำประกันได้ไหมคะ", {Need.CREDIT_GUARANTEE}),
    ("อยากได้ใบรับรองเกษตรอินทรีย์", {Need.ORGANIC}),
    ("สวัสดีค่ะ", {OtherKind.GREETING}),
    ("เรื่องที่ส่งไปถึงไหนแล้วคะ", {OtherKind.STATUS}),
    ("ขอคุยกับเจ้าหน้าที่", {OtherKind.HUMAN}),
    ("ลบข้อมูลของฉัน", {OtherKind.PRIVACY}),
)


@pytest.mark.parametrize(("text", "labels"), PLAIN)
def test_plain_messages(text: str, labels: set[Need | OtherKind]) -> None:
    assert set(READER.read(text).labels) == labels


def test_one_message_says_several_things() -> None:
    reading = READER.read("อยู่พัทลุงค่ะ อยากกู้สัก 3 แสน โทรมาที่ 02-000-0001")
    assert reading.province == "TH-93"
    assert Need.CREDIT in reading.needs
    assert [(amount.low, amount.high) for amount in reading.amounts] == [(300_000, 300_000)]
    assert reading.phone == "020000001"


def test_a_bare_place_is_an_answer_only_when_asked() -> None:
    assert READER.read("ศาลายาค่ะ", "province").province == "TH-73"
    assert READER.read("เลย", "province").province == "TH-42"
    assert READER.read("เลย").province is None


def test_commands_and_short_answers() -> None:
    assert READER.read("เจ้าหน้าที่").command is Command.PERSON
    assert READER.read("สถานะ").labels == (OtherKind.STATUS,)
    assert READER.read("ใช่ค่ะ").answer is YesNo.YES
    assert READER.read("ไม่ใช่ เชียงรายต่างหาก", "province").correction
    assert READER.read("I need a loan").language == "en"


ODD = (
    *(
        "",
        " ",
        "ก",
        "่",
        "้้้้",
        "👍",
        "👍" * 5000,
        "1",
        "0" * 5000,
        "a",
        "a" * 5000,
        "ก" * 5000,
        "ครับ" * 1250,
        "นา" * 2500,
    ),
    *(
        "\ud800",
        "\ud800" * 5000,
        "\u200b" * 5000,
        "\x00\x01\x1b[31m",
        "อยาก\u202eกู้",
        "ｆｕｌｌ ｗｉｄｔｈ",
        "๑๒๓๔๕" * 1000,
    ),
    *(
        "<script>alert(1)</script>",
        "'; DROP TABLE people; --",
        '{"type":"bubble"}',
        "${jndi:ldap}",
        "%s%n",
        "\n" * 5000,
    ),
    *("อยากกู้เงิน " * 416, "จ." * 2500, "อ.เมือง " * 700, "080-000-000" * 450, "5 แสน " * 800, "Ⅷ½²🇹🇭", "ไม่" * 1600),
)


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_read_in_five_milliseconds(text: str) -> None:
    READER.read("พร้อม", "province")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        took = min(_seconds(text) for _ in range(5))
    assert took < 0.005
    _is_whole(text)


@given(st.text(max_size=300), st.sampled_from([None, "province", "phone", "confirm"]))
@settings(max_examples=300, deadline=None)
def test_anything_at_all_is_read(text: str, expecting: str | None) -> None:
    _is_whole(text, expecting)


@given(st.text(alphabet="กขคงเแโใไะาำิีึืุู่้๊๋์ฯๆ .0123456789๐๑-/จอต\u200b\u0e4d", max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_heap_of_thai_signs_is_read(text: str) -> None:
    _is_whole(text, "province")


def _seconds(text: str) -> float:
    start = time.perf_counter()
    READER.read(text, "province")
    return time.perf_counter() - start


def _is_whole(text: str, expecting: str | None = None) -> None:
    """The promises of a reading; what it holds can be stored as UTF-8."""
    reading = READER.read(text, expecting)
    assert set(reading.scores) == set(LABELS)
    assert all(0 <= score <= 1 for score in reading.scores.values())
    assert reading.labels
    assert len(reading.ask) in (0, 2)
    assert not (reading.sure and reading.ask)
    assert not (reading.province and reading.candidates)
    reading.text.encode("utf-8")


@pytest.mark.parametrize("text", ["", " ", "่", "???", "12345", "...", "\u200b", "🤷"])
def test_what_says_nothing_is_never_sure(text: str) -> None:
    reading = READER.read(text)
    assert not reading.sure
    assert not reading.ask
    assert not reading.needs


def test_lines_in_lines_out() -> None:
    lines = [
        '{"id": "1", "text": "อยากออกแบบกล่อง อยู่พัทลุง"}\n',
        "\n",
        '{"id": 2, "text": "ศาลายาค่ะ", "context": "answer"}\n',
    ]
    out = io.StringIO()
    assert classify(lines, out, READER) == 2
    first, second = map(json.loads, out.getvalue().splitlines())
    assert list(first) == ["id", "labels", "sure", "ask", "scores", "province", "candidates"]
    assert (first["id"], first["labels"], first["province"]) == ("1", ["packaging"], "TH-93")
    assert set(first["scores"]) == {label.value for label in LABELS}
    assert (second["id"], second["province"]) == (2, "TH-73")


@pytest.mark.parametrize(
    "line", ["no json", "[]", '{"id": 1}', '{"text": "ก"}', '{"id": 1, "text": "ก", "context": "x"}']
)
def test_a_line_that_is_no_message_is_named(line: str) -> None:
    good = '{"id": 1, "text": "ก"}\n'
    with pytest.raises(LineError, match="line 2"):
        classify([good, line], io.StringIO(), READER)


def test_an_explanation_names_what_counted() -> None:
    explanation = explain("ฉลากลอกเพราะโดนน้ำ", READER)
    assert next(iter(explanation.reasons)) is Need.PACKAGING
    features = [reason.feature for reason in explanation.reasons[Need.PACKAGING]]
    assert "ฉลาก" in features
    assert explanation.words[0] == "ฉลาก"
    printed = "\n".join(explanation.lines())
    assert "packaging" in printed
    assert "province=None" in printed


def test_a_file_is_evaluated(tmp_path: Path) -> None:
    lines = [{"id": n, "text": text, "labels": sorted(labels)} for n, (text, labels) in enumerate(PLAIN)]
    file = tmp_path / "plain.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    figures = evaluate_file(file, READER)
    assert (figures.messages, figures.exact) == (len(PLAIN), 1)
    printed = "\n".join(report_lines(figures))
    assert re.search(r"exact +1\n", printed)
    assert re.search(r"packaging +1\.000 +1\.000 +1\.000 +1", printed)


def test_readers_are_alike() -> None:
    again: Reader = load_reader()
    text = "หาคนค้ำประกันไม่ได้"
    assert again.read(text) == READER.read(text)
