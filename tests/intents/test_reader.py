"""One reading of one message, whatever the message is."""

import io
import json
import re
from pathlib import Path

import pytest

from intake.reading import Command, YesNo
from intents.answers import wish_of
from intents.batch import LineError, classify
from intents.explanation import explain
from intents.reader import Reader, load_reader
from intents.report import evaluate_file, report_lines
from network.needs import LABELS, Need, OtherKind
from tests.intents.tables import rows

READER = load_reader()

PLAIN: tuple[tuple[str, set[Need | OtherKind]], ...] = (
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


@pytest.mark.parametrize("text", ["หวัดดี ขายไม่ออก", "สวัสดีค่ะ ช่วยหน่อย ขายไม่ออก"])
def test_a_greeting_hides_no_trouble(text: str) -> None:
    assert Need.ONLINE_MARKETING in READER.read(text).ask


@pytest.mark.parametrize("text", ["สวัสดีค่ะ รบกวนสอบถามหน่อย", "หวัดดีครับ ยินดีที่ได้รู้จัก", "hello there"])
def test_a_greeting_with_nothing_behind_it_is_one(text: str) -> None:
    reading = READER.read(text)
    assert (reading.labels, reading.ask) == ((OtherKind.GREETING,), ())


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("I sell curry paste in Phatthalung and need a loan", Need.CREDIT),
        ("I sell curry paste in Phatthalung, I need packaging design", Need.PACKAGING),
        ("We make rice crackers in Trang. We want GMP certification", Need.FDA_GMP),
        ("hi, i make honey in Nan and want a logo", Need.BRANDING),
    ],
)
def test_what_is_made_hides_no_wish_in_english(text: str, need: Need) -> None:
    reading = READER.read(text)
    assert reading.sure
    assert reading.labels == (need,)


@pytest.mark.parametrize("wish", ["a logo too", "a loan guarantee", "a loan but no guarantee"])
def test_what_may_be_two_wishes_is_asked_about(wish: str) -> None:
    assert wish_of(f"I make honey in Nan and want {wish}") is None


@pytest.mark.parametrize(("text", "expected"), rows("instead_of.txt"))
def test_one_need_instead_of_another(text: str, expected: str) -> None:
    reading = READER.read(text)
    said = f"{' '.join(reading.instead_of)} > {' '.join(reading.labels)}" if reading.instead_of else "-"
    assert said == expected


@pytest.mark.parametrize(("text", "expected"), rows("elsewhere.txt"))
def test_what_others_look_after(text: str, expected: str) -> None:
    assert (READER.read(text).elsewhere or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("businesses.txt"))
def test_two_businesses_in_one_message(text: str, expected: str) -> None:
    assert (", ".join(" ".join(one.needs) for one in READER.read(text).businesses) or "-") == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("เอากล่อง", "packaging"),
        ("เอาแค่กล่องค่ะ", "packaging"),
        ("I'll take the logo", "branding"),
        ("เอาไว้ก่อน", "other"),
        ("ขอคุยกับเจ้าหน้าที่", "human"),
    ],
)
def test_what_is_chosen_of_what_was_asked_about(text: str, label: str) -> None:
    assert READER.read(text, "need").labels == (label,)


def is_understood(text: str, labels: str) -> bool:
    return {str(label) for label in READER.read(text).labels} == set(labels.split())


@pytest.mark.parametrize(("text", "labels"), rows("plain_asks.txt"))
def test_the_frame_of_an_ask_makes_nobody_sure_of_another_need(text: str, labels: str) -> None:
    """How something is asked for says nothing of what is asked for."""
    assert is_understood(text, labels) or not READER.read(text).sure


def test_nearly_every_plain_ask_is_understood() -> None:
    understood = [is_understood(text, labels) for text, labels in rows("plain_asks.txt")]
    assert sum(understood) / len(understood) >= 0.95


SIGNED = ("081-000-0000", "โทร 081-000-0000 อีเมล sample@example.org ไลน์ไอดี sample_kitchen", "ติดต่อ www.example.org")


@pytest.mark.parametrize("contact", SIGNED)
def test_whose_address_it_is_says_nothing_of_the_need(contact: str) -> None:
    asked = [text for text, labels in rows("plain_asks.txt") if is_understood(text, labels)]
    unsure = [text for text in asked if READER.read(text).sure and not READER.read(f"{text} {contact}").sure]
    assert len(unsure) <= len(asked) / 20
    whose, other = (f"{asked[0]} {contact}".replace("sample", name) for name in ("somchai", "malee"))
    assert READER.read(whose).scores == READER.read(other).scores


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


def test_the_name_of_a_place_is_no_product() -> None:
    assert READER.read("ควนขนุน", "province").product is None
    assert READER.read("ขายขนุนอยู่ควนขนุน").product == "ขนุน"
