"""What LINE, or a used-up month, kept beyond its hour comes to nobody at night; answers do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.saying import Say, to_plain
from network.office_hours import in_bangkok
from storage import messages, people, queues
from storage.tables import MessageRow
from tests.stories.stage import Stage

PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"
ENDLESS = 1_000_000


def owe(on: Stage, words: str, *, by: str = "bot") -> None:
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone("owner").user_id, on.clock())
        messages.owe(session, person, [to_plain(Say("chat.words", {"words": words}))], on.clock(), by=by)


def told(on: Stage) -> list[str]:
    return [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]


def pass_to(on: Stage, hour: int) -> None:
    while in_bangkok(on.clock()).hour != hour:
        on.clock.move_to(on.clock() + timedelta(minutes=30))
        on.settle()


def pass_minutes(on: Stage, minutes: int) -> None:
    for _ in range(minutes):
        on.clock.move_to(on.clock() + timedelta(minutes=1))
        on.settle()


@pytest.mark.parametrize("fault", ["429_quota", "503"])
def test_a_reminder_that_was_kept_waits_for_the_morning_and_nobody_is_woken_for_it(on: Stage, fault: str) -> None:
    on.platform.faults.add(PUSH, fault, times=ENDLESS)
    pass_to(on, 16)
    owe(on, "ข่าว")
    on.settle()
    pass_to(on, 1)
    on.platform.faults.clear()
    pass_to(on, 3)
    assert told(on) == []
    with on.house.database.reading() as session:
        assert queues.messages(session, on.clock()).waiting == 0
    pass_to(on, 8)
    assert told(on) == []
    pass_to(on, 9)
    assert told(on) == ["ข่าว"]


def test_who_writes_at_night_is_answered_before_what_waits_for_the_morning(on: Stage) -> None:
    pass_to(on, 17)
    on.platform.faults.add(PUSH, "500", times=2)
    owe(on, "ข่าว")
    on.settle()
    on.clock.move_to(on.clock() + timedelta(minutes=90))
    on.settle()
    on.phone("owner").type("สถานะ")
    on.settle()
    assert len(told(on)) == 1
    assert "ข่าว" not in told(on)
    pass_to(on, 9)
    assert told(on)[1:] == ["ข่าว"]


def test_an_answer_whose_token_died_and_an_officers_words_go_at_any_hour(on: Stage) -> None:
    pass_to(on, 20)
    on.platform.faults.add(REPLY, "503", times=2)
    on.platform.faults.add(PUSH, "503", times=2)
    on.phone("owner").type("สถานะ")
    on.settle()
    owe(on, "เจ้าหน้าที่เขียน", by="staff")
    pass_minutes(on, 5)
    assert [entry.via for entry in on.phone("owner").chat if entry.who == "bot"] == ["push", "push"]


def test_what_line_would_not_know_any_more_in_the_morning_goes_before_it_is_too_late(on: Stage) -> None:
    """Friday evening: by Monday nobody could say whether it arrived."""
    while in_bangkok(on.clock()).weekday() != 4:
        on.clock.move_to(on.clock() + timedelta(days=1))
    pass_to(on, 17)
    on.platform.faults.add(PUSH, "500", times=1)
    owe(on, "ข่าว")
    on.settle()
    on.clock.move_to(on.clock() + timedelta(hours=2))
    pass_minutes(on, 2)
    assert told(on) == ["ข่าว"]
    with on.house.database.reading() as session:
        assert session.scalars(select(MessageRow.outcome).where(MessageRow.direction == "out")).all() == ["sent"]
