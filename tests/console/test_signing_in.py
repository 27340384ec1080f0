"""The door: who gets in, how long they stay, and what a forged or foreign page can do."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from storage import staff
from storage.tables import StaffRow
from tests.console.conftest import PASSWORD, Room, make_room, staff_row


def test_nobody_sees_a_page_without_signing_in(room: Room) -> None:
    for place in (
        "",
        "cases/",
        "cases/1",
        "chats/",
        "directory/",
        "news/",
        "report/",
        "calendar/",
        "directory/files/",
    ):
        path = f"/console/{place}"
        browser = room.browser()
        browser.get(path)
        assert browser.where == "/console/sign-in", path


def test_signing_in_leads_to_the_page_that_was_wanted_and_never_elsewhere(room: Room) -> None:
    browser = room.browser()
    browser.get("/console/cases/?held=1")
    browser.post("/console/sign-in?next=/console/cases/?held=1", name="south", password="a long enough phrase")
    assert browser.where == "/console/cases/"
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example/console/",
        "/console/../evil",
        "/line/webhook",
    ):
        other = room.browser()
        other.get("/console/sign-in")
        token = re.search(r'value="([^"]+)"', other.page)
        assert token
        answer = other.client.post(
            f"/console/sign-in?next={elsewhere}",
            data={"csrf_token": token[1], "name": "all", "password": "a long enough phrase"},
        )
        assert answer.headers["Location"].startswith("/console/"), elsewhere
        assert "elsewhere" not in answer.headers["Location"]


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(room: Room) -> None:
    wrong, unknown = room.browser(), room.browser()
    wrong.sign_in("south", "not the phrase")
    unknown.sign_in("nobody", "not the phrase")
    assert wrong.status == unknown.status == 401
    assert "ไม่ตรงกัน" in wrong.page
    assert "ไม่ตรงกัน" in unknown.page


def test_five_wrong_tries_close_the_door_for_a_quarter_of_an_hour(room: Room) -> None:
    browser = room.browser()
    for _ in range(5):
        browser.sign_in("south", "not the phrase")
    browser.sign_in("south")
    assert browser.status == 429
    room.time.pass_by(minutes=15)
    browser.sign_in("south")
    assert browser.where == "/console/"


def test_an_idle_hour_ends_the_session_and_a_page_that_renews_itself_does_not_prolong_it(room: Room) -> None:
    browser = room.signed_in("south")
    room.time.pass_by(minutes=50)
    browser.get("/console/")
    assert browser.where == "/console/"
    room.time.pass_by(minutes=50)
    browser.get("/console/", headers={"X-Freshen": "1"})
    assert browser.where == "/console/"
    room.time.pass_by(minutes=11)
    browser.get("/console/")
    assert browser.where == "/console/sign-in"


def test_a_new_password_or_a_leaving_ends_every_session(room: Room) -> None:
    def leave(_session: Session, row: StaffRow) -> None:
        row.active = False

    for ending in (staff.end_sessions, leave):
        browser = room.signed_in("south" if room.time else "")
        with room.work() as session:
            ending(session, staff_row(session, "south"))
        browser.get("/console/")
        assert browser.where == "/console/sign-in"


def test_signing_out_makes_a_copied_cookie_worthless(room: Room) -> None:
    browser = room.signed_in("south")
    cookie = browser.client.get_cookie("rismep_console")
    assert cookie is not None
    browser.post("/console/sign-out")
    thief = room.browser()
    thief.client.set_cookie("rismep_console", cookie.value)
    thief.get("/console/")
    assert thief.where == "/console/sign-in"


def test_the_session_is_renewed_at_signing_in(room: Room) -> None:
    browser = room.browser()
    browser.get("/console/sign-in?lang=en")
    before = re.search(r'name="csrf_token" value="([^"]+)"', browser.page)
    assert before
    browser.post("/console/sign-in", name="south", password="a long enough phrase")
    assert "Waiting" in browser.page
    answer = browser.client.post("/console/sign-out", data={"csrf_token": before[1]})
    assert answer.status_code == 400


def test_no_form_is_taken_without_its_token(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    browser = room.signed_in("south")
    posts = [str(rule) for rule in room.app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 15
    for rule in posts:
        path = re.sub(r"<int:\w+>", str(case_id), rule).replace("<name>", "take").replace("<change>", "edit")
        answer = browser.client.post(path, data={"words": "x"})
        assert answer.status_code == 400, path
        assert "เปิดทิ้งไว้นาน" in answer.get_data(as_text=True)


def test_headers_keep_pages_out_of_caches_frames_and_foreign_scripts(room: Room) -> None:
    browser = room.browser()
    answer = browser.client.get("/console/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    cookie = answer.headers["Set-Cookie"]
    assert all(rule in cookie for rule in ("Secure", "HttpOnly", "SameSite=Lax"))


def test_pages_have_no_inline_script_or_style(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    browser = room.signed_in("all")
    for path in (
        f"/console/cases/{case_id}",
        "/console/",
        "/console/report/",
        "/console/news/",
        "/console/directory/",
    ):
        page = browser.get(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", page), path


def test_the_demo_signs_its_officer_in_and_may_be_framed_on_this_machine(room: Room) -> None:
    demo = make_room(room.database, room.time.now, demo=True)
    browser = demo.browser()
    page = browser.get("/console/")
    assert browser.where == "/console/"
    assert "เจ้าหน้าที่ใต้ ตัวอย่าง" in page
    demo.time.pass_by(days=3)
    browser.post("/console/cases/1/moves/note", words="x")
    assert browser.status == 404
    answer = demo.app.test_client().get("/console/")
    assert "frame-ancestors 'self' http://127.0.0.1:*" in answer.headers["Content-Security-Policy"]
    assert "Secure" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(("path", "title"), [("/console/nothing", "ไม่พบหน้านี้"), ("/console/cases/99", "ไม่พบหน้านี้")])
def test_a_page_that_is_not_there_says_so_kindly(room: Room, path: str, title: str) -> None:
    browser = room.signed_in("south")
    assert title in browser.get(path)
    assert browser.status == 404


def test_other_parts_of_the_application_keep_their_own_answers(room: Room) -> None:
    answer = room.app.test_client().get("/line/nothing")
    assert answer.status_code == 404
    assert "Content-Security-Policy" not in answer.headers


def test_what_was_typed_is_kept_while_an_officer_signs_in_again(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    browser = room.signed_in("south")
    browser.get(f"/console/cases/{case_id}")
    room.time.pass_by(hours=2)
    path = f"/console/cases/{case_id}/moves/note"
    browser.post(path, words="ลุงว่างหลังบ่ายสอง")
    assert browser.status == 401
    form = re.search(r'<form method="post" action="([^"]+)"', browser.page)
    assert form
    again = form[1].replace("&amp;", "&")
    browser.send(again, name="south", password="not the phrase")
    assert browser.status == 401
    browser.send(again, name="south", password=PASSWORD)
    assert "ลุงว่างหลังบ่ายสอง" in browser.page
    assert "ยังไม่ได้บันทึก" in browser.page
    browser.send(path)
    assert "จดไว้แล้ว" in browser.page
    assert "ลุงว่างหลังบ่ายสอง" in browser.get(f"/console/cases/{case_id}")


def test_a_form_with_nothing_typed_goes_on_after_signing_in_and_signing_out_does_not(
    room: Room, opened: Callable[..., int]
) -> None:
    case_id = opened()
    browser = room.signed_in("south")
    browser.get(f"/console/cases/{case_id}")
    room.time.pass_by(hours=2)
    browser.post(f"/console/cases/{case_id}/moves/take")
    form = re.search(r'<form method="post" action="([^"]+)"', browser.page)
    assert form
    again = form[1].replace("&amp;", "&")
    browser.send(again, name="south", password=PASSWORD)
    assert browser.status == 200
    assert f'action="/console/cases/{case_id}/moves/take"' in browser.page
    room.time.pass_by(hours=2)
    browser.post("/console/sign-out")
    assert browser.where == "/console/sign-in"
    browser.sign_in("south")
    assert browser.where == "/console/"


def test_a_file_that_was_chosen_has_to_be_chosen_again_and_the_page_says_so(room: Room) -> None:
    browser = room.signed_in("all")
    browser.get("/console/directory/files/")
    room.time.pass_by(hours=2)
    browser.post("/console/directory/files/", file=(BytesIO(b"code"), "members.csv"))
    assert browser.where == "/console/sign-in"
    browser.post(browser.address, name="all", password=PASSWORD)
    assert browser.where == "/console/directory/files/"
    assert "เลือกไฟล์อีกครั้ง" in browser.problem
    assert "เลือกไฟล์อีกครั้ง" not in browser.get("/console/directory/files/")
