"""The list of cases and the page of one."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import looking, offers
from casework.history import Actor
from casework.opening import open_case
from network.cases import Who
from storage import audit, cases
from storage.tables import AttachmentRow, CaseRow, HandoffRow, PersonRow, ProviderRow
from tests.console.conftest import Room, case_of, matter


def test_the_story_says_what_was_left_to_be_asked_by_telephone(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    with room.work() as session:
        case = case_of(session, case_id)
        part = cases.handoffs_of(case)[0]
        provider = session.scalars(select(ProviderRow)).one()
        offers.accept(session, part, Actor(Who.PROVIDER, provider.id), provider, room.time.now)
        session.get_one(PersonRow, case.person_id).blocked_at = room.time.now
        looking.look_at_case(session, case_id, room.time.now + timedelta(days=4))
    page = room.signed_in("south").get(f"/console/cases/{case_id}")
    assert "<p>ถามมหาวิทยาลัยตัวอย่าง พัทลุงว่าติดต่อผู้ประกอบการแล้วหรือยัง" in page
    assert "<p>ให้เจ้าหน้าที่โทรถามผู้ประกอบการว่ามีคนติดต่อแล้วหรือยัง" in page


def test_who_declined_is_not_shown_as_who_has_the_case(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    with room.work() as session:
        provider = session.scalars(select(ProviderRow)).one()
        part = cases.handoffs_of(case_of(session, case_id))[0]
        offers.decline(session, part, Actor(Who.PROVIDER, provider.id), room.time.now)
        part.provider_id = provider.id
    page = room.signed_in("south").get(f"/console/cases/{case_id}")
    assert "ผู้ที่ตอบว่าไม่รับ ผู้ให้บริการตัวอย่าง" in page
    assert "ผู้รับเรื่อง" not in page


def test_a_case_page_tells_its_whole_story(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    page = room.signed_in("south").get(f"/console/cases/{case_id}")
    for words in (
        "2570-000001", "ฉลากโดนน้ำแล้วลอก", "น้ำพริกตัวอย่าง", "0800000001", "มหาวิทยาลัยตัวอย่าง พัทลุง",
        "24 พ.ย. 2569 09:30 น.", "ให้บริการออกแบบบรรจุภัณฑ์ ในพื้นที่พัทลุง", "เปิดเรื่อง",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {1, 2, 3}),
        ("province=TH-50", {3}),
        ("need=credit", {2}),
        ("status=offered", {1, 2, 3}),
        ("status=closed", set()),
        ("status=nonsense", {1, 2, 3}),
        ("held=on", {2, 3}),
        ("words=2570-000002", {2}),
        ("words=2570-2", {2}),
        ("words=๒๕๗๐-๒", {2}),
        ("words=ฉลากโดนน้ำ", {1, 3}),
        ("words=08-0000", set()),
        ("words=%25", set()),
        ("words=มหาวิทยาลัยตัวอย่าง", {1}),
        ("words=สำนักงานตัวอย่าง พัทลุง", {2}),
    ],
)
def test_the_list_is_filtered(room: Room, opened: Callable[..., int], query: str, found: set[int]) -> None:
    opened()
    opened(needs=["credit"], text="อยากกู้เงิน")
    opened(province="TH-50")
    page = room.signed_in("all").get(f"/console/cases/?{query}")
    assert {number for number in (1, 2, 3) if f"2570-00000{number}" in page.split("</form>")[-1]} == found


def test_an_organisations_page_leads_to_the_cases_that_are_with_it(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    page = room.signed_in("south")
    with room.work() as session:
        part = case_of(session, case_id).handoffs[0]
        part_id, organisation_id = part.id, part.organisation_id

    def listed() -> str:
        where = re.search(r'href="(/console/cases/\?[^"]+)"', page.get(f"/console/directory/{organisation_id}"))
        assert where
        return page.get(html.unescape(where[1])).split("</form>")[-1]

    assert "2570-000001" in listed()
    page.press(f"/console/cases/{case_id}/moves/decline", handoff=part_id, why="งานเต็ม")
    assert "2570-000001" not in listed()


@pytest.mark.parametrize("typed", ["0800000002", "08-0000-0002", "+66 80 000 0002", "๐๘๐๐๐๐๐๐๐๒"])
def test_cases_are_found_by_the_telephone_of_their_owner(room: Room, opened: Callable[..., int], typed: str) -> None:
    """Who telephones seldom has the number of the case at hand; the telephone stands in no address and no log."""
    opened()
    opened(phone="08-0000-0002 ต่อ 12")
    page = room.signed_in("south")
    page.get("/console/cases/")
    page.post("/console/cases/", phone=typed)
    assert page.where == "/console/cases/2"
    opened(phone="0800000002", province="TH-50")
    page.post("/console/cases/", phone=typed)
    assert page.where == "/console/cases/2"
    everywhere = room.signed_in("all")
    everywhere.get("/console/cases/")
    listed = everywhere.post("/console/cases/", phone=typed)
    assert [number for number in (1, 2, 3) if f"2570-00000{number}" in listed] == [2, 3]


@pytest.mark.parametrize(("typed", "said"), [("0800000009", "ไม่พบเรื่อง"), ("0002", "เบอร์โทร"), ("", "เบอร์โทร")])
def test_a_telephone_that_leads_nowhere(room: Room, opened: Callable[..., int], typed: str, said: str) -> None:
    opened(phone="0800000002")
    page = room.signed_in("south")
    page.get("/console/cases/")
    page.post("/console/cases/", phone=typed)
    assert said in page.problem
    assert "2570-000001" in page.page


def test_a_case_names_the_other_businesses_of_its_owner_in_the_officers_provinces(
    room: Room, opened: Callable[..., int]
) -> None:
    """Whoever has two businesses is not served twice by people who know of one."""
    first = opened()
    with room.work() as session:
        person = session.get_one(PersonRow, session.get_one(CaseRow, first).person_id)
        for more in ({"product": "ผ้าทอตัวอย่าง", "province": "TH-90"}, {"product": "กาแฟตัวอย่าง", "province": "TH-50"}):
            open_case(session, matter(**more), person, Actor(Who.OWNER, person.id), room.time.now)
    page = room.signed_in("south").get(f"/console/cases/{first}")
    assert "2570-000002" in page
    assert "ผ้าทอตัวอย่าง (สงขลา)" in page
    assert "2570-000003" not in page
    assert "กาแฟตัวอย่าง" not in page
    assert "ผ้าทอตัวอย่าง" not in room.signed_in("south").get(f"/console/cases/{opened()}")


def test_a_long_list_has_pages_that_lose_nothing(room: Room, opened: Callable[..., int]) -> None:
    for _ in range(55):
        opened()
    page = room.signed_in("south")
    first = page.get("/console/cases/?need=packaging")
    assert "2570-000055" in first
    assert "2570-000005" not in first
    second = page.get("/console/cases/?need=packaging&after=6")
    assert "after=6" in first
    assert "2570-000005" in second
    assert "2570-000006" not in second
    assert "ดูเรื่องก่อนหน้า" not in second


def test_pictures_are_shown_and_other_files_are_saved(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    with room.work() as session:
        person_id = session.get_one(CaseRow, case_id).person_id
        for number, media_type in ((1, "image/jpeg"), (2, "image/svg+xml"), (3, "application/pdf")):
            session.add(
                AttachmentRow(
                    person_id=person_id, case_id=case_id, line_message_id=str(number), media_type=media_type,
                    content=b"x", size=1, at=room.time.now,
                )
            )  # fmt: skip
    page = room.signed_in("south")
    assert "application/pdf" in page.get(f"/console/cases/{case_id}")
    for number, mimetype, way in ((1, "image/jpeg", "inline"), (2, "application/octet-stream", "attachment")):
        answer = page.client.get(f"/console/cases/{case_id}/files/{number}")
        assert answer.mimetype == mimetype
        assert answer.headers["Content-Disposition"].startswith(way)
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_people_wrote_never_becomes_part_of_the_page(room: Room, opened: Callable[..., int]) -> None:
    nasty = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{ 7*7 }}'
    case_id = opened(text=nasty, product=nasty, name=nasty)
    page = room.signed_in("south")
    for path in (f"/console/cases/{case_id}", "/console/cases/", "/console/", f"/console/cases/{case_id}/help"):
        shown = page.get(path)
        assert "<img src=x" not in shown
        assert "<script>alert" not in shown


def test_an_officer_sees_why_the_words_were_taken_for_these_needs(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened(text="ทำน้ำพริกที่พัทลุง ฉลากโดนน้ำแล้วลอก อยากได้กล่องใหม่")
    page = room.signed_in("south")
    why = page.get(f"/console/cases/{case_id}/why")
    for words in ("ออกแบบบรรจุภัณฑ์", "พัทลุง", "<li>ฉลาก</li>", "คำที่ชี้มาทางนี้"):
        assert words in why, words
    with room.look() as session:
        seen = [row.action for row in audit.history(session, "case", case_id)]
    assert "see" in seen
    assert f"/console/cases/{case_id}/why" in page.get(f"/console/cases/{case_id}")


def test_nobody_reads_why_of_another_regions_case(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened(province="TH-50")
    page = room.signed_in("south")
    page.get(f"/console/cases/{case_id}/why")
    assert page.status == 404


def test_a_provider_without_a_name_in_the_directory_goes_by_their_name_in_line(
    room: Room, opened: Callable[..., int]
) -> None:
    """Who joined by a code for someone new is known by no other name; the owner is told that one, too."""
    case_id = opened()
    with room.work() as session:
        part = session.scalars(select(HandoffRow).where(HandoffRow.case_id == case_id)).one()
        provider = session.scalars(select(ProviderRow)).one()
        session.get_one(PersonRow, provider.person_id).display_name = "ชื่อใน LINE ตัวอย่าง"
        provider.name = None
        offers.accept(session, part, Actor(Who.PROVIDER, provider.id), provider, room.time.now)
        part_id, organisation_id = part.id, part.organisation_id
    page = room.signed_in("south")
    for path in (f"/console/cases/{case_id}", f"/console/directory/{organisation_id}", f"/handoff/t-{part_id}"):
        assert "ชื่อใน LINE ตัวอย่าง" in page.get(path), path


def test_no_organisation_leads_after_it_is_out_or_alone(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    page = room.signed_in("south")
    page.get(f"/console/cases/{case_id}")
    with room.look() as session:
        part = case_of(session, case_id).handoffs[0].id
    page.press(f"/console/cases/{case_id}/moves/decline", handoff=part, why="งานเต็ม")
    assert "หน่วยงานหลัก" not in page.get(f"/console/cases/{case_id}")
