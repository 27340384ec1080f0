"""Announcements: at most 500 a call, everyone once, only those who still want news."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot import announcing
from casework import broadcasting, opening
from casework.history import Actor
from intake.saying import Say, to_plain
from network.cases import Who
from network.needs import Need
from network.office_hours import in_bangkok
from storage import messages, people, sending, staff
from storage.broadcasts import count_audience
from storage.tables import BroadcastBatchRow, BroadcastRow, CaseNeedRow, CaseRow, ConsentRow, PersonRow
from tests.stories.stage import Stage

MULTICAST = "/v2/bot/message/multicast"
MANY = 1_203


def readers(on: Stage, many: int = MANY) -> list[str]:
    """Owners of packaging cases in Phatthalung who agreed to news; none of them has a phone in the simulator."""
    users = [f"U{number:032x}" for number in range(1, many + 1)]
    now = on.clock()
    with on.house.work() as session:
        session.execute(
            insert(PersonRow), [{"line_user_id": user, "language": "th", "first_seen_at": now} for user in users]
        )
        ids = list(session.scalars(select(PersonRow.id).where(PersonRow.line_user_id.in_(users))))
        agreed = {"purpose": "news", "version": "1", "given": True, "at": now, "how": "line"}
        session.execute(insert(ConsentRow), [{"person_id": one, **agreed} for one in ids])
        case = {"channel": "line", "province": "TH-93", "status": "closed", "opened_at": now}
        session.execute(insert(CaseRow), [{"person_id": one, **case} for one in ids])
        cases = session.scalars(select(CaseRow.id).where(CaseRow.person_id.in_(ids)))
        session.execute(insert(CaseNeedRow), [{"case_id": one, "need": "packaging"} for one in cases])
    return users


def announce(on: Stage) -> int:
    with on.house.work() as session:
        officer = staff.add_staff(
            session,
            name="announcer",
            shown_name="ตัวอย่าง",
            password="a password of the tests",
            centre_id=None,
            now=on.clock(),
        )
        row = broadcasting.draft(session, officer, "อบรมฟรีวันศุกร์นี้", ["TH-93"], ["packaging"], on.clock())
        broadcasting.start(session, row, None, on.clock())
        broadcasting.start(session, row, None, on.clock())
        return row.id


def multicasts(on: Stage) -> list[list[str]]:
    return [call.body["to"] for call in on.platform.calls if call.path == MULTICAST and call.status in (200, 409)]


def test_everyone_once_in_batches_of_at_most_500(on: Stage) -> None:
    users = readers(on)
    broadcast_id = announce(on)
    on.settle()
    sent = multicasts(on)
    assert [len(batch) for batch in sent] == [500, 500, MANY - 1_000]
    assert sorted(user for batch in sent for user in batch) == sorted(users)
    with on.house.database.reading() as session:
        row = session.get_one(BroadcastRow, broadcast_id)
        assert row.recipients == MANY
        assert row.ended_at is not None


def test_a_lost_answer_repeats_the_call_under_the_same_key(on: Stage) -> None:
    readers(on, 3)
    on.platform.faults.add(MULTICAST, "500_after_accept")
    announce(on)
    on.settle()
    on.clock.move_to(on.clock() + timedelta(minutes=5))
    on.settle()
    calls = [call for call in on.platform.calls if call.path == MULTICAST]
    assert len(calls) == 2
    assert len({call.retry_key for call in calls}) == 1
    assert calls[0].body == calls[1].body
    with on.house.database.reading() as session:
        assert session.scalars(select(BroadcastBatchRow.outcome)).all() == ["sent"]


def test_who_withdrew_before_the_first_try_is_left_out(on: Stage) -> None:
    users = readers(on, 3)
    broadcast_id = announce(on)
    with on.house.work() as session:
        person = people.person_with_line_user(session, users[0])
        assert person is not None
        people.record_consent(session, person.id, "news", False, "1", "line", on.clock())
        left_out = person.id
    announcing.send_due_batches(on.house.bot)
    assert multicasts(on) == [users[1:]]
    assert broadcast_id
    with on.house.database.reading() as session:
        reached = session.scalars(select(BroadcastBatchRow)).one().person_ids
    assert len(reached) == 2
    assert left_out not in reached


def test_a_used_up_month_waits_and_goes_on(on: Stage) -> None:
    readers(on, 3)
    on.platform.quota.limit = 0
    announce(on)
    on.settle()
    assert multicasts(on) == []
    assert sending.QUOTA_USED in states(on)
    on.platform.quota.limit = None
    on.clock.move_to(on.clock() + timedelta(minutes=61))
    on.settle()
    assert len(multicasts(on)) == 1
    assert sending.QUOTA_USED not in states(on)


def states(on: Stage) -> sending.States:
    with on.house.database.reading() as session:
        return sending.states(session)


def batch_of(on: Stage) -> BroadcastBatchRow:
    with on.house.database.reading() as session:
        return session.scalars(select(BroadcastBatchRow)).one()


def pass_time(on: Stage, minutes: int, times: int) -> None:
    for _ in range(times):
        on.clock.move_to(on.clock() + timedelta(minutes=minutes))
        on.settle()


@pytest.mark.parametrize("fault", ["429_quota", "401", "429_rate"])
def test_what_line_did_not_take_is_not_given_up_and_wakes_nobody(on: Stage, fault: str) -> None:
    users = readers(on, 3)
    on.platform.faults.add(MULTICAST, fault, times=1_000_000)
    announce(on)
    on.settle()
    pass_time(on, 30, 60)
    assert (batch_of(on).tries, batch_of(on).ended_at) == (0, None)
    while in_bangkok(on.clock()).hour != 22:
        pass_time(on, 20, 1)
    on.platform.faults.clear()
    while in_bangkok(on.clock()).hour != 8:
        pass_time(on, 20, 1)
    assert multicasts(on) == []
    pass_time(on, 15, 10)
    assert multicasts(on) == [users]


def test_an_announcement_that_is_more_than_the_month_has_left_stops_no_single_push(on: Stage) -> None:
    readers(on, 3)
    on.platform.quota.limit = 2
    announce(on)
    on.settle()
    assert multicasts(on) == []
    with on.house.work() as session:
        person, *_ = people.meet(session, on.phone("owner").user_id, on.clock())
        messages.owe(session, person, [to_plain(Say("chat.words", {"words": "ข่าว"}))], on.clock())
    on.settle()
    assert [entry.text for entry in on.phone("owner").chat] == ["ข่าว"]
    assert sending.QUOTA_USED not in states(on)


def test_who_withdrew_while_it_waited_is_left_out(on: Stage) -> None:
    users = readers(on, 3)
    on.platform.quota.limit = 0
    announce(on)
    on.settle()
    with on.house.work() as session:
        person = people.person_with_line_user(session, users[0])
        assert person is not None
        people.record_consent(session, person.id, "news", False, "1", "line", on.clock())
    on.platform.quota.limit = None
    pass_time(on, 61, 1)
    assert multicasts(on) == [users[1:]]


def test_a_refused_token_stops_announcements_and_messages_alike(on: Stage) -> None:
    readers(on, 3)
    right, on.platform.channel_access_token = on.platform.channel_access_token, "another"
    announce(on)
    for _ in range(5):
        on.settle()
    assert sending.STOPPED in states(on)
    assert sum(call.path == MULTICAST for call in on.platform.calls) == 1
    on.platform.channel_access_token = right
    pass_time(on, 2, 1)
    assert len(multicasts(on)) == 1
    assert sending.STOPPED not in states(on)


def test_one_that_line_refuses_stands_in_the_log(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    readers(on, 3)
    on.platform.faults.add(MULTICAST, "400")
    announce(on)
    on.settle()
    assert batch_of(on).outcome == "failed"
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert errors[0].startswith("announcement failed batch=")


def test_only_people_who_agreed_to_news_are_counted(on: Stage) -> None:
    with on.house.work() as session:
        person, *_ = people.meet(session, "U" + "5" * 32, on.clock())
        matter = opening.Matter((Need.PACKAGING,), "TH-93")
        opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), on.clock())
    with on.house.database.reading() as session:
        assert count_audience(session, ["TH-93"], ["packaging"]) == 0


def test_while_line_is_down_batches_try_no_more_often_than_messages(on: Stage) -> None:
    readers(on, 3)
    on.platform.faults.add(MULTICAST, "503", times=10_000)
    announce(on)
    for _ in range(120):
        on.clock.move_to(on.clock() + timedelta(seconds=10))
        on.settle()
    tried = sum(call.path == MULTICAST for call in on.platform.calls)
    assert 10 <= tried <= 30
    on.platform.faults.clear()
    for _ in range(80):
        on.clock.move_to(on.clock() + timedelta(seconds=10))
        on.settle()
    assert len(multicasts(on)) == 1


def test_whom_a_batch_went_to_is_known_only_until_it_ends(on: Stage) -> None:
    readers(on, 3)
    on.platform.faults.add(MULTICAST, "500_after_accept")
    announce(on)
    on.settle()
    assert batch_of(on).to is not None
    pass_time(on, 5, 1)
    assert (batch_of(on).outcome, batch_of(on).to, batch_of(on).rendered) == ("sent", None, None)


def test_a_batch_in_doubt_ends_though_sending_is_stopped(on: Stage) -> None:
    """Else whoever is erased meanwhile stood in it for as long."""
    readers(on, 3)
    on.platform.faults.add(MULTICAST, "500_after_accept")
    announce(on)
    on.settle()
    on.platform.faults.add(MULTICAST, "401", times=1_000_000)
    pass_time(on, 30, 50)
    assert sending.STOPPED in states(on)
    assert (batch_of(on).outcome, batch_of(on).to) == ("failed", None)


def test_the_log_names_the_batch(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    readers(on, 3)
    announce(on)
    with caplog.at_level(logging.INFO):
        on.settle()
    said = [record.getMessage() for record in caplog.records if record.name == "bot.announcing"]
    assert [line.split()[:2] for line in said] == [["sent", f"batch={batch_of(on).id}"]]
