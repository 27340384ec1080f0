"""Whatever comes in: a clear refusal or a polite answer, one line in the log, nothing lost, nothing doubled."""

import base64
import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.webhook import is_signed
from storage.tables import IncomingRow, MessageRow, PersonRow
from tests.stories.stage import Stage

STRANGER = "U" + "9" * 32


def rows(on: Stage) -> int:
    with on.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(IncomingRow)) or 0


def people(on: Stage) -> int:
    with on.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def event(number: int, **fields: object) -> dict[str, object]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1_700_000_000_000 + number,
        "source": {"type": "user", "userId": STRANGER},
        "webhookEventId": f"01TEST{number:020d}",
        "deliveryContext": {"isRedelivery": False},
        "message": {"type": "text", "id": str(1000 + number), "text": "สวัสดีค่ะ", "quoteToken": "q"},
        **fields,
    }


def test_the_test_vector_of_lines_guide() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    signature = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    assert is_signed(body, signature, [b"8c570fa6dd201bb328f1c1eac23a96d8"])
    assert is_signed(body, signature, [b"another secret", b"8c570fa6dd201bb328f1c1eac23a96d8"])
    assert not is_signed(body + b" ", signature, [b"8c570fa6dd201bb328f1c1eac23a96d8"])


@pytest.mark.parametrize("signature", ["", "wrong", "ก" * 44, "A" * 44, base64.b64encode(b"x" * 32).decode()])
def test_unsigned_bodies_are_refused_and_change_nothing(
    on: Stage, signature: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answered = on.platform.send_body(
            json.dumps({"events": [event(1)]}).encode(), signature=signature.encode("ascii", "ignore").decode()
        )
    assert answered.status == 403
    assert rows(on) == 0
    assert len([record for record in caplog.records if record.name == "bot.webhook"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"{}", 400),
        (b'{"events": {}}', 400),
        (b'{"events": null}', 400),
        (b"\xff\xfe\x00", 400),
        (b'{"events":' + b"[" * 100_000, 400),
        (b'{"events": []}', 200),
        (b'{"events": [1, null, "x", []]}', 200),
        (b'{"events": [{}]}', 200),
        (b'{"events": [{"type": "message"}]}', 200),
        (b'{"events": [{"type": 7, "source": "nobody"}]}', 200),
        (b'{"events": [{"type": "message", "source": {"type": "user"}}]}', 200),
        (b'{"events": [{"type": "message", "source": {"type": "user", "userId": 5}}]}', 200),
        (b'{"events": [{"type": "message", "source": {"type": "group", "groupId": "C1", "userId": "U1"}}]}', 200),
    ],
)
def test_signed_bodies_of_odd_shapes(on: Stage, body: bytes, status: int) -> None:
    assert on.platform.send_body(body).status == status
    assert rows(on) == 0


def test_a_body_over_one_mebibyte_is_refused(on: Stage) -> None:
    assert on.platform.send_body(b" " * (1024 * 1024 + 1)).status == 413
    assert rows(on) == 0


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "somethingNew"},
        {"message": {"type": "hologram", "id": "9"}},
        {"message": {"type": "text", "id": "9"}},
        {"message": None},
        {"type": "postback", "message": None, "postback": {"data": "\x00&step=&&value"}},
        {"type": "postback", "message": None, "postback": {"data": "step=offer&value=accept&about=99999999999999"}},
        {"type": "postback", "message": None, "postback": {"data": "step=command&value=nonsense"}},
        {"type": "postback", "message": None, "postback": {}},
        {"type": "postback", "message": None},
        {"message": {"type": "location", "id": "9", "latitude": "north", "longitude": None}},
        {"message": {"type": "location", "id": "9", "latitude": 1e308, "longitude": float("1e300")}},
        {"type": "unsend", "message": None, "unsend": {}},
        {"webhookEventId": None},
        {"webhookEventId": "x" * 500},
        {"timestamp": "yesterday"},
        {"replyToken": 7},
    ],
)
def test_odd_events_are_kept_answered_and_done(
    on: Stage, odd: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    assert on.platform.send_events([event(1, **odd)]).status == 200
    on.settle()
    with on.house.database.reading() as session:
        row = session.scalars(select(IncomingRow)).one()
        assert row.done_at is not None
        assert row.set_aside_at is None
    assert "Traceback" not in caplog.text


def test_standby_events_belong_to_another(on: Stage) -> None:
    assert on.platform.send_events([event(1, mode="standby")]).status == 200
    assert rows(on) == 0


def test_the_same_event_a_hundred_times_is_one_turn(on: Stage) -> None:
    one = event(1)
    with ThreadPoolExecutor(8) as many:
        statuses = [answer.status for answer in many.map(lambda _: on.platform.send_events([one]), range(100))]
    on.settle()
    assert set(statuses) == {200}
    assert rows(on) == 1
    with on.house.database.reading() as session:
        heard = select(func.count()).where(MessageRow.direction == "in")
        assert session.scalar(heard) == 1


def test_a_redelivered_event_is_known(on: Stage) -> None:
    phone = on.platform.add_phone("ตัวอย่าง")
    phone.follow()
    phone.type("สวัสดีค่ะ")
    on.settle()
    before = len(phone.chat)
    last = on.platform.webhooks[-1].event
    assert last is not None
    on.platform.redeliver(last["webhookEventId"])
    on.settle()
    assert len(phone.chat) == before


def test_events_of_several_people_in_one_body(on: Stage) -> None:
    phones = [on.phone(f"owner {n}") for n in range(5)]
    assert on.platform.send_events([phone.text_event("สวัสดีค่ะ") for phone in phones]).status == 200
    on.settle()
    assert all(any("สวัสดีค่ะ" in entry.text for entry in phone.chat if entry.who == "bot") for phone in phones)


@pytest.mark.parametrize(
    "text",
    [
        "ก" * 5_000,
        "\u200b\u200c\u200d\ufeff",
        "\x00\x01\x02 ข้อความ \x7f",
        "๐๑๒๓๔๕๖๗๘๙",
        "'; DROP TABLE people; --",
        "<script>alert(1)</script>",
        '{"type":"bubble","body":{}}',
        "{number} {organisation} %s {}",
        "👍" * 600,
        "\ud83d",
        "่้๊๋" * 50,
    ],
)
def test_any_text_gets_one_polite_answer(on: Stage, text: str) -> None:
    phone = on.phone("owner")
    sent = json.dumps({"events": [phone.text_event("x")]}).replace('"text": "x"', f'"text": {json.dumps(text)}')
    assert on.platform.send_body(sent.encode()).status == 200
    on.settle()
    answers = [entry for entry in phone.chat if entry.who == "bot"]
    assert len(answers) >= 1
    assert rows(on) == 1


def test_a_group_is_greeted_and_nothing_of_it_is_kept(on: Stage) -> None:
    phone = on.platform.add_phone("ตัวอย่าง")
    group = on.platform.join_group("กลุ่มตัวอย่าง", members=(phone,))
    group.type(phone, "อยากได้คนช่วยออกแบบบรรจุภัณฑ์")
    on.settle()
    assert any("กลุ่ม" in entry.text for entry in group.chat if entry.who == "bot")
    assert people(on) == 0
    with on.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 0


def test_logs_hold_no_words_names_numbers_ids_or_tokens(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    phone = on.platform.add_phone("ชื่อที่ไม่ควรเห็น")
    with caplog.at_level(logging.DEBUG):
        phone.follow()
        phone.type("อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริกลับสุดยอด อยู่พัทลุง โทร 081-000-0000")
        on.settle()
        phone.tap("ยินยอม")
        on.settle()
        phone.tap("ส่งเรื่อง")
        on.settle()
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.split(".")[0] in OURS)
    secrets = ["ลับสุดยอด", "0810000000", "081-000-0000", "ชื่อที่ไม่ควรเห็น", phone.user_id, "a token of the tests"]
    assert ours
    assert [secret for secret in secrets if secret in ours] == []


OURS = ("bot", "casework", "scheduler", "rismep", "storage", "console", "intents")
