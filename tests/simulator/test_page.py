"""The phones' page in a real browser, mounted below a prefix as the demo does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from linebot.v3.messaging import (
    FlexContainer,
    FlexMessage,
    PushMessageRequest,
    QuickReply,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from simulator.rich_menus import link
from tests.browser.boxes import box_of
from tests.chromium import PATIENCE
from tests.simulator.conftest import Switchboard, World
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, world: World, boards: list[tuple[Switchboard, str]]) -> Iterator[Page]:
    (board, host), _ = boards
    board.app = DispatcherMiddleware(Flask("elsewhere"), {"/line": world.platform.app, "": world.platform.app})
    context = browser.new_context(viewport={"width": 375, "height": 720})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{host}/line/phones/{world.owner.user_id}")
    yield page
    context.close()
    assert faults == []


def push(world: World, *messages: TextMessage | FlexMessage) -> None:
    world.api.push_message(PushMessageRequest(to=world.owner.user_id, messages=list(messages)))


def bubbles(page: Page) -> Locator:
    return page.locator(".entry .bubble:not(.dots)")


def test_typing_and_hearing_back(world: World, page: Page) -> None:
    world.owner.follow()
    page.get_by_label("พิมพ์ข้อความ").fill("สวัสดีค่ะ\nบรรทัดสอง")
    page.get_by_label("ส่ง").click()
    expect(bubbles(page)).to_have_text(["สวัสดีค่ะ\nบรรทัดสอง"] * 2)
    assert [entry.text for entry in world.owner.chat] == ["สวัสดีค่ะ\nบรรทัดสอง"] * 2
    assert page.locator(".entry.me").count() == 1


def test_what_fits_on_a_line_stands_on_one(world: World, page: Page) -> None:
    for words in ("ใช่", "0810000000"):
        page.get_by_label("พิมพ์ข้อความ").fill(words)
        page.get_by_label("ส่ง").click()
        page.locator(".entry.me .bubble", has_text=words).first.wait_for()
    short, long = (page.locator(".entry.me .bubble", has_text=words).first for words in ("ใช่", "0810000000"))
    assert box_of(long)["height"] == box_of(short)["height"]


def test_hostile_text_stays_text(world: World, page: Page) -> None:
    world.owner.follow()
    words = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    card = {"type": "bubble", "body": {"type": "box", "layout": "vertical",
            "contents": [{"type": "text", "text": words}]}}  # fmt: skip
    push(world, TextMessage(text=words), FlexMessage(altText="ก", contents=FlexContainer.from_dict(card)))
    expect(page.locator(".fx-text")).to_have_text(words)
    expect(bubbles(page)).to_have_text(words)
    assert page.title() == "เจ้าของ ตัวอย่าง"


def test_quick_replies_are_tapped_and_gone(world: World, page: Page) -> None:
    world.owner.follow()
    items = [{"type": "action", "action": {"type": "message", "label": one, "text": one}} for one in ("ใช่", "ไม่")]
    push(world, TextMessage(text="ถูกไหมคะ", quickReply=QuickReply.from_dict({"items": items})))
    page.get_by_role("button", name="ไม่", exact=True).click()
    expect(page.locator(".entry.me .bubble")).to_have_text("ไม่")
    expect(page.locator("#quick")).to_be_hidden()


def test_a_card_looks_as_told_and_its_button_speaks(world: World, page: Page) -> None:
    world.owner.follow()
    action = {"type": "postback", "label": "รับเรื่อง", "data": "take=1", "displayText": "รับเรื่องค่ะ"}
    row = {"type": "box", "layout": "baseline", "spacing": "sm", "contents": [
        {"type": "text", "text": "จังหวัด", "flex": 1, "size": "sm", "color": "#666666"},
        {"type": "text", "text": "พัทลุง", "flex": 3, "weight": "bold"}]}  # fmt: skip
    shape = {"type": "bubble", "size": "kilo",
             "header": {"type": "box", "layout": "vertical", "backgroundColor": "#0B5D3B",
                        "contents": [{"type": "text", "text": "งานใหม่"}]},
             "body": {"type": "box", "layout": "vertical", "contents": [row]},
             "footer": {"type": "box", "layout": "vertical", "contents": [
                 {"type": "button", "style": "primary", "height": "sm", "action": action}]}}  # fmt: skip
    push(world, FlexMessage(altText="งานใหม่", contents=FlexContainer.from_dict(shape)))
    assert box_of(page.locator(".fx-bubble"))["width"] == 260
    look = "one => { const s = getComputedStyle(one); return [s.fontSize, s.color, s.fontWeight] }"
    texts = page.locator(".fx-baseline .fx-text")
    assert texts.nth(0).evaluate(look) == ["14px", "rgb(102, 102, 102)", "400"]
    assert texts.nth(1).evaluate(look) == ["16px", "rgb(17, 17, 17)", "700"]
    first, second = (box_of(texts.nth(number)) for number in (0, 1))
    assert second["width"] / first["width"] == pytest.approx(3, abs=0.2)
    header = page.locator(".fx-header .fx-box")
    assert header.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(11, 93, 59)"
    page.get_by_role("button", name="รับเรื่อง").click()
    expect(page.locator(".entry.me .bubble")).to_have_text("รับเรื่องค่ะ")
    assert until(lambda: "postback" in world.bot.heard[-1])
    assert world.bot.heard[-1]["postback"] == {"data": "take=1"}


def test_dots_come_and_go(world: World, page: Page) -> None:
    world.owner.follow()
    world.api.show_loading_animation(ShowLoadingAnimationRequest(chatId=world.owner.user_id, loadingSeconds=60))
    expect(page.locator(".dots")).to_be_visible()
    push(world, TextMessage(text="มาแล้วค่ะ"))
    expect(page.locator(".dots")).to_have_count(0)


def test_blocking_unblocking_and_unsending(world: World, page: Page) -> None:
    world.owner.follow()
    world.owner.type("พิมพ์ผิด")
    page.locator(".entry.me").click(button="right")
    page.get_by_role("menuitem", name="ยกเลิกข้อความ").click()
    expect(page.locator(".unsent")).to_have_text("คุณยกเลิกข้อความ")
    page.get_by_role("button", name="เมนู").click()
    page.get_by_role("menuitem", name="บล็อก").click()
    expect(page.locator("#closed")).to_be_visible()
    page.get_by_role("button", name="เมนู").click()
    page.get_by_role("menuitem", name="เลิกบล็อก").click()
    expect(page.get_by_label("พิมพ์ข้อความ")).to_be_visible()
    assert [one["type"] for one in world.bot.heard] == ["follow", "message", "unsend", "unfollow", "follow"]


def test_a_sticker_a_photo_and_a_place_are_sent(world: World, page: Page, tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"\x89PNG of a sample")
    page.get_by_role("button", name="แนบ").click()
    page.get_by_role("menuitem", name="สติกเกอร์").click()
    page.locator(".stickers button").first.click()
    page.get_by_role("button", name="แนบ").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="รูปภาพ").click()
    chooser.value.set_files(photo)
    expect(page.locator(".entry.me")).to_have_count(2)
    page.get_by_role("button", name="แนบ").click()
    page.get_by_role("menuitem", name="ตำแหน่ง").click()
    page.get_by_role("button", name="เลือก").click()
    expect(page.locator(".place")).to_be_visible()
    assert until(lambda: len(world.bot.heard) == 3)
    assert [event["message"]["type"] for event in world.bot.heard] == ["sticker", "image", "location"]
    assert bytes(world.blob.get_message_content(world.bot.heard[1]["message"]["id"])) == photo.read_bytes()


def test_a_rich_menu_is_tapped_where_its_area_lies(world: World, page: Page) -> None:
    world.owner.follow()
    areas = [
        {"bounds": {"x": x, "y": 0, "width": 400, "height": 270}, "action": {"type": "message", "text": label}}
        for x, label in ((0, "ซ้าย"), (400, "ขวา"))
    ]
    size = {"width": 800, "height": 270}
    shape = {"size": size, "selected": True, "name": "ก", "chatBarText": "เมนูหลัก", "areas": areas}
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="270"><rect width="800" height="270"/></svg>'
    )
    with world.platform.lock:
        menu = world.platform.rich_menus.create("richmenu-1", shape)
        menu.image, menu.media_type = picture, "image/svg+xml"
        link(world.owner, "richmenu-1")
    page.wait_for_function("document.querySelector('.areas img')?.naturalWidth === 800")
    box = box_of(page.locator(".areas"))
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    expect(page.locator(".entry.me .bubble")).to_have_text("ขวา")
    page.get_by_role("button", name="เมนูหลัก").click()
    expect(page.locator(".areas")).to_be_hidden()


def test_all_phones_stand_side_by_side(world: World, page: Page, boards: list[tuple[Switchboard, str]]) -> None:
    world.platform.add_phone("Sample Person", language="en")
    page.set_viewport_size({"width": 1_200, "height": 900})
    page.goto(f"{boards[0][1]}/line/phones")
    frames = page.frame_locator("iframe")
    expect(page.locator("iframe")).to_have_count(2)
    expect(frames.nth(0).get_by_label("พิมพ์ข้อความ")).to_be_visible()
    expect(frames.nth(1).get_by_label("Enter a message")).to_be_visible()
    page.get_by_label("ชื่อ / name").fill("คนใหม่ ตัวอย่าง")
    page.get_by_role("button", name="เพิ่มโทรศัพท์").click()
    expect(page.locator("iframe")).to_have_count(3)
