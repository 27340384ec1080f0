"""LINE down: nobody waits in time-outs, nothing is lost, everything arrives once and in order when it is back."""

import logging
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from bot.circuit import IN_A_ROW, Circuit
from intake.saying import Say, to_plain
from storage import messages, people, sending
from storage.tables import MessageRow
from tests.stories.stage import Stage

REPLY = "/v2/bot/message/reply"
PUSH = "/v2/bot/message/push"
SENDING = "/v2/bot/message/*"
ENDLESS = 1_000_000


def owe(on: Stage, who: str, *words: str) -> None:
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone(who).user_id, on.clock())
        for one in words:
            messages.owe(session, person, [to_plain(Say("chat.words", {"words": one}))], on.clock())


def told(on: Stage, who: str) -> list[str]:
    return [entry.text for entry in on.phone(who).chat if entry.who == "bot"]


def calls(on: Stage) -> int:
    return sum(call.path in (REPLY, PUSH) for call in on.platform.calls)


def pass_seconds(on: Stage, seconds: float) -> None:
    on.clock.move_to(on.clock() + timedelta(seconds=seconds))
    on.settle()


def go_down(on: Stage, kind: str = "500") -> None:
    """Let LINE fail, and call it until the circuit opens."""
    on.platform.faults.add(SENDING, kind, times=ENDLESS, seconds=0.05)
    for number in range(IN_A_ROW):
        owe(on, f"caller {number}", "a first word")
    for _ in range(4):
        pass_seconds(on, 1)
    assert is_down(on)


def come_back(on: Stage) -> None:
    on.platform.faults.clear()
    for _ in range(20):
        pass_seconds(on, 10)


def is_down(on: Stage) -> bool:
    with on.house.database.reading() as session:
        return sending.DOWN in sending.states(session)


def owed(on: Stage) -> int:
    with on.house.database.reading() as session:
        return messages.number_owed(session)


@pytest.mark.parametrize("kind", ["hang", "hang_after_accept", "reset", "reset_after_accept", "500", "503", "html"])
def test_all_that_was_owed_arrives_once_and_in_order_when_line_is_back(on: Stage, kind: str) -> None:
    go_down(on, kind)
    for number in range(6):
        owe(on, f"owner {number}", "ก", "ข", "ค")
    on.settle()
    come_back(on)
    assert not is_down(on)
    assert owed(on) == 0
    for number in range(6):
        assert told(on, f"owner {number}") == ["ก", "ข", "ค"]
    for number in range(IN_A_ROW):
        assert told(on, f"caller {number}") == ["a first word"]


def test_the_webhook_takes_everything_meanwhile_and_answers_come_in_order(on: Stage) -> None:
    go_down(on, "hang")
    owners = [on.phone(f"owner {number}") for number in range(5)]
    for owner in owners:
        for word in ("สวัสดีค่ะ", "อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก", "เจ้าหน้าที่"):
            owner.type(word)
    assert {webhook.status for webhook in on.platform.webhooks} == {200}
    on.settle()
    assert all(entry.who == "me" for owner in owners for entry in owner.chat)
    come_back(on)
    heard = [[entry.text for entry in owner.chat if entry.who == "bot"] for owner in owners]
    assert len(heard[0]) >= 3
    assert all(one == heard[0] for one in heard)
    with on.house.database.reading() as session:
        in_order = select(MessageRow.person_id, MessageRow.id, MessageRow.ended_at).where(
            MessageRow.direction == "out", MessageRow.outcome == "sent"
        )
        rows = session.execute(in_order.order_by(MessageRow.person_id, MessageRow.id)).all()
        assert all(one.ended_at <= other.ended_at for one, other in pairwise(rows) if one[0] == other[0])


def test_while_it_is_open_only_ever_rarer_probes_go_out(on: Stage) -> None:
    go_down(on)
    for number in range(10):
        owe(on, f"owner {number}", "ข่าว")
    on.settle()
    before, probes = calls(on), []
    for second in range(300):
        pass_seconds(on, 1)
        if calls(on) > before:
            probes.append(second)
            assert calls(on) == before + 1
            before = calls(on)
    waits = [later - earlier for earlier, later in pairwise(probes)]
    assert 6 <= len(probes) <= 9
    assert waits == sorted(waits) or max(waits) >= 48
    assert waits[0] < 15
    assert max(waits) <= 73


def test_one_line_in_the_log_when_it_opens_and_one_when_it_closes(
    on: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "bot.circuit"):
        go_down(on)
        for _ in range(30):
            pass_seconds(on, 10)
        come_back(on)
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.circuit"]
    assert len(lines) == 2
    assert lines[0].startswith(f"LINE is down: {IN_A_ROW} calls in a row failed")
    assert lines[1].startswith("LINE answers again")


def test_the_backlog_goes_out_by_and_by(on: Stage) -> None:
    go_down(on)
    for number in range(120):
        owe(on, f"owner {number}", "ข่าว")
    on.settle()
    on.platform.faults.clear()
    went, before = [], owed(on)
    for _ in range(40):
        pass_seconds(on, 2)
        went.append(before - owed(on))
        before = owed(on)
    assert before == 0
    went = [one for one in went if one]
    assert went[0] <= 1 + sending.FIRST_A_LOOK
    assert max(went) <= 80
    assert len(went) >= 4


def test_who_writes_while_the_backlog_goes_out_is_answered_at_once(on: Stage) -> None:
    go_down(on)
    for number in range(60):
        owe(on, f"owner {number}", "ข่าว")
    on.platform.faults.clear()
    while is_down(on):
        pass_seconds(on, 1)
    assert owed(on) > 20
    on.phone("somebody new").type("สวัสดีค่ะ")
    assert on.house.engine.wait_until_idle(10)
    assert [entry.via for entry in on.phone("somebody new").chat if entry.who == "bot"] == ["reply"]


def test_answers_whose_token_died_meanwhile_are_pushed(on: Stage) -> None:
    go_down(on)
    on.phone("owner").type("สวัสดีค่ะ")
    for _ in range(6):
        pass_seconds(on, 10)
    come_back(on)
    assert [entry.via for entry in on.phone("owner").chat if entry.who == "bot"] == ["push"]


def test_a_name_a_file_or_a_menu_is_not_asked_for_meanwhile(on: Stage) -> None:
    go_down(on)
    seen = len(on.platform.calls)
    phone = on.platform.add_phone("ตัวอย่าง")
    phone.follow()
    phone.send_image(b"\x89PNG\r\n\x1a\n", "image/png")
    on.house.engine.wait_until_idle(10)
    assert [call.path for call in on.platform.calls[seen:] if call.path not in (PUSH, REPLY)] == []


def test_what_failed_before_another_process_was_answered_counts_no_more(on: Stage) -> None:
    """Each of two processes has seen four or five calls fail when the probe of a third is answered."""
    opener, other, prober = Circuit(), Circuit(), Circuit()
    with on.house.work() as session:
        now = on.clock()
        for circuit in (other, opener):
            for _ in range(IN_A_ROW - (circuit is other)):
                circuit.note(session, False, "503", now)
        assert sending.DOWN in sending.states(session)
        prober.note(session, True, "", now + timedelta(seconds=20))
        assert sending.DOWN not in sending.states(session)
        for circuit in (opener, other):
            assert sending.DOWN not in circuit.note(session, False, "503", now + timedelta(minutes=1))
        for _ in range(IN_A_ROW - 1):
            circuit.note(session, False, "503", now + timedelta(minutes=1))
        assert sending.DOWN in sending.states(session)


def test_a_single_message_that_fails_opens_nothing(on: Stage) -> None:
    on.platform.faults.add(PUSH, "500", times=3, to=on.phone("owner").user_id)
    owe(on, "owner", "หนึ่ง")
    on.settle()
    owe(on, "owner 2", "สอง")
    on.settle()
    assert told(on, "owner 2") == ["สอง"]
    assert not is_down(on)


def test_what_failed_just_now_is_not_overtaken(on: Stage) -> None:
    on.platform.faults.add(PUSH, "500", times=2)
    owe(on, "owner", "ก", "ข", "ค")
    for _ in range(20):
        pass_seconds(on, 2)
    assert told(on, "owner") == ["ก", "ข", "ค"]


def test_a_reply_does_not_overtake_a_push_that_failed_just_now(on: Stage) -> None:
    on.platform.faults.add(PUSH, "500", times=2)
    owe(on, "owner", "ข่าวเมื่อครู่")
    on.settle()
    on.phone("owner").type("สวัสดีค่ะ")
    for _ in range(20):
        pass_seconds(on, 2)
    assert told(on, "owner")[0] == "ข่าวเมื่อครู่"
    assert len(told(on, "owner")) >= 2


def test_a_message_that_line_never_takes_does_not_hold_back_the_others_for_ever(on: Stage) -> None:
    owe(on, "owner", "เสีย")
    with on.house.work() as session:
        session.scalars(select(MessageRow)).one().tries = messages.HOLDS_BACK_FOR
        session.scalars(select(MessageRow)).one().not_before = on.clock() + timedelta(minutes=5)
        session.scalars(select(MessageRow)).one().ended_at = None
    owe(on, "owner", "ดี")
    on.settle()
    assert "ดี" in told(on, "owner")


@pytest.mark.parametrize("kind", ["html", "html_after_accept", "truncated_after_accept", "empty_after_accept"])
@pytest.mark.parametrize("path", [PUSH, REPLY])
def test_nonsense_with_200_doubles_nothing_and_loses_nothing(on: Stage, kind: str, path: str) -> None:
    on.platform.faults.add(path, kind)
    if path == PUSH:
        owe(on, "owner", "ข่าว")
    else:
        on.phone("owner").type("เจ้าหน้าที่")
    for _ in range(5):
        pass_seconds(on, 5)
    assert len(told(on, "owner")) == 1
    with on.house.database.reading() as session:
        called = select(MessageRow.outcome).where(MessageRow.tries > 0)
        assert session.scalars(called).all() == ["sent"]
        assert session.scalar(select(func.count()).where(MessageRow.maybe_twice)) == 0


def test_a_rate_that_line_refuses_waits_and_hurries_nobody(on: Stage) -> None:
    on.platform.faults.add(PUSH, "429_rate", times=3)
    for number in range(5):
        owe(on, f"owner {number}", "ก", "ข")
    on.settle()
    refused = calls(on)
    # Calls that were made side by side, and nothing after them.
    assert refused <= 5
    pass_seconds(on, 0.4)
    assert calls(on) == refused
    for _ in range(20):
        pass_seconds(on, 2)
    for number in range(5):
        assert told(on, f"owner {number}") == ["ก", "ข"]
    assert sum(call.status == 429 for call in on.platform.calls) == 3
