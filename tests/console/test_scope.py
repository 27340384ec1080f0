"""An officer of a region sees their provinces and nothing else: on every list, and by every id in an address."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework import chats as talking
from network.needs import Need
from storage.tables import AttachmentRow, CaseRow, HandoffRow, OrganisationRow, PersonRow
from tests.console.conftest import Room


@pytest.fixture
def foreign(room: Room, opened: Callable[..., int]) -> dict[str, int]:
    """A case of the south, with a file and a waiting chat; the northern officer is to see none of it."""
    case_id = opened()
    with room.work() as session:
        case = session.get_one(CaseRow, case_id)
        person = session.get_one(PersonRow, case.person_id)
        talking.ask_for_person(session, person, "asked", room.time.now)
        file = AttachmentRow(
            person_id=person.id, case_id=case_id, line_message_id="1", media_type="image/png", content=b"png",
            size=3, at=room.time.now,
        )  # fmt: skip
        session.add(file)
        session.flush()
        part = session.scalars(select(HandoffRow.id).where(HandoffRow.case_id == case_id)).one()
        return {"case": case_id, "person": person.id, "file": file.id, "part": part}


def test_lists_show_only_the_officers_own_region(room: Room, foreign: dict[str, int]) -> None:
    for path in ("/console/", "/console/cases/", "/console/chats/", "/console/cases/?words=2570"):
        assert "2570-000001" not in room.signed_in("north").get(path), path
        assert "2570-000001" in room.signed_in("south").get(path), path
        assert "2570-000001" in room.signed_in("all").get(path), path


def test_every_id_in_an_address_is_refused_outside_the_scope(room: Room, foreign: dict[str, int]) -> None:
    paths = [
        "/console/cases/{case}", "/console/cases/{case}/help", "/console/cases/{case}/files/{file}",
        "/console/chats/{person}",
    ]  # fmt: skip
    for path in paths:
        address = path.format(**foreign)
        for name, status in (("north", 404), ("south", 200), ("all", 200)):
            browser = room.signed_in(name)
            browser.get(address)
            assert browser.status == status, (address, name)


def test_every_move_is_refused_outside_the_scope(room: Room, foreign: dict[str, int]) -> None:
    from console.moves import MOVES

    browser = room.signed_in("north")
    for name in MOVES:
        fields = {"handoff": foreign["part"], "why": "x", "words": "x", "organisation": 3, "needs": "packaging",
                  "resolution": "resolved", "sure": "1", "seen": "1"}  # fmt: skip
        browser.post(f"/console/cases/{foreign['case']}/moves/{name}", **fields)
        assert browser.status == 404, name
    for action in ("take", "write", "give-back"):
        browser.post(f"/console/chats/{foreign['person']}/{action}", words="x")
        assert browser.status == 404, action


def test_a_part_of_another_case_cannot_be_moved_through_ones_own(
    room: Room, opened: Callable[..., int], foreign: dict[str, int]
) -> None:
    own = opened(province="TH-50")
    browser = room.signed_in("north")
    browser.post(f"/console/cases/{own}/moves/decline", handoff=foreign["part"], why="x")
    assert browser.status == 404


def test_a_file_of_another_case_is_not_served_under_ones_own(
    room: Room, opened: Callable[..., int], foreign: dict[str, int]
) -> None:
    own = opened(province="TH-50")
    browser = room.signed_in("north")
    browser.get(f"/console/cases/{own}/files/{foreign['file']}")
    assert browser.status == 404


def test_a_case_cannot_be_pushed_into_a_foreign_province(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    browser = room.signed_in("south")
    browser.post(f"/console/cases/{case_id}/moves/correct", needs="packaging", province="TH-50")
    assert browser.status == 422
    browser.get("/console/cases/new")
    browser.post("/console/cases/new", needs="packaging", province="TH-50", words="x", notice="on", channel="counter",
                 language="th", sure="1", once="1")  # fmt: skip
    assert browser.status == 422
    with room.look() as session:
        assert session.query(CaseRow).count() == 1


def test_organisations_are_changed_by_their_own_region_only(room: Room) -> None:
    with room.look() as session:
        ids = {row.code: row.id for row in session.scalars(select(OrganisationRow))}
    browser = room.signed_in("south")
    browser.get(f"/console/directory/{ids['NORTH']}")
    assert browser.status == 404
    for change in ("edit", "pause", "provider", "invite"):
        browser.post(f"/console/directory/{ids['NORTH']}/{change}", until="2026-12-01", name="x")
        assert browser.status == 404, change
    browser.get(f"/console/directory/{ids['DESIGN']}")
    assert browser.status == 200


def test_what_concerns_the_whole_country_is_for_national_officers(room: Room) -> None:
    browser = room.signed_in("south")
    for path in ("/console/directory/files/", "/console/directory/files/organisations.csv",
                 "/console/directory/files/providers.csv", "/console/directory/centres/"):  # fmt: skip
        browser.get(path)
        assert browser.status == 404, path
    browser.post("/console/calendar/", day="2026-12-01", off="1", name_th="วันหยุดตัวอย่าง")
    assert browser.status == 404
    browser.post("/console/directory/centres/", **{"TH-93": ""})
    assert browser.status == 404


def test_a_chat_hides_what_was_said_about_cases_of_another_region(room: Room, opened: Callable[..., int]) -> None:
    from casework.history import Actor
    from casework.opening import open_case
    from network.cases import Who
    from tests.console.conftest import matter

    case_id = opened()
    with room.work() as session:
        person = session.get_one(PersonRow, session.get_one(CaseRow, case_id).person_id)
        open_case(session, matter(province="TH-50", needs=[Need.PACKAGING]), person, Actor(Who.OWNER), room.time.now)
        person_id = person.id
    south, north = room.signed_in("south"), room.signed_in("north")
    assert "2570-000002" not in south.get(f"/console/chats/{person_id}")
    assert "2570-000001" not in north.get(f"/console/chats/{person_id}")
    both = room.signed_in("all").get(f"/console/chats/{person_id}")
    assert "2570-000001" in both
    assert "2570-000002" in both
