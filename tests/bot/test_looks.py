"""What time brings: several looks in one transaction, each as it would be by itself, and people before them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import looking
from network.deadlines import SOON
from scheduler import clock
from storage import cases
from storage.tables import CaseRow
from tests.bot.test_outcomes import owe
from tests.bot.test_together import HELLO, MATTER, NAMES, counting_work, heard, say, serve
from tests.stories.stage import Stage

FIRST_VISIT = (MATTER, "ยินยอม", "081-000-0000", "ใช่ค่ะ")


def open_cases(on: Stage) -> list[int]:
    """One case of each, not looked at yet."""
    for words in FIRST_VISIT:
        say(on, words)
        serve(on)
    on.clock.move_to(on.clock() + SOON)
    return due(on)


def due(on: Stage) -> list[int]:
    with on.house.database.reading() as session:
        waiting = select(CaseRow.id).where(CaseRow.next_look_at <= on.clock())
        return list(session.scalars(waiting.order_by(CaseRow.id)))


def job_of(on: Stage, **changed: object) -> clock.ClockJob:
    return replace(on.house.clock_job, work=on.house.bot.work, **changed)  # type: ignore[arg-type]


def failing_for(case_id: int) -> tuple[Callable[[Session, int, datetime], object], Callable[..., None]]:
    def look(session: Session, row_id: int, now: datetime) -> object:
        done = looking.look_at_case(session, row_id, now)
        if row_id == case_id:
            raise RuntimeError("a fault of the tests")
        return done

    return look, cases.put_off_look


def test_what_is_due_at_once_shares_a_transaction(on: Stage) -> None:
    assert len(open_cases(on)) == len(NAMES)
    begun = counting_work(on)
    clock.look_at_due(job_of(on, at_once=8), on.clock())
    assert len(begun) == 1
    assert due(on) == []


def test_one_look_that_fails_is_put_off_and_keeps_nobody_from_theirs(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, broken, _ = open_cases(on)
    monkeypatch.setitem(clock._LOOKS, "case", failing_for(broken))
    clock.look_at_due(job_of(on, at_once=8), on.clock())
    assert due(on) == []
    with on.house.database.reading() as session:
        looks = {row.id: row.next_look_at for row in session.scalars(select(CaseRow))}
    again = on.clock() + clock.LOOK_AGAIN
    assert looks[broken] == again
    assert all(at is None or at > again for case_id, at in looks.items() if case_id != broken)


def test_whoever_waits_goes_before_the_next_look(on: Stage) -> None:
    open_cases(on)
    begun = counting_work(on)
    clock.look_at_due(job_of(on, at_once=8, is_awaited=lambda: True), on.clock())
    assert len(begun) == len(NAMES)


def test_people_who_wait_for_an_answer_have_it_before_the_clock_looks(on: Stage) -> None:
    open_cases(on)
    said = len(heard(on, NAMES[0]))
    asked: list[float] = []

    def give_way(seconds: float) -> bool:
        asked.append(seconds)
        serve(on)
        return True

    say(on, "สถานะ", NAMES[:1])
    clock.look_at_due(job_of(on, at_once=8, give_way=give_way), on.clock())
    assert len(heard(on, NAMES[0])) > said
    assert len(asked) == 1


def test_a_crowd_that_never_ends_holds_the_clock_up_for_a_while_only(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(open_cases(on)) == len(NAMES)
    monkeypatch.setattr(clock, "MOST_IN_VAIN", len(NAMES) - 1)
    asked: list[float] = []

    def give_way(seconds: float) -> bool:
        asked.append(seconds)
        return False

    clock.look_at_due(job_of(on, at_once=1, give_way=give_way), on.clock())
    assert len(asked) == len(NAMES) - 1
    assert due(on) == []


def test_who_waits_longest_is_announced_first_and_before_them_whose_answer_is_in_doubt(on: Stage) -> None:
    for name in NAMES:
        on.phone(name)
    on.house.engine.stop()
    owe(on, "ข่าว", "owner-8")
    say(on, HELLO, ["owner-9"])
    on.platform.faults.add("/v2/bot/message/reply", "500")
    on.house.do_next([on.phone("owner-9").user_id])
    for name in ("owner-3", "owner-1", "owner-2"):
        say(on, HELLO, [name])
    announced: list[str] = []
    clock.wake(job_of(on, announce=announced.extend), on.clock())
    assert announced == [on.phone(name).user_id for name in ("owner-9", "owner-8", "owner-3", "owner-1", "owner-2")]
