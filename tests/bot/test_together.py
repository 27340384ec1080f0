"""Turns of several people in one transaction: each as it would be by itself, whatever happens to the others."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import turn
from bot.bot import Bot
from bot.circuit import IN_A_ROW, is_closed
from bot.client import Outcome, Result
from intake.saying import Say, to_plain
from storage import messages, people
from storage.tables import IncomingRow
from tests.bot.test_setting_aside import POISON, break_on
from tests.stories.stage import Stage
from tests.waiting import until

HELLO = "สวัสดีค่ะ"
MATTER = "อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริกค่ะ อยู่พัทลุง"
NAMES = ("owner-1", "owner-2", "owner-3")


def serve(on: Stage, names: Sequence[str] = NAMES) -> None:
    """As one worker does that takes all of them at once."""
    chats = [on.phone(name).user_id for name in names]
    while chats:
        chats = list(on.house.do_next(chats))


def heard(on: Stage, name: str) -> list[str]:
    return [entry.text for entry in on.phone(name).chat if entry.who == "bot"]


def counting_work(on: Stage) -> list[Session]:
    """Every transaction of the bot from now on."""
    begun: list[Session] = []
    sound = on.house.bot

    @contextmanager
    def work() -> Iterator[Session]:
        with sound.work() as session:
            begun.append(session)
            yield session

    on.house.bot = replace(sound, work=work)
    return begun


def say(on: Stage, words: str, names: Sequence[str] = NAMES) -> None:
    on.house.engine.stop()
    for name in names:
        on.phone(name).type(words)


def test_all_are_answered_as_if_each_were_alone(on: Stage) -> None:
    say(on, MATTER, ["alone"])
    serve(on, ["alone"])
    say(on, MATTER)
    serve(on)
    assert len(heard(on, "alone")) >= 1
    assert [heard(on, name) for name in NAMES] == [heard(on, "alone")] * 3


def test_their_turns_share_one_transaction_and_their_deliveries_another(on: Stage) -> None:
    say(on, HELLO)
    serve(on)
    say(on, MATTER)
    begun = counting_work(on)
    serve(on)
    assert len(begun) == 2
    assert all(len(heard(on, name)) >= 2 for name in NAMES)


def test_one_that_fails_changes_nothing_for_the_others_and_is_counted(on: Stage) -> None:
    break_on(on, POISON, KeyError(POISON))
    say(on, POISON, ["owner-2"])
    say(on, HELLO, ["owner-1", "owner-3"])
    serve(on)
    assert [bool(heard(on, name)) for name in NAMES] == [True, False, True]
    with on.house.database.reading() as session:
        tries = session.scalars(select(IncomingRow.tries).where(IncomingRow.done_at.is_(None))).all()
    assert tries == [1]


def test_a_fault_before_the_commit_leaves_nobody_half_answered(on: Stage) -> None:
    say(on, HELLO)
    faults = iter([True])

    def is_hurried() -> bool:
        if next(faults, False):
            raise RuntimeError("a fault of the tests, after the first turn")
        return False

    on.house.bot = replace(on.house.bot, is_hurried=is_hurried)
    serve(on)
    assert [len(heard(on, name)) for name in NAMES] == [len(heard(on, "owner-1"))] * 3
    assert heard(on, "owner-1")
    assert not any(call.status >= 400 for call in on.platform.calls)


def test_whoever_is_in_a_hurry_waits_for_one_turn_only(on: Stage) -> None:
    say(on, HELLO)
    on.house.bot = replace(on.house.bot, is_hurried=lambda: True)
    begun = counting_work(on)
    serve(on)
    assert len(begun) == 2 * len(NAMES)
    assert all(heard(on, name) for name in NAMES)


def test_calls_side_by_side_have_all_ended_when_one_has_failed(on: Stage) -> None:
    ended: list[int] = []

    def call(number: int) -> int:
        if number == 0:
            raise RuntimeError("a fault of the tests")
        time.sleep(0.2)
        ended.append(number)
        return number

    with pytest.raises(RuntimeError):
        on.house.bot.each(call, [0, 1, 2])
    assert sorted(ended) == [1, 2]


def test_failures_beside_calls_that_line_answers_are_no_failures_in_a_row(on: Stage) -> None:
    names = [f"owner-{number}" for number in range(2 * IN_A_ROW)]
    say(on, HELLO, names)
    sound = on.house.bot.client.reply
    failing = iter(range(len(names)))

    def reply(token: str, messages: Sequence[dict[str, Any]]) -> Result:
        if next(failing) % 2:
            return Result(Outcome.UNKNOWN, "500")
        time.sleep(0.2)
        return sound(token, messages)

    on.house.bot.client.reply = reply  # type: ignore[method-assign]
    on.house.do_next([on.phone(name).user_id for name in names])
    assert len([name for name in names if heard(on, name)]) == IN_A_ROW
    with on.house.database.reading() as session:
        assert is_closed(session)


def test_what_became_of_a_call_is_noted_while_another_hangs(on: Stage) -> None:
    """Else a crash would leave all of them in doubt."""
    say(on, HELLO)
    answers, sound = threading.Event(), on.house.bot.client.reply
    hanging = iter([True])

    def reply(token: str, messages: Sequence[dict[str, Any]]) -> Result:
        if next(hanging, False):
            answers.wait(30)
        return sound(token, messages)

    on.house.bot.client.reply = reply  # type: ignore[method-assign]
    serving = threading.Thread(target=serve, args=(on,))
    serving.start()
    try:
        assert until(lambda: [len(heard(on, name)) for name in NAMES].count(1) == 2 and not_noted(on) == 1)
    finally:
        answers.set()
        serving.join()
    assert not_noted(on) == 0


def not_noted(on: Stage) -> int:
    with on.house.database.reading() as session:
        return messages.number_owed(session)


def test_what_a_later_turn_withdraws_an_earlier_one_does_not_tell(on: Stage) -> None:
    say(on, HELLO)
    withdrawn: list[int] = []
    first = on.phone(NAMES[0]).user_id
    original = turn._take

    def taking(session: Session, bot: Bot, one: turn.Heard, now: datetime) -> turn.Answered:
        answered = original(session, bot, one, now)
        if one.look.chat != first and not withdrawn:
            person = people.person_with_line_user(session, first)
            assert person is not None
            messages.cancel_owed_to_owner(session, person.id, (), now)
            withdrawn.append(person.id)
        return answered

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turn, "_take", taking)
        on.house.do_next([on.phone(name).user_id for name in NAMES])
    assert [bool(heard(on, name)) for name in NAMES] == [False, True, True]


def test_whose_dialog_is_forgotten_may_still_be_owed_something(on: Stage) -> None:
    say(on, HELLO, NAMES[:1])
    serve(on, NAMES[:1])
    with on.house.work() as session:
        person, conversation, _ = people.meet(session, on.phone(NAMES[0]).user_id, on.clock())
        messages.owe(session, person, [to_plain(Say("hello.group"))], on.clock())
        session.delete(conversation)
    with on.house.work() as session:
        _, _, is_owed = people.meet(session, on.phone(NAMES[0]).user_id, on.clock())
        assert is_owed
