"""What goes wrong on order, and what the platform did meanwhile."""

import time
from collections.abc import Callable
from uuid import UUID

import pytest
import urllib3
from linebot.v3.messaging import ApiException, PushMessageRequest, TextMessage
from pydantic.v1 import ValidationError

from tests.simulator.conftest import World

PUSH = "/v2/bot/message/push"
KEY = str(UUID(int=8))
Push = Callable[..., object]


@pytest.fixture
def push(world: World) -> Push:
    world.owner.follow()
    request = PushMessageRequest(to=world.owner.user_id, messages=[TextMessage(text="ก")])
    return lambda key=KEY, timeout=5: world.api.push_message(request, key, _request_timeout=timeout)


@pytest.mark.parametrize(
    ("kind", "status"), [("500", 500), ("503", 503), ("401", 401), ("429_rate", 429), ("429_quota", 429)]
)
def test_an_error_before_anything_is_done(world: World, push: Push, kind: str, status: int) -> None:
    world.platform.faults.add(PUSH, kind)
    with pytest.raises(ApiException) as caught:
        push()
    assert caught.value.status == status
    assert world.owner.chat == []
    push()
    assert len(world.owner.chat) == 1


def test_an_error_after_all_was_done(world: World, push: Push) -> None:
    world.platform.faults.add(PUSH, "500_after_accept")
    with pytest.raises(ApiException) as caught:
        push()
    assert caught.value.status == 500
    assert len(world.owner.chat) == 1
    with pytest.raises(ApiException) as caught:
        push()
    assert caught.value.status == 409
    assert len(world.owner.chat) == 1


@pytest.mark.parametrize(("kind", "arrived"), [("reset", 0), ("reset_after_accept", 1)])
def test_a_connection_that_breaks_off(world: World, push: Push, kind: str, arrived: int) -> None:
    world.platform.faults.add(PUSH, kind)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        push()
    assert len(world.owner.chat) == arrived
    assert world.platform.calls[-1].fault == kind


@pytest.mark.parametrize(("kind", "arrived"), [("hang", 0), ("hang_after_accept", 1)])
def test_silence(world: World, push: Push, kind: str, arrived: int) -> None:
    world.platform.faults.add(PUSH, kind, seconds=30)
    start = time.monotonic()
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        push(timeout=0.2)
    assert time.monotonic() - start < 2
    assert len(world.owner.chat) == arrived


def test_a_slow_answer(world: World, push: Push) -> None:
    world.platform.faults.add(PUSH, "slow", seconds=0.2)
    start = time.monotonic()
    push()
    assert time.monotonic() - start >= 0.2
    assert len(world.owner.chat) == 1


def test_an_empty_answer_upsets_the_sdk_although_all_was_done(world: World, push: Push) -> None:
    world.platform.faults.add(PUSH, "empty_after_accept")
    with pytest.raises(ValidationError):
        push()
    assert len(world.owner.chat) == 1


def test_faults_are_counted_and_limited_to_whom_they_are_for(world: World, push: Push) -> None:
    other = world.platform.add_phone("อีกคน ตัวอย่าง")
    other.follow()
    world.platform.faults.add("/v2/bot/message/*", "500", times=2, to=other.user_id)
    push()
    for _ in range(2):
        with pytest.raises(ApiException):
            world.api.push_message(PushMessageRequest(to=other.user_id, messages=[TextMessage(text="ก")]))
    world.api.push_message(PushMessageRequest(to=other.user_id, messages=[TextMessage(text="ก")]))


def test_an_unknown_kind_of_fault(world: World) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        world.platform.faults.add(PUSH, "earthquake")
