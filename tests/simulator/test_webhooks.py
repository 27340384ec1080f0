"""What the bot hears: every kind of event, signed; and what no bot should hear."""

import json
import re

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.models import UnknownEvent
from linebot.v3.webhook import SignatureValidator

from simulator.phones import Phone
from simulator.webhooks import signature
from tests.simulator.conftest import World

ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


def test_the_signature_of_the_guide() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    mark = signature("8c570fa6dd201bb328f1c1eac23a96d8", body)
    assert mark == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def everything(owner: Phone) -> None:
    owner.follow()
    owner.send_sticker()
    message_id = owner.send_image(b"\x89PNG")
    owner.send_video(b"film")
    owner.send_audio(b"voice")
    owner.send_file("a.pdf", b"pdf")
    owner.send_location("ตลาด", "พัทลุง", 7.6, 100.1)
    owner.type("จบ")
    owner.unsend(message_id)
    owner.block()


def test_each_event_is_one_the_sdk_knows(world: World) -> None:
    world.bot.answer = lambda event: None
    everything(world.owner)
    for webhook in world.platform.webhooks:
        body = webhook.body.decode()
        mark = signature("secret-of-tests", webhook.body)
        assert SignatureValidator("secret-of-tests").validate(body, mark)
        (event,) = WebhookParser("secret-of-tests").parse(body, mark)
        assert not isinstance(event, UnknownEvent)
        assert not isinstance(getattr(event, "message", None), UnknownEvent)
    assert {webhook.status for webhook in world.platform.webhooks} == {200}


def test_what_events_carry(world: World) -> None:
    world.owner.type("สวัสดีค่ะ")
    (webhook,) = world.platform.webhooks
    body = json.loads(webhook.body)
    assert body["destination"] == world.platform.bot_id
    (event,) = body["events"]
    assert ULID.fullmatch(event["webhookEventId"])
    assert event["timestamp"] == int(world.clock().timestamp() * 1000)
    assert event["source"] == {"type": "user", "userId": world.owner.user_id}
    assert (event["mode"], event["deliveryContext"]) == ("active", {"isRedelivery": False})
    assert event["replyToken"]
    assert event["message"]["quoteToken"]
    assert event["message"]["markAsReadToken"]


def test_unfollow_and_unsend_cannot_be_answered(world: World) -> None:
    message_id = world.owner.type("ลบทีหลัง")
    world.owner.unsend(message_id)
    world.owner.block()
    unsend, unfollow = world.bot.heard[-2:]
    assert unsend["unsend"] == {"messageId": message_id}
    assert "replyToken" not in unsend
    assert "replyToken" not in unfollow
    assert world.owner.chat[0].text == ""
    assert world.owner.chat[0].unsent


def test_batches_doubles_empties_and_the_unknown(world: World) -> None:
    world.bot.answer = lambda event: None
    first, second = world.owner.text_event("หนึ่ง"), world.owner.text_event("สอง")
    later = world.owner.event("poem", poem={"lines": 4})
    standby = {**world.owner.text_event("สาม"), "mode": "standby"}
    assert world.platform.send_events([second, first, first]).status == 200
    assert world.platform.send_events([later, standby]).status == 200
    assert world.platform.send_events([]).status == 200
    said = [event.get("message", {}).get("text") for event in world.bot.heard]
    assert said == ["สอง", "หนึ่ง", "หนึ่ง", None, "สาม"]
    assert world.owner.chat == []
    again = world.platform.redeliver(later["webhookEventId"]).event
    assert again is not None
    assert again["type"] == "poem"


@pytest.mark.parametrize("mark", ["", "wrong"])
def test_false_signatures(world: World, mark: str) -> None:
    assert world.platform.send_events([world.owner.text_event("ก")], signature=mark).status == 400
    assert world.bot.heard == []


def test_a_bot_that_is_away_or_fails_is_noted(world: World) -> None:
    world.bot.status = 503
    world.owner.follow()
    world.platform.mail.url = "http://127.0.0.1:9/nobody"
    world.owner.type("ก")
    failed, lost = world.platform.webhooks
    assert failed.status == 503
    assert lost.status is None
    assert lost.error is not None
    assert lost.error.startswith("could_not_connect")
    with pytest.raises(LookupError):
        world.platform.redeliver("unknown")


def test_a_group(world: World) -> None:
    group = world.platform.join_group("กลุ่มตัวอย่าง", (world.owner,))
    assert world.bot.heard[-1]["type"] == "join"
    group.type(world.owner, "สวัสดีทุกคน")
    assert world.bot.heard[-1]["source"] == {
        "type": "group",
        "groupId": group.group_id,
        "userId": world.owner.user_id,
    }
    assert [(entry.who, entry.text) for entry in group.chat] == [("me", "สวัสดีทุกคน"), ("bot", "สวัสดีทุกคน")]
    assert world.owner.chat == []
    assert world.api.get_group_summary(group.group_id).group_name == "กลุ่มตัวอย่าง"
    world.api.leave_group(group.group_id)
    assert not group.has_bot
