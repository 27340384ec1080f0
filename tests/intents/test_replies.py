"""Answers to the bot's own questions: how it went, how many points, what it brought, how much."""

import pytest

from intake.reading import Amount, Command, Doubt, Reading, YesNo
from intake.serving import MOVES_IN_WORDS
from intents.answers import command_of, yes_or_no
from intents.model import legible
from intents.reader import load_reader
from intents.replies import (
    CHOSEN,
    EDITABLE,
    LONGEST,
    in_reply,
    move_of_named,
    takes_back_step,
    tells_of_calling_off,
    tells_of_giving_up,
    tells_of_no_answer,
    tells_of_paying,
    tells_of_refusal,
    tells_of_slip,
    tells_of_trouble,
    told,
)
from tests.intents.tables import rows

READER = load_reader()


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


@pytest.mark.parametrize(("text", "expected"), rows("replies_came.txt"))
def test_whether_somebody_came_though_nobody_asked(text: str, expected: str) -> None:
    assert (READER.read(text).told("came") or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("asks_why.txt"))
def test_whether_an_owner_asks_why_they_are_asked(text: str, expected: str) -> None:
    assert (READER.read(text).told("asks_why") or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("complains.txt"))
def test_whether_an_owner_complains(text: str, expected: str) -> None:
    assert (READER.read(text).told("complains") or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_off.txt"))
def test_whether_an_owner_wants_it_no_more(text: str, expected: str) -> None:
    said = [kind for kind in ("off", "off_one") if READER.read(text).told(kind)]
    assert said == [kind for kind in [expected] if kind != "-"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เอ้อไม่เอาดีกว่า", True),
        ("ไม่ส่งดีกว่าค่ะ", True),
        ("ไม่เอาเบอร์ดีกว่า", False),
        ("ไม่เอาโลโก้ เอาฉลากดีกว่า", False),
        ("ไม่เอา", False),
    ],
)
def test_whether_it_is_not_to_be_sent_after_all(text: str, expected: bool) -> None:
    assert (READER.read(text, "confirm").told("rather_not") is YesNo.YES) is expected


@pytest.mark.parametrize(("text", "expected"), rows("moves_in_words.txt"))
def test_what_a_provider_writes_in_place_of_a_tap(text: str, expected: str) -> None:
    said = [move for move in MOVES_IN_WORDS if READER.read(text).told(move)]
    assert said == [move for move in [expected] if move != "-"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ใช่ครับ", True),
        ("ใช่ค่ะ เป็นร้านอื่น", True),
        ("ใช่ค่ะ ไม่ใช่ผู้ประกอบการ", True),
        ("ผิดคนครับ", True),
        ("yes it's wrong", True),
        ("ค่ะ", False),
        ("ถูกค่ะ", False),
        ("ไม่ผิดค่ะ เบอร์ถูก", False),
        ("โทรติดแล้วครับ", False),
        ("ใช่ค่ะ แต่ขอลองโทรใหม่", False),
        ("ใช่ไหมคะ", False),
    ],
)
def test_that_a_number_is_the_wrong_one(text: str, expected: bool) -> None:
    assert (READER.read(text).told("number_wrong") is YesNo.YES) is expected


@pytest.mark.parametrize(("text", "expected"), rows("of_calls.txt"))
def test_a_call_that_reached_nobody_and_what_is_said_to_that(text: str, expected: str) -> None:
    said = {"no_answer": tells_of_no_answer(text), "of_calls": READER.read(text).told("of_calls") is not None}
    assert [kind for kind, so in said.items() if so] == [each for each in [expected] if each != "-"]


@pytest.mark.parametrize(("text", "expected"), rows("replies_missed.txt"))
def test_whether_whoever_was_called_did_not_answer(text: str, expected: str) -> None:
    assert (READER.read(text).told("missed") or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_trouble.txt"))
def test_what_whoever_was_called_tells_that_is_no_good_news(text: str, expected: str) -> None:
    said = {"refused": tells_of_refusal(text), "money": tells_of_paying(text), "trouble": tells_of_trouble(text)}
    assert next((kind for kind, so in said.items() if so), "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("called_off.txt"))
def test_that_a_case_is_called_off_or_given_back_or_a_step_taken_back(text: str, expected: str) -> None:
    said = {
        "called_off": tells_of_calling_off(text),
        "gives_up": tells_of_giving_up(text),
        "taken_back": takes_back_step(text),
    }
    assert [kind for kind, so in said.items() if so] == [each for each in [expected] if each != "-"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("กดผิดค่ะ รับค่ะ", True),
        ("เอ้ย กดผิด จะกดติดต่อแล้ว", True),
        ("อุ๊ยมือลั่นค่ะ", True),
        ("sorry, wrong button", True),
        ("ลูกค้ากดผิดมาค่ะ", False),
        ("กดผิดหน่วยงานค่ะ", False),
        ("ไม่ได้กดผิดค่ะ งานเต็มจริงๆ", False),
        ("เขาเลือกผิดหน่วยงาน", False),
        ("งานเต็ม", False),
    ],
)
def test_a_slip_is_no_reason(text: str, expected: bool) -> None:
    assert tells_of_slip(text) is expected


@pytest.mark.parametrize(("text", "expected"), rows("moves_of_named.txt"))
def test_what_is_done_with_a_case_that_is_named_by_its_product(text: str, expected: str) -> None:
    assert (move_of_named(text, ("น้ำพริก", "พัทลุง")) or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("of_themselves.txt"))
def test_what_a_provider_writes_of_themselves(text: str, expected: str) -> None:
    kinds = ("limits", "registered", "puts_off", "undecided", "takes", "to_officer", "pauses")
    told = {kind: READER.read(text).told(kind) for kind in kinds}
    assert [f"{kind} {said}" for kind, said in told.items() if said] == [each for each in [expected] if each != "-"]


@pytest.mark.parametrize(
    "text", ["ไม่มีโทรศัพท์ค่ะ ไลน์อย่างเดียว", "บ่มีเบอร์เด้อ", "เบอร์โทรผม 081-000-000", "ไม่มีเบอร์ ใช้แต่เฟสบุ๊ค"]
)
def test_who_gives_no_number_names_no_need(text: str) -> None:
    assert READER.read(text, "phone").needs == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ไม่ให้เบอร์ค่ะ", True),
        ("ขอไม่ให้เบอร์ได้ไหมคะ", True),
        ("ไม่อยากบอกเบอร์", True),
        ("น้ำพริก พัทลุง ไม่สะดวกให้เบอร์นะคะ", True),
        ("ไม่มีเบอร์", True),
        ("หม้ายเบอร์", True),
        ("ไม่เอาเบอร์แล้ว", True),
        ("I won't give my number", True),
        ("ลูกค้าไม่ให้เบอร์", False),
        ("ร้านผมเบอร์ไม่ขึ้นในกูเกิล", False),
        ("ฉลากไม่มีเบอร์โทร", False),
    ],
)
def test_that_no_number_is_given_is_heard_whatever_was_asked(text: str, expected: bool) -> None:
    assert (READER.read(text).told("no_number") is YesNo.YES) is expected


@pytest.mark.parametrize("text", ["ส่งเลย", "ส่งเลยค่ะๆ", "ส่งไปเลยครับ", "just send it", "skip"])
def test_who_wants_it_sent_without_a_number_gives_none(text: str) -> None:
    assert READER.read(text, "phone").answer is YesNo.NO


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("แก้เบอร์ค่ะ", "phone"),
        ("เบอร์ผิด", "phone"),
        ("change my phone number", "phone"),
        ("ขอแก้จังหวัดหน่อยค่ะ", "province"),
        ("สินค้าไม่ถูกต้อง", "product"),
        ("เปลี่ยนเรื่องที่ขอ", "need"),
        ("เบอร์เปลี่ยนแล้วนะ", "phone"),
        ("เบอร์เก่าใช้ไม่ได้แล้วค่ะ", "phone"),
        ("เปลี่ยนเบอร์แล้ว", "phone"),
        ("I changed my phone number", "phone"),
        ("our number has changed", "phone"),
        ("ย้ายร้านแล้ว", "province"),
        ("we've moved", "province"),
        ("wrong province", "province"),
        ("เบอร์ลูกค้าเปลี่ยนแล้ว", None),
        ("เบอร์นี้โทรไม่ติดแล้ว", None),
        ("เครื่องเก่าใช้ไม่ได้แล้ว", None),
        ("อยากย้ายร้าน", None),
        ("ย้ายร้านแล้วขายไม่ดีเลย", None),
        ("the customer moved", None),
        ("แก้ฉลาก", None),
        ("แก้จังหวัดเป็นพัทลุง", None),
        ("สินค้าเสียเร็ว", None),
    ],
)
def test_what_of_a_summary_is_wrong(text: str, what: str | None) -> None:
    reading = READER.read(text, "confirm")
    assert [each for each in EDITABLE if reading.told(f"edit_{each}")] == [each for each in [what] if each]


def test_who_gives_no_number_may_wish_for_something_besides() -> None:
    assert READER.read("ไม่มีเบอร์ค่ะ อยากจดเครื่องหมายการค้าด้วย", "phone").needs


@pytest.mark.parametrize(("text", "expected"), rows("replies_agreement.txt"))
def test_whether_leave_is_given(text: str, expected: str) -> None:
    step, _, said = text.partition(" ")
    assert (READER.read(said, step).answer or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_score.txt"))
def test_the_score(text: str, expected: str) -> None:
    assert str(read(text, "satisfaction").score or "-") == expected


def test_a_wish_of_how_it_should_have_been_done_is_none_for_more() -> None:
    assert read("อยากให้มาช่วยเรื่องเงินกู้อีก", "comment").wishes
    assert not read("อยากให้ทำเร็วกว่านี้หน่อย", "comment").wishes
    assert not read("3 อยากให้ช่วยหาของถูกกว่านี้", "satisfaction").wishes
    assert not read("I would like it faster", "comment").wishes


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("เปลี่ยนเป็น 5", 5),
        ("ขอแก้คะแนนเป็น 4 ค่ะ", 4),
        ("กดผิด 5", 5),
        ("กดผิดค่ะ ให้ 5", 5),
        ("wrong button, 5", 5),
        ("change it to 4", 4),
    ],
)
def test_points_that_put_right_those_before(text: str, score: int) -> None:
    reading = read(text, "comment")
    assert (reading.correction, reading.score) == (True, score)


@pytest.mark.parametrize("text", ["เปลี่ยนเป็น 5 กล่องต่อแพ็ค", "ได้ 5 กล่องแล้วค่ะ", "อยากให้เปลี่ยนเป็น 5 สี", "5", "ขอเปลี่ยนกล่อง"])
def test_what_puts_no_points_right(text: str) -> None:
    assert not read(text, "comment").correction


def test_that_the_sum_just_told_was_of_a_month() -> None:
    for said in ("อันนี้ต่อเดือนนะ", "per month", "ต่อเดือนค่ะ", "that's per month"):
        assert told(legible(said), "per_month"), said
    for said in ("ไม่ใช่ต่อเดือนนะ ทั้งหมดเลย", "not per month", "3 หมื่นต่อเดือน", "เดือนนี้", "โทรมาเดือนละครั้ง"):
        assert not told(legible(said), "per_month"), said


def test_points_beside_a_yes_to_whether_it_is_done() -> None:
    assert read("เรียบร้อยแล้ว 5 คะแนนเลย", "done").score == 5
    assert read("ได้ 5 กล่องแล้วค่ะ เรียบร้อย", "done").score is None
    assert read("ยังไม่เสร็จ ให้ 1 คะแนน", "done").score is None


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


@pytest.mark.parametrize(("text", "expected"), rows("replies_doubt.txt"))
def test_a_sum_that_may_not_be_the_result(text: str, expected: str) -> None:
    assert (read(text, "amount").doubt or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_refused.txt"))
def test_a_call_that_refused(text: str, expected: str) -> None:
    assert (told(legible(text), "refused") or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_which.txt"))
def test_which_of_the_needs(text: str, expected: str) -> None:
    assert next((which for which in CHOSEN if told(legible(text), which)), "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("replies_people.txt"))
def test_how_many_were_hired(text: str, expected: str) -> None:
    assert str(read(text, "amount").people or "-") == expected


def test_a_sum_that_was_said_back_changes_by_a_bare_one_or_a_correction_alone() -> None:
    loan = (Amount(500_000, 500_000),)
    assert read("2 แสนค่ะ", "counted").amounts == (Amount(200_000, 200_000),)
    assert read("ไม่ใช่ค่ะ 13,000", "counted").amounts == (Amount(13_000, 13_000),)
    assert read("กู้ 5 แสนเปิดร้าน", "counted", loan).amounts == ()


@pytest.mark.parametrize(
    "text", ["วันละ 500", "จริงๆ ขายได้วันละห้าร้อยค่ะ", "ผิดค่ะ ขวดละ 45 บาท", "500 บาทต่อวัน", "500 baht a day"]
)
def test_so_much_a_day_for_the_sum_that_was_said_back_is_doubted(text: str) -> None:
    assert read(text, "counted").doubt is Doubt.RATE


@pytest.mark.parametrize(
    "text", ["ต้องจ่ายค่า อย. ปีละ 5000 ไหมคะ", "ผ่อนไม่ไหว งวดละ 3,000", "อยากได้กล่องใบละไม่เกิน 20 บาท"]
)
def test_a_matter_in_which_so_much_a_piece_is_told_is_no_other_sum(text: str) -> None:
    assert (read(text, "counted").doubt, read(text, "counted").amounts) == (None, ())


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
        ("ขอยกเลิกเรื่องนี้ค่ะ", Command.CANCEL),
        ("ไม่เอาแล้วค่ะ ได้คนทำแล้ว", Command.CANCEL),
    ],
)
def test_only_plain_commands_interrupt_an_answer_to_an_organisation(text: str, command: Command | None) -> None:
    assert read(text, "question").command == command


@pytest.mark.parametrize(
    ("text", "wrong", "score"),
    [
        ("ขอโทษค่ะ กดผิด ให้ 5", True, 5),
        ("กดผิดค่ะ จริงๆ เป็น 4 คะแนน", True, 4),
        ("กดผิดค่ะ", True, None),
        ("กดผิด ให้ 5 ไม่ใช่ให้ 1", True, None),
        ("wrong button, I meant 5", True, 5),
        ("ได้ฉลากมา 5 แบบ ดีมากค่ะ", False, None),
        ("พนักงานให้ข้อมูลผิด", False, None),
    ],
)
def test_points_that_put_right_what_was_tapped(text: str, wrong: bool, score: int | None) -> None:
    reading = read(text, "comment")
    assert (reading.correction, reading.score) == (wrong, score)


@pytest.mark.parametrize(
    "step", ["done", "anyone_called", "satisfaction", "comment", "result", "amount", "counted", "question"]
)
@pytest.mark.parametrize("unit", ["9", "ยัง", "เต็ม", "10 เต็ม ", "ยอดขาย", "ค่ะ", "5-", "ไม่", " ", "กู้1"])
def test_a_long_message_is_read(step: str, unit: str) -> None:
    assert isinstance(read((unit * LONGEST)[: LONGEST * 6], step), Reading)
    assert isinstance(read((unit * LONGEST)[:LONGEST], step), Reading)


@pytest.mark.parametrize("step", [None, "need", "province", "consent"])
def test_elsewhere_nothing_is_added(step: str | None) -> None:
    plain = Reading(text="ยังไม่เรียบร้อย 5")
    assert in_reply(plain, plain.text, step or "") == plain
