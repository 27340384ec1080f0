"""The console in a real Chromium: an officer's day, by mouse, by keyboard, on a desk and on a phone."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from casework import chats as talking
from casework import offers
from casework.history import Actor
from casework.opening import open_case
from network.cases import Who
from storage import messages
from storage.database import Database
from storage.tables import CaseRow, ConversationRow, HandoffRow, PersonRow
from tests.browser.boxes import box_of
from tests.chromium import PATIENCE
from tests.console.conftest import PASSWORD, Room, furnish, make_room, matter, owner

pytestmark = pytest.mark.browser

PAGES = ("", "cases/", "cases/1", "cases/1/help", "cases/new", "chats/", "chats/2", "directory/", "directory/3",
         "directory/new", "directory/files/", "directory/centres/", "news/", "calendar/", "deadlines/",
         "wording/?q=ask", "wording/ask.withdraw", "report/")  # fmt: skip
OpenPage = Callable[..., Page]


@pytest.fixture
def room(sqlite_database: Database, now: datetime) -> Room:
    room = make_room(sqlite_database, now)
    room.app.config["SESSION_COOKIE_SECURE"] = False
    with room.work() as session:
        furnish(session, now)
        person = owner(session, 301, now)
        open_case(session, matter(), person, Actor(Who.OWNER, person.id), now)
    return room


@pytest.fixture
def host(room: Room) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, room.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(browser: Browser, host: str) -> Iterator[OpenPage]:
    """Opens a signed-in page of a given width; an error of a script or of the page's policy fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(width: int = 1280, name: str = "all") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{host}/console/")
        page.get_by_label("ชื่อผู้ใช้").fill(name)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="วันนี้มีอะไรรอ").wait_for()
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_its_screen_and_speaks_with_the_shipped_font(
    open_page: OpenPage, host: str, width: int
) -> None:
    page = open_page(width)
    for place in PAGES:
        page.goto(f"{host}/console/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.fonts.check('17px Sarabun', 'เรื่อง')"), place
        assert page.locator("h1").count() == 1, place


@pytest.mark.parametrize("width", [360, 1280])
def test_one_long_word_makes_the_list_of_cases_no_wider(
    room: Room, open_page: OpenPage, host: str, width: int
) -> None:
    with room.work() as session:
        open_case(session, matter(text="x" * 400), None, Actor(Who.STAFF, 1), room.time.now)
    page = open_page(width)
    page.goto(f"{host}/console/cases/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_place_of_the_menu_is_in_sight_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(390)
    for link in page.get_by_role("navigation", name="เมนูหลัก").get_by_role("link").all():
        box = box_of(link)
        assert box["x"] >= 0, link.inner_text()
        assert box["x"] + box["width"] <= 390, link.inner_text()


def test_the_name_of_an_organisation_has_room_on_a_phone(room: Room, open_page: OpenPage, host: str) -> None:
    with room.work() as session:
        session.get_one(HandoffRow, 1).organisation.name_th = "มหาวิทยาลัยตัวอย่างที่มีชื่อยาวมาก วิทยาเขตพัทลุง"
    page = open_page(390)
    page.goto(f"{host}/console/cases/1")
    assert box_of(page.locator(".part h3"))["width"] > 220


def test_a_case_number_stands_on_one_line(room: Room, open_page: OpenPage, host: str) -> None:
    with room.work() as session:
        session.get_one(CaseRow, 1).masked_text = "ฉลากโดนน้ำแล้วลอก " * 9
        session.get_one(HandoffRow, 1).organisation.name_th = "มหาวิทยาลัยตัวอย่างที่มีชื่อยาวมาก วิทยาเขตพัทลุง"
    page = open_page(800)
    page.goto(f"{host}/console/cases/")
    assert page.get_by_role("link", name="2570-000001").evaluate("one => one.getClientRects().length") == 1


def test_what_the_list_of_calls_leads_to_is_in_sight_below_the_bar(
    room: Room, open_page: OpenPage, host: str
) -> None:
    page = open_page()
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto(f"{host}/console/cases/1?decline=1#part-1")
    bar = box_of(page.locator("header.top"))
    heading = box_of(page.locator("#part-1 h3"))
    assert heading["y"] >= bar["y"] + bar["height"]
    assert page.get_by_label("เหตุผลที่ไม่รับ").is_visible()


def test_every_field_has_a_label_and_every_button_a_name(open_page: OpenPage, host: str) -> None:
    page = open_page()
    unnamed = """() => [...document.querySelectorAll(
        'input:not([type=hidden]), select, textarea, button, summary, a, img')].filter(one =>
        !(one.labels?.length || one.ariaLabel || one.textContent.trim() || one.hasAttribute('alt')
          || one.querySelector('img[alt]'))).map(one => one.outerHTML)"""
    for place in PAGES:
        page.goto(f"{host}/console/{place}")
        assert page.evaluate(unnamed) == [], place


def test_words_stand_out_from_their_ground(open_page: OpenPage, host: str) -> None:
    """Contrast of at least 4.5 to 1 (WCAG AA) for everything written on the pages."""
    page = open_page()
    faint = """() => {
      const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
      const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
      const light = ([r, g, b]) =>
        .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
      const ground = one => { for (; one; one = one.parentElement) {
        const c = parse(getComputedStyle(one).backgroundColor); if (c.length < 4 || c[3] > .8) return c; }
        return [255, 255, 255]; };
      return [...document.querySelectorAll('main *, header *')].filter(one =>
        [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && one.checkVisibility())
        .map(one => { const a = light(parse(getComputedStyle(one).color)), b = light(ground(one));
          return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), one.outerHTML.slice(0, 120)]; })
        .filter(([ratio]) => ratio < 4.5); }"""
    for place in PAGES:
        page.goto(f"{host}/console/{place}")
        assert page.evaluate(faint) == [], place


def test_a_case_is_declined_and_offered_on_with_the_keyboard_alone(
    open_page: OpenPage, host: str, room: Room
) -> None:
    page = open_page(name="south")
    page.goto(f"{host}/console/cases/1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "ข้ามไปเนื้อหา"
    page.locator("summary", has_text="หน่วยงานไม่รับ").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("งานเต็ม")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("ข้อความที่จะส่ง").wait_for()
    assert page.locator(".outgoing").count() >= 1
    with room.look() as session:
        assert session.scalar(select(HandoffRow.status)) == "offered"
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert "ไม่รับแล้ว" in page.get_by_role("status").inner_text()
    assert page.get_by_role("link", name="02-000-0001").count() == 1


def test_someone_at_the_counter_becomes_a_case(open_page: OpenPage, host: str, room: Room) -> None:
    page = open_page(width=360, name="south")
    page.goto(f"{host}/console/cases/new")
    page.get_by_label("อ่านประกาศให้ฟังแล้ว").check()
    page.get_by_label("มาที่เคาน์เตอร์").check()
    page.get_by_label("ที่เล่ามา").fill("อยากทำกล่องใส่น้ำพริก")
    page.get_by_label("ออกแบบบรรจุภัณฑ์").check()
    page.get_by_label("จังหวัด").select_option(label="พัทลุง")
    page.get_by_label("เบอร์โทร").fill("02-000-0002")
    page.get_by_role("button", name="ดูก่อนส่ง").click()
    page.get_by_role("button", name="กลับไปแก้").click()
    assert page.get_by_label("ที่เล่ามา").input_value() == "อยากทำกล่องใส่น้ำพริก"
    page.get_by_role("button", name="ดูก่อนส่ง").click()
    page.get_by_role("button", name="ส่งเรื่อง").click()
    page.wait_for_url("**/console/cases/2")
    with room.look() as session:
        assert session.get_one(CaseRow, 2).channel == "counter"


def test_a_chat_is_taken_over_and_new_words_appear_by_themselves(open_page: OpenPage, host: str, room: Room) -> None:
    with room.work() as session:
        person = session.get_one(PersonRow, session.get_one(CaseRow, 1).person_id)
        talking.ask_for_person(session, person, "asked", room.time.now)
        person_id = person.id
    page = open_page(name="south")
    page.get_by_role("link", name="เจ้าของตัวอย่าง รอเจ้าหน้าที่").click()
    page.get_by_role("button", name="รับแชตนี้มาคุยเอง").click()
    expect(page.get_by_label("เขียนถึงคนนี้")).to_be_focused()
    page.keyboard.type("สวัสดีค่ะ มีอะไรให้ช่วยคะ")
    send = page.get_by_role("button", name="ส่ง", exact=True)
    expect(send).to_be_in_viewport(ratio=1)
    send.click()
    page.locator(".turn.ours .bubble", has_text="สวัสดีค่ะ มีอะไรให้ช่วยคะ").wait_for()
    page.get_by_label("เขียนถึงคนนี้").fill("กำลังพิมพ์อยู่")
    with room.work() as session:
        messages.keep_heard(session, session.get_one(PersonRow, person_id), "ขอบคุณค่ะ", "m9", room.time.now)
    page.locator(".turn.theirs .bubble", has_text="ขอบคุณค่ะ").wait_for()
    assert page.get_by_label("เขียนถึงคนนี้").input_value() == "กำลังพิมพ์อยู่"
    page.get_by_role("button", name="คืนแชตให้ระบบ").click()
    page.get_by_role("button", name="รับแชตนี้มาคุยเอง").wait_for()
    with room.look() as session:
        assert session.get_one(ConversationRow, person_id).paused_since is None


def test_a_case_page_follows_what_happens_but_leaves_a_half_filled_form_alone(
    open_page: OpenPage, host: str, room: Room
) -> None:
    page = open_page(name="south")
    page.goto(f"{host}/console/cases/1")
    page.locator("summary", has_text="หน่วยงานไม่รับ").click()
    page.get_by_label("เหตุผลที่ไม่รับ").fill("กำลังเขียน")
    page.locator("h1").click()
    with room.work() as session:
        part = session.scalars(select(HandoffRow)).one()
        offers.accept(session, part, Actor(Who.STAFF, 1), None, room.time.now)
    page.locator(".story li", has_text="รับเรื่อง").first.wait_for()
    assert page.get_by_label("เหตุผลที่ไม่รับ").input_value() == "กำลังเขียน"
    page.locator("summary", has_text="หน่วยงานไม่รับ").click()
    page.locator("h1").click()
    page.locator("#all-parts .state-accepted").wait_for()


def test_an_invite_shows_a_picture_that_is_seen(open_page: OpenPage, host: str) -> None:
    page = open_page()
    page.goto(f"{host}/console/directory/3")
    page.get_by_role("button", name="สร้างรหัสเชิญให้คนใหม่").click()
    box = box_of(page.locator("svg.qr"))
    assert box["width"] > 150
    assert abs(box["width"] - box["height"]) < 2
    assert page.locator(".code").inner_text().startswith("RISMEP-")


def test_news_are_seen_as_line_shows_them_before_they_go(open_page: OpenPage, host: str) -> None:
    page = open_page()
    page.goto(f"{host}/console/news/")
    page.get_by_label("ข้อความ").fill("ขอเชิญอบรม <b>ตัวอย่าง</b>")
    page.get_by_role("button", name="ดูก่อนส่ง").click()
    assert "ขอเชิญอบรม <b>ตัวอย่าง</b>" in page.locator(".line-card").inner_text()
    assert page.get_by_role("button", name="ส่งถึง 0 คน").is_disabled()


def test_the_page_is_in_english_when_asked(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="What waits today").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"


def test_what_cannot_be_a_number_is_said_before_the_form_is_left(open_page: OpenPage, host: str) -> None:
    page = open_page()
    page.goto(f"{host}/console/cases/1")
    page.locator("summary", has_text="แก้ข้อมูลของเรื่อง").click()
    phone = page.locator("details[open] input[name=phone]")
    for typed, fits in (("12", False), ("ไม่มี", False), ("", True), ("02-000-0001 ต่อ 5", True), ("๐๘๐๐๐๐๐๐๐๑", True)):
        phone.fill(typed)
        assert phone.evaluate("field => field.checkValidity()") is fits, typed
    phone.fill("12")
    page.get_by_role("button", name="ดูก่อนแก้").click()
    assert phone.input_value() == "12"


def test_what_was_not_done_stays_in_sight_where_a_chat_is_written(open_page: OpenPage, host: str) -> None:
    first, second = open_page(), open_page(390, name="south")
    for page in (first, second):
        page.goto(f"{host}/console/chats/2")
    for page in (first, second):
        page.get_by_role("button", name="รับแชต").click()
    told = box_of(second.get_by_role("alert"))
    assert 0 <= told["y"] < 800
