"""A case of someone at the counter or on the telephone."""

import re

import pytest
from sqlalchemy import select

from storage.tables import AuditRow, CaseRow, ConsentRow, HandoffRow, PersonRow
from tests.console.conftest import Browser, Room

TOLD = {
    "needs": "packaging", "province": "TH-93", "words": "ฉลากลอก โทร 02-000-0009", "product": "น้ำพริกตัวอย่าง",
    "name": "ลุงตัวอย่าง", "phone": "02-000-0009 ต่อ 12", "notice": "on", "language": "th",
}  # fmt: skip


@pytest.fixture
def page(room: Room) -> Browser:
    browser = room.signed_in("south")
    browser.get("/console/cases/new")
    return browser


def once_of(page: Browser) -> str:
    once = re.search(r'name="once" value="([^"]+)"', page.page)
    assert once
    return once[1]


def enter(page: Browser, **more: object) -> str:
    return page.post("/console/cases/new", **{**TOLD, "once": once_of(page), **more})


@pytest.mark.parametrize("channel", ["counter", "telephone"])
def test_a_case_is_entered_with_the_consent_as_it_was_told(room: Room, page: Browser, channel: str) -> None:
    once = once_of(page)
    enter(page, channel=channel)
    assert "ผู้ให้บริการ: ผู้ให้บริการตัวอย่าง" in page.page
    assert "•••" in page.page
    with room.look() as session:
        assert session.scalar(select(CaseRow)) is None
    page.post("/console/cases/new", **TOLD, once=once, channel=channel, sure="1")
    assert "2570-000001" in page.page
    with room.look() as session:
        case = session.scalars(select(CaseRow)).one()
        assert (case.channel, case.contact_phone, case.status) == (channel, "02-000-0009 ต่อ 12", "offered")
        owner = session.get_one(PersonRow, case.person_id)
        assert owner.line_user_id is None
        given = session.execute(select(ConsentRow.purpose, ConsentRow.given, ConsentRow.how)).all()
        assert sorted(given) == [("pass_on", True, channel), ("service", True, channel)]
        opened = session.scalars(select(AuditRow).where(AuditRow.action == "open")).one()
        assert (opened.about_id, opened.staff_id) == (case.id, 1)
    assert "อ่านแชต" not in page.page


def test_without_the_notice_nothing_is_kept(room: Room, page: Browser) -> None:
    told = {name: value for name, value in TOLD.items() if name != "notice"}
    page.post("/console/cases/new", **told, once="1", channel="counter", sure="1")
    assert page.status == 422
    assert "กรุณาอ่านประกาศ" in page.page
    assert "ลุงตัวอย่าง" in page.page
    with room.look() as session:
        assert session.scalar(select(CaseRow)) is None


@pytest.mark.parametrize(
    ("field", "value"), [("needs", ""), ("province", ""), ("words", " "), ("channel", "fax"), ("language", "xx")]
)
def test_what_is_missing_is_asked_for_and_what_was_written_stays(page: Browser, field: str, value: str) -> None:
    enter(page, **{"channel": "counter", "sure": "1", field: value})
    assert page.status == 422
    assert "น้ำพริกตัวอย่าง" in page.page


def test_going_back_to_change_keeps_everything(page: Browser) -> None:
    enter(page, channel="counter", edit="1")
    assert page.status == 200
    assert "ลุงตัวอย่าง" in page.page
    assert 'value="counter" required checked' in page.page


def test_a_double_click_is_one_case(room: Room, page: Browser) -> None:
    once = once_of(page)
    for _ in range(2):
        page.post("/console/cases/new", **TOLD, once=once, channel="counter", sure="1")
        assert "2570-000001" in page.page
    with room.look() as session:
        assert len(session.scalars(select(CaseRow)).all()) == 1
        assert len(session.scalars(select(HandoffRow)).all()) == 1


def test_the_notice_can_be_read_out(page: Browser) -> None:
    assert "กรมส่งเสริมอุตสาหกรรม" in page.page
