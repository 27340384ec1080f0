"""What Prometheus reads: who may, what stands there after people were served, and no person in it."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from tests.rismep.seeing.conftest import OPERATORS, Operator, show
from tests.rismep.seeing.test_readiness import owed, pass_minutes, stuck_event
from tests.stories.people import act
from tests.stories.staffing import given
from tests.stories.stage import Loopback, Stage

REPLY = "/v2/bot/message/reply"
PUSH = "/v2/bot/message/push"
WORDS = "อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก อยู่พัทลุง โทร 081-000-0000"
TOKEN = "a token for figures"


def test_the_public_port_tells_nothing_without_the_token(on: Stage, operator: Operator, web: Loopback) -> None:
    assert operator.ask("/metrics")[0] == 404
    show(on, web, TOKEN)
    assert operator.ask("/metrics")[0] == 401
    assert operator.ask("/metrics", token="another")[0] == 401
    assert operator.ask("/metrics", token="ü")[0] == 401
    status, told = operator.ask("/metrics", token=TOKEN)
    assert status == 200
    assert "rismep_events_waiting" in told


def test_the_port_for_operators_asks_for_the_token_if_there_is_one(
    on: Stage, operator: Operator, web: Loopback
) -> None:
    assert operator.ask(f"{OPERATORS}/metrics")[0] == 200
    show(on, web, TOKEN)
    assert operator.ask(f"{OPERATORS}/metrics")[0] == 401
    assert operator.ask(f"{OPERATORS}/metrics", token=TOKEN)[0] == 200
    assert operator.ask(f"{OPERATORS}/readyz")[0] == 200


def test_a_served_owner_leaves_figures_and_no_trace_of_who_it_was(on: Stage, operator: Operator) -> None:
    given("provider for packaging in พัทลุง", on)
    before = operator.figures()
    for what in (WORDS, "[ยินยอม]", "[ส่งเรื่อง]"):
        act("owner", what, on)
    after = operator.figures()

    def more(series: str) -> float:
        return after[series] - before.get(series, 0)

    assert more('rismep_events_total{kind="message"}') == 1
    assert more('rismep_events_total{kind="postback"}') == 2
    assert more('rismep_reply_seconds_count{way="reply"}') == 3
    assert more('rismep_line_calls_total{call="POST message/reply",result="ok"}') == 3
    assert more('rismep_line_calls_total{call="POST message/push",result="ok"}') == 1
    assert more('rismep_reading_confidence_count{decision="sure"}') == 1
    told = operator.ask(f"{OPERATORS}/metrics")[1]
    ids = [phone.user_id for phone in on.phones.values()]
    assert [
        secret for secret in ("พัทลุง", "น้ำพริก", "081-000-0000", "0810000000", "ตัวอย่าง", *ids) if secret in told
    ] == []


def test_prometheus_can_read_all_of_it(on: Stage, operator: Operator) -> None:
    act("owner", WORDS, on)
    families = list(text_string_to_metric_families(operator.ask(f"{OPERATORS}/metrics")[1]))
    ours = [family for family in families if family.name.startswith("rismep_")]
    assert len(ours) > 10
    assert [family.name for family in ours if not family.documentation] == []


def test_an_answer_is_timed_from_the_coming_of_its_event(on: Stage, operator: Operator) -> None:
    on.platform.faults.add(REPLY, "429_rate", times=100)
    act("owner", "สวัสดีค่ะ", on)
    pass_minutes(on, 2)
    on.settle()
    figures = operator.figures()
    assert figures['rismep_reply_seconds_count{way="push"}'] == 1
    assert figures['rismep_reply_seconds_sum{way="push"}'] == 120
    assert figures['rismep_line_calls_total{call="POST message/reply",result="429"}'] == 1


def test_calls_that_line_does_not_answer_are_told_apart(on: Stage, operator: Operator) -> None:
    on.platform.faults.add(REPLY, "reset")
    act("owner", "สวัสดีค่ะ", on)
    on.platform.faults.add(REPLY, "500")
    act("owner", "สวัสดีค่ะ", on)
    figures = operator.figures()
    assert figures['rismep_line_calls_total{call="POST message/reply",result="none"}'] == 1
    assert figures['rismep_line_calls_total{call="POST message/reply",result="500"}'] == 1
    assert figures['rismep_line_calls_total{call="POST message/reply",result="ok"}'] == 2


def test_an_answer_that_may_have_come_twice_is_counted(on: Stage, operator: Operator) -> None:
    assert operator.figures()["rismep_maybe_twice"] == 0
    on.platform.faults.add(REPLY, "500_after_accept")
    on.platform.faults.add(REPLY, "500")
    act("owner", "สวัสดีค่ะ", on)
    pass_minutes(on, 5)
    on.settle()
    assert operator.figures()["rismep_maybe_twice"] == 1


def test_what_waits_and_for_how_long(on: Stage, operator: Operator) -> None:
    stuck_event(on, on.clock())
    pass_minutes(on, 1)
    owed(on, on.clock())
    pass_minutes(on, 1)
    figures = operator.figures()
    assert (figures["rismep_events_waiting"], figures["rismep_events_oldest_seconds"]) == (1, 120)
    assert (figures["rismep_messages_owed"], figures["rismep_messages_oldest_seconds"]) == (1, 60)


def test_follow_ups_that_the_clock_job_does_not_get_to(on: Stage, operator: Operator) -> None:
    given("provider for packaging in พัทลุง", on)
    for what in (WORDS, "[ยินยอม]", "[ส่งเรื่อง]"):
        act("owner", what, on)
    due = on.passing.next_event()
    assert due is not None
    on.clock.move_to(due)
    figures = operator.figures()
    # The case and its offer.
    assert (figures["rismep_follow_ups_due"], figures["rismep_follow_ups_overdue"]) == (2, 0)
    on.clock.move_to(due + timedelta(minutes=11))
    assert operator.figures()["rismep_follow_ups_overdue"] == 2
    on.settle()
    # Once more: what has now been asked gives the case a new moment.
    on.settle()
    figures = operator.figures()
    assert (figures["rismep_follow_ups_due"], figures["rismep_follow_ups_overdue"]) == (0, 0)


def test_readings_are_told_apart_by_what_the_bot_makes_of_them(on: Stage, operator: Operator) -> None:
    act("owner", "ขายไม่ดีเลย ไม่รู้จะทำยังไง", on)
    counted = {name: value for name, value in operator.figures().items() if "confidence_count" in name}
    assert sum(counted.values()) == 1


def test_without_a_database_that_alone_is_told(on: Stage, operator: Operator) -> None:
    assert operator.figures()["rismep_database_up"] == 1
    with on.house.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE messages RENAME TO gone"))
    figures = operator.figures()
    assert figures["rismep_database_up"] == 0
    assert "rismep_messages_owed" not in figures
