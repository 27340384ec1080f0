"""Turns of several people in one transaction: each as it would be by itself, whatever happens to the others."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import IncomingRow
from tests.bot.test_setting_aside import POISON, break_on
from tests.stories.stage import Stage

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
