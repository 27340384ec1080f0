"""Lengths, counts and forms: what LINE takes and what it refuses, one row per limit."""

import json
from typing import Any

import pytest
import urllib3

from simulator.measures import clusters, utf16_length
from tests.simulator.conftest import World

POOL = urllib3.PoolManager()
Json = dict[str, Any]


def text(words: object = "ก", **more: object) -> Json:
    return {"type": "text", "text": words, **more}


def quick(count: int = 1, label: str = "ใช่", **action: str) -> Json:
    item = {"type": "action", "action": {"type": "message", "label": label, "text": "ใช่", **action}}
    return text(quickReply={"items": [item] * count})


def flex(contents: Json, alt: str = "ข้อความ") -> Json:
    return {"type": "flex", "altText": alt, "contents": contents}


def bubble(*contents: Json) -> Json:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}}


def button(label: str = "รับเรื่อง", **action: str) -> Json:
    return {"type": "button", "action": {"type": "postback", "label": label, "data": "x", **action}}


def words(said: str, **more: str) -> Json:
    return {"type": "text", "text": said, **more}


def template(alt: str = "เลือก", **inside: object) -> Json:
    return {"type": "template", "altText": alt, "template": inside}


def action(label: str = "ตกลง") -> Json:
    return {"type": "message", "label": label, "text": "ตกลง"}


def column(actions: int = 1, text: str = "ก", **more: object) -> Json:
    return {"text": text, "actions": [action()] * actions, **more}


def link(uri: str) -> Json:
    return bubble({"type": "button", "action": {"type": "uri", "label": "ดู", "uri": uri}})


def picture(url: str) -> Json:
    return {"type": "image", "originalContentUrl": url, "previewImageUrl": "https://example.com/p.png"}


EMOJI = "😀"
ACTION = "messages[0].quickReply.items[0].action"
BODY = "messages[0].contents.body"

TAKEN = [
    text("ก" * 5000),
    text(EMOJI * 2500),
    quick(13),
    quick(label="ที่" * 20),
    quick(text="ที่" * 300),
    flex(bubble(words("ก")), alt="ก" * 1500),
    flex(bubble(button("ที่" * 40))),
    flex(bubble(button(data="ก" * 300))),
    flex({"type": "carousel", "contents": [bubble(words("ก"))] * 12}),
    flex(link("tel:020000001")),
    flex(link("line://ti/p/@example")),
    template(type="buttons", text="ก" * 160, actions=[action()] * 4),
    template(type="buttons", title="ก" * 40, text="ก" * 60, actions=[action("ก" * 20)]),
    template(type="confirm", text="ก" * 240, actions=[action(), action()]),
    template(type="carousel", columns=[column(3, text="ก" * 120)] * 10),
    picture("https://example.com/a.png"),
    {"type": "location", "title": "ก" * 100, "address": "ก" * 100, "latitude": 7.6, "longitude": 100.1},
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {"type": "textV2", "text": "{{ {ใคร}".replace("ใคร", "who"), "substitution": {"who": {
        "type": "emoji", "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}}},
]  # fmt: skip

REFUSED = [
    (text(""), "messages[0].text"),
    (text("ก" * 5001), "messages[0].text"),
    (text(EMOJI * 2500 + "ก"), "messages[0].text"),
    ({"type": "text"}, "messages[0].text"),
    ({"type": "poem", "text": "ก"}, "messages[0].type"),
    ({"text": "ก"}, "messages[0].type"),
    (text(5), "messages[0].text"),
    (quick(14), "messages[0].quickReply.items"),
    (quick(label="ที่" * 21), f"{ACTION}.label"),
    (quick(label=""), f"{ACTION}.label"),
    (quick(text="ก" * 301), f"{ACTION}.text"),
    (text(sender={"name": "ก" * 21}), "messages[0].sender.name"),
    (flex(bubble(words("ก")), alt=""), "messages[0].altText"),
    (flex(bubble(words("ก")), alt="ก" * 1501), "messages[0].altText"),
    (flex(bubble(words(""))), f"{BODY}.contents[0].text"),
    (flex(bubble(words("ก", color="red"))), f"{BODY}.contents[0].color"),
    (flex(bubble(words("ก", size="huge"))), f"{BODY}.contents[0].size"),
    (flex(bubble(words("ก", weight="heavy"))), f"{BODY}.contents[0].weight"),
    (flex(bubble({"type": "icon", "url": "https://example.com/i.png"})), f"{BODY}.contents[0].type"),
    (flex(bubble(button("ก" * 41))), f"{BODY}.contents[0].action.label"),
    (flex(bubble(button(data="ก" * 301))), f"{BODY}.contents[0].action.data"),
    (flex(bubble(button(data=EMOJI * 151))), f"{BODY}.contents[0].action.data"),
    (flex(bubble(button(displayText="ก" * 301))), f"{BODY}.contents[0].action.displayText"),
    (flex(link("ftp://example.com")), f"{BODY}.contents[0].action.uri"),
    (flex(link("https://example.com/" + "a" * 1000)), f"{BODY}.contents[0].action.uri"),
    (flex(bubble(words("ก" * 11_000))), "messages[0].contents"),
    (flex({"type": "carousel", "contents": [bubble(words("ก"))] * 13}), "messages[0].contents.contents"),
    (flex({"type": "carousel", "contents": [bubble(words("ก" * 6_000))] * 3}), "messages[0].contents"),
    (template(type="buttons", text="ก" * 161, actions=[action()]), "messages[0].template.text"),
    (template(type="buttons", title="ก", text="ก" * 61, actions=[action()]), "messages[0].template.text"),
    (template(type="buttons", text="ก", actions=[action()] * 5), "messages[0].template.actions"),
    (template(type="buttons", text="ก", actions=[action("ก" * 21)]), "messages[0].template.actions[0].label"),
    (template(type="confirm", text="ก" * 241, actions=[action()] * 2), "messages[0].template.text"),
    (template(type="confirm", text="ก", actions=[action()]), "messages[0].template.actions"),
    (template(type="carousel", columns=[column()] * 11), "messages[0].template.columns"),
    (template(type="carousel", columns=[column(1), column(2)]), "messages[0].template.columns"),
    (template(type="carousel", columns=[column(4)]), "messages[0].template.columns[0].actions"),
    (picture("http://example.com/a.png"), "messages[0].originalContentUrl"),
    (picture("https://example.com/" + "a" * 2000), "messages[0].originalContentUrl"),
    (
        {"type": "location", "title": "ก" * 101, "address": "ก", "latitude": 7.6, "longitude": 100.1},
        "messages[0].title",
    ),
    ({"type": "textV2", "text": "{who}"}, "messages[0].text"),
]


def push(world: World, messages: list[Json], **body: object) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {world.platform.channel_access_token}"}
    body = {"to": world.owner.user_id, "messages": messages, **body}
    answer = POOL.request("POST", f"{world.host}/v2/bot/message/push", json=body, headers=headers)
    return answer.status, json.loads(answer.data)


@pytest.fixture
def friend(world: World) -> World:
    world.owner.follow()
    return world


@pytest.mark.parametrize("message", TAKEN)
def test_taken(friend: World, message: Json) -> None:
    assert push(friend, [message])[0] == 200
    assert friend.owner.chat[-1].message == message


@pytest.mark.parametrize(("message", "place"), REFUSED)
def test_refused(friend: World, message: Json, place: str) -> None:
    status, told = push(friend, [message])
    assert status == 400
    assert told["message"] == "The request body has 1 error(s)"
    assert [detail["property"] for detail in told["details"]] == [place]
    assert friend.owner.chat == []


def test_every_fault_of_a_request_is_told(friend: World) -> None:
    status, told = push(friend, [text(""), flex(bubble(words(""), button(""), words("ก", color="x")))])
    assert status == 400
    assert [detail["property"] for detail in told["details"]] == [
        "messages[0].text",
        "messages[1].contents.body.contents[0].text",
        "messages[1].contents.body.contents[1].action.label",
        "messages[1].contents.body.contents[2].color",
    ]


@pytest.mark.parametrize("count", [0, 6])
def test_one_to_five_messages(friend: World, count: int) -> None:
    status, told = push(friend, [text()] * count)
    assert (status, told["details"][0]["property"]) == (400, "messages")


def test_a_request_of_more_than_two_megabytes(friend: World) -> None:
    assert push(friend, [text("ก" * 800_000)])[0] == 413


def test_a_body_that_is_not_json(friend: World) -> None:
    headers = {"Authorization": f"Bearer {friend.platform.channel_access_token}"}
    answer = POOL.request("POST", f"{friend.host}/v2/bot/message/push", body=b"{", headers=headers)
    assert answer.status == 400


@pytest.mark.parametrize("operation", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_messages_are_checked_without_sending(friend: World, operation: str) -> None:
    headers = {"Authorization": f"Bearer {friend.platform.channel_access_token}"}
    url = f"{friend.host}/v2/bot/message/validate/{operation}"
    assert POOL.request("POST", url, json={"messages": [text()]}, headers=headers).status == 200
    assert POOL.request("POST", url, json={"messages": [text("")]}, headers=headers).status == 400
    assert friend.owner.chat == []


@pytest.mark.parametrize(
    ("said", "units", "seen"),
    [
        ("abc", 3, 3),
        ("ที่", 3, 1),
        ("น้ำ", 3, 1),
        ("😀", 2, 1),
        ("👩‍👩‍👧", 8, 1),
        ("🇹🇭", 4, 1),
        ("👍🏽", 4, 1),
        ("เก้า", 4, 3),
    ],
)
def test_measures(said: str, units: int, seen: int) -> None:
    assert (utf16_length(said), clusters(said)) == (units, seen)
