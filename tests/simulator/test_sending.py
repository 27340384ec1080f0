"""The rules of sending: reply tokens, retry keys, quota, rates, people who cannot be reached."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import urllib3
from linebot.v3.messaging import (
    ApiException,
    BroadcastRequest,
    MulticastRequest,
    PushMessageRequest,
    PushMessageResponse,
    ReplyMessageRequest,
    ReplyMessageResponse,
    TextMessage,
    ValidateMessageRequest,
)

from simulator.platform import Platform
from simulator.rules import Rate, Rules
from tests.simulator.conftest import World

HELLO = TextMessage(text="สวัสดีค่ะ")
KEY = str(UUID(int=7))


def refusal(call: Callable[..., object], *arguments: object, **more: object) -> tuple[int, str]:
    with pytest.raises(ApiException) as caught:
        call(*arguments, **more)
    return caught.value.status, json.loads(caught.value.body)["message"]


def push(world: World, key: str | None = None, to: str | None = None) -> PushMessageResponse:
    return world.api.push_message(PushMessageRequest(to=to or world.owner.user_id, messages=[HELLO]), key)


@pytest.fixture
def token(world: World) -> str:
    """A reply token that the bot has not used."""
    world.owner.follow()
    return str(world.bot.heard[-1]["replyToken"])


def reply(world: World, token: str) -> ReplyMessageResponse:
    return world.api.reply_message(ReplyMessageRequest(replyToken=token, messages=[HELLO]))


def test_a_reply_token_works_once(world: World, token: str) -> None:
    assert reply(world, token).sent_messages[0].id == world.owner.chat[-1].message_id
    assert refusal(reply, world, token) == (400, "Invalid reply token")


def test_a_reply_token_lives_a_minute(world: World, token: str) -> None:
    world.clock.push(seconds=60)
    reply(world, token)
    world.owner.block()
    world.owner.unblock()
    world.clock.push(seconds=61)
    assert refusal(reply, world, world.bot.heard[-1]["replyToken"]) == (400, "Invalid reply token")


def test_an_unknown_reply_token_sounds_the_same(world: World) -> None:
    assert refusal(reply, world, "0" * 32) == (400, "Invalid reply token")


@pytest.mark.parametrize(("minutes", "works"), [(19, True), (21, False)])
def test_redelivery_gives_the_token_another_minute(world: World, token: str, minutes: int, works: bool) -> None:
    world.clock.push(minutes=minutes)
    event = world.bot.heard[-1]
    assert world.platform.redeliver(event["webhookEventId"]).status == 200
    again = world.bot.heard[-1]
    assert again == {**event, "deliveryContext": {"isRedelivery": True}}
    if works:
        reply(world, token)
    else:
        assert refusal(reply, world, token)[0] == 400


def test_a_retry_key_is_refused_on_reply(world: World, token: str) -> None:
    body = {"replyToken": token, "messages": [{"type": "text", "text": "ก"}]}
    headers = {"Authorization": f"Bearer {world.platform.channel_access_token}", "X-Line-Retry-Key": KEY}
    answer = urllib3.request("POST", f"{world.host}/v2/bot/message/reply", json=body, headers=headers)
    assert answer.status == 400
    reply(world, token)


def test_the_second_use_of_a_retry_key_is_told_the_first_answer(world: World) -> None:
    world.owner.follow()
    first = world.api.push_message_with_http_info(PushMessageRequest(to=world.owner.user_id, messages=[HELLO]), KEY)
    with pytest.raises(ApiException) as caught:
        push(world, KEY)
    again = caught.value
    assert again.status == 409
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    told = [(one["id"], one["quoteToken"]) for one in json.loads(again.body)["sentMessages"]]
    assert told == [(one.id, one.quote_token) for one in first.data.sent_messages]
    assert len(world.owner.chat) == 1


def test_a_retry_key_is_kept_for_a_day(world: World) -> None:
    world.owner.follow()
    push(world, KEY)
    world.clock.push(hours=24)
    assert refusal(push, world, KEY)[0] == 409
    world.clock.push(seconds=1)
    push(world, KEY)
    assert len(world.owner.chat) == 2


@pytest.mark.parametrize("key", ["1", "not-a-uuid", "{" + KEY + "}", KEY.replace("-", "")])
def test_a_retry_key_is_a_uuid(world: World, key: str) -> None:
    assert refusal(push, world, key)[0] == 400


def test_a_refused_request_leaves_its_key_free(world: World) -> None:
    world.owner.follow()
    world.platform.quota.limit = 0
    assert refusal(push, world, KEY)[0] == 429
    world.platform.quota.limit = 1
    push(world, KEY)


def test_quota_counts_people_and_not_bubbles(world: World) -> None:
    world.owner.follow()
    other = world.platform.add_phone("อีกคน ตัวอย่าง")
    other.follow()
    world.platform.quota.limit = 4
    world.api.push_message(PushMessageRequest(to=other.user_id, messages=[HELLO] * 5))
    world.api.multicast(MulticastRequest(to=[world.owner.user_id, other.user_id], messages=[HELLO]))
    assert world.api.get_message_quota_consumption().total_usage == 3
    assert world.api.get_message_quota().value == 4
    both = MulticastRequest(to=[world.owner.user_id, other.user_id], messages=[HELLO])
    assert refusal(world.api.multicast, both) == (429, "You have reached your monthly limit.")
    push(world)
    assert refusal(push, world) == (429, "You have reached your monthly limit.")
    reply(world, world.bot.heard[0]["replyToken"])
    world.clock.push(days=31)
    assert world.api.get_message_quota_consumption().total_usage == 0


def test_no_quota(world: World) -> None:
    assert world.api.get_message_quota().type == "none"


def test_sent_messages_of_a_day_are_told_afterwards(world: World) -> None:
    world.owner.follow()
    push(world)
    assert world.api.get_number_of_sent_push_messages("20261124").status == "unready"
    world.clock.push(days=1)
    told = world.api.get_number_of_sent_push_messages("20261124")
    assert (told.status, told.success) == ("ready", 1)
    assert refusal(world.api.get_number_of_sent_push_messages, "20261340")[0] == 400


def test_who_blocked_gets_nothing_and_the_bot_is_told_nothing(world: World) -> None:
    world.owner.follow()
    world.owner.block()
    assert push(world).sent_messages[0].id
    assert world.owner.chat == []
    assert world.platform.quota.used == 0
    world.owner.unblock()
    push(world)
    assert len(world.owner.chat) == 1
    assert [event["type"] for event in world.bot.heard] == ["follow", "unfollow", "follow"]
    assert world.bot.heard[-1]["follow"] == {"isUnblocked": True}


def test_a_blocked_account_cannot_be_written_to(world: World) -> None:
    world.owner.block()
    with pytest.raises(RuntimeError):
        world.owner.type("สวัสดี")
    assert [event["type"] for event in world.bot.heard] == ["unfollow"]


def test_strangers_are_reached_for_a_week_after_they_wrote(world: World) -> None:
    push(world)
    assert world.owner.chat == []
    world.owner.type("สวัสดี")
    world.clock.push(days=7)
    push(world)
    assert [entry.via for entry in world.owner.chat] == [None, "reply", "push"]
    world.clock.push(seconds=1)
    push(world)
    assert len(world.owner.chat) == 3


def test_an_id_that_nobody_has(world: World) -> None:
    assert refusal(push, world, to="U" + "f" * 32) == (400, "Failed to send messages")


def test_multicast_is_for_people_up_to_500(world: World) -> None:
    world.owner.follow()
    nobody = ["U" + f"{n:032x}" for n in range(10_000, 10_499)]
    world.api.multicast(MulticastRequest(to=[world.owner.user_id, *nobody], messages=[HELLO]), KEY)
    assert [entry.via for entry in world.owner.chat] == ["multicast"]
    assert world.platform.quota.used == 1
    again = MulticastRequest(to=[world.owner.user_id], messages=[HELLO])
    assert refusal(world.api.multicast, again, KEY)[0] == 409
    group = MulticastRequest(to=["C" + "0" * 32], messages=[HELLO])
    assert refusal(world.api.multicast, group)[0] == 400
    headers = {"Authorization": f"Bearer {world.platform.channel_access_token}"}
    body = {"to": [world.owner.user_id, *nobody, "U" + "e" * 32], "messages": [{"type": "text", "text": "ก"}]}
    answer = urllib3.request("POST", f"{world.host}/v2/bot/message/multicast", json=body, headers=headers)
    assert (answer.status, json.loads(answer.data)["details"][0]["property"]) == (400, "to")


def test_broadcast_reaches_friends(world: World) -> None:
    world.owner.follow()
    stranger = world.platform.add_phone("คนแปลกหน้า ตัวอย่าง")
    world.api.broadcast(BroadcastRequest(messages=[HELLO]))
    assert [entry.via for entry in world.owner.chat] == ["broadcast"]
    assert stranger.chat == []


def test_messages_are_validated_without_being_sent(world: World) -> None:
    world.api.validate_push(ValidateMessageRequest(messages=[HELLO]))
    assert refusal(world.api.validate_push, ValidateMessageRequest(messages=[TextMessage(text="")]))[0] == 400


def test_a_wrong_token(world: World) -> None:
    world.platform.channel_access_token = "another"
    assert refusal(push, world)[0] == 401
    assert world.platform.calls[-1].status == 401


def test_an_unknown_path(world: World) -> None:
    assert urllib3.request("GET", f"{world.host}/v2/bot/coffee").status == 404


def test_rates_fill_up_with_the_clock(world: World) -> None:
    rules = Rules(rates={"pushMessage": Rate(2, timedelta(seconds=1))})
    hurried = Platform(
        clock=world.clock,
        new_id=world.platform.new_id,
        channel_secret="s",
        channel_access_token="t",
        webhook_url="http://127.0.0.1:9/",
        rules=rules,
    )
    person = hurried.add_phone("ตัวอย่าง")
    body = {"to": person.user_id, "messages": [{"type": "text", "text": "ก"}]}

    def status() -> tuple[int, str]:
        headers = {"Authorization": "Bearer t"}
        answer = hurried.app.test_client().post("/v2/bot/message/push", json=body, headers=headers)
        assert answer.json is not None
        return answer.status_code, answer.json.get("message", "")

    assert [status()[0] for _ in range(3)] == [200, 200, 429]
    assert status()[1].startswith("The API rate limit has been exceeded")
    world.clock.push(seconds=0.5)
    assert [status()[0] for _ in range(2)] == [200, 429]


def test_every_answer_has_a_request_id_and_every_call_is_noted(world: World) -> None:
    world.owner.follow()
    sent = world.api.push_message_with_http_info(PushMessageRequest(to=world.owner.user_id, messages=[HELLO]), KEY)
    call = world.platform.calls[-1]
    assert sent.headers["x-line-request-id"] == call.request_id
    assert (call.method, call.path, call.status) == ("POST", "/v2/bot/message/push", 200)
    assert (call.retry_key, call.body["to"]) == (KEY, world.owner.user_id)
