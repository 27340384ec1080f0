"""What got stuck: shown to who may see it, why in words, put back into line by one press, once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.saying import Say, to_plain
from storage import messages
from storage.database import grown
from storage.tables import AuditRow, CaseRow, IncomingRow, MessageRow, PersonRow
from tests.console.conftest import LINE_ID, Room, owner

WORDS = "ข้อความลับของผู้ประกอบการ"
PLACE = "/console/stuck/"


@pytest.fixture
def event(room: Room, opened: Callable[..., int]) -> int:
    """An event of an owner of a case in the south that no turn could answer."""
    case_id = opened()
    with room.work() as session:
        person = session.get_one(PersonRow, session.get_one(CaseRow, case_id).person_id)
        assert person.line_user_id is not None
        return stuck_event(session, room, person.line_user_id)


def stuck_event(session: Session, room: Room, chat: str, event_id: str = "e1") -> int:
    row = IncomingRow(
        event_id=event_id, chat=chat, kind="message", received_at=room.time.now, set_aside_at=room.time.now,
        done_at=room.time.now, tries=5, failure="KeyError casework.offers:120", payload=WORDS.encode(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


@pytest.fixture
def failed(room: Room, opened: Callable[..., int]) -> int:
    case_id = opened()
    with room.work() as session:
        row = session.scalars(select(MessageRow).where(MessageRow.case_id == case_id)).first()
        assert row is not None
        messages.end(row, "failed", room.time.now, "400 ตัวอย่าง")
        row.rendered, row.tries, row.tried_by = [{"type": "text"}], 3, "push"
        return row.id


def test_an_event_is_shown_with_its_reason_and_none_of_its_words(room: Room, event: int) -> None:
    page = room.signed_in("south").get(PLACE)
    assert "KeyError casework.offers:120" in page
    assert "ลองแล้ว 5 ครั้ง" in page
    assert WORDS not in page
    assert "KeyError" not in room.signed_in("north").get(PLACE)
    assert "KeyError" in room.signed_in("all").get(PLACE)


def test_an_event_of_who_is_unknown_is_for_the_whole_country_only(room: Room) -> None:
    with room.work() as session:
        event = stuck_event(session, room, LINE_ID.format(999))
    assert "KeyError" not in room.signed_in("south").get(PLACE)
    assert room.signed_in("south").post(f"{PLACE}events/{event}/again") is not None
    with room.look() as session:
        assert session.get_one(IncomingRow, event).set_aside_at is not None
    assert "KeyError" in room.signed_in("all").get(PLACE)


def test_an_event_goes_back_into_line_once_and_the_audit_knows(room: Room, event: int) -> None:
    page = room.signed_in("south")
    page.get(PLACE)
    assert "ส่งกลับเข้าคิวแล้วค่ะ" in page.post(f"{PLACE}events/{event}/again")
    assert "มีคนจัดการไปแล้ว" in page.post(f"{PLACE}events/{event}/again")
    with room.look() as session:
        row = session.get_one(IncomingRow, event)
        assert (row.set_aside_at, row.done_at, row.tries) == (None, None, 0)
        assert row.payload == WORDS.encode()
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "try_again")).all()
        assert [(line.about, line.about_id) for line in noted] == [("event", event)]


def test_another_region_cannot_put_it_back(room: Room, event: int) -> None:
    page = room.signed_in("north")
    page.post(f"{PLACE}events/{event}/again")
    assert page.status == 404
    with room.look() as session:
        assert session.get_one(IncomingRow, event).set_aside_at is not None


def test_nothing_is_put_back_without_the_forms_token(room: Room, event: int) -> None:
    page = room.signed_in("south")
    page.client.post(f"{PLACE}events/{event}/again")
    with room.look() as session:
        assert session.get_one(IncomingRow, event).set_aside_at is not None


def test_a_message_that_failed_is_owed_again_under_a_new_key(room: Room, failed: int) -> None:
    page = room.signed_in("south")
    assert "400 ตัวอย่าง" in page.get(PLACE)
    with room.look() as session:
        key = session.get_one(MessageRow, failed).retry_key
    assert "ส่งกลับเข้าคิวแล้วค่ะ" in page.post(f"{PLACE}messages/{failed}/again")
    assert "มีคนจัดการไปแล้ว" in page.post(f"{PLACE}messages/{failed}/again")
    assert "400 ตัวอย่าง" not in page.get(PLACE)
    with room.look() as session:
        row = session.get_one(MessageRow, failed)
        assert (row.ended_at, row.outcome, row.rendered, row.tries) == (None, None, None, 0)
        assert row.retry_key != key
        assert not row.maybe_twice


def test_what_may_have_arrived_is_said_and_counted(room: Room, failed: int) -> None:
    with room.work() as session:
        session.get_one(MessageRow, failed).failure = messages.NOT_KNOWN
    page = room.signed_in("south")
    assert "อาจได้รับซ้ำ" in page.get(PLACE)
    page.post(f"{PLACE}messages/{failed}/again")
    with room.look() as session:
        assert session.get_one(MessageRow, failed).maybe_twice


@pytest.mark.parametrize("gone", ["blocked", "forgotten"])
def test_who_cannot_be_reached_is_not_written_to(room: Room, failed: int, gone: str) -> None:
    with room.work() as session:
        row = session.get_one(MessageRow, failed)
        if gone == "blocked":
            session.get_one(PersonRow, row.person_id).blocked_at = room.time.now
        else:
            row.parts = None
    page = room.signed_in("south")
    assert "รับข้อความทาง LINE ไม่ได้แล้ว" in page.get(PLACE)
    assert f"messages/{failed}/again" not in page.page
    assert "ส่งอีกไม่ได้" in page.post(f"{PLACE}messages/{failed}/again")
    with room.look() as session:
        assert session.get_one(MessageRow, failed).outcome == "failed"


def test_another_region_sees_no_failed_message_and_cannot_send_it(room: Room, failed: int) -> None:
    page = room.signed_in("north")
    assert "400 ตัวอย่าง" not in page.get(PLACE)
    page.post(f"{PLACE}messages/{failed}/again")
    assert page.status == 404


def test_a_message_about_no_case_belongs_to_the_chat_of_its_person(room: Room) -> None:
    with room.work() as session:
        person = owner(session, 301, room.time.now)
        row = messages.owe(session, person, [to_plain(Say("tap.old"))], room.time.now)
        assert row is not None
        messages.end(row, "failed", room.time.now, messages.NO_WORDS)
        session.flush()
        row_id = row.id
    assert "เรียบเรียงข้อความไม่ได้" not in room.signed_in("south").get(PLACE)
    page = room.signed_in("all")
    assert "เรียบเรียงข้อความไม่ได้" in page.get(PLACE)
    assert "ส่งกลับเข้าคิวแล้วค่ะ" in page.post(f"{PLACE}messages/{row_id}/again")


def test_what_was_withdrawn_meanwhile_is_not_sent_again(room: Room, failed: int) -> None:
    with room.work() as session:
        case_id = session.get_one(MessageRow, failed).case_id
        messages.cancel_owed(session, room.time.now, case_id=case_id)
    page = room.signed_in("south")
    assert "400 ตัวอย่าง" not in page.get(PLACE)
    assert "ส่งอีกไม่ได้" in page.post(f"{PLACE}messages/{failed}/again")


def test_what_is_put_back_is_announced_to_the_workers(room: Room, failed: int) -> None:
    with room.work() as session:
        row = session.get_one(MessageRow, failed)
        assert messages.try_again(session, row, room.time.now)
        chat = session.get_one(PersonRow, row.person_id).line_user_id
        assert chat in grown(session)


def test_the_first_page_leads_there(room: Room, event: int) -> None:
    assert f'href="{PLACE}"' in room.signed_in("south").get("/console/")
    assert f'href="{PLACE}"' not in room.signed_in("north").get("/console/")
