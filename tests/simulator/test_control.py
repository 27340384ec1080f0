"""The control API: the same deeds for bots in other languages."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from tests.simulator.conftest import World

Json = dict[str, Any]
Control = Callable[..., tuple[int, Any]]


@pytest.fixture
def control(world: World) -> Control:
    def ask(method: str, path: str, body: Json | None = None) -> tuple[int, Any]:
        answer = urllib3.request(method, f"{world.host}/_simulator{path}", json=body)
        return answer.status, json.loads(answer.data or b"null")

    return ask


@pytest.fixture
def phone(world: World) -> str:
    return f"/phones/{world.owner.user_id}"


def test_a_whole_talk(world: World, control: Control, phone: str) -> None:
    assert control("POST", f"{phone}/follow")[0] == 200
    status, told = control("POST", f"{phone}/type", {"text": "สวัสดีค่ะ"})
    assert status == 200
    shown = control("GET", phone)[1]
    assert [(one["who"], one["text"], one["via"]) for one in shown["entries"]] == [
        ("me", "สวัสดีค่ะ", None),
        ("bot", "สวัสดีค่ะ", "reply"),
    ]
    assert shown["entries"][0]["message_id"] == told["result"]
    assert shown["is_friend"]
    assert control("POST", f"{phone}/unsend", {"message_id": told["result"]})[0] == 200
    assert control("GET", phone)[1]["entries"][0]["unsent"]
    assert [call["operation"] for call in control("GET", "/calls")[1]["calls"]] == ["replyMessage"]
    kinds = [one["events"][0]["type"] for one in control("GET", "/webhooks")[1]["webhooks"]]
    assert kinds == ["follow", "message", "unsend"]


def test_an_unchanged_phone_answers_nothing(world: World, control: Control, phone: str) -> None:
    version = control("GET", phone)[1]["version"]
    assert control("GET", f"{phone}?since={version}")[0] == 204
    world.owner.follow()
    assert control("GET", f"{phone}?since={version}")[0] == 200


def test_phones_are_added(world: World, control: Control) -> None:
    status, told = control("POST", "/phones", {"display_name": "อีกคน ตัวอย่าง", "language": "en"})
    assert status == 201
    assert told["user_id"] in world.platform.people
    assert told in control("GET", "/phones")[1]["phones"]


def test_files_are_sent(world: World, control: Control, phone: str) -> None:
    data = base64.b64encode(b"a sample").decode()
    for kind in ("image", "video", "audio"):
        assert control("POST", f"{phone}/{kind}", {"data": data, "media_type": f"{kind}/x"})[0] == 200
    assert control("POST", f"{phone}/file", {"data": data, "name": "a.txt"})[0] == 200
    assert [event["message"]["type"] for event in world.bot.heard] == ["image", "video", "audio", "file"]
    message_id = world.bot.heard[0]["message"]["id"]
    answer = urllib3.request("GET", f"{world.host}/_simulator/content/{message_id}")
    assert (answer.data, answer.headers["Content-Type"]) == (b"a sample", "image/x")


def test_faults_quota_and_raw_webhooks(world: World, control: Control) -> None:
    assert control("POST", "/faults", {"path": "/v2/bot/message/reply", "kind": "500"})[0] == 201
    world.bot.answer = lambda event: None
    assert control("DELETE", "/faults")[0] == 200
    assert control("PUT", "/quota", {"limit": 5, "used": 2})[1] == {"limit": 5, "used": 2}
    event = world.owner.text_event("ก")
    assert control("POST", "/webhooks", {"events": [event, event]})[1]["status"] == 200
    assert control("POST", f"/webhooks/{event['webhookEventId']}/redeliver")[1]["status"] == 200
    assert [one["deliveryContext"]["isRedelivery"] for one in world.bot.heard] == [False, False, True]
    assert control("POST", "/groups", {"name": "กลุ่ม", "members": [world.owner.user_id]})[0] == 201
    assert world.bot.heard[-1]["type"] == "join"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/tap", {"label": "ไม่มี"}, 404),
        ("/tap", {}, 400),
        ("/act", {"action": {"type": "uri"}}, 404),
        ("/dance", {}, 404),
        ("/image", {}, 400),
        ("/image", {"data": "x"}, 400),
        ("/unsend", {"message_id": "1"}, 404),
    ],
)
def test_what_cannot_be_done(control: Control, phone: str, path: str, body: Json, status: int) -> None:
    assert control("POST", phone + path, body)[0] == status


def test_a_phone_that_nobody_has(control: Control) -> None:
    assert control("GET", "/phones/U0")[0] == 404
