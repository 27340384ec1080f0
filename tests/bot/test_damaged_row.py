"""A case that cannot be looked at, by a fault of ours, holds up no other and goes on when it is mended."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from network.cases import CaseStatus
from storage.tables import CaseRow, HandoffRow
from tests.stories.script import play_line
from tests.stories.stage import Stage

CONFIRMED = (
    "{owner}: อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก อยู่พัทลุง โทร 081-000-0000",
    "{owner}: [ยินยอม]",
    "{owner}: [ส่งเรื่อง]",
)
OUR_FAULT = "no such status"


def open_case(on: Stage, owner: str) -> int:
    for line in CONFIRMED:
        play_line(line.format(owner=owner), on)
    with on.house.database.reading() as session:
        return session.scalars(select(CaseRow.id).order_by(CaseRow.id.desc())).first() or 0


def write_status(on: Stage, case_id: int, status: str) -> None:
    with on.house.work() as session:
        session.execute(update(CaseRow).where(CaseRow.id == case_id).values(status=status))


def statuses(on: Stage, case_id: int) -> set[str]:
    with on.house.database.reading() as session:
        return set(session.scalars(select(HandoffRow.status).where(HandoffRow.case_id == case_id)))


def test_one_damaged_case_holds_up_no_other(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    damaged, sound = open_case(on, "owner"), open_case(on, "owner 2")
    write_status(on, damaged, OUR_FAULT)
    on.clock.move_to(on.clock() + timedelta(days=7))
    on.settle()
    assert "expired" in statuses(on, sound)
    assert statuses(on, damaged) == {"offered"}
    failed = [record for record in caplog.records if f"look failed case={damaged}" in record.getMessage()]
    assert len(failed) == 1

    write_status(on, damaged, CaseStatus.OFFERED)
    on.clock.move_to(on.clock() + timedelta(minutes=11))
    on.settle()
    assert "expired" in statuses(on, damaged)
