"""The provider's signed page lives and dies with their part in the case."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework import closing, offers, withdrawing
from casework.history import Actor
from network.cases import Resolution, Who
from network.needs import Need
from storage import cases
from storage.tables import AttachmentRow, CaseRow, HandoffRow, OrganisationRow, PersonRow, ProviderRow
from tests.console.conftest import Room


@pytest.fixture
def accepted(room: Room, opened: Callable[..., int]) -> int:
    case_id = opened()
    with room.work() as session:
        part = session.scalars(select(HandoffRow).where(HandoffRow.case_id == case_id)).one()
        provider = session.scalars(select(ProviderRow)).one()
        offers.accept(session, part, Actor(Who.PROVIDER, provider.id), provider, room.time.now)
        person_id = session.get_one(CaseRow, case_id).person_id
        for number, media_type in ((1, "image/png"), (2, "text/html")):
            session.add(
                AttachmentRow(
                    person_id=person_id, case_id=case_id, line_message_id=str(number), media_type=media_type,
                    content=b"<script>", size=8, at=room.time.now,
                )
            )  # fmt: skip
        return part.id


def test_it_shows_contact_words_and_files_without_signing_in(room: Room, accepted: int) -> None:
    page = room.browser()
    shown = page.get(f"/handoff/t-{accepted}")
    for words in ("0800000001", "ฉลากโดนน้ำแล้วลอก โทร 08-0000-0001", "เจ้าของตัวอย่าง", "2570-000001"):
        assert words in shown
    answer = page.client.get(f"/handoff/t-{accepted}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Owner" in page.get(f"/handoff/t-{accepted}?lang=en")


def test_it_is_in_the_language_that_who_serves_it_reads(room: Room, accepted: int) -> None:
    with room.work() as session:
        provider = session.scalars(select(ProviderRow)).one()
        assert provider.person_id is not None
        session.get_one(PersonRow, provider.person_id).language = "en"
    page = room.browser()
    shown = page.get(f"/handoff/t-{accepted}")
    assert "Owner" in shown
    assert "<title>2570-000001 · RISMEP</title>" in shown
    page.get(f"/handoff/t-{accepted}?lang=th")
    assert 'lang="th"' in page.get(f"/handoff/t-{accepted}")
    with room.work() as session:
        closing.withdraw(session, session.get_one(HandoffRow, accepted).case, Actor(Who.STAFF, 1), room.time.now)
    assert "This case is no longer yours" in room.browser().get(f"/handoff/t-{accepted}")


def test_it_shows_the_other_parts_of_the_team_and_who_serves_them(room: Room, accepted: int) -> None:
    with room.work() as session:
        case = session.get_one(HandoffRow, accepted).case
        office = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "OFFICE")).one()
        other = offers.offer_to(session, case, office, [Need.CREDIT], Actor(Who.STAFF, 1), room.time.now)
        other_id, phone = other.id, office.phone
    assert phone is not None
    shown = room.browser().get(f"/handoff/t-{accepted}")
    assert "หน่วยงานอื่นที่ช่วยเรื่องนี้" in shown
    assert "รอคำตอบ" in shown
    assert phone not in shown
    with room.work() as session:
        offers.accept(session, session.get_one(HandoffRow, other_id), Actor(Who.STAFF, 1), None, room.time.now)
    assert phone in room.browser().get(f"/handoff/t-{accepted}")


def test_files_cannot_run_anything(room: Room, accepted: int) -> None:
    client = room.browser().client
    picture = client.get(f"/handoff/t-{accepted}/files/1")
    assert (picture.mimetype, picture.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    page = client.get(f"/handoff/t-{accepted}/files/2")
    assert page.mimetype == "application/octet-stream"
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert client.get(f"/handoff/t-{accepted}/files/99").status_code == 404


@pytest.mark.parametrize("token", ["", "t-", "t-999", "forged", "1"])
def test_a_forged_address_says_the_same_as_an_old_one(room: Room, accepted: int, token: str) -> None:
    page = room.browser()
    page.get(f"/handoff/{token}" if token else "/handoff/x")
    assert page.status == 404
    assert "เรื่องนี้ไม่ได้อยู่กับคุณแล้ว" in page.page


def test_it_dies_when_the_part_ends(room: Room, accepted: int) -> None:
    page = room.browser()
    with room.work() as session:
        part = cases.locked_handoff(session, accepted)
        assert part is not None
        withdrawing.withdraw_one(session, part, Actor(Who.STAFF, 1), room.time.now, "x")
    page.get(f"/handoff/t-{accepted}")
    assert page.status == 404
    assert "0800000001" not in page.page
    assert page.client.get(f"/handoff/t-{accepted}/files/1").status_code == 404


def test_it_is_not_there_before_acceptance_or_after_the_case_has_closed(
    room: Room, opened: Callable[..., int], accepted: int
) -> None:
    other = opened()
    page = room.browser()
    with room.look() as session:
        offered = session.scalar(select(HandoffRow.id).where(HandoffRow.case_id == other))
    page.get(f"/handoff/t-{offered}")
    assert page.status == 404
    with room.work() as session:
        case = session.get_one(HandoffRow, accepted).case
        closing.close(session, case, Resolution.RESOLVED, Actor(Who.STAFF, 1), room.time.now)
    page.get(f"/handoff/t-{accepted}")
    assert page.status == 404
