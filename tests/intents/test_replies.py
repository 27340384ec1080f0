"""Answers to the bot's own questions: how it went, how many points, what it brought, how much."""

import pytest

from intake.reading import Amount, Command, Reading
from intents.answers import command_of, yes_or_no
from intents.model import legible
from intents.replies import LONGEST, in_reply
from tests.intents.tables import rows


def read(text: str, step: str, amounts: tuple[Amount, ...] = ()) -> Reading:
    clean = legible(text)
    plain = Reading(text=text, answer=yes_or_no(clean), command=command_of(clean), amounts=amounts)
    return in_reply(plain, clean, step)


@pytest.mark.parametrize(("text", "expected"), rows("replies_done.txt"))
def test_whether_it_was_done(text: str, expected: str) -> None:
    assert (read(text, "done").answer or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_anyone_called.txt"))
def test_whether_anyone_called(text: str, expected: str) -> None:
    assert (read(text, "anyone_called").answer or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_score.txt"))
def test_the_score(text: str, expected: str) -> None:
    assert str(read(text, "satisfaction").score or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_result.txt"))
def test_the_kind_of_result(text: str, expected: str) -> None:
    assert (read(text, "result").outcome or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_amount.txt"))
def test_a_sum_or_months(text: str, expected: str) -> None:
    reading = read(text, "amount")
    sums = [
        f"{'' if one.exact else '~'}{one.low}{f'-{one.high}' if one.high > one.low else ''}"
        for one in reading.amounts
    ]
    months = [f"{reading.months} months"] if reading.months else []
    assert (", ".join(sums + months) or "-") == expected


def test_a_sum_with_its_own_words_is_kept() -> None:
    said = (Amount(30_000, 30_000, per_month=True),)
    assert read("เดือนละ 3 หมื่น", "amount", said).amounts == said


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("สถานะค่ะ", Command.STATUS),
        ("ข้อมูลของฉัน", Command.MY_DATA),
        ("เจ้าหน้าที่", Command.PERSON),
        ("ลบข้อมูล", Command.ERASE),
        ("ภาษาไทย", None),
        ("คน", None),
        ("ไม่ทำแล้ว", None),
        ("ถึงไหนแล้ว", None),
    ],
)
def test_only_plain_commands_interrupt_an_answer_to_an_organisation(text: str, command: Command | None) -> None:
    assert read(text, "question").command == command


@pytest.mark.parametrize("step", ["done", "anyone_called", "satisfaction", "result", "amount", "question"])
@pytest.mark.parametrize("unit", ["9", "ยัง", "เต็ม", "10 เต็ม ", "ยอดขาย", "ค่ะ", "5-", "ไม่", " ", "กู้1"])
def test_a_long_message_is_read(step: str, unit: str) -> None:
    assert isinstance(read((unit * LONGEST)[: LONGEST * 6], step), Reading)
    assert isinstance(read((unit * LONGEST)[:LONGEST], step), Reading)


@pytest.mark.parametrize("step", [None, "need", "province", "consent"])
def test_elsewhere_nothing_is_added(step: str | None) -> None:
    plain = Reading(text="ยังไม่เรียบร้อย 5")
    assert in_reply(plain, plain.text, step or "") == plain
