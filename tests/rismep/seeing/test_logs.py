"""One id leads through the log from the webhook to the delivery, and no line says whose it is."""

import json
import logging
import sys
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.trail import followed
from rismep.seeing.logs import JsonLines, PlainLines
from storage.tables import MessageRow, PersonRow
from tests.stories.people import act
from tests.stories.staffing import given
from tests.stories.stage import Stage
from texts.catalogue import Catalogue

REPLY = "/v2/bot/message/reply"
PUSH = "/v2/bot/message/push"
WORDS = "อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก อยู่พัทลุง โทร 081-000-0000"

Log = Callable[[], list[dict[str, Any]]]


def last_event(on: Stage) -> str:
    """The id that LINE gave to the event it has sent last."""
    return str(json.loads(on.platform.webhooks[-1].body)["events"][-1]["webhookEventId"])


def way_of(log: Log, event: str) -> list[dict[str, Any]]:
    return [line for line in log() if line.get("event") == event]


def request_ids(on: Stage, path: str) -> list[str]:
    return [call.request_id for call in on.platform.calls if call.path == path]


def test_one_messages_whole_way_is_found_by_the_id_that_line_gave_it(on: Stage, log: Log) -> None:
    act("owner", "สวัสดีค่ะ", on)
    act("owner", WORDS, on)
    way = way_of(log, last_event(on))
    assert [line["msg"].split()[0] for line in way] == ["came", "turn", "sent"]
    came, turn, sent = way
    assert came["kind"] == "message"
    assert turn["step"] == "consent"
    assert (sent["way"], sent["outcome"]) == ("reply", "sent")
    assert sent["request"] == request_ids(on, REPLY)[-1]


def test_what_a_message_sets_off_for_others_is_found_by_the_same_id(on: Stage, log: Log) -> None:
    given("provider for packaging in พัทลุง", on)
    for what in (WORDS, "[ยินยอม]", "[ส่งเรื่อง]"):
        act("owner", what, on)
    sent = [line for line in way_of(log, last_event(on)) if line["msg"].startswith("sent")]
    assert {line["way"]: line["request"] for line in sent} == {
        "reply": request_ids(on, REPLY)[-1],
        "push": request_ids(on, PUSH)[-1],
    }


def test_a_message_that_arrives_late_is_still_found_by_its_id(on: Stage, log: Log) -> None:
    on.platform.faults.add(REPLY, "429_rate")
    act("owner", "สวัสดีค่ะ", on)
    on.passing.pass_hours(1)
    sent = [line for line in way_of(log, last_event(on)) if line["msg"].startswith("sent")]
    assert [line["outcome"] for line in sent] == ["rate", "sent"]
    assert sent[-1]["request"] == request_ids(on, REPLY)[-1]


def test_what_follows_a_delivery_that_line_did_not_take_goes_back_to_no_event(on: Stage) -> None:
    on.platform.faults.add("/v2/bot/message/*", "429_rate", times=2)
    act("owner", "สวัสดีค่ะ", on)
    on.clock.move_to(on.clock() + timedelta(seconds=10))
    with on.house.database.reading() as session:
        before = session.scalars(select(MessageRow.tried_at).where(MessageRow.ended_at.is_(None))).one()

    def follows_afterwards() -> str | None:
        on.house.do_next([on.phone("owner").user_id])
        return followed()

    assert copy_context().run(follows_afterwards) is None
    with on.house.database.reading() as session:
        assert session.scalars(select(MessageRow.tried_at).where(MessageRow.ended_at.is_(None))).one() != before


def test_a_turn_that_fails_says_of_which_event(on: Stage, log: Log) -> None:
    on.house.bot = replace(on.house.bot, texts=lambda: dict[str, Catalogue]()["lost"])
    act("owner", "(sticker)", on)
    failed = [line for line in way_of(log, last_event(on)) if line["level"] == "ERROR"]
    assert failed
    assert "Traceback" in failed[0]["trace"]


def test_no_line_says_who_it_was_or_what_they_wrote(on: Stage, log: Log) -> None:
    given("provider for packaging in พัทลุง", on)
    for what in (WORDS, "[ยินยอม]", "[ส่งเรื่อง]"):
        act("owner", what, on)
    on.house.note_line()
    ours = str([line for line in log() if line["logger"].split(".")[0] not in ("urllib3", "linebot")])
    secrets = ["น้ำพริก", "0810000000", "081-000-0000", "ตัวอย่าง", "a token of the tests"]
    ids = [phone.user_id for phone in on.phones.values()]
    assert [secret for secret in (*secrets, *ids) if secret in ours] == []


def test_an_error_of_the_database_does_not_repeat_what_it_was_given(on: Stage, log: Log) -> None:
    twice = [{"line_user_id": "U-twice", "language": "th", "first_seen_at": on.clock()}] * 2
    try:
        with on.house.work() as session:
            session.execute(insert(PersonRow), twice)
    except IntegrityError:
        logging.getLogger("bot").exception("not kept")
    assert "IntegrityError" in log()[-1]["trace"]
    assert "U-twice" not in str(log())


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_a_fault_is_told_by_its_places_and_kinds_not_by_its_words(formatter: logging.Formatter) -> None:
    def read(text: str) -> int:
        try:
            return int(text)
        except ValueError as error:
            raise LookupError(f"no number in {text}") from error

    words = "โทรหาสมศรี 081-000-0000"
    try:
        read(words)
    except LookupError:
        told = formatter.format(replaced(record("turn failed"), exc_info=sys.exc_info()))
    assert words not in told
    assert told.index("ValueError") < told.index("LookupError")
    assert "test_logs.py" in told


def replaced(of: logging.LogRecord, **fields: Any) -> logging.LogRecord:
    return logging.makeLogRecord({**vars(of), **fields})


def record(words: str, *given: object) -> logging.LogRecord:
    return logging.LogRecord("bot.delivery", logging.INFO, __file__, 1, words, given, None)


def test_values_become_fields_and_words_stay_words() -> None:
    line = JsonLines().format(record("sent message=%d way=%s ms=%.1f", 12, "reply", 3.25))
    for field in ('"message": 12', '"way": "reply"', '"ms": 3.25', '"msg": "sent message=12 way=reply ms=3.2"'):
        assert field in line


def test_a_line_of_a_library_that_says_nothing_by_name_is_told_whole() -> None:
    assert '"msg": "50% of %s"' in JsonLines().format(record("50% of %s"))
    assert '"msg": "stopped (why not)"' in JsonLines().format(record("stopped (%s)", "why not"))


def test_a_terminal_gets_plain_lines() -> None:
    # In a context of its own: what another test followed is not followed here.
    line = Context().run(PlainLines().format, record("sent message=%d", 12))
    assert line.endswith("INFO bot.delivery sent message=12")


def test_what_is_repeated_of_others_adds_no_line() -> None:
    said = "the server ended\n\tbefore it answered\n2026-11-30 ERROR bot.delivery sent nothing"
    line = Context().run(PlainLines().format, record("lost why=%s", said))
    assert line.endswith("lost why=the server ended before it answered 2026-11-30 ERROR bot.delivery sent nothing")
