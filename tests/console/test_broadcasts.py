"""News: counted, looked at, sent to each person once, and never without their yes."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from storage import people
from storage.tables import AuditRow, BroadcastBatchRow, BroadcastRow, CaseRow
from tests.console.conftest import Browser, Room


@pytest.fixture
def agreeing(room: Room, opened: Callable[..., int]) -> None:
    """Two owners of the south who agreed to news, one who did not, one of the north who did."""
    ids = [opened(), opened(needs=["credit"]), opened(), opened(province="TH-50")]
    with room.work() as session:
        for case_id, given in zip(ids, (True, True, False, True), strict=True):
            person_id = session.get_one(CaseRow, case_id).person_id
            assert person_id is not None
            people.record_consent(session, person_id, "news", given, "2569-11", "line", room.time.now)


def draft(page: Browser, **more: object) -> str:
    page.get("/console/news/")
    page.post("/console/news/", words="ขอเชิญอบรมบรรจุภัณฑ์ตัวอย่าง", **more)
    return page.where


def start(page: Browser, there: str) -> None:
    """Send what stands on the page that was looked at last."""
    page.send(f"{there}/start")


def test_a_draft_is_counted_and_shown_as_line_shows_it_before_it_goes(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    assert "จะส่งถึง 3 คน" in page.page
    assert 'class="line-card"' in page.page
    assert "ขอเชิญอบรมบรรจุภัณฑ์ตัวอย่าง" in page.page
    with room.look() as session:
        assert session.scalars(select(BroadcastBatchRow)).all() == []
    start(page, there)
    assert "ส่งแล้ว 0 จาก 3 คน" in page.page


def test_who_reaches_nobody_is_told_why_it_cannot_be_sent(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    draft(page, provinces=["TH-10"])
    assert "ยังไม่มีผู้ประกอบการที่ตกลงรับข่าว" in page.page
    draft(page)
    assert "ยังไม่มีผู้ประกอบการที่ตกลงรับข่าว" not in page.page


def test_pressing_twice_sends_once(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    looked_at = page.page
    for _ in range(2):
        page.page = looked_at
        start(page, there)
    with room.look() as session:
        batch = session.scalars(select(BroadcastBatchRow)).one()
        assert len(batch.person_ids) == len(set(batch.person_ids)) == 3


@pytest.mark.parametrize(
    ("name", "more", "count"),
    [("all", {"needs": "credit"}, 1), ("all", {"provinces": ["TH-50"]}, 1), ("south", {}, 2),
     ("south", {"provinces": ["TH-93"]}, 2), ("north", {}, 1)],
)  # fmt: skip
def test_provinces_and_needs_narrow_it_and_nobody_reaches_beyond_their_region(
    room: Room, agreeing: None, name: str, more: dict[str, str | list[str]], count: int
) -> None:
    page = room.signed_in(name)
    there = draft(page, **more)
    assert f"จะส่งถึง {count} คน" in page.page
    start(page, there)
    with room.look() as session:
        assert session.scalars(select(BroadcastRow)).one().recipients == count


@pytest.mark.parametrize(
    ("name", "provinces"), [("south", ["TH-50"]), ("south", ["TH-93", "TH-50"]), ("all", ["TH-00"])]
)
def test_a_province_that_is_not_ones_own_is_refused_and_never_taken_for_every_one(
    room: Room, agreeing: None, name: str, provinces: list[str]
) -> None:
    page = room.signed_in(name)
    draft(page, provinces=provinces)
    assert page.status == 422
    with room.look() as session:
        assert session.scalars(select(BroadcastRow)).all() == []


def test_what_line_complains_about_is_not_sent(room: Room, agreeing: None) -> None:
    room.complaints.append("/messages/0: too long")
    page = room.signed_in("all")
    there = draft(page)
    assert "/messages/0: too long" in page.page
    start(page, there)
    with room.look() as session:
        assert session.scalars(select(BroadcastRow)).one().started_at is None


def test_progress_counts_people_by_what_became_of_their_batch(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    start(page, there)
    with room.work() as session:
        batch = session.scalars(select(BroadcastBatchRow)).one()
        batch.ended_at, batch.outcome = room.time.now, "sent"
    assert "ส่งแล้ว 3 จาก 3 คน" in page.get(there)


def test_who_got_nothing_is_not_counted_as_reached(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    start(page, there)
    with room.work() as session:
        batch = session.scalars(select(BroadcastBatchRow)).one()
        batch.ended_at, batch.outcome, batch.person_ids = room.time.now, "sent", batch.person_ids[1:]
    shown = page.get(there)
    assert "ส่งแล้ว 2 จาก 3 คน" in shown
    assert "อีก 1 คนหยุดรับข่าว" in shown


def test_news_of_another_region_is_not_seen(room: Room, agreeing: None) -> None:
    there = draft(room.signed_in("south"))
    other = room.signed_in("north")
    other.get(there)
    assert other.status == 404
    for way in ("start", "delete", "edit", "stop"):
        other.post(f"{there}/{way}", words="x")
        assert other.status == 404, way
    assert "ขอเชิญอบรม" not in other.get("/console/news/")
    assert "ขอเชิญอบรม" in room.signed_in("all").get("/console/news/")


def test_an_empty_text_is_asked_for(room: Room) -> None:
    page = room.signed_in("all")
    page.get("/console/news/")
    page.post("/console/news/", words=" ")
    assert page.status == 422


def test_a_draft_is_written_anew_and_keeps_what_was_ticked(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page, needs="credit", provinces="TH-93")
    form = page.get(f"{there}/edit")
    assert "ขอเชิญอบรมบรรจุภัณฑ์ตัวอย่าง</textarea>" in form
    for ticked in ('value="credit" checked', 'value="TH-93" checked'):
        assert ticked in form
    page.post(f"{there}/edit", words="ขอเชิญอบรมบัญชีตัวอย่าง")
    assert page.where == there
    assert "ขอเชิญอบรมบัญชีตัวอย่าง" in page.page
    assert "จะส่งถึง 3 คน" in page.page
    assert audited(room) == ["edit"]


def test_a_draft_is_deleted(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    page.post(f"{there}/delete")
    assert page.where == "/console/news/"
    assert "ขอเชิญอบรม" not in page.page
    assert audited(room) == ["delete"]


def test_what_has_begun_to_go_is_neither_changed_nor_deleted(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    start(page, there)
    for way in ("edit", "delete"):
        page.post(f"{there}/{way}", words="อื่น")
        assert page.problem, way
        assert "ขอเชิญอบรมบรรจุภัณฑ์ตัวอย่าง" in page.page
    page.get(f"{there}/edit")
    assert page.where == there
    assert audited(room) == ["start"]


def test_what_has_not_gone_out_is_stopped_and_what_has_is_not(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    start(page, there)
    page.post(f"{there}/stop")
    assert not page.problem
    assert "หยุดแล้ว" in page.page
    assert f"{there}/stop" not in page.page
    with room.look() as session:
        batch = session.scalars(select(BroadcastBatchRow)).one()
        assert (batch.outcome, batch.ended_at) == ("stopped", room.time.now)
        assert session.scalars(select(BroadcastRow)).one().ended_at == room.time.now
    page.post(f"{there}/stop")
    assert page.problem
    assert audited(room) == ["start", "stop"]


def test_what_is_on_its_way_is_not_stopped(room: Room, agreeing: None) -> None:
    page = room.signed_in("all")
    there = draft(page)
    start(page, there)
    with room.work() as session:
        session.scalars(select(BroadcastBatchRow)).one().tries = 1
    page.post(f"{there}/stop")
    assert page.problem
    with room.look() as session:
        assert session.scalars(select(BroadcastBatchRow)).one().ended_at is None


def test_only_what_was_looked_at_is_sent(room: Room, agreeing: None) -> None:
    """A colleague has written it anew meanwhile: it is shown before it goes."""
    page, colleague = room.signed_in("all"), room.signed_in("all")
    there = draft(page)
    room.time.pass_by(minutes=1)
    colleague.post(f"{there}/edit", words="ขอเชิญอบรมบัญชีตัวอย่าง")
    start(page, there)
    assert page.problem
    assert "ขอเชิญอบรมบัญชีตัวอย่าง" in page.page
    start(page, there)
    assert "ส่งแล้ว 0 จาก 3 คน" in page.page


def audited(room: Room) -> list[str]:
    with room.look() as session:
        return list(session.scalars(select(AuditRow.action).where(AuditRow.about == "broadcast")))
