"""Chats: who waits, what was said, and an officer who takes over, writes and gives back."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework import chats as talking
from intake.saying import Say, to_plain
from storage import audit, messages
from storage.tables import ConversationRow, MessageRow, PersonRow
from tests.console.conftest import LINE_ID, Room, owner, shipped, staff_row


@pytest.fixture
def waiting(room: Room) -> int:
    """Someone without a case who asked for a person; they named Phatthalung."""
    with room.work() as session:
        person = owner(session, 301, room.time.now, "ป้าตัวอย่าง")
        session.add(
            ConversationRow(person_id=person.id, answers={"province": "TH-93"}, changed_at=room.time.now, unclear=0)
        )
        session.flush()
        messages.keep_heard(session, person, "ขอคุยกับคนค่ะ <script>", "m1", room.time.now)
        talking.ask_for_person(session, person, "asked", room.time.now)
        return person.id


def conversation(room: Room, person_id: int) -> ConversationRow:
    with room.look() as session:
        return session.get_one(ConversationRow, person_id)


def said_last(room: Room, person_id: int) -> MessageRow:
    with room.look() as session:
        newest = select(MessageRow).where(MessageRow.person_id == person_id).order_by(MessageRow.id.desc())
        last = session.scalars(newest).first()
        assert last is not None
        return last


def test_who_waits_stands_on_the_list_of_the_region_that_they_named(room: Room, waiting: int) -> None:
    room.time.pass_by(minutes=25)
    for path in ("/console/", "/console/chats/"):
        page = room.signed_in("south").get(path)
        assert "ป้าตัวอย่าง" in page
        assert "25 นาทีที่แล้ว" in page
        assert "ป้าตัวอย่าง" not in room.signed_in("north").get(path)


def test_who_was_answered_by_telephone_leaves_the_list_without_a_talk(room: Room, waiting: int) -> None:
    page = room.signed_in("south")
    assert "ตอบทางอื่นแล้ว" in page.get(f"/console/chats/{waiting}")
    page.post(f"/console/chats/{waiting}/give-back")
    assert conversation(room, waiting).wants_person_since is None
    assert "ป้าตัวอย่าง" not in page.get("/console/chats/")
    assert "ตอบทางอื่นแล้ว" not in page.get(f"/console/chats/{waiting}")


def test_who_named_no_province_waits_for_the_national_officers(room: Room, waiting: int) -> None:
    with room.work() as session:
        session.get_one(ConversationRow, waiting).answers = {}
    assert "ป้าตัวอย่าง" not in room.signed_in("south").get("/console/chats/")
    assert "ป้าตัวอย่าง" in room.signed_in("all").get("/console/chats/")


def test_a_provider_who_asks_belongs_to_the_region_of_their_organisation(room: Room) -> None:
    with room.work() as session:
        person = session.scalars(select(PersonRow).where(PersonRow.line_user_id.is_not(None))).first()
        assert person is not None
        talking.ask_for_person(session, person, "asked", room.time.now)
    page = room.signed_in("south").get("/console/chats/")
    assert "ผู้ให้บริการตัวอย่าง" in page
    assert "ผู้ให้บริการตัวอย่าง" not in room.signed_in("north").get("/console/chats/")


def test_a_providers_chat_is_theirs_and_lists_the_cases_that_they_serve(
    room: Room, opened: Callable[..., int]
) -> None:
    opened()
    with room.work() as session:
        person = session.scalars(select(PersonRow).where(PersonRow.line_user_id == LINE_ID.format(101))).one()
        messages.keep_heard(session, person, "โทรไม่ติดครับ", "m1", room.time.now)
        talking.ask_for_person(session, person, "asked", room.time.now)
        person_id = person.id
    page = room.signed_in("south")
    for path in ("/console/", "/console/chats/"):
        assert "ผู้ให้บริการ · 2570-000001" in page.get(path), path
    chat = page.get(f"/console/chats/{person_id}")
    assert "ผู้ประกอบการ ·" not in chat
    assert "ผู้ให้บริการ ·" in chat
    # What they say of their own number is put right in the directory.
    assert 'href="/console/directory/' in chat
    assert "2570-000001" in chat
    assert "ยังไม่มีเรื่อง" not in chat


def test_only_what_was_done_in_a_chat_is_recorded(room: Room, waiting: int) -> None:
    page = room.signed_in("south")
    page.get(f"/console/chats/{waiting}")
    page.post(f"/console/chats/{waiting}/write", words="ยังอยู่ไหมคะ")
    page.post(f"/console/chats/{waiting}/take")
    page.post(f"/console/chats/{waiting}/give-back")
    page.post(f"/console/chats/{waiting}/give-back")
    with room.look() as session:
        done = [row.action for row in audit.history(session, "person", waiting)]
    assert [action for action in done if action != "see_chat"] == ["take_chat", "give_back_chat"]


def test_the_transcript_shows_both_sides_in_words(room: Room, waiting: int) -> None:
    page = room.signed_in("south").get(f"/console/chats/{waiting}")
    assert "ขอคุยกับคนค่ะ &lt;script&gt;" in page
    assert "รอส่ง" in page
    assert "เจ้าหน้าที่ใต้ ตัวอย่าง เจ้าหน้าที่ของศูนย์จะเป็นผู้ตอบ" in page


def test_the_transcript_shows_what_was_tapped_and_sent(room: Room, waiting: int) -> None:
    with room.work() as session:
        person = session.get_one(PersonRow, waiting)
        for key, number in (("choice.person", "m2"), ("heard.sticker", "m3")):
            messages.keep_heard(session, person, None, number, room.time.now, [to_plain(Say(key))])
    page = room.signed_in("south").get(f"/console/chats/{waiting}")
    assert f"กดปุ่ม “{shipped().say('choice.person', 'th')}”" in page
    assert "(สติกเกอร์)" in page
    assert "(ไม่มีตัวหนังสือ)" not in page


def test_taking_over_writing_and_giving_back(room: Room, waiting: int) -> None:
    page = room.signed_in("south")
    page.get(f"/console/chats/{waiting}")
    page.post(f"/console/chats/{waiting}/take")
    row = conversation(room, waiting)
    assert (row.staff_id, row.paused_since) == (1, room.time.now)
    page.post(f"/console/chats/{waiting}/write", words="สวัสดีครับ ผมจากศูนย์ฯ")
    last = said_last(room, waiting)
    assert last.parts is not None
    assert (last.by, last.parts[0]["with"]["words"]) == ("staff", "สวัสดีครับ ผมจากศูนย์ฯ")
    assert "สวัสดีครับ ผมจากศูนย์ฯ" in page.page
    page.post(f"/console/chats/{waiting}/give-back")
    row = conversation(room, waiting)
    assert (row.staff_id, row.paused_since, row.wants_person_since) == (None, None, None)
    assert "ป้าตัวอย่าง" not in page.get("/console/chats/")


def test_nothing_is_written_into_a_chat_that_the_bot_has_again(room: Room, waiting: int) -> None:
    page = room.signed_in("south")
    page.get(f"/console/chats/{waiting}")
    before = said_last(room, waiting).id
    page.post(f"/console/chats/{waiting}/write", words="ยังอยู่ไหมคะ")
    assert said_last(room, waiting).id == before
    assert "กรุณารับแชตก่อนเขียน" in page.page
    page.post(f"/console/chats/{waiting}/take")
    before = said_last(room, waiting).id
    page.post(f"/console/chats/{waiting}/write", words="   ")
    assert said_last(room, waiting).id == before


def test_what_was_typed_into_a_chat_that_the_bot_has_again_is_kept_until_it_is_sent(room: Room, waiting: int) -> None:
    page = room.signed_in("south")
    chat = f"/console/chats/{waiting}"
    page.get(chat)
    page.post(f"{chat}/write", words="ยังอยู่ไหมคะ <b>")
    kept = re.search(r'action="([^"]+)/take#words".*?>ยังอยู่ไหมคะ &lt;b&gt;</textarea>', page.page, re.DOTALL)
    assert kept
    assert kept[1] == chat
    page.post(f"{chat}/take", words="ยังอยู่ไหมคะ <b>")
    assert re.search(r'/write#words".*?>ยังอยู่ไหมคะ &lt;b&gt;</textarea>', page.page, re.DOTALL)
    assert conversation(room, waiting).paused_since == room.time.now
    last = said_last(room, waiting)
    assert last.parts is not None
    assert last.parts[0]["key"] == "chat.taken_over"


def test_a_chat_that_a_colleague_has_says_so(room: Room, waiting: int) -> None:
    page = room.signed_in("south")
    page.get(f"/console/chats/{waiting}")
    page.post(f"/console/chats/{waiting}/take")
    assert "เจ้าหน้าที่คุยอยู่: เจ้าหน้าที่ใต้ ตัวอย่าง" in room.signed_in("all").get(f"/console/chats/{waiting}")


def test_who_has_no_line_has_no_chat(room: Room) -> None:
    with room.work() as session:
        person = PersonRow(first_seen_at=room.time.now)
        session.add(person)
        session.flush()
        person_id = person.id
    page = room.signed_in("all")
    page.get(f"/console/chats/{person_id}")
    assert page.status == 404


def test_who_takes_a_chat_that_a_colleague_has_just_taken_is_told_so_and_the_person_is_not(
    room: Room, waiting: int
) -> None:
    first, second = room.signed_in("all"), room.signed_in("south")
    for page in (first, second):
        page.get(f"/console/chats/{waiting}")
    first.post(f"/console/chats/{waiting}/take")
    heard = said_last(room, waiting).id
    second.post(f"/console/chats/{waiting}/take")
    assert "เจ้าหน้าที่ส่วนกลาง ตัวอย่าง" in second.problem
    assert said_last(room, waiting).id == heard
    with room.look() as session:
        assert conversation(room, waiting).staff_id == staff_row(session, "all").id


def test_a_chat_that_a_colleague_has_is_taken_over_before_anything_is_written_or_given_back(
    room: Room, waiting: int
) -> None:
    """The person was told who would answer, and then read another's words under that name."""
    first, second = room.signed_in("south"), room.signed_in("all")
    chat = f"/console/chats/{waiting}"
    for page in (first, second):
        page.get(chat)
    first.post(f"{chat}/take")
    heard = said_last(room, waiting).id
    for action in ("write", "give-back"):
        second.post(f"{chat}/{action}", words="ผมตอบเองนะครับ")
        assert "เจ้าหน้าที่ใต้ ตัวอย่าง" in second.problem
        assert (said_last(room, waiting).id, conversation(room, waiting).staff_id) == (heard, 1)
    second.post(f"{chat}/write", words="ผมตอบเองนะครับ")
    assert f'action="{chat}/give-back"' not in second.page
    assert re.search(r'/take#words".*?>ผมตอบเองนะครับ</textarea>', second.page, re.DOTALL)
    second.send(f"{chat}/take", words="ผมตอบเองนะครับ")
    assert "เจ้าหน้าที่ส่วนกลาง ตัวอย่าง" in str(said_last(room, waiting).parts)
    second.send(f"{chat}/write", words="ผมตอบเองนะครับ")
    assert "ผมตอบเองนะครับ" in str(said_last(room, waiting).parts)
    first.send(f"{chat}/write", words="ยังอยู่ไหมคะ")
    assert "เจ้าหน้าที่ส่วนกลาง ตัวอย่าง" in first.problem


def test_words_sent_twice_reach_the_person_once(room: Room, waiting: int) -> None:
    """By a double click, or from the page behind the back button."""
    page, chat = room.signed_in("south"), f"/console/chats/{waiting}"
    page.get(chat)
    page.post(f"{chat}/take")
    form = {**page._hidden(), "words": "พรุ่งนี้โทรหานะคะ"}
    for _ in range(2):
        page.post(f"{chat}/write", **form)
        assert ">พรุ่งนี้โทรหานะคะ</textarea>" not in page.page
    sent = said_last(room, waiting).id
    assert page.page.count("พรุ่งนี้โทรหานะคะ") == 1
    page.send(f"{chat}/write", words="พรุ่งนี้โทรหานะคะ")
    assert said_last(room, waiting).id > sent
    with room.look() as session:
        done = [row.action for row in audit.history(session, "person", waiting)]
    assert done.count("write_chat") == 2
