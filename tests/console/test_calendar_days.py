"""The government's days off, as national officers keep them."""

from collections.abc import Callable
from datetime import date

import pytest

from storage import settings
from storage.tables import CalendarDayRow, CaseRow
from tests.console.conftest import Room


def test_a_day_is_closed_and_opened_and_every_deadline_is_worked_out_anew(
    room: Room, opened: Callable[..., int]
) -> None:
    case_id = opened()
    with room.work() as session:
        session.get_one(CaseRow, case_id).next_look_at = room.time.now.replace(year=2027)
    page = room.signed_in("all")
    page.get("/console/calendar/")
    page.post("/console/calendar/", day="2026-12-01", off="1", name_th="วันหยุดพิเศษตัวอย่าง")
    assert "1 ธ.ค. 2569" in page.page
    assert "วันหยุดพิเศษตัวอย่าง" in page.page
    with room.look() as session:
        assert not settings.calendar(session).is_working_day(date(2026, 12, 1))
        assert session.get_one(CaseRow, case_id).next_look_at == room.time.now
    page.post("/console/calendar/", day="2026-12-01")
    with room.look() as session:
        assert settings.calendar(session).is_working_day(date(2026, 12, 1))
    assert "วันหยุดพิเศษตัวอย่าง" in page.page


def test_a_day_without_a_date_or_name_is_asked_for(room: Room) -> None:
    page = room.signed_in("all")
    page.get("/console/calendar/")
    page.post("/console/calendar/", day="someday", off="1", name_th="x")
    assert "กรุณาเลือกวันที่" in page.problem
    page.post("/console/calendar/", day="2026-12-01", off="1", name_en="Sample day")
    assert "กรุณาใส่ชื่อวันหยุด" in page.problem
    for typed in ('value="2026-12-01"', 'value="Sample day"'):
        assert typed in page.page, typed


@pytest.mark.parametrize("day", ["2569-12-30", "2020-01-01", "9999-12-31", "0001-01-01"])
def test_a_day_that_the_page_would_not_show_is_refused(room: Room, day: str) -> None:
    """Nobody could open it again there; a year of the Buddhist Era is typed easily."""
    page = room.signed_in("all")
    page.get("/console/calendar/")
    page.post("/console/calendar/", day=day, off="1", name_th="วันหยุดพิเศษตัวอย่าง")
    assert "ค.ศ." in page.problem
    with room.look() as session:
        assert session.get(CalendarDayRow, date.fromisoformat(day)) is None


def test_a_day_that_has_a_name_is_renamed_by_those_who_mean_to(room: Room) -> None:
    page = room.signed_in("all")
    page.post("/console/calendar/", day="2026-12-01", off="1", name_th="วันหยุดพิเศษตัวอย่าง")
    page.post("/console/calendar/", day="2026-12-01", off="1", name_th="วันเลือกตั้งตัวอย่าง")
    assert "1 ธ.ค. 2569" in page.problem
    assert "วันหยุดพิเศษตัวอย่าง" in page.problem
    # What was said of one day holds for no other one.
    page.send("/console/calendar/", day="2026-12-02", off="1", name_th="วันเลือกตั้งตัวอย่าง")
    page.post("/console/calendar/", day="2026-12-02", off="1", name_th="วันอื่นตัวอย่าง", renaming="2026-12-01")
    assert "วันเลือกตั้งตัวอย่าง" in page.problem
    page.post("/console/calendar/", day="2026-12-01", off="1", name_th="วันเลือกตั้งตัวอย่าง")
    assert "เปลี่ยนชื่อ</button>" in page.page
    page.send("/console/calendar/", day="2026-12-01", off="1", name_th="วันเลือกตั้งตัวอย่าง")
    assert page.problem == ""
    assert "วันหยุดพิเศษตัวอย่าง" not in page.page


def test_a_day_that_is_added_again_under_its_name_stays_as_it_is(room: Room) -> None:
    page = room.signed_in("all")
    for _ in range(2):
        page.post("/console/calendar/", day="2026-12-01", off="1", name_th="วันหยุดพิเศษตัวอย่าง")
        assert page.problem == ""


def test_regional_officers_look_and_do_not_change(room: Room) -> None:
    page = room.signed_in("south").get("/console/calendar/")
    assert 'type="date"' not in page
