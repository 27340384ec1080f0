"""What an unknown or refused call comes to: replies at least once, pushes exactly once, nothing given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.client import TIMEOUT
from intake.saying import Say, to_plain
from simulator.chats import Entry
from storage import messages, people, sending, settings
from storage.tables import MessageRow
from tests.stories.stage import Stage

REPLY = "/v2/bot/message/reply"
PUSH = "/v2/bot/message/push"
WORDS = "chat.words"


def heard(on: Stage, words: str, who: str = "owner") -> list[Entry]:
    return [entry for entry in on.phone(who).chat if entry.who == "bot" and words in entry.text]


def owe(on: Stage, words: str, who: str = "owner") -> int:
    """Owe a message that no reply can carry."""
    return owe_say(on, Say(WORDS, {"words": words}), who)


def owe_say(on: Stage, say: Say, who: str = "owner") -> int:
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone(who).user_id, on.clock())
        row = messages.owe(session, person, [to_plain(say)], on.clock())
        assert row is not None
        session.flush()
        return row.id


def row_of(on: Stage, row_id: int) -> MessageRow:
    with on.house.database.reading() as session:
        return session.get_one(MessageRow, row_id)


def maybe_twice(on: Stage) -> list[bool]:
    """Of each call to LINE, in their order."""
    called = MessageRow.direction == "out", MessageRow.tries > 0
    with on.house.database.reading() as session:
        return list(session.scalars(select(MessageRow.maybe_twice).where(*called).order_by(MessageRow.id)))


def pass_minutes(on: Stage, minutes: int) -> None:
    on.clock.move_to(on.clock() + timedelta(minutes=minutes))
    on.settle()


def test_an_answer_goes_by_the_free_reply(on: Stage) -> None:
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    assert [entry.via for entry in heard(on, "สวัสดี")] == ["reply"]


def test_a_reply_whose_outcome_is_lost_is_tried_once_more_and_arrives_once(on: Stage) -> None:
    on.platform.faults.add(REPLY, "500_after_accept")
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    assert len(heard(on, "สวัสดี")) == 1
    assert [call.path for call in on.platform.calls if "message" in call.path] == [REPLY, REPLY]


def test_a_reply_that_was_reset_before_it_was_taken_arrives(on: Stage) -> None:
    on.platform.faults.add(REPLY, "reset")
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    assert len(heard(on, "สวัสดี")) == 1


def test_a_reply_that_fails_again_and_again_is_tried_while_its_token_lives(on: Stage) -> None:
    on.platform.faults.add(REPLY, "500", times=3)
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    for _ in range(3):
        on.clock.move_to(on.clock() + timedelta(seconds=10))
        on.settle()
    assert [entry.via for entry in heard(on, "สวัสดี")] == ["reply"]
    assert maybe_twice(on) == [False]


def answer_late(on: Stage, seconds: int) -> None:
    """As after a backlog: the words came so long ago."""
    on.house.engine.stop()
    on.phone("owner").type("สวัสดีค่ะ")
    on.clock.move_to(on.clock() + timedelta(seconds=seconds))
    on.house.do_next([on.phone("owner").user_id])


def test_a_token_too_old_for_a_second_try_is_not_tried_at_all(on: Stage) -> None:
    answer_late(on, 45)
    assert [entry.via for entry in heard(on, "สวัสดี")] == ["push"]


def test_without_pushes_a_token_is_tried_as_long_as_it_lives(on: Stage) -> None:
    on.platform.quota.limit = 0
    owe(on, "ข่าวที่รออยู่", "owner 2")
    on.settle()
    answer_late(on, 45)
    assert [entry.via for entry in heard(on, "สวัสดี")] == ["reply"]


def test_an_answer_in_doubt_goes_before_the_turn_of_what_was_written_next_is_told(on: Stage) -> None:
    on.house.engine.stop()
    on.platform.faults.add(REPLY, "500_after_accept", times=2)
    for words in ("สวัสดีค่ะ", "สถานะ", "ขอบคุณค่ะ"):
        on.phone("owner").type(words)
    for _ in range(2):
        on.house.do_next([on.phone("owner").user_id])
    assert [call.path for call in on.platform.calls if "message" in call.path] == [REPLY, REPLY]
    on.clock.move_to(on.clock() + timedelta(seconds=5))
    for _ in range(4):
        on.house.do_next([on.phone("owner").user_id])
    told = [entry.via for entry in on.phone("owner").chat if entry.who == "bot"]
    assert told == ["reply"] * 3
    assert not any(maybe_twice(on))


@pytest.mark.parametrize(("fault", "times"), [("500_after_accept", 1), ("reset", 3)])
def test_no_answer_overtakes_a_push_in_doubt(on: Stage, fault: str, times: int) -> None:
    """It is known at last that it went, or it goes by its key again; what was written meanwhile is answered after."""
    on.house.engine.stop()
    chat = on.phone("owner").user_id
    owe(on, "ดันไปก่อน")
    on.platform.faults.add(PUSH, fault, times=times)
    on.house.do_next([chat])
    for words in ("สวัสดีค่ะ", "สถานะ"):
        on.phone("owner").type(words)
        on.house.do_next([chat])
    for _ in range(8):
        on.clock.move_to(on.clock() + timedelta(seconds=5))
        on.house.do_next([chat])
    told = [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]
    assert [told.index(words) for words in told if "ดันไปก่อน" in words] == [0]
    assert len(told) == 3


@pytest.mark.parametrize("times", [1, 3])
def test_nothing_overtakes_an_answer_in_doubt(on: Stage, times: int) -> None:
    on.house.engine.stop()
    chat = on.phone("owner").user_id
    on.platform.faults.add(REPLY, "500", times=times)
    on.phone("owner").type("สวัสดีค่ะ")
    on.house.do_next([chat])
    owe(on, "ดันตามไป")
    on.phone("owner").type("สถานะ")
    for _ in range(8):
        on.house.do_next([chat])
        on.clock.move_to(on.clock() + timedelta(seconds=5))
    told = [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]
    assert "สวัสดี" in told[0]
    assert len(told) == 3
    assert not any(maybe_twice(on))


def test_an_answer_in_doubt_is_tried_again_though_the_next_turn_says_nothing(on: Stage) -> None:
    on.house.engine.stop()
    on.platform.faults.add(REPLY, "500")
    on.phone("owner").type("สวัสดีค่ะ")
    on.house.do_next([on.phone("owner").user_id])
    assert heard(on, "สวัสดี") == []
    with on.house.work() as session:
        _, conversation, _ = people.meet(session, on.phone("owner").user_id, on.clock())
        conversation.paused_since = on.clock()
    on.phone("owner").type("ขอบคุณค่ะ")
    on.house.do_next([on.phone("owner").user_id])
    assert [entry.via for entry in heard(on, "สวัสดี")] == ["reply"]


def test_an_old_token_becomes_a_push(on: Stage) -> None:
    on.platform.faults.add(REPLY, "429_rate")
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    pass_minutes(on, 5)
    assert [entry.via for entry in heard(on, "สวัสดี")] == ["push"]


def test_a_reply_that_stays_unknown_is_pushed_and_counted(on: Stage) -> None:
    on.platform.faults.add(REPLY, "500_after_accept")
    on.platform.faults.add(REPLY, "500")
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    pass_minutes(on, 5)
    assert maybe_twice(on) == [True]
    assert len(heard(on, "สวัสดี")) == 2


def test_pushes_arrive_exactly_once_whatever_happens_to_the_answer(on: Stage) -> None:
    for kind in ("500_after_accept", "reset_after_accept", "500", "reset", "empty_after_accept"):
        on.platform.faults.add(PUSH, kind)
        row_id = owe(on, f"ข่าว {kind}.")
        on.settle()
        pass_minutes(on, 10)
        assert len(heard(on, f"ข่าว {kind}.")) == 1
        assert row_of(on, row_id).outcome == "sent"


def test_a_push_that_line_answers_later_than_anyone_waits_arrives_once(on: Stage) -> None:
    on.platform.faults.add(PUSH, "slow", seconds=TIMEOUT[1] + 1)
    row_id = owe(on, "ข่าวช้า")
    for _ in range(3):
        on.settle()
    pass_minutes(on, 10)
    assert row_of(on, row_id).outcome == "sent"
    assert row_of(on, row_id).tries == 2
    assert len(heard(on, "ข่าวช้า")) == 1


def test_a_claim_that_was_never_settled_is_taken_up_with_the_same_key(on: Stage) -> None:
    """As after a kill between the claim and the call, or between the call and its settling."""
    row_id = owe(on, "หนึ่งเดียว")
    on.house.engine.wait_until_idle(5)
    with on.house.work() as session:
        row = session.get_one(MessageRow, row_id)
        row.ended_at = row.outcome = None
    on.settle()
    assert len(heard(on, "หนึ่งเดียว")) == 1
    keys = {call.retry_key for call in on.platform.calls if call.path == PUSH}
    assert keys == {str(row_of(on, row_id).retry_key)}


def test_a_push_that_is_unknown_for_a_day_goes_to_staff(on: Stage) -> None:
    on.platform.faults.add(PUSH, "500", times=500)
    row_id = owe(on, "ข่าวเก่า")
    on.settle()
    on.clock.move_to(on.clock() + timedelta(hours=23, minutes=40))
    on.settle()
    assert row_of(on, row_id).outcome == "failed"
    assert heard(on, "ข่าวเก่า") == []


def test_the_monthly_limit_stops_pushes_but_no_replies(on: Stage) -> None:
    on.platform.quota.limit = 0
    owe(on, "ข่าวที่รออยู่")
    on.settle()
    assert heard(on, "ข่าวที่รออยู่") == []
    on.phone("owner").type("สวัสดีค่ะ")
    on.settle()
    assert [entry.via for entry in heard(on, "ข่าวที่รออยู่")] == ["reply"]
    with on.house.database.reading() as session:
        assert settings.state_of_service(session, sending.QUOTA_USED) is not None
    on.platform.quota.limit = None
    owe(on, "ข่าวเดือนใหม่")
    pass_minutes(on, 61)
    assert [entry.via for entry in heard(on, "ข่าวเดือนใหม่")] == ["push"]


def test_without_pushes_a_free_answer_does_not_stand_behind_what_only_a_push_can_carry(on: Stage) -> None:
    on.platform.quota.limit = 0
    for number in range(7):
        owe(on, f"ข่าว {number}")
    on.settle()
    on.phone("owner").type("สถานะ")
    on.settle()
    told = [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]
    assert told[:-1] == [f"ข่าว {number}" for number in range(4)]
    on.platform.faults.add(REPLY, "500")
    on.phone("owner").type("ขอบคุณค่ะ")
    on.settle()
    assert len(heard(on, "")) == 5 + 4
    on.platform.quota.limit = None
    pass_minutes(on, 61)
    pass_minutes(on, 1)
    with on.house.database.reading() as session:
        assert messages.number_owed(session) == 0


def test_a_refused_token_stops_sending_for_all_and_nothing_is_given_up(on: Stage) -> None:
    right = on.platform.channel_access_token
    on.platform.channel_access_token = "another"
    first = owe(on, "ถึงคนแรก", "owner")
    on.settle()
    second = owe(on, "ถึงคนที่สอง", "owner 2")
    on.settle()
    assert {row_of(on, first).outcome, row_of(on, second).outcome} == {None}
    assert len([call for call in on.platform.calls if call.path == PUSH]) == 1
    on.platform.channel_access_token = right
    pass_minutes(on, 2)
    pass_minutes(on, 2)
    assert len(heard(on, "ถึงคนแรก")) == 1
    assert len(heard(on, "ถึงคนที่สอง", "owner 2")) == 1


def test_what_line_refuses_for_good_holds_nobody_back(on: Stage) -> None:
    on.platform.faults.add(PUSH, "400")
    refused = owe(on, "เสีย")
    fine = owe(on, "ดี")
    on.settle()
    assert row_of(on, refused).outcome == "failed"
    assert row_of(on, fine).outcome == "sent"
    assert len(heard(on, "ดี")) == 1


def test_the_order_per_person_holds(on: Stage) -> None:
    on.platform.faults.add(PUSH, "500_after_accept")
    for number in range(5):
        owe(on, f"ข้อ {number}")
    on.settle()
    pass_minutes(on, 10)
    told = [entry.text for entry in on.phone("owner").chat if entry.who == "bot"]
    assert told == sorted(told)
    assert len(told) == 5


def test_a_row_that_waits_for_its_hour_holds_nobody_back(on: Stage) -> None:
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone("owner").user_id, on.clock())
        part = [to_plain(Say(WORDS, {"words": "พรุ่งนี้"}))]
        messages.owe(session, person, part, on.clock(), not_before=on.clock() + timedelta(days=1))
    owe(on, "วันนี้")
    on.settle()
    assert len(heard(on, "วันนี้")) == 1
    assert heard(on, "พรุ่งนี้") == []


def test_who_blocked_the_account_is_owed_nothing(on: Stage) -> None:
    phone = on.phone("owner")
    phone.type("สวัสดีค่ะ")
    on.settle()
    phone.block()
    on.settle()
    with on.house.work() as session:
        person, *_ = people.meet(session, phone.user_id, on.clock())
        assert messages.owe(session, person, [to_plain(Say("tap.old"))], on.clock()) is None


def test_a_message_from_before_a_text_was_filled_in_with_more_goes_out_all_the_same(
    on: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """An upgrade comes between owing and sending."""
    row_id = owe_say(on, Say("staff.call_organisation", {"number": "2570-000001", "phone": "020000001"}))
    on.settle()
    assert row_of(on, row_id).outcome == "sent"
    assert len(heard(on, "020000001")) == 1
    assert "missing=reason" in caplog.text
