"""An event that no turn can answer: set aside after some tries, with why; tried again by staff, in its order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.setting_aside import place_of
from casework import forgetting
from intake.reading import Reading
from scheduler import clock
from storage import incoming, people
from storage.tables import IncomingRow
from tests.stories.stage import Stage

POISON = "คำที่ทำให้ระบบขัดข้อง"


def break_on(on: Stage, words: str, error: Exception) -> Callable[[], None]:
    """Let the reader fail over these words; what mends it."""
    sound = on.house.bot

    def read(text: str, step: str | None) -> Reading:
        if words in text:
            raise error
        return sound.read(text, step)

    on.house.bot = replace(sound, read=read)

    def mend() -> None:
        on.house.bot = sound

    return mend


def settle_all(on: Stage) -> None:
    for _ in range(incoming.MOST_TRIES + 1):
        on.settle()


def row_of(on: Stage) -> IncomingRow:
    with on.house.database.reading() as session:
        return session.scalars(select(IncomingRow).where(IncomingRow.failure.is_not(None))).one()


def told(on: Stage) -> list[str]:
    return [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]


def test_it_is_set_aside_with_class_and_place_and_the_chat_goes_on(on: Stage) -> None:
    break_on(on, POISON, KeyError(POISON))
    on.phone("owner").type(POISON)
    settle_all(on)
    row = row_of(on)
    assert row.set_aside_at is not None
    assert row.tries == incoming.MOST_TRIES
    assert row.failure is not None
    assert row.failure.startswith("KeyError bot.turn:")
    assert POISON not in row.failure
    assert told(on) == []
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    assert len(told(on)) >= 1


def test_tried_again_it_comes_before_what_came_after_it_and_is_pushed(on: Stage) -> None:
    mend = break_on(on, POISON, KeyError(POISON))
    on.phone("owner").type(POISON)
    settle_all(on)
    on.clock.move_to(on.clock() + timedelta(hours=2))
    mend()
    order: list[str] = []
    sound = on.house.bot

    def read(text: str, step: str | None) -> Reading:
        order.append(text)
        return sound.read(text, step)

    on.house.bot = replace(sound, read=read)
    with on.house.work() as session:
        assert incoming.try_again(session, row_of(on).id)
        assert not incoming.try_again(session, row_of(on).id)
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    assert order[0] == POISON
    ways = [entry.via for entry in on.phone("owner").chat if entry.who == "bot"]
    assert ways[0] == "push"
    assert row_of(on).payload is None
    assert not any(call.status >= 400 for call in on.platform.calls)


def test_trouble_of_the_database_sets_nothing_aside(on: Stage) -> None:
    mend = break_on(on, POISON, OperationalError("select", {}, Exception("database is locked")))
    on.phone("owner").type(POISON)
    for _ in range(3):
        settle_all(on)
    with on.house.database.reading() as session:
        assert session.scalars(select(IncomingRow.tries)).all() == [0]
    mend()
    on.settle()
    assert len(told(on)) >= 1


@pytest.mark.parametrize("how", ["erased", "unsent", "without consent"])
def test_whoever_is_forgotten_leaves_nothing_that_was_set_aside(on: Stage, how: str) -> None:
    phone = on.phone("owner")
    phone.type("สวัสดีค่ะ")
    on.settle()
    break_on(on, POISON, KeyError(POISON))
    phone.type(POISON)
    settle_all(on)
    assert row_of(on).payload is not None
    with on.house.work() as session:
        person, *_ = people.meet(session, phone.user_id, on.clock())
        if how == "erased":
            forgetting.forget_person(session, person, on.clock())
        elif how == "unsent":
            forgetting.forget_message(session, person, str(row_of(on).line_message_id), on.clock())
        else:
            forgetting.forget_words(session, person)
    assert row_of(on).payload is None
    assert row_of(on).set_aside_at is None
    with on.house.work() as session:
        assert not incoming.try_again(session, row_of(on).id)


def test_after_a_month_it_is_forgotten_like_every_event(on: Stage) -> None:
    break_on(on, POISON, KeyError(POISON))
    on.phone("owner").type(POISON)
    settle_all(on)
    on.clock.move_to(on.clock() + clock.EVENTS_KEPT + timedelta(days=1))
    on.settle()
    with on.house.database.reading() as session:
        assert incoming.set_aside(session) == []
        assert session.scalars(select(IncomingRow)).all() == []


def test_the_place_of_an_error_is_the_last_of_our_own_code() -> None:
    with pytest.raises(AttributeError) as found:
        people.meet(None, "U1", None)  # type: ignore[arg-type]
    assert place_of(found.value).startswith("AttributeError storage.people:")
