"""The first page: what waits, and whether messages go out."""

import re
from collections.abc import Callable

from casework import holding
from casework.history import CLOCK, Actor
from network.cases import Who
from storage import sending, settings
from storage.tables import HandoffRow, IncomingRow, MessageRow
from tests.console.conftest import Room, case_of


def test_a_quiet_day_says_so(room: Room) -> None:
    page = room.signed_in("south").get("/console/")
    assert "ไม่มีแชตที่รออยู่ค่ะ" in page
    assert "ไม่มีเรื่องค้างค่ะ" in page
    assert 'role="alert"' not in page
    assert "ข้อความที่รอส่ง" not in page


def test_trouble_with_sending_is_said_loudly(room: Room) -> None:
    with room.work() as session:
        settings.set_state_of_service(session, "sending_stopped", {"why": "401"}, room.time.now)
        settings.set_state_of_service(session, "pushes_stopped", {"why": "429"}, room.time.now)
        session.add(
            IncomingRow(
                event_id="e", chat="U1", kind="message", received_at=room.time.now, set_aside_at=room.time.now
            )
        )
        sending.note_down(session, room.time.now, room.time.now)
    page = room.signed_in("all").get("/console/")
    for words in ("การส่งข้อความหยุดอยู่ทั้งหมด", "ครบโควตา", "มี 1 เหตุการณ์", "LINE ไม่ตอบตั้งแต่"):
        assert words in page


def test_messages_that_line_refused_lead_to_their_case(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    with room.work() as session:
        row = session.query(MessageRow).filter_by(case_id=case_id).first()
        assert row is not None
        row.ended_at, row.outcome, row.failure = room.time.now, "failed", "400: ตัวอย่าง"
    page = room.signed_in("south").get("/console/")
    assert "400: ตัวอย่าง" in page
    assert "400: ตัวอย่าง" not in room.signed_in("north").get("/console/")


def test_the_page_speaks_english_when_asked_and_remembers(room: Room, opened: Callable[..., int]) -> None:
    opened(needs=["credit"])
    page = room.signed_in("south")
    assert "What waits today" in page.get("/console/?lang=en")
    assert "Sample OFFICE" in page.page
    assert "What waits today" in page.get("/console/")
    assert "วันนี้มีอะไรรอ" in page.get("/console/?lang=th")


def test_who_knew_the_contact_and_has_no_line_is_called_to_delete_it(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened(needs=["credit"])
    page = room.signed_in("south")
    with room.look() as session:
        part = session.query(HandoffRow).filter_by(case_id=case_id).one().id
    move = f"/console/cases/{case_id}/moves"
    page.post(f"{move}/have_deleted", handoff=part)
    assert page.status == 409
    page.press(f"{move}/accept", handoff=part)
    assert "ต้องโทรบอกให้ลบข้อมูล" not in page.get("/console/")
    page.press(f"{move}/withdraw", handoff=part, why="ผิดหน่วยงาน")
    assert "ต้องโทรบอกให้ลบข้อมูล" in page.get("/console/")
    assert "ต้องโทรบอกให้ลบข้อมูล" not in room.signed_in("north").get("/console/")
    page.post(f"{move}/have_deleted", handoff=part)
    assert "บันทึกว่าโทรบอกแล้ว" in page.page
    page.post(f"{move}/have_deleted", handoff=part)
    assert page.status == 409
    assert "ต้องโทรบอกให้ลบข้อมูล" not in page.get("/console/")
    asked = "ขอให้สำนักงานตัวอย่าง พัทลุงลบข้อมูลของผู้ประกอบการ"
    assert asked in page.get(f"/console/cases/{case_id}").replace(f"ส่งให้เจ้าหน้าที่{asked}", "")


def test_cases_with_staff_are_told_apart_by_product_and_owner(room: Room, opened: Callable[..., int]) -> None:
    every = opened(product="น้ำพริกตัวอย่าง"), opened(product="กาแฟตัวอย่าง", name="ป้าตัวอย่าง")
    with room.work() as session:
        for case_id in every:
            holding.take(session, case_of(session, case_id), "by_staff", Actor(Who.STAFF, 1), room.time.now)
    page = room.signed_in("south").get("/console/")
    assert "น้ำพริกตัวอย่าง · เจ้าของตัวอย่าง" in page
    assert "กาแฟตัวอย่าง · ป้าตัวอย่าง" in page


def test_a_call_to_an_organisation_stands_on_the_list_once(room: Room, opened: Callable[..., int]) -> None:
    opened(needs=["credit"], text="อยากกู้เงิน")
    page = room.signed_in("south").get("/console/")
    assert "ต้องโทรหาหน่วยงาน" in page
    assert page.count("2570-000001") == 1


def test_every_call_that_a_case_waits_for_is_named(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    with room.work() as session:
        for why in ("ask_owner_by_telephone", "ask_progress_by_telephone"):
            holding.hold(session, case_of(session, case_id), why, room.time.now)
    page = room.signed_in("south")
    for where in ("/console/", f"/console/cases/{case_id}"):
        page.get(where)
        assert "ต้องโทรถามผู้ประกอบการว่ามีคนติดต่อแล้วหรือยัง · ต้องโทรถามหน่วยงานว่าทำไปถึงไหนแล้ว" in page.page


def test_a_call_hides_nothing_else_that_its_case_waits_for(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened(needs=["credit"], text="อยากกู้เงิน")
    with room.work() as session:
        case = case_of(session, case_id)
        for why in ("person_asked", "call_organisation"):
            holding.take(session, case, why, CLOCK, room.time.now)
    assert "ผู้ประกอบการขอคุยกับเจ้าหน้าที่" in room.signed_in("south").get("/console/")


def test_what_an_organisation_has_to_be_asked_is_asked_in_one_call(room: Room, opened: Callable[..., int]) -> None:
    for _ in range(2):
        opened(needs=["credit"], text="อยากกู้เงิน")
    page = room.signed_in("south").get("/console/")
    assert page.count("02-000-0001</a>") == 1
    assert page.count("หน่วยงานรับเรื่อง</button>") == 2
    assert re.search(r'id="calls">[^<]+<span class="count">1</span>', page)


def test_who_waits_in_a_chat_stands_before_the_calls(room: Room, opened: Callable[..., int]) -> None:
    opened(needs=["credit"], text="อยากกู้เงิน")
    page = room.signed_in("south").get("/console/")
    assert page.index('id="chats"') < page.index('id="calls"')


def test_all_that_waits_is_counted_at_the_top_and_a_tap_away(room: Room, opened: Callable[..., int]) -> None:
    opened(needs=["credit"], text="อยากกู้เงิน")
    page = room.signed_in("south").get("/console/")
    assert re.findall(r'<a href="#(\w+)">[^<]+</a> <span class="count">(\d+)', page) == [("calls", "1")]


def test_that_an_organisation_declines_is_written_down_right_where_the_list_leads(
    room: Room, opened: Callable[..., int]
) -> None:
    case_id = opened(needs=["credit"], text="อยากกู้เงิน")
    page = room.signed_in("south")
    there = re.search(r'href="([^"#]+)#part-\d+">หน่วยงานไม่รับ', page.get("/console/"))
    assert there
    assert re.findall(r'<details class="ask" open><summary>([^<]+)', page.get(there[1])) == ["หน่วยงานไม่รับ"]
    assert " open>" not in page.get(f"/console/cases/{case_id}")
