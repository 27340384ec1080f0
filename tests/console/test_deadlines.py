"""Deadlines on their page: seen by all officers, changed by national ones, for whatever is open."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.rules import rules_of
from network.office_hours import WorkingTime
from storage.tables import AuditRow, CaseRow
from tests.console.conftest import Room


def test_every_deadline_is_shown_in_words_with_its_unit(room: Room) -> None:
    page = room.signed_in("south").get("/console/deadlines/")
    assert "หน่วยงานยังไม่ตอบข้อเสนอ: ถามหน่วยงานถัดไป" in page
    assert "<strong>8 ชั่วโมงทำการ</strong>" in page
    assert "ทำซ้ำทุก <strong>2 วันทำการ</strong>" in page
    assert "An organisation has not answered an offer" in room.signed_in("south").get("/console/deadlines/?lang=en")


def test_a_deadline_is_changed_for_what_is_open_and_taken_back(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    with room.work() as session:
        session.get_one(CaseRow, case_id).next_look_at = room.time.now.replace(year=2027)
    page = room.signed_in("all")
    page.get("/console/deadlines/")
    page.post("/console/deadlines/", name="offer_expires", days="1", hours="4")
    assert "<strong>1 วันทำการ 4 ชั่วโมงทำการ</strong>" in page.page
    assert "เดิม 8 ชั่วโมงทำการ" in page.page
    with room.look() as session:
        assert rules_of(session).named("offer_expires").after == WorkingTime(1, 4)
        assert session.get_one(CaseRow, case_id).next_look_at == room.time.now
        line = session.scalars(select(AuditRow).where(AuditRow.action == "rule")).one()
        assert line.staff_id is not None
    page.post("/console/deadlines/reset", name="offer_expires")
    assert "เดิม 8 ชั่วโมงทำการ" not in page.page


def test_days_of_the_calendar_and_counts_are_changed(room: Room) -> None:
    page = room.signed_in("all")
    page.get("/console/deadlines/")
    page.post("/console/deadlines/", name="progress", days="7")
    page.post("/console/deadlines/", name="offers.at_most", times="5")
    with room.look() as session:
        rules = rules_of(session)
    assert (rules.named("progress").after.days, rules.most_asked) == (7, 5)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "offer_expires", "days": "0", "hours": "2"}, "ต้องมาก่อน “หน่วยงานยังไม่ตอบข้อเสนอ: ถามหน่วยงานถัดไป”"),
        ({"name": "offer_expires", "days": "0", "hours": "0"}, "ต้องรออย่างน้อย"),
        ({"name": "offer_expires", "days": "x", "hours": "1"}, "อ่าน"),
        ({"name": "progress"}, "ต้องรออย่างน้อย"),
        ({"name": "offers.at_most", "times": "0"}, "จำนวนเต็ม"),
        ({"name": "no_such"}, "ไม่มีกำหนดเวลาชื่อ no_such"),
        ({}, "ไม่มีกำหนดเวลาชื่อ"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(room: Room, form: dict[str, str], words: str) -> None:
    page = room.signed_in("all")
    page.get("/console/deadlines/")
    page.post("/console/deadlines/", **form)
    assert words in page.problem
    assert "offer" not in page.problem
    with room.look() as session:
        assert session.scalars(select(AuditRow).where(AuditRow.action == "rule")).all() == []


def test_what_was_refused_stands_in_its_field(room: Room) -> None:
    page = room.signed_in("all")
    page.get("/console/deadlines/")
    page.post("/console/deadlines/", name="offer_expires", days="0", hours="2")
    assert page.status == 422
    assert '<details class="ask" open>' in page.page
    assert 'name="hours" value="2"' in page.page
    assert page.page.count('<details class="ask" open>') == 1


def test_regional_officers_look_and_do_not_change(room: Room) -> None:
    page = room.signed_in("south")
    assert 'name="hours"' not in page.get("/console/deadlines/")
    page.post("/console/deadlines/", name="offer_expires", days="1", hours="0")
    assert page.status == 404
    with room.look() as session:
        assert rules_of(session).named("offer_expires").after == WorkingTime(hours=8)


def test_who_may_not_change_the_settings_reads_who_may(room: Room) -> None:
    for place in ("calendar", "deadlines", "wording"):
        assert "เจ้าหน้าที่ส่วนกลางเป็นผู้แก้" in room.signed_in("south").get(f"/console/{place}/"), place
        assert "เจ้าหน้าที่ส่วนกลางเป็นผู้แก้" not in room.signed_in("all").get(f"/console/{place}/"), place
