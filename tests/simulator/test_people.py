"""Profiles, content, loading, reading, rich menus, taps."""

import struct
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
import urllib3
from linebot.v3.messaging import (
    ApiException,
    CreateRichMenuAliasRequest,
    FlexContainer,
    FlexMessage,
    MarkMessagesAsReadByTokenRequest,
    PushMessageRequest,
    QuickReply,
    RichMenuBulkLinkRequest,
    RichMenuBulkUnlinkRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from linebot.v3.messaging.exceptions import NotFoundException

from simulator.content import Content
from tests.simulator.conftest import World


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    rows = b"".join(b"\0" + b"\x30\x90\x60" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def status(call: Callable[..., object], *arguments: object) -> int:
    with pytest.raises(ApiException) as caught:
        call(*arguments)
    return int(caught.value.status)


def test_profiles(world: World) -> None:
    world.owner.follow()
    profile = world.api.get_profile(world.owner.user_id)
    assert (profile.display_name, profile.language) == ("เจ้าของ ตัวอย่าง", "th")
    world.owner.block()
    with pytest.raises(NotFoundException):
        world.api.get_profile(world.owner.user_id)
    with pytest.raises(NotFoundException):
        world.api.get_profile("U" + "f" * 32)
    assert world.api.get_bot_info().user_id == world.platform.bot_id


def test_content_is_fetched_until_it_is_unsent(world: World) -> None:
    message_id = world.owner.send_image(b"\x89PNG of a sample", "image/png")
    assert bytes(world.blob.get_message_content(message_id)) == b"\x89PNG of a sample"
    assert bytes(world.blob.get_message_content_preview(message_id)) == b"\x89PNG of a sample"
    world.owner.unsend(message_id)
    assert status(world.blob.get_message_content, message_id) == 410
    assert status(world.blob.get_message_content, "404") == 404


def test_content_that_is_still_being_prepared(world: World) -> None:
    message_id = world.owner.send_video(b"a long film")
    ready_at = world.clock() + timedelta(minutes=1)
    world.platform.contents.keep(message_id, Content(b"a long film", "video/mp4", ready_at))
    assert world.blob.get_message_content_with_http_info(message_id).status_code == 202
    assert world.blob.get_message_content_transcoding_by_message_id(message_id).status == "processing"
    world.clock.push(minutes=1)
    assert bytes(world.blob.get_message_content(message_id)) == b"a long film"
    assert world.blob.get_message_content_transcoding_by_message_id(message_id).status == "succeeded"


def test_dots_until_the_next_message(world: World) -> None:
    world.owner.follow()
    shown = world.api.show_loading_animation_with_http_info(
        ShowLoadingAnimationRequest(chatId=world.owner.user_id, loadingSeconds=10)
    )
    assert shown.status_code == 202
    assert world.owner.talk.loading_until == world.clock() + timedelta(seconds=10)
    world.api.push_message(PushMessageRequest(to=world.owner.user_id, messages=[TextMessage(text="ก")]))
    assert world.owner.talk.loading_until is None
    wrong = ShowLoadingAnimationRequest(chatId=world.owner.user_id, loadingSeconds=7)
    assert status(world.api.show_loading_animation, wrong) == 400


def test_marked_as_read_by_token(world: World) -> None:
    world.owner.type("อ่านหรือยัง")
    token = world.bot.heard[-1]["message"]["markAsReadToken"]
    world.api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(markAsReadToken=token))
    assert world.owner.talk.read_until == world.owner.chat[0].at
    unknown = MarkMessagesAsReadByTokenRequest(markAsReadToken="x")
    assert status(world.api.mark_messages_as_read_by_token, unknown) == 400


def menu(label: str = "สถานะ", **action: str) -> RichMenuRequest:
    bounds = {"x": 0, "y": 0, "width": 800, "height": 400}
    deed = {"type": "message", "label": label, "text": label, **action}
    shape = {"size": {"width": 800, "height": 400}, "selected": True, "name": "ก", "chatBarText": "เมนู"}
    return RichMenuRequest.from_dict({**shape, "areas": [{"bounds": bounds, "action": deed}]})


def made_menu(world: World, **action: str) -> str:
    menu_id: str = world.api.create_rich_menu(menu(**action)).rich_menu_id
    world.blob.set_rich_menu_image(menu_id, body=png(800, 400), _headers={"Content-Type": "image/png"})
    return menu_id


def test_a_rich_menu_is_shown_and_tapped(world: World) -> None:
    world.owner.follow()
    menu_id = made_menu(world)
    assert world.owner.labels == []
    world.api.set_default_rich_menu(menu_id)
    assert world.api.get_default_rich_menu_id().rich_menu_id == menu_id
    assert world.owner.labels == ["สถานะ"]
    world.owner.tap("สถานะ")
    assert [entry.text for entry in world.owner.chat] == ["สถานะ", "สถานะ"]
    world.api.delete_rich_menu(menu_id)
    assert world.owner.labels == []


def test_ones_own_rich_menu_comes_before_the_default(world: World) -> None:
    world.owner.follow()
    world.api.set_default_rich_menu(made_menu(world))
    own = made_menu(world, label="ของฉัน")
    world.api.link_rich_menu_id_to_user(world.owner.user_id, own)
    assert world.owner.labels == ["ของฉัน"]
    assert world.api.get_rich_menu_id_of_user(world.owner.user_id).rich_menu_id == own
    world.api.unlink_rich_menu_id_from_user(world.owner.user_id)
    assert world.owner.labels == ["สถานะ"]
    people = [world.owner.user_id, "U" + "f" * 32]
    world.api.link_rich_menu_id_to_users(RichMenuBulkLinkRequest(richMenuId=own, userIds=people))
    assert world.owner.labels == ["ของฉัน"]
    world.api.unlink_rich_menu_id_from_users(RichMenuBulkUnlinkRequest(userIds=people))
    assert world.owner.labels == ["สถานะ"]


def test_menus_switch_by_alias(world: World) -> None:
    world.owner.follow()
    second = made_menu(world, label="หน้าสอง")
    world.api.create_rich_menu_alias(CreateRichMenuAliasRequest(richMenuAliasId="second", richMenuId=second))
    first = made_menu(world, label="ถัดไป", type="richmenuswitch", richMenuAliasId="second", data="go")
    world.api.set_default_rich_menu(first)
    world.owner.tap("ถัดไป")
    assert world.owner.labels == ["หน้าสอง"]
    assert world.bot.heard[-1]["postback"] == {
        "data": "go",
        "params": {"newRichMenuAliasId": "second", "status": "SUCCESS"},
    }


def test_menus_without_picture_or_of_bad_shape(world: World) -> None:
    menu_id = world.api.create_rich_menu(menu()).rich_menu_id
    assert status(world.api.set_default_rich_menu, menu_id) == 400
    assert status(world.api.set_default_rich_menu, "richmenu-none") == 404
    narrow = menu()
    narrow.size.width = 500
    assert status(world.api.create_rich_menu, narrow) == 400


@pytest.mark.parametrize(("letters", "answer"), [(14, 200), (15, 400)])
def test_the_chat_bar_is_counted_in_letters_as_seen(world: World, letters: int, answer: int) -> None:
    shape = {**menu().to_dict(), "chatBarText": "ที่" * letters}
    headers = {"Authorization": f"Bearer {world.platform.channel_access_token}"}
    url = f"{world.host}/v2/bot/richmenu/validate"
    assert urllib3.request("POST", url, json=shape, headers=headers).status == answer


def card(label: str, data: str) -> FlexMessage:
    box = {"type": "box", "layout": "vertical"}
    action = {"type": "postback", "label": label, "data": data}
    return FlexMessage(
        altText="การ์ด",
        contents=FlexContainer.from_dict(
            {"type": "bubble", "body": {**box, "contents": [{"type": "button", "action": action}]}}
        ),
    )


def send(world: World, *messages: TextMessage | FlexMessage) -> str:
    sent = world.api.push_message(PushMessageRequest(to=world.owner.user_id, messages=list(messages)))
    return str(sent.sent_messages[-1].id)


def test_the_newest_of_like_buttons_is_tapped_and_the_old_by_its_message(world: World) -> None:
    world.owner.follow()
    old = send(world, card("รับเรื่อง", "old"))
    send(world, card("รับเรื่อง", "new"))
    world.owner.tap("รับเรื่อง")
    world.owner.tap_in(old, "รับเรื่อง")
    assert [event["postback"]["data"] for event in world.bot.heard[1:]] == ["new", "old"]


def test_what_cannot_be_tapped_is_told(world: World) -> None:
    world.owner.follow()
    send(world, card("รับเรื่อง", "x"))
    with pytest.raises(LookupError, match=r"no \[ปฏิเสธ\] to tap; in sight: \[รับเรื่อง\]"):
        world.owner.tap("ปฏิเสธ")
    for _ in range(world.platform.rules.screenful):
        send(world, TextMessage(text="ก"))
    with pytest.raises(LookupError):
        world.owner.tap("รับเรื่อง")


def test_a_date_is_picked(world: World) -> None:
    world.owner.follow()
    picker = {"type": "datetimepicker", "label": "เลือกวัน", "data": "day", "mode": "date"}
    items = [{"type": "action", "action": picker}]
    send(world, TextMessage(text="วันไหนคะ", quickReply=QuickReply.from_dict({"items": items})))
    with pytest.raises(ValueError, match="needs a value"):
        world.owner.tap("เลือกวัน")
    assert world.owner.labels == ["เลือกวัน"]
    world.owner.tap("เลือกวัน", value="2026-12-01")
    assert world.bot.heard[-1]["postback"] == {"data": "day", "params": {"date": "2026-12-01"}}
    assert world.owner.labels == []
