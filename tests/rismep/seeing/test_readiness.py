"""What probes hear: ready, degraded while LINE is to blame, unready when we are."""

from datetime import datetime, timedelta

from sqlalchemy import insert, text

from bot.client import CallFailed
from intake.saying import Say, to_plain
from rismep.seeing.line import QUOTA_AGAIN, LineSight, LineState, state_of_line
from storage import people, sending, settings
from storage import queues as waiting
from storage.messages import owe
from storage.sending import QUOTA_USED
from storage.tables import IncomingRow
from tests.rismep.seeing.conftest import Operator
from tests.stories.people import act
from tests.stories.stage import Stage

REPLY = "/v2/bot/message/reply"
PUSH = "/v2/bot/message/push"


def stuck_event(on: Stage, came_at: datetime) -> None:
    """An event that nobody takes, as when no worker runs."""
    with on.house.database.writing() as session:
        event = {
            "event_id": "01STUCK",
            "chat": "U-stuck",
            "kind": "message",
            "payload": b"{}",
            "received_at": came_at,
        }
        session.execute(insert(IncomingRow), [{**event, "tries": 0}])


def owed(on: Stage, since: datetime, *, not_before: datetime | None = None) -> None:
    """A message that nobody sends, as when no worker runs."""
    with on.house.database.writing() as session:
        person, *_ = people.meet(session, on.phone("owner").user_id, since)
        owe(session, person, [to_plain(Say("tap.old"))], since, not_before=not_before)


def pass_minutes(on: Stage, minutes: float) -> None:
    on.clock.move_to(on.clock() + timedelta(minutes=minutes))


def test_a_bot_that_has_answered_is_ready(on: Stage, operator: Operator) -> None:
    act("owner", "สวัสดีค่ะ", on)
    on.house.note_line()
    assert operator.ask("/healthz") == (200, "ok\n")
    status, told = operator.readiness()
    assert (status, told["status"]) == (200, "ready")
    assert told["checks"]["database"] == {"ok": True}
    assert told["checks"]["events"] == {"ok": True, "waiting": 0, "oldest_seconds": 0.0}
    assert told["checks"]["messages"] == {"ok": True, "waiting": 0, "oldest_seconds": 0.0}
    assert told["checks"]["line"]["state"] == "reachable"


def test_without_a_database_it_lives_but_is_not_ready(on: Stage, operator: Operator) -> None:
    with on.house.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE incoming RENAME TO gone"))
    status, told = operator.readiness()
    assert (status, told) == (503, {"status": "unready", "checks": {"database": {"ok": False}}})
    assert operator.ask("/healthz")[0] == 200


def test_an_event_that_waits_too_long_makes_it_unready(on: Stage, operator: Operator) -> None:
    stuck_event(on, on.clock())
    pass_minutes(on, 4)
    assert operator.readiness()[0] == 200
    pass_minutes(on, 2)
    status, told = operator.readiness()
    assert (status, told["status"]) == (503, "unready")
    assert told["checks"]["events"] == {"ok": False, "waiting": 1, "oldest_seconds": 360.0}


def test_a_message_that_is_owed_too_long_makes_it_unready(on: Stage, operator: Operator) -> None:
    owed(on, on.clock())
    pass_minutes(on, 6)
    status, told = operator.readiness()
    assert (status, told["checks"]["messages"]["waiting"]) == (503, 1)


def test_a_message_that_waits_for_its_hour_is_not_late(on: Stage, operator: Operator) -> None:
    owed(on, on.clock(), not_before=on.clock() + timedelta(hours=12))
    pass_minutes(on, 60)
    status, told = operator.readiness()
    assert (status, told["checks"]["messages"]["waiting"]) == (200, 0)


def test_line_down_degrades_and_keeps_the_webhook_in_service(on: Stage, operator: Operator) -> None:
    on.platform.faults.add(REPLY, "500", times=500)
    on.platform.faults.add(PUSH, "500", times=500)
    act("owner", "สวัสดีค่ะ", on)
    for _ in range(8):
        pass_minutes(on, 1)
        on.settle()
        on.house.note_line()
    status, told = operator.readiness()
    assert (status, told["status"]) == (200, "degraded")
    assert told["checks"]["line"]["state"] == "unreachable"
    assert told["checks"]["messages"]["ok"] is False
    stuck_event(on, on.clock() - timedelta(minutes=6))
    assert operator.readiness()[0] == 200


def test_tries_in_vain_do_not_make_what_is_owed_younger(on: Stage) -> None:
    on.platform.faults.add(REPLY, "500", times=500)
    on.platform.faults.add(PUSH, "500", times=500)
    act("owner", "สวัสดีค่ะ", on)
    for _ in range(8):
        pass_minutes(on, 1)
        on.settle()
    with on.house.database.reading() as session:
        queue = waiting.messages(session, on.clock())
    assert (queue.waiting, queue.oldest) == (1, timedelta(minutes=8))


def test_line_that_answers_again_ends_it(on: Stage, operator: Operator) -> None:
    on.house.note_line()
    pass_minutes(on, 1)
    on.platform.faults.add(REPLY, "reset", times=2)
    on.platform.faults.add(PUSH, "reset", times=2)
    act("owner", "สวัสดีค่ะ", on)
    on.house.note_line()
    assert operator.readiness()[1]["status"] == "degraded"
    for _ in range(3):
        pass_minutes(on, 2)
        on.settle()
    on.house.note_line()
    assert operator.readiness()[1]["status"] == "ready"


def test_what_was_seen_of_line_long_ago_excuses_nothing(on: Stage, operator: Operator) -> None:
    """LINE was down when the worker died: it is the worker that is missed."""
    on.house.note_line()
    pass_minutes(on, 1)
    on.platform.faults.add(REPLY, "500", times=2)
    act("owner", "สวัสดีค่ะ", on)
    on.house.note_line()
    assert operator.readiness()[1]["checks"]["line"]["state"] == "unreachable"
    pass_minutes(on, 30)
    status, told = operator.readiness()
    assert (status, told["checks"]["line"]["state"]) == (503, "unknown")


QUOTA = "/v2/bot/message/quota"


def test_a_single_call_that_fails_in_the_night_wakes_nobody(on: Stage, operator: Operator) -> None:
    on.platform.faults.add(QUOTA, "500", times=1)
    on.house.note_line()
    assert operator.readiness()[1]["checks"]["line"]["state"] == "reachable"
    pass_minutes(on, 0.5)
    on.house.note_line()
    asked = sum(call.path == QUOTA for call in on.platform.calls)
    pass_minutes(on, 0.6)
    on.house.note_line()
    assert (asked, sum(call.path == QUOTA for call in on.platform.calls)) == (1, 2)
    assert operator.readiness()[1]["checks"]["quota"]["ok"]


def test_two_that_fail_with_no_answer_between_say_that_line_is_unreachable(on: Stage, operator: Operator) -> None:
    on.platform.faults.add(QUOTA, "500", times=2)
    for _ in range(2):
        on.house.note_line()
        pass_minutes(on, 1.1)
    assert operator.readiness()[1]["checks"]["line"]["state"] == "unreachable"
    on.house.note_line()
    assert operator.readiness()[1]["checks"]["line"]["state"] == "reachable"


def test_failures_that_two_processes_saw_count_together(on: Stage) -> None:
    def no_quota() -> tuple[int | None, int]:
        raise CallFailed

    for sight in (LineSight(on.clock), LineSight(on.clock)):
        pass_minutes(on, 1)
        sight.called("none")
        sight.note(on.house.database.reading, on.house.work, no_quota)
    with on.house.database.reading() as session:
        assert state_of_line(session, on.clock())[0] is LineState.UNREACHABLE


def test_a_line_that_is_back_while_nobody_has_anything_to_send_is_seen(on: Stage, operator: Operator) -> None:
    with on.house.work() as session:
        sending.note_down(session, on.clock() + timedelta(seconds=5), on.clock())
    on.house.note_line()
    assert operator.readiness()[1]["checks"]["line"]["state"] == "unreachable"
    pass_minutes(on, 11)
    on.house.note_line()
    assert operator.readiness()[1]["checks"]["line"]["state"] == "reachable"


def test_a_refused_token_degrades(on: Stage, operator: Operator) -> None:
    on.platform.channel_access_token = "another"
    act("owner", "สวัสดีค่ะ", on)
    pass_minutes(on, 20)
    status, told = operator.readiness()
    assert (status, told["status"]) == (200, "degraded")
    assert told["checks"]["line"]["state"] == "refuses"


def test_pushes_that_are_used_up_degrade_and_what_is_left_is_told(on: Stage, operator: Operator) -> None:
    on.platform.quota.limit, on.platform.quota.used = 200, 150
    on.house.note_line()
    quota = operator.readiness()[1]["checks"]["quota"]
    assert (quota["ok"], quota["limit"], quota["left"]) == (True, 200, 50)
    on.platform.quota.used = 200
    owed(on, on.clock())
    on.settle()
    pass_minutes(on, 20)
    on.house.note_line()
    status, told = operator.readiness()
    assert (status, told["status"]) == (200, "degraded")
    assert (told["checks"]["quota"]["ok"], told["checks"]["quota"]["left"]) == (False, 0)
    with on.house.database.reading() as session:
        assert settings.state_of_service(session, QUOTA_USED) is not None


def test_an_account_without_a_limit_has_always_some_left(on: Stage, operator: Operator) -> None:
    on.platform.quota.limit = None
    on.house.note_line()
    quota = operator.readiness()[1]["checks"]["quota"]
    assert (quota["ok"], quota["left"]) == (True, None)


def test_no_probe_calls_line_and_the_quota_is_asked_for_seldom(on: Stage, operator: Operator) -> None:
    for _ in range(3):
        operator.readiness()
        operator.figures()
    assert on.platform.calls == []
    for _ in range(5):
        on.house.note_line()
    asked = len(on.platform.calls)
    assert {call.path for call in on.platform.calls} == {
        "/v2/bot/message/quota",
        "/v2/bot/message/quota/consumption",
    }
    on.clock.move_to(on.clock() + QUOTA_AGAIN * 1.1)
    on.house.note_line()
    assert (asked, len(on.platform.calls)) == (2, 4)
