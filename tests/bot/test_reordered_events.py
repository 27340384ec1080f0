"""LINE sends again later what it could not deliver: what counts is when it happened, not when it came."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.inbox import kept_events
from simulator.phones import Phone
from storage import people
from storage.tables import MessageRow
from tests.stories.stage import Stage


def known(on: Stage) -> Phone:
    phone = on.phone("owner")
    phone.type("สวัสดีค่ะ")
    on.settle()
    return phone


def made(on: Stage, phone: Phone, kind: str, **fields: Any) -> dict[str, Any]:
    """An event that has happened, and comes when it is let."""
    on.clock.move_to(on.clock() + timedelta(seconds=1))
    return phone.event(kind, **fields)


def come(on: Stage, *events: dict[str, Any]) -> None:
    on.house.keeper.keep(kept_events({"events": list(events)}))
    on.settle()


def is_blocked(on: Stage, phone: Phone) -> bool:
    with on.house.database.reading() as session:
        person = people.person_with_line_user(session, phone.user_id)
        assert person is not None
        return person.blocked_at is not None


def told(phone: Phone) -> int:
    return sum(entry.who == "bot" for entry in phone.chat)


def test_an_old_blocking_that_comes_late_blocks_nobody(on: Stage) -> None:
    phone = known(on)
    blocking, coming_back = made(on, phone, "unfollow"), made(on, phone, "follow", follow={"isUnblocked": True})
    come(on, coming_back)
    come(on, blocking)
    assert not is_blocked(on, phone)


def test_nor_does_one_from_before_their_last_words(on: Stage) -> None:
    phone = known(on)
    blocking = made(on, phone, "unfollow")
    on.clock.move_to(on.clock() + timedelta(seconds=1))
    phone.type("สถานะ")
    on.settle()
    come(on, blocking)
    assert not is_blocked(on, phone)


def test_an_old_return_that_comes_late_ends_no_blocking_and_greets_nobody(on: Stage) -> None:
    phone = known(on)
    coming_back, blocking = made(on, phone, "follow", follow={"isUnblocked": True}), made(on, phone, "unfollow")
    come(on, blocking)
    before = told(phone)
    come(on, coming_back)
    assert is_blocked(on, phone)
    assert told(phone) == before


def test_whoever_writes_has_come_back_even_if_their_return_comes_late(on: Stage) -> None:
    phone = known(on)
    come(on, made(on, phone, "unfollow"))
    assert is_blocked(on, phone)
    coming_back = made(on, phone, "follow", follow={"isUnblocked": True})
    on.clock.move_to(on.clock() + timedelta(seconds=1))
    phone.type("สถานะ")
    on.settle()
    assert not is_blocked(on, phone)
    come(on, coming_back)
    assert not is_blocked(on, phone)


def test_what_waits_together_is_answered_in_the_order_in_which_it_was_written(on: Stage) -> None:
    phone = known(on)
    events = []
    for words in ("หนึ่ง", "สอง", "สาม"):
        on.clock.move_to(on.clock() + timedelta(milliseconds=1))
        events.append(phone.text_event(words))
    come(on, *reversed(events))
    with on.house.database.reading() as session:
        heard = select(MessageRow.text).where(MessageRow.direction == "in").order_by(MessageRow.id)
        assert session.scalars(heard).all()[1:] == ["หนึ่ง", "สอง", "สาม"]


def test_what_says_no_time_or_a_mad_one_is_answered_all_the_same(on: Stage) -> None:
    phone = known(on)
    before = told(phone)
    for stamp in (None, "soon", 2**62, -1, True):
        event = phone.text_event("สถานะ")
        event.pop("timestamp") if stamp is None else event.update(timestamp=stamp)
        come(on, event)
    assert told(phone) == before + 5
