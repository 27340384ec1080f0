"""Moving a case from its page: what will be said to whom is shown, then done once, and never when it is too late."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from casework import offers, questions, service
from casework.history import Actor
from casework.opening import open_case
from network.cases import Who
from network.deadlines import OFFERS
from network.needs import Need
from storage import cases, follow_ups, settings
from storage.directory import set_service
from storage.tables import (
    AuditRow,
    Base,
    CaseRow,
    ConsentRow,
    CorrectionRow,
    HandoffRow,
    MessageRow,
    MoveRow,
    NoteRow,
    OrganisationRow,
    OutcomeRow,
    PersonRow,
    ProviderRow,
)
from tests.console.conftest import Browser, Room, matter, shipped


@pytest.fixture
def page(room: Room) -> Browser:
    return room.signed_in("south")


def target(case_id: int, name: str) -> str:
    return f"/console/cases/{case_id}/moves/{name}"


def part_of(room: Room, case_id: int, code: str = "DESIGN") -> HandoffRow:
    with room.look() as session:
        found = (
            select(HandoffRow)
            .join(OrganisationRow)
            .where(HandoffRow.case_id == case_id, OrganisationRow.code == code)
        )
        part = session.scalars(found.order_by(HandoffRow.id.desc())).first()
        assert part is not None
        return part


def case_row(room: Room, case_id: int) -> CaseRow:
    with room.look() as session:
        return session.get_one(CaseRow, case_id)


def owed_to(room: Room, person_id: int) -> int:
    with room.look() as session:
        owed = select(func.count()).where(MessageRow.person_id == person_id, MessageRow.direction == "out")
        return session.scalars(owed).one()


def rows(room: Room, table: type[Base]) -> int:
    with room.look() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def accepted(room: Room, case_id: int) -> int:
    part = part_of(room, case_id)
    with room.work() as session:
        provider = session.scalars(select(ProviderRow)).one()
        locked = cases.locked_handoff(session, part.id)
        assert locked is not None
        offers.accept(session, locked, Actor(Who.PROVIDER, provider.id), provider, room.time.now)
    return part.id


def test_before_it_is_pressed_a_button_shows_the_very_words_and_changes_nothing(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    owner = case_row(room, case_id).person_id
    assert owner is not None
    part, before = part_of(room, case_id), owed_to(room, owner)
    page.post(target(case_id, "accept"), handoff=part.id, provider=1)
    for words in ("ผู้ประกอบการ: เจ้าของตัวอย่าง", "มีหน่วยงานรับเรื่องแล้ว", "02-000-0101", "ส่งทันที", "ภาษาไทย",
                  "0800000001", "ผู้ให้บริการ: ผู้ให้บริการตัวอย่าง"):  # fmt: skip
        assert words in page.page, words
    assert part_of(room, case_id).status == "offered"
    assert owed_to(room, owner) == before


def test_at_night_the_page_says_when_the_words_will_go_out(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    room.time.pass_by(hours=12)
    page = room.signed_in("south")
    page.post(target(case_id, "accept"), handoff=part_of(room, case_id).id)
    assert "ส่ง 25 พ.ย. 2569 08:30 น." in page.page


def test_the_words_are_shown_in_the_language_of_who_will_read_them(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    with room.work() as session:
        session.get_one(PersonRow, session.get_one(CaseRow, case_id).person_id).language = "en"
    page.post(target(case_id, "accept"), handoff=part_of(room, case_id).id, provider=1)
    assert re.search(r'<div class="line" lang="en">.*?Sample DESIGN', page.page, re.DOTALL)


def test_an_owner_is_not_shown_an_empty_name_where_nobody_is_named_yet(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened(needs=["credit"], text="อยากกู้เงิน")
    page.post(target(case_id, "accept"), handoff=part_of(room, case_id, "OFFICE").id)
    card = re.search(r'<div class="line-card">.*?</dl>', page.page, re.DOTALL)
    assert card
    assert "02-000-0001" in card[0]
    assert shipped().say("row.provider", "th") not in card[0]


def test_confirming_does_it_once_and_pressing_again_is_answered_politely(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    part = part_of(room, case_id)
    page.press(target(case_id, "accept"), handoff=part.id, provider=1)
    assert "บันทึกว่าหน่วยงานรับเรื่องแล้ว" in page.page
    row = part_of(room, case_id)
    assert (row.status, row.on_behalf, row.provider_id) == ("accepted", True, 1)
    page.post(target(case_id, "accept"), handoff=part.id)
    assert page.status == 409
    assert "ตอนนี้ทำแบบนั้นไม่ได้แล้ว" in page.page
    assert "รับเรื่องแล้ว" in page.page


def test_when_the_case_changed_meanwhile_the_officer_looks_again(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    part = part_of(room, case_id)
    page.post(target(case_id, "decline"), handoff=part.id, why="งานเต็ม")
    carried = page._hidden()
    with room.work() as session:
        from casework import history

        history.note(
            session, session.get_one(CaseRow, case_id), "progress", "offered", Actor(Who.OWNER), room.time.now
        )
    answer = page.client.post(target(case_id, "decline"), data=carried)
    assert "มีความเปลี่ยนแปลง" in answer.get_data(as_text=True)
    assert part_of(room, case_id).status == "offered"


def test_declining_on_behalf_keeps_the_reason_and_asks_the_next(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    page.press(target(case_id, "decline"), handoff=part_of(room, case_id).id, why="งานเต็มถึงสิ้นปี")
    assert part_of(room, case_id).decline_reason == "งานเต็มถึงสิ้นปี"
    assert part_of(room, case_id, "OFFICE").status == "offered"
    assert "งานเต็มถึงสิ้นปี" in page.page
    home = page.get("/console/")
    assert "ต้องโทรหาหน่วยงาน" in home
    assert "สำนักงานตัวอย่าง พัทลุง" in home


def test_a_reason_is_asked_for(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.post(target(case_id, "decline"), handoff=part_of(room, case_id).id, why="  ")
    assert page.status == 422
    assert "เหตุผล" in page.page


def test_the_service_is_recorded_step_by_step(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    part = accepted(room, case_id)
    for name, status in (("contact", "in_service"), ("progress", "in_service"), ("finish", "done")):
        page.press(target(case_id, name), handoff=part)
        assert part_of(room, case_id).status == status, name
    assert case_row(room, case_id).status == "in_service"
    assert "ถามผู้ประกอบการว่าเรียบร้อยไหม" in page.get(f"/console/cases/{case_id}")


def test_two_statements_that_differ_both_stand_on_the_page(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    part = accepted(room, case_id)
    with room.work() as session:
        locked = cases.locked_handoff(session, part)
        assert locked is not None
        service.contact(session, locked, Actor(Who.PROVIDER, 1), room.time.now)
        move = cases.last_move(session, part, "accept")
        assert move is not None
        follow_ups.remember_once(session, case_id, part, move.id, "anyone_called", 1, room.time.now)
    page.press(target(case_id, "no_contact"), handoff=part)
    shown = page.get(f"/console/cases/{case_id}")
    for words in ("ผู้ให้บริการแจ้งว่าติดต่อแล้ว", "ผู้ประกอบการแจ้งว่ายังไม่มีใครติดต่อ", "สองฝ่ายพูดไม่ตรงกัน"):
        assert words in shown


def test_giving_up_looks_for_the_next_and_withdrawing_asks_to_delete(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    part = accepted(room, case_id)
    page.post(target(case_id, "withdraw"), handoff=part, why="ผิดหน่วยงาน")
    assert "กรุณาลบ" in page.page
    page.press(target(case_id, "give_up"), handoff=part, why="ป่วยยาว")
    assert part_of(room, case_id).status == "not_done"
    assert part_of(room, case_id, "OFFICE").status == "offered"


def test_an_officer_chooses_an_organisation_from_suggestions_or_by_name(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened(needs=["packaging", "credit"])
    shown = page.get(f"/console/cases/{case_id}/help")
    assert "ระบบแนะนำ" in shown
    found = page.get(f"/console/cases/{case_id}/help?words=เชียงใหม่")
    assert "หน่วยงานตัวอย่าง เชียงใหม่" in found
    with room.look() as session:
        north = session.scalar(select(OrganisationRow.id).where(OrganisationRow.code == "NORTH"))
    page.press(target(case_id, "offer"), organisation=north, needs="packaging")
    row = part_of(room, case_id, "NORTH")
    assert (row.status, row.ring, row.needs) == ("offered", "staff", ["packaging"])
    page.post(target(case_id, "offer"), organisation=north, needs="packaging")
    assert page.status == 409


def test_the_system_can_be_asked_for_the_next_one(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.press(target(case_id, "withdraw"), handoff=part_of(room, case_id).id, why="ขอเปลี่ยน")
    page.press(target(case_id, "offer_next"))
    assert part_of(room, case_id, "OFFICE").status == "offered"


def test_nobody_is_asked_where_nothing_is_left_open_and_the_officer_is_told_why(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    """It flashed that it was done, and nothing had happened."""
    case_id = opened()
    assert f'action="{target(case_id, "offer_next")}"' not in page.get(f"/console/cases/{case_id}")
    page.post(target(case_id, "offer_next"))
    assert (page.status, "จึงยังไม่ได้ถามใครเพิ่ม" in page.page) == (422, True)
    for code in ("DESIGN", "OFFICE"):
        page.press(target(case_id, "decline"), handoff=part_of(room, case_id, code).id, why="ไม่มีคน")
    assert "ยังไม่มีหน่วยงานดูแล: ออกแบบบรรจุภัณฑ์" in page.get(f"/console/cases/{case_id}")
    page.post(target(case_id, "offer_next"))
    assert (page.status, "ไม่มีหน่วยงานอื่นที่ระบบจะถามได้แล้ว" in page.page) == (422, True)


def test_an_officer_asks_on_after_as_many_refusals_as_the_rules_allow(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    with room.work() as session:
        settings.set_rule_numbers(session, OFFERS, {"at_most": 1}, room.time.now)
    case_id = opened()
    page.press(target(case_id, "decline"), handoff=part_of(room, case_id).id, why="ไม่มีคน")
    assert rows(room, HandoffRow) == 1
    page.press(target(case_id, "offer_next"))
    assert part_of(room, case_id, "OFFICE").status == "offered"


@pytest.mark.parametrize("resolution", ["resolved", "not_resolved", "withdrawn", "unreachable", "not_ours"])
def test_closing_says_how_it_ended_and_it_can_be_reopened_for_90_days(
    room: Room, page: Browser, opened: Callable[..., int], resolution: str
) -> None:
    case_id = opened()
    page.press(target(case_id, "close"), resolution=resolution, why="คุยกันแล้ว")
    row = case_row(room, case_id)
    assert (row.status, row.resolution, row.resolved_by_word_of) == ("closed", resolution, "staff")
    assert part_of(room, case_id).status == "withdrawn"
    assert "คุยกันแล้ว" in page.get(f"/console/cases/{case_id}")
    # Nobody is asked how they liked what was not done.
    assert (target(case_id, "rate") in page.page) == (resolution in ("resolved", "not_resolved"))
    room.time.pass_by(days=89)
    page = room.signed_in("south")
    assert target(case_id, "reopen") in page.get(f"/console/cases/{case_id}")
    page.press(target(case_id, "reopen"))
    assert case_row(room, case_id).status == "open"
    page.press(target(case_id, "close"), resolution=resolution)
    room.time.pass_by(days=91)
    page = room.signed_in("south")
    assert target(case_id, "reopen") not in page.get(f"/console/cases/{case_id}")
    page.post(target(case_id, "reopen"))
    assert page.status == 409


def test_an_officer_takes_a_case_and_gives_it_back(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.post(target(case_id, "take"))
    row = case_row(room, case_id)
    assert (row.held_by_staff, row.held_why, row.staff_id) == (True, "by_staff", 1)
    with room.look() as session:
        taken = session.scalars(select(MoveRow).where(MoveRow.name == "hold_for_staff")).one()
        assert (taken.by, taken.by_id) == ("staff", 1)
    assert "เจ้าหน้าที่รับไว้ดูเอง" in page.get("/console/")
    page.press(target(case_id, "release"))
    assert not case_row(room, case_id).held_by_staff
    page.post(target(case_id, "release"))
    assert page.status == 409


def test_what_was_taken_back_is_offered_to_the_next_when_the_case_is_given_back(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    page.press(target(case_id, "withdraw"), handoff=part_of(room, case_id).id, why="งานอยู่ไกล")
    assert "ยังไม่มีหน่วยงานรับเรื่อง" in page.get(f"/console/cases/{case_id}")
    page.post(target(case_id, "release"))
    assert "สำนักงานตัวอย่าง พัทลุง" in page.page
    page.press(target(case_id, "release"))
    assert part_of(room, case_id, "OFFICE").status == "offered"
    assert case_row(room, case_id).held_why == "call_organisation"


def test_what_nobody_is_left_to_be_asked_about_is_not_given_back(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened(needs=[Need.BRANDING])
    page.press(target(case_id, "withdraw"), handoff=part_of(room, case_id).id, why="งานอยู่ไกล")
    page.post(target(case_id, "release"))
    assert (page.status, "ไม่มีหน่วยงานอื่นที่ระบบจะถามได้แล้ว" in page.page) == (422, True)
    assert case_row(room, case_id).held_why == "nobody"


def test_a_case_that_an_officer_looks_after_is_not_taken_from_them(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    late = room.signed_in("all")
    page.post(target(case_id, "take"))
    late.post(target(case_id, "take"))
    assert (late.status, case_row(room, case_id).staff_id) == (409, 1)
    assert "มีคนทำไปก่อน" in late.page


def test_a_case_that_staff_have_for_a_call_may_be_looked_after_besides(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    page.press(target(case_id, "decline"), handoff=part_of(room, case_id).id, why="งานเต็ม")
    assert case_row(room, case_id).held_why == "call_organisation"
    page.post(target(case_id, "take"))
    assert "ต้องโทรหาหน่วยงาน" in page.get(f"/console/cases/{case_id}")
    assert target(case_id, "take") not in page.page
    page.press(target(case_id, "decline"), handoff=part_of(room, case_id, "OFFICE").id, why="งานเต็ม")
    assert "เจ้าหน้าที่รับไว้ดูเอง" in page.get(f"/console/cases/{case_id}")
    assert case_row(room, case_id).held_why == "nobody_asked"


def test_notes_are_for_colleagues(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.post(target(case_id, "note"), words="โทรไปแล้ว <b>ไม่รับสาย</b>")
    assert "โทรไปแล้ว &lt;b&gt;ไม่รับสาย&lt;/b&gt;" in page.page
    assert rows(room, NoteRow) == 1


def test_a_note_sent_twice_is_written_once(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.get(f"/console/cases/{case_id}")
    form = {**page._hidden(), "words": "ไม่รับสาย"}
    for _ in range(2):
        page.post(target(case_id, "note"), **form)
    assert rows(room, NoteRow) == 1
    # On another day it is so again.
    page.send(target(case_id, "note"), words="ไม่รับสาย")
    assert rows(room, NoteRow) == 2


def test_another_need_takes_the_case_back_and_offers_it_anew(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    accepted(room, case_id)
    right = {"needs": "credit", "province": "TH-93", "product": "น้ำพริกตัวอย่าง", "name": "เจ้าของตัวอย่าง",
             "phone": "0800000001"}  # fmt: skip
    page.post(target(case_id, "correct"), **right)
    assert "กรุณาลบ" in page.page
    page.press(target(case_id, "correct"), **right)
    assert part_of(room, case_id).status == "withdrawn"
    assert part_of(room, case_id, "OFFICE").status == "offered"
    assert [row.need for row in case_row(room, case_id).needs] == ["credit"]
    assert "ออกแบบบรรจุภัณฑ์ → สินเชื่อ" in page.page
    with room.look() as session:
        learnt = session.scalars(select(CorrectionRow)).one()
        assert (learnt.understood, learnt.meant) == (["packaging", "TH-93"], ["credit", "TH-93"])
        assert "08-0000-0001" not in learnt.masked_text


def test_another_phone_goes_to_those_who_serve_and_the_old_one_stays_in_the_story(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    accepted(room, case_id)
    right = {"needs": "packaging", "province": "TH-93", "product": "น้ำพริกตัวอย่าง", "name": "เจ้าของตัวอย่าง"}
    page.press(target(case_id, "correct"), **right, phone="02-000-0009")
    assert case_row(room, case_id).contact_phone == "02-000-0009"
    assert part_of(room, case_id).status == "accepted"
    assert "0800000001 → 02-000-0009" in page.page
    assert rows(room, CorrectionRow) == 0
    with room.look() as session:
        last = session.scalars(select(MessageRow).order_by(MessageRow.id.desc())).first()
        assert last is not None
        assert last.handoff_id is not None
        assert "02-000-0009" in str(last.parts)


@pytest.mark.parametrize("phone", ["12", "โทรหาด้วย", "0" * 30])
def test_a_number_that_cannot_be_called_is_asked_for_again(
    room: Room, page: Browser, opened: Callable[..., int], phone: str
) -> None:
    page.post(target(opened(), "correct"), needs="packaging", province="TH-93", phone=phone)
    assert page.status == 422
    assert "เบอร์โทร" in page.page


def test_satisfaction_and_result_told_on_the_telephone(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.post(target(case_id, "rate"), score="5")
    assert page.status == 409
    page.press(target(case_id, "close"), resolution="resolved")
    page.press(target(case_id, "rate"), score="2", words="ช้าไปหน่อย")
    assert case_row(room, case_id).satisfaction == 2
    assert case_row(room, case_id).held_why == "unhappy"
    page.post(target(case_id, "outcome"), kind="sales", baht="ไม่รู้", said_by="owner")
    assert page.status == 422
    page.press(target(case_id, "outcome"), kind="sales", baht="200,000", said_by="owner", words="ขายดีขึ้น")
    with room.look() as session:
        told = session.scalars(select(OutcomeRow)).one()
        assert (told.baht_low, told.said_by, told.words) == (200_000, "owner", "ขายดีขึ้น")
    assert "ยอดขายเพิ่ม 200,000 บาท" in page.page


def test_a_number_beside_a_result_without_baht_is_not_lost(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    """How many were hired stays in the words; a sum beside "no result yet" can mean either."""
    case_id = opened()
    page.press(target(case_id, "close"), resolution="resolved")
    page.press(target(case_id, "outcome"), kind="jobs", baht="3", said_by="owner", words="ช่วงสงกรานต์")
    with room.look() as session:
        told = session.scalars(select(OutcomeRow)).one()
        assert (told.baht_low, told.words) == (None, "3\nช่วงสงกรานต์")
    page.post(target(case_id, "outcome"), kind="none", baht="70,000", said_by="owner")
    assert (page.status, "เลือก “ยังไม่เห็นผล” แต่มีจำนวน" in page.page) == (422, True)
    page.press(target(case_id, "outcome"), kind="none", baht="", said_by="owner")
    assert rows(room, OutcomeRow) == 2


def test_a_result_sent_twice_is_told_once(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    """A double click or the back button made 100,000 baht of 50,000."""
    case_id = opened()
    page.press(target(case_id, "close"), resolution="resolved")
    page.post(target(case_id, "outcome"), kind="sales", baht="50000", said_by="owner")
    confirmed = page.client.post(target(case_id, "outcome"), data=(form := page._hidden()))
    assert confirmed.status_code == 302
    again = page.client.post(target(case_id, "outcome"), data=form).get_data(as_text=True)
    assert "มีความเปลี่ยนแปลง" in again
    assert rows(room, OutcomeRow) == 1


def test_erasing_at_the_owners_request_leaves_only_what_a_report_counts(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    accepted(room, case_id)
    page.press(target(case_id, "erase"))
    row = case_row(room, case_id)
    assert (row.status, row.person_id, row.text, row.contact_phone) == ("closed", None, None, None)
    assert rows(room, ConsentRow) == 0
    assert "ฉลากโดนน้ำ" not in page.get(f"/console/cases/{case_id}")


def test_a_case_without_a_row_for_its_owner_can_be_erased_once(room: Room, page: Browser) -> None:
    with room.work() as session:
        case_id = open_case(session, matter(), None, Actor(Who.STAFF, 1), room.time.now).id
    button = target(case_id, "erase")
    assert button in page.get(f"/console/cases/{case_id}")
    page.press(button)
    row = case_row(room, case_id)
    assert (row.status, row.text, row.contact_name, row.contact_phone) == ("closed", None, None, None)
    assert button not in page.get(f"/console/cases/{case_id}")
    page.post(button)
    assert page.status == 409


def test_before_an_erasure_only_what_it_adds_to_the_story_is_shown(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    """Old moves lose their reasons by it, and are no news for that."""
    case_id = opened()
    page.press(target(case_id, "withdraw"), handoff=part_of(room, case_id).id, why="เหตุผลเดิม")
    page.press(target(case_id, "close"), resolution="resolved")
    page.press(target(case_id, "rate"), score="5")
    room.time.pass_by(minutes=1)
    shown = page.post(target(case_id, "erase"))
    assert "ถอนเรื่องกลับจาก" not in shown
    assert "จาก 5" not in shown


def test_a_case_whose_owner_was_erased_is_not_opened_again(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    page.press(target(case_id, "erase"))
    assert target(case_id, "reopen") not in page.get(f"/console/cases/{case_id}")
    page.post(target(case_id, "reopen"))
    assert page.status == 409
    assert case_row(room, case_id).status == "closed"


def test_an_erased_owner_hears_that_an_officer_has_yet_to_call(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    accepted(room, case_id)
    blocked = update(PersonRow).where(PersonRow.id.in_(select(ProviderRow.person_id)))
    with room.work() as session:
        session.execute(blocked.values(blocked_at=room.time.now))
    page.press(target(case_id, "erase"))
    with room.look() as session:
        said = [part["key"] for row in session.scalars(select(MessageRow)) for part in row.parts or ()]
    assert [key for key in said if key.startswith("erase.")] == ["erase.done_by_staff"]


def test_moves_and_looks_are_in_the_audit(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened()
    page.get(f"/console/cases/{case_id}")
    page.get(f"/console/cases/{case_id}")
    page.press(target(case_id, "accept"), handoff=part_of(room, case_id).id)
    with room.look() as session:
        done = session.execute(
            select(AuditRow.action, AuditRow.staff_id).where(AuditRow.about == "case", AuditRow.about_id == case_id)
        ).all()
    assert sorted(done) == [("move_accept", 1), ("see", 1)]
    with room.look() as session:
        moved = session.scalars(select(MoveRow).where(MoveRow.name == "accept")).one()
        assert (moved.by, moved.by_id) == ("staff", 1)


def test_an_officer_draws_in_the_equipment_of_another_organisation_as_a_part_of_its_own(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    accepted(room, case_id)
    with room.work() as session:
        office = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "OFFICE")).one()
        set_service(office, "packaging", "equipment", ["TH-93"])
        office_id = office.id
    shown = page.get(f"/console/cases/{case_id}/help")
    assert "ทรัพยากรในพื้นที่" in shown
    assert "สำนักงานตัวอย่าง พัทลุง · เครื่องมือและอุปกรณ์" in shown
    page.post(target(case_id, "offer"), organisation=office_id, needs="packaging", kind="spaceship")
    assert page.status == 422
    page.press(target(case_id, "offer"), organisation=office_id, needs="packaging", kind="equipment")
    drawn = part_of(room, case_id, "OFFICE")
    assert (drawn.kind, drawn.role, drawn.status) == ("equipment", "member", "offered")
    page.post(
        target(case_id, "offer"), organisation=office_id, needs="packaging", kind="equipment", sure="1", seen="0"
    )
    assert page.status == 409
    assert part_of(room, case_id).status == "accepted"


def test_finding_help_leaves_out_who_is_on_the_case_and_says_who_declined(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    with room.work() as session:
        design = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "DESIGN")).one()
        set_service(design, "packaging", "expert", ["TH-93"])
    assert "ทรัพยากรในพื้นที่" not in page.get(f"/console/cases/{case_id}/help")
    page.press(target(case_id, "decline"), handoff=part_of(room, case_id).id, why="ไม่มีคน")
    found = page.get(f"/console/cases/{case_id}/help?words=DESIGN")
    assert 'สถานะในเรื่องนี้: <span class="state state-declined">ไม่รับ</span>' in found


def test_finding_help_says_when_every_need_has_an_organisation(page: Browser, opened: Callable[..., int]) -> None:
    """It goes on to name others, whom an officer may draw in: nobody is missing."""
    assert "ทุกเรื่องที่ขอมีหน่วยงานดูแล" in page.get(f"/console/cases/{opened()}/help")
    assert "ทุกเรื่องที่ขอมีหน่วยงานดูแล" not in page.get(f"/console/cases/{opened(needs=['organic'])}/help")


def test_finding_help_looks_for_what_the_search_looks_for(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    """An equipment drawn in covers no need, and nobody is asked to help themselves."""
    case_id = opened(needs=["packaging", "credit"])
    with room.look() as session:
        north = session.scalar(select(OrganisationRow.id).where(OrganisationRow.code == "NORTH"))
    page.press(target(case_id, "decline"), handoff=part_of(room, case_id, "OFFICE").id, why="ไม่มีคน")
    page.press(target(case_id, "offer"), organisation=north, needs="credit", kind="equipment")
    looked_for = f"กำลังหาผู้ช่วยเรื่อง{shipped().say('need.credit', 'th')} จังหวัดพัทลุง"
    assert looked_for in page.get(f"/console/cases/{case_id}/help")


def test_an_owners_own_office_is_not_suggested_to_them(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    case_id = opened(needs=["branding"])
    with room.work() as session:
        office = session.scalars(select(OrganisationRow).where(OrganisationRow.code == "OFFICE")).one()
        set_service(office, "branding", "advice", ["TH-93"])
    assert "สำนักงานตัวอย่าง พัทลุง" in page.get(f"/console/cases/{case_id}/help")
    with room.work() as session:
        own = session.get_one(CaseRow, case_id).person_id
        session.add(ProviderRow(organisation_id=office.id, person_id=own, joined_at=room.time.now))
    assert "สำนักงานตัวอย่าง พัทลุง" not in page.get(f"/console/cases/{case_id}/help")


def test_an_officer_notes_the_owners_answer_to_a_question_of_an_organisation(
    room: Room, page: Browser, opened: Callable[..., int]
) -> None:
    case_id = opened()
    part = part_of(room, case_id)
    page.post(target(case_id, "answer"), handoff=part.id, why="สองแบบ")
    assert page.status == 409
    with room.work() as session:
        asked = session.get_one(HandoffRow, part.id)
        questions.put(session, asked, session.scalars(select(ProviderRow)).one(), "อยากได้กี่แบบคะ", room.time.now)
    assert "อยากได้กี่แบบคะ" in page.get(f"/console/cases/{case_id}")
    page.press(target(case_id, "answer"), handoff=part.id, why="สองแบบ โทร 081-234-5678")
    assert "081-234-5678" not in page.get(f"/console/cases/{case_id}")
    assert "สองแบบ" in page.page
    with room.look() as session:
        answered = session.scalars(select(MoveRow).where(MoveRow.name == "answer_owner")).one()
        assert (answered.by, answered.by_id) == ("staff", 1)


def test_an_unknown_move_is_no_page(room: Room, page: Browser, opened: Callable[..., int]) -> None:
    page.post(target(opened(), "explode"))
    assert page.status == 404


def test_what_will_be_written_is_shown_before_it_is(room: Room, opened: Callable[..., int]) -> None:
    case_id = opened()
    page = room.signed_in("south")
    page.get(f"/console/cases/{case_id}")
    facts = {"needs": "packaging", "product": "น้ำพริกตัวอย่าง", "name": "เจ้าของตัวอย่าง", "phone": "0800000001"}
    shown = page.post(target(case_id, "correct"), province="TH-90", **facts)
    assert "จังหวัด: พัทลุง → สงขลา" in shown
    assert "เริ่มหาหน่วยงานใหม่" in shown
    page.get(f"/console/cases/{case_id}")
    assert "→" not in page.page
    shown = page.post(target(case_id, "close"), resolution="unreachable", why="โทรไปสามครั้ง")
    for words in ("โทรไปสามครั้ง", "ติดต่อผู้ประกอบการไม่ได้", "ถอนเรื่องกลับจากมหาวิทยาลัยตัวอย่าง พัทลุง"):
        assert words in shown.split("<h1>")[1].split("<form")[0], words
