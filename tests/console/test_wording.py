"""Wording on its page: found, seen in both languages, looked at as LINE shows it, kept, and taken back."""

import re

import pytest

from storage import settings
from tests.console.conftest import Browser, Room


def own_texts(room: Room) -> dict[tuple[str, str], str]:
    with room.look() as session:
        return settings.text_overrides(session)


def look(page: Browser, key: str, language: str, text: str) -> str:
    page.get(f"/console/wording/{key}")
    return page.post(f"/console/wording/{key}/{language}", text=text)


def test_a_text_is_found_by_a_word_and_seen_in_both_languages(room: Room) -> None:
    page = room.signed_in("south")
    found = page.get("/console/wording/?q=จังหวัดไหน")
    assert 'href="/console/wording/ask.province"' in found
    assert "Which province is your business in?" in found
    assert "ไม่พบข้อความ" in page.get("/console/wording/?q=ไม่มีคำนี้แน่นอน")
    assert "กิจการอยู่จังหวัดไหนคะ" in page.get("/console/wording/ask.province")


def test_texts_of_the_terminal_are_not_found_by_officers(room: Room) -> None:
    page = room.signed_in("south")
    for words in ("PostgreSQL", "rismep"):
        found = page.get(f"/console/wording/?q={words}")
        assert not re.search(r'href="/console/wording/(cli|demo|evaluation|map)\.', found), words


def test_a_text_is_looked_at_before_it_is_kept(room: Room) -> None:
    page = room.signed_in("all")
    shown = look(page, "ask.withdraw", "th", "เลิกเรื่อง {number} ไหมคะ")
    assert "เลิกเรื่อง 2569-000123 ไหมคะ" in shown
    assert own_texts(room) == {}
    page.post("/console/wording/ask.withdraw/th", text="เลิกเรื่อง {number} ไหมคะ", sure="1")
    assert own_texts(room) == {("th", "ask.withdraw"): "เลิกเรื่อง {number} ไหมคะ"}
    assert "จะยกเลิกเรื่อง {number} ใช่ไหมคะ" in page.page
    assert "ask.withdraw" in page.get("/console/wording/")
    page.post("/console/wording/ask.withdraw/th", text="", reset="1")
    assert own_texts(room) == {}


def test_a_button_is_looked_at_as_a_button(room: Room) -> None:
    page = room.signed_in("all")
    assert '<p class="line-choices" lang="th"><span>รับเรื่องนี้</span>' in look(
        page, "choice.offer_accept", "th", "รับเรื่องนี้"
    )


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("ask.withdraw", "ใช่ไหมคะ", "{number}"),
        ("choice.offer_accept", "ขอรับเรื่องนี้ไว้ดูแลเองนะคะ", "ไม่เกิน 20"),
        ("ask.province", "จังหวัดไหนครับ", "ระบบพูดด้วย"),
        ("ask.province", "", "ข้อความว่างอยู่"),
        ("ask.consent", "ยินยอมไหมคะ", "ประกาศฉบับใหม่"),
    ],
)
def test_an_unfit_text_is_refused_and_stays_to_be_mended(room: Room, key: str, text: str, words: str) -> None:
    page = room.signed_in("all")
    look(page, key, "th", text)
    assert page.status == 422
    assert words in page.page
    page.post(f"/console/wording/{key}/th", text=text, sure="1")
    assert page.status == 422
    assert own_texts(room) == {}


def test_what_line_would_not_take_cannot_be_kept(room: Room) -> None:
    room.complaints.append("/messages/0: too long")
    page = room.signed_in("all")
    shown = look(page, "ask.province", "th", "จังหวัดไหนคะ")
    assert "/messages/0: too long" in shown
    assert 'name="sure"' not in shown


def test_a_text_of_the_console_itself_has_no_bubble_of_line(room: Room) -> None:
    page = room.signed_in("all")
    assert "เมนูทั้งหมด" in look(page, "console.nav.label", "th", "เมนูทั้งหมด")


def test_unknown_texts_and_languages_are_not_found(room: Room) -> None:
    page = room.signed_in("all")
    for path in ("ask.nothing", "x"):
        page.get(f"/console/wording/{path}")
        assert page.status == 404
    page.get("/console/wording/ask.need")
    for path in ("ask.nothing/th", "ask.need/de"):
        page.post(f"/console/wording/{path}", text="ก")
        assert page.status == 404


def test_regional_officers_look_and_do_not_change(room: Room) -> None:
    page = room.signed_in("south")
    assert "<textarea" not in page.get("/console/wording/ask.need")
    page.post("/console/wording/ask.need/th", text="อะไรคะ", sure="1")
    assert page.status == 404
    assert own_texts(room) == {}
