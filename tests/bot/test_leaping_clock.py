"""The wall clock jumps, between turns and within one: nothing is lost, doubled or stuck, or late for long."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import delivery
from intake.reading import Reading
from intake.saying import Say, to_plain
from storage import messages, people, queues
from storage.database import GROWN
from storage.sending import CALM
from storage.tables import MessageRow
from tests.stories.script import play_line
from tests.stories.stage import Stage

PUSH, SENDING = "/v2/bot/message/push", "/v2/bot/message/*"
CONFIRMED = (
    "owner: อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก อยู่พัทลุง โทร 081-000-0000",
    "owner: [ยินยอม]",
    "owner: [ส่งเรื่อง]",
)
BACK, FORWARD = timedelta(hours=-1), timedelta(days=2)


class LeapingClock:
    """The stage's clock, off by as much as it is set back or forward; only the bot goes by it, LINE's is right."""

    def __init__(self, on: Stage) -> None:
        self._right = on.clock
        self.off = timedelta()
        house = on.house
        house.clock = self
        house.bot = replace(house.bot, clock=self)
        house.keeper._clock = self

    def __call__(self) -> datetime:
        return self._right() + self.off


@pytest.fixture
def clock(on: Stage) -> LeapingClock:
    return LeapingClock(on)


def told(on: Stage, who: str = "owner") -> list[str]:
    return [entry.text for entry in on.phone(who).chat if entry.who == "bot"]


def owe(on: Stage, clock: LeapingClock, words: str, *, claimed: bool = False, **when: Any) -> None:
    """Owe the owner words; `claimed`, as by a process that was killed before its call."""
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone("owner").user_id, clock())
        row = messages.owe(session, person, [to_plain(Say("chat.words", {"words": words}))], clock(), **when)
        assert row is not None
        session.flush()
        if claimed:
            assert delivery.claim(session, on.house.bot, person, row, CALM, clock())
            session.info[GROWN].clear()


def pass_seconds(on: Stage, seconds: float) -> None:
    on.clock.move_to(on.clock() + timedelta(seconds=seconds))
    on.settle()


def nothing_is_left(on: Stage) -> bool:
    with on.house.database.reading() as session:
        owed = select(func.count()).where(MessageRow.direction == "out", MessageRow.ended_at.is_(None))
        return session.scalar(owed) == 0 and queues.events(session, on.clock()).waiting == 0


@pytest.mark.parametrize("leap", [BACK, FORWARD, -FORWARD])
def test_what_waits_goes_out_soon_and_in_order(on: Stage, clock: LeapingClock, leap: timedelta) -> None:
    on.platform.faults.add(SENDING, "500", times=3)
    on.phone("owner").type("สถานะ")
    on.settle()
    assert told(on) == []
    clock.off = leap
    for word in ("ข้อมูลของฉัน", "ขอบคุณค่ะ"):
        on.phone("owner").type(word)
    for _ in range(24):
        pass_seconds(on, 5)
    on.phone("owner 2").type("สถานะ")
    on.settle()
    assert len(told(on)) == 3
    assert told(on)[0] == told(on, "owner 2")[0]
    assert nothing_is_left(on)


def test_what_waits_for_its_hour_goes_on_waiting_when_the_clock_is_set_back(on: Stage, clock: LeapingClock) -> None:
    tomorrow = clock() + timedelta(days=1)
    owe(on, clock, "พรุ่งนี้", not_before=tomorrow)
    clock.off = BACK
    on.settle()
    assert told(on) == []
    on.clock.move_to(tomorrow)
    on.settle()
    assert told(on) == []
    clock.off = timedelta()
    on.settle()
    assert told(on) == ["พรุ่งนี้"]


def test_an_answer_that_never_went_out_is_not_taken_for_sent_when_the_clock_is_set_back(
    on: Stage, clock: LeapingClock
) -> None:
    """Killed between the claim and the call: LINE's "invalid token" at the second try would say that it was used."""
    owe(on, clock, "คำตอบ", reply_token="died meanwhile", reply_token_at=clock(), claimed=True)
    on.clock.move_to(on.clock() + timedelta(minutes=3))
    clock.off = BACK
    on.settle()
    assert told(on) == ["คำตอบ"]
    assert nothing_is_left(on)


@pytest.mark.parametrize("leap", [BACK, FORWARD])
def test_a_push_that_line_took_before_the_leap_arrives_once(on: Stage, clock: LeapingClock, leap: timedelta) -> None:
    on.platform.faults.add(PUSH, "500_after_accept")
    owe(on, clock, "ข่าว")
    on.settle()
    clock.off = leap
    for _ in range(24):
        pass_seconds(on, 5)
    assert told(on) == ["ข่าว"]
    assert nothing_is_left(on)


@pytest.mark.parametrize("leap", [BACK, FORWARD])
def test_a_clock_that_leaps_within_a_turn_spoils_nothing(on: Stage, clock: LeapingClock, leap: timedelta) -> None:
    sound = on.house.bot.read

    def read(text: str, step: str | None) -> Reading:
        clock.off = leap - clock.off
        return sound(text, step)

    on.house.bot = replace(on.house.bot, read=read)
    for number, word in enumerate(("สถานะ", "ข้อมูลของฉัน", "ขอบคุณค่ะ"), 1):
        on.phone("owner").type(word)
        pass_seconds(on, 1)
        pass_seconds(on, 5)
        assert len(told(on)) == number
    assert nothing_is_left(on)


def test_deadlines_are_those_of_the_right_time_after_an_hour_back_and_forth(on: Stage, clock: LeapingClock) -> None:
    for what in ("given: provider, provider 2 for packaging in พัทลุง", *CONFIRMED):
        play_line(what, on)
    asked = len(told(on, "provider"))
    for off in (BACK, timedelta(), BACK, timedelta()):
        clock.off = off
        for _ in range(3):
            pass_seconds(on, 5)
    assert len(told(on, "provider")) == asked
    play_line("-- 3 working hours pass --", on)
    assert len(told(on, "provider")) == asked
    play_line("-- 1 working hour passes --", on)
    assert len(told(on, "provider")) == asked + 1
