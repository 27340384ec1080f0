"""The directory in the console: found, changed, brought in and taken out, and codes for those who join."""

import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework import offers
from casework.history import Actor
from network.cases import Who
from network.needs import Need
from storage import cases, directory, invites
from storage.directory_csv import template
from storage.tables import AuditRow, CaseRow, HandoffRow, InviteRow, OrganisationRow, PersonRow, ProviderRow
from tests.console.conftest import Browser, Room, organisation


@pytest.fixture
def page(room: Room) -> Browser:
    return room.signed_in("all")


def id_of(room: Room, code: str) -> int:
    with room.look() as session:
        row = directory.organisation_with_code(session, code)
        assert row is not None
        return row.id


def row_of(room: Room, code: str) -> OrganisationRow:
    with room.look() as session:
        row = directory.organisation_with_code(session, code)
        assert row is not None
        return row


def test_organisations_are_found_by_province_need_network_and_name(page: Browser) -> None:
    everyone = page.get("/console/directory/")
    assert "มหาวิทยาลัยตัวอย่าง พัทลุง" in everyone
    for query, found, missed in (
        ("province=TH-50", "หน่วยงานตัวอย่าง เชียงใหม่", "มหาวิทยาลัยตัวอย่าง"),
        ("need=credit", "สำนักงานตัวอย่าง พัทลุง", "มหาวิทยาลัยตัวอย่าง"),
        ("words=design", "มหาวิทยาลัยตัวอย่าง พัทลุง", "สำนักงานตัวอย่าง"),
        ("network=consultant", "ไม่พบหน่วยงาน", "มหาวิทยาลัยตัวอย่าง"),
    ):
        shown = page.get(f"/console/directory/?{query}")
        assert found in shown, query
        assert missed not in shown, query


def test_a_regional_officer_sees_their_own_provinces_first(room: Room) -> None:
    with room.work() as session:
        capital = organisation(session, "CAPITAL", "TH-10", "หน่วยงานตัวอย่าง กรุงเทพ", needs=["credit"])
        directory.set_service(capital, "credit", "finance", ["TH"])
    listed = room.signed_in("south").get("/console/directory/")
    assert listed.index("สำนักงานตัวอย่าง พัทลุง") < listed.index("หน่วยงานตัวอย่าง กรุงเทพ")


def test_a_number_is_called_by_a_tap_without_its_extension(room: Room, page: Browser) -> None:
    organisation_id = id_of(room, "DESIGN")
    with room.work() as session:
        session.get_one(OrganisationRow, organisation_id).phone = "02-000-0001 ต่อ ๕"
    for path in ("", f"{organisation_id}"):
        shown = page.get(f"/console/directory/{path}")
        assert '<a class="tel" href="tel:020000001">02-000-0001 ต่อ ๕</a>' in shown, path


def test_who_has_no_number_is_not_called_by_a_tap(room: Room, opened: Callable[..., int]) -> None:
    opened(needs=["credit"], text="อยากกู้เงิน")
    with room.work() as session:
        session.get_one(OrganisationRow, id_of(room, "OFFICE")).phone = None
    home = room.signed_in("south").get("/console/")
    assert "ไม่มีเบอร์โทร" in home
    assert "tel:" not in home


def test_an_organisation_is_added_edited_paused_and_brought_back(room: Room, page: Browser) -> None:
    fields = {"name_th": "ธนาคารตัวอย่าง", "network": "bdsp", "organisation_kind": "bank", "phone": "02-000-0005",
              "capacity": "3", "url": "https://example.org", "languages": "th"}  # fmt: skip
    page.get("/console/directory/new")
    page.post("/console/directory/new", code="BANK", province="TH-93", **fields)
    assert row_of(room, "BANK").capacity == 3
    there = f"/console/directory/{id_of(room, 'BANK')}"
    page.post(f"{there}/edit", **{**fields, "name_th": "ธนาคารตัวอย่างใหม่", "active": "on"})
    assert row_of(room, "BANK").name_th == "ธนาคารตัวอย่างใหม่"
    page.post(f"{there}/pause", until="2026-12-15")
    assert "กลับมา 15 ธ.ค. 2569" in page.page
    page.post(f"{there}/resume")
    assert row_of(room, "BANK").paused_until is None
    page.post(f"{there}/pause", **{"from": "2026-12-15", "until": "2026-12-15"})
    assert page.status == 422
    page.post(f"{there}/pause", **{"from": "2026-12-05", "until": "2026-12-15"})
    assert "พักรับเรื่องตั้งแต่ 5 ธ.ค. 2569 กลับมา 15 ธ.ค. 2569" in page.page
    page.post(f"{there}/resume")
    assert row_of(room, "BANK").paused_from is None
    page.post(f"{there}/edit", **fields)
    assert not row_of(room, "BANK").active


@pytest.mark.parametrize(
    ("first", "until", "words"),
    [("", "2026-11-24", "ผ่านไปแล้วหรือเป็นวันนี้"), ("", "2026-11-20", "ผ่านไปแล้วหรือเป็นวันนี้"),
     ("2026-12-15", "2026-12-14", "ต้องอยู่หลังวันที่เริ่มพัก"), ("", "", "กรุณาเลือกวันที่"),
     ("someday", "2026-12-14", "กรุณาเลือกวันที่"), ("", "2569-12-15", "ค.ศ."), ("", "9999-12-31", "ค.ศ."),
     ("0001-01-01", "2026-12-15", "ค.ศ."), ("", "0001-01-01", "ค.ศ.")],
)  # fmt: skip
def test_a_pause_on_days_that_cannot_be_meant_is_refused_with_what_is_wrong(
    room: Room, page: Browser, first: str, until: str, words: str
) -> None:
    there = f"/console/directory/{id_of(room, 'OFFICE')}"
    page.get(there)
    page.post(f"{there}/pause", **{"from": first, "until": until})
    assert page.status == 422
    assert words in page.problem
    for kept in (f'name="from" value="{first}"', f'name="until" value="{until}"'):
        assert kept in page.page, kept
    assert row_of(room, "OFFICE").paused_until is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("code", "DESIGN", "มีหน่วยงานอื่นใช้แล้ว"), ("url", "javascript:alert(1)", "ต้องขึ้นต้นด้วย"),
     ("capacity", "มาก", "จำนวนเต็ม"), ("province", "", "จังหวัด"), ("name_th", " ", "ชื่อหน่วยงาน")],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_nothing_is_kept(
    room: Room, page: Browser, field: str, value: str, words: str
) -> None:
    fields = {"code": "NEW", "province": "TH-93", "name_th": "ใหม่ตัวอย่าง", "network": "bdsp",
              "organisation_kind": "state", field: value}  # fmt: skip
    page.get("/console/directory/new")
    page.post("/console/directory/new", **fields)
    assert page.status == 422
    assert words in page.page
    with room.look() as session:
        assert directory.organisation_with_code(session, "NEW") is None


def test_an_edit_that_cannot_be_read_is_said_to_be_a_problem_and_keeps_what_was_typed(
    room: Room, page: Browser
) -> None:
    there = f"/console/directory/{id_of(room, 'OFFICE')}"
    page.get(there)
    page.post(f"{there}/edit", name_th="ชื่อที่พิมพ์ใหม่", network="bdsp", organisation_kind="bank", phone="0x", active="on")
    assert "0x" in page.problem
    assert (page.status, row_of(room, "OFFICE").name_th) == (422, "สำนักงานตัวอย่าง พัทลุง")
    for kept in ('value="ชื่อที่พิมพ์ใหม่"', 'value="0x"', 'value="bank" selected', 'name="active" checked'):
        assert kept in page.page, kept
    page.post(f"{there}/provider", name="คนที่พิมพ์ใหม่", phone="0x")
    assert page.problem
    assert 'value="คนที่พิมพ์ใหม่"' in page.page


@pytest.fixture
def two_cases(room: Room, opened: Callable[..., int]) -> list[int]:
    """DESIGN has accepted the first and is asked for the second, which OFFICE could serve, too; the handoffs."""
    first, second = part_of_case(room, opened()), part_of_case(room, opened(needs=[Need.BRANDING]))
    with room.work() as session:
        office = directory.organisation_with_code(session, "OFFICE")
        assert office is not None
        directory.set_service(office, "branding", "advice", ["TH-93"])
        provider = session.scalars(select(ProviderRow)).one()
        by = Actor(Who.PROVIDER, provider.id)
        offers.accept(session, session.get_one(HandoffRow, first), by, provider, room.time.now)
    return [first, second]


def part_of_case(room: Room, case_id: int) -> int:
    with room.look() as session:
        return cases.handoffs_of(session.get_one(CaseRow, case_id))[-1].id


def test_an_officer_is_told_what_becomes_of_its_cases_before_a_member_leaves_the_network(
    room: Room, page: Browser, two_cases: list[int]
) -> None:
    """Its open offers go on at once; they waited for an answer that nobody was to give any more."""
    there = f"/console/directory/{id_of(room, 'DESIGN')}"
    fields = {"name_th": "มหาวิทยาลัยตัวอย่าง พัทลุง", "network": "bdsp", "organisation_kind": "university"}
    page.get(there)
    page.post(f"{there}/edit", **fields)
    for told in ("รอคำตอบอยู่ 1 เรื่อง", "รับไว้แล้ว 1 เรื่อง", "2570-000001"):
        assert told in page.page, told
    assert row_of(room, "DESIGN").active
    page.post(f"{there}/edit", **fields, sure="1")
    assert not row_of(room, "DESIGN").active
    with room.look() as session:
        accepted, offered = (session.get_one(HandoffRow, part) for part in two_cases)
        assert (accepted.status, offered.status) == ("accepted", "withdrawn")
        asked = cases.handoffs_of(offered.case)[-1]
        assert (asked.organisation.code, asked.status) == ("OFFICE", "offered")


def test_an_officer_reads_how_many_cases_move_when_somebody_leaves(
    room: Room, page: Browser, two_cases: list[int]
) -> None:
    assert "เรื่องที่ดูแลอยู่ 1 เรื่องจะส่งต่อ" in page.get(f"/console/directory/{id_of(room, 'DESIGN')}")


def test_an_officer_reads_what_a_service_is_used_for_before_it_is_removed(
    room: Room, page: Browser, two_cases: list[int]
) -> None:
    looked_at = page.get(f"/console/directory/{id_of(room, 'DESIGN')}")
    assert "ดูแลอยู่ 1 เรื่องยังอยู่กับหน่วยงานนี้" in looked_at
    assert looked_at.count("จะไม่ถูกถามเรื่องนี้อีก") == 2


def test_where_a_service_is_given_is_ticked_and_kept_when_something_is_missing(room: Room, page: Browser) -> None:
    there = f"/console/directory/{id_of(room, 'OFFICE')}"
    ticked = re.compile(r'name="(needs|areas)" value="([^"]+)" checked')
    assert ticked.findall(page.get(there)) == [("areas", "TH-93")]
    page.post(f"{there}/service", kind="training", areas=["TH-90", "TH-93"])
    assert page.problem
    assert ticked.findall(page.page) == [("areas", "TH-90"), ("areas", "TH-93")]
    page.post(f"{there}/service", needs="ip", kind="training")
    assert ticked.findall(page.page) == [("needs", "ip")]


def test_where_a_service_is_given_begins_with_the_provinces_of_the_officer(room: Room) -> None:
    shown = room.signed_in("south").get(f"/console/directory/{id_of(room, 'OFFICE')}")
    assert re.findall(r'name="areas" value="([^"]+)"', shown)[:4] == ["TH", "TH-90", "TH-93", "TH-10"]


def test_services_and_people_come_and_go(room: Room, page: Browser) -> None:
    number = id_of(room, "OFFICE")
    there = f"/console/directory/{number}"
    page.get(there)
    page.post(f"{there}/service", needs="ip", kind="training", areas=["TH", "TH-93"])
    with room.look() as session:
        made = next(row for row in directory.services_of(session, number) if row.need == "ip")
        assert (made.kind, [area.area for area in made.areas]) == ("training", ["TH"])
    assert "ทั่วประเทศ" in page.page
    page.post(f"{there}/remove-service", service=made.id, dropped="TH")
    for _ in range(2):
        # A double click.
        page.post(f"{there}/provider", name="คนใหม่ตัวอย่าง", phone="02-000-0006")
    with room.look() as session:
        assert [row.need for row in directory.services_of(session, number)] == ["credit", "packaging"]
        someone = directory.providers_of(session, number)[0]
    page.post(f"{there}/leave", provider=someone.id)
    with room.look() as session:
        assert not directory.providers_of(session, number)


def test_adding_where_a_service_is_given_takes_nothing_away(room: Room, page: Browser) -> None:
    number = id_of(room, "OFFICE")
    there = f"/console/directory/{number}"
    page.get(there)
    for province in ("TH-93", "TH-50"):
        page.post(f"{there}/service", needs="ip", kind="training", areas=province)
    assert areas_of(room, number, "ip") == ["TH-50", "TH-93"]


def test_areas_of_a_service_are_taken_away_one_by_one_and_it_goes_with_the_last(room: Room, page: Browser) -> None:
    number = id_of(room, "OFFICE")
    there = f"/console/directory/{number}"
    page.get(there)
    page.post(f"{there}/service", needs="ip", kind="training", areas=["TH-50", "TH-93"])
    with room.look() as session:
        made = next(row.id for row in directory.services_of(session, number) if row.need == "ip")
    page.post(f"{there}/remove-service", service=made)
    assert page.problem
    page.post(f"{there}/remove-service", service=made, dropped="TH-93")
    assert areas_of(room, number, "ip") == ["TH-50"]
    page.post(f"{there}/remove-service", service=made, dropped="TH-50")
    with room.look() as session:
        assert made not in [row.id for row in directory.services_of(session, number)]


def areas_of(room: Room, organisation_id: int, need: str) -> list[str]:
    with room.look() as session:
        served = directory.services_of(session, organisation_id)
        return sorted(area.area for row in served if row.need == need for area in row.areas)


def test_a_service_of_another_organisation_is_out_of_reach(room: Room, page: Browser) -> None:
    with room.look() as session:
        theirs = directory.services_of(session, id_of(room, "DESIGN"))[0].id
        someone = directory.providers_of(session, id_of(room, "DESIGN"))[0].id
    there = f"/console/directory/{id_of(room, 'OFFICE')}"
    page.get(there)
    page.post(f"{there}/remove-service", service=theirs, dropped="TH-93")
    page.post(f"{there}/leave", provider=someone)
    with room.look() as session:
        assert len(directory.services_of(session, id_of(room, "DESIGN"))) == 2
        assert directory.providers_of(session, id_of(room, "DESIGN"))
    page.post(f"{there}/invite", provider=someone)
    assert page.status == 404


def test_an_invite_is_shown_once_as_text_and_picture_and_it_works(room: Room, page: Browser) -> None:
    there = f"/console/directory/{id_of(room, 'OFFICE')}"
    page.get(there)
    page.post(f"{there}/invite")
    code = re.search(r"RISMEP(-[0-9A-Z]{2,4})+", page.page)
    assert code
    assert "<svg" in page.page
    assert "1 ธ.ค. 2569" in page.page
    with room.work() as session:
        person = PersonRow(line_user_id="U" + "f" * 32, first_seen_at=room.time.now)
        session.add(person)
        session.flush()
        joined = invites.redeem(session, person, code[0], room.time.now)
        assert isinstance(joined, invites.Redeemed)
        assert joined.provider is not None
        assert joined.provider.organisation.code == "OFFICE"
    with room.look() as session:
        kept = session.scalars(select(AuditRow).where(AuditRow.action == "invite")).one()
        assert code[0] not in str(kept.detail)


def test_an_officer_is_warned_before_a_code_takes_cases_to_another_account(room: Room, page: Browser) -> None:
    for code, warned in (("DESIGN", True), ("OFFICE", False)):
        with room.work() as session:
            organisation_id = id_of(room, code)
            if not warned:
                session.add(ProviderRow(organisation_id=organisation_id, name="คนใหม่ตัวอย่าง"))
                session.flush()
            someone = directory.providers_of(session, organisation_id)[0].id
        page.get(f"/console/directory/{organisation_id}")
        page.post(f"/console/directory/{organisation_id}/invite", provider=someone)
        assert ("บัญชี LINE อื่น" in page.page) is warned, code


def test_nobody_is_invited_to_an_organisation_that_left_the_network(room: Room, page: Browser) -> None:
    """A page that was opened before says why, and makes no code."""
    there = f"/console/directory/{id_of(room, 'DESIGN')}"
    assert f'action="{there}/invite"' in page.get(there)
    with room.work() as session:
        session.get_one(OrganisationRow, id_of(room, "DESIGN")).active = False
    page.post(f"{there}/invite")
    assert "ไม่ได้อยู่ในเครือข่ายแล้ว" in page.problem
    assert f'action="{there}/invite"' not in page.page
    with room.look() as session:
        assert not session.scalars(select(InviteRow)).all()


def test_a_file_is_brought_in_whole_or_every_wrong_line_is_named(room: Room, page: Browser) -> None:
    page.get("/console/directory/files/")
    good = template("organisations").encode()
    bring_in(page, good)
    assert "นำเข้าเรียบร้อย" in page.page
    assert row_of(room, "EXAMPLE-1").province == "TH-93"
    bad = good.replace("พัทลุง,02".encode(), "พัทลุ๊ก,02".encode()).replace(b"EXAMPLE-1", b"EXAMPLE-2")
    page.post("/console/directory/files/", file=(io.BytesIO(bad), "organisations.csv"))
    assert page.status == 422
    assert "แถว 2 คอลัมน์ “จังหวัด”" in page.page
    with room.look() as session:
        assert directory.organisation_with_code(session, "EXAMPLE-2") is None
    page.post("/console/directory/files/", file=(io.BytesIO(b"PK\x03\x04"), "x.xlsx"))
    assert "สมุดงาน" in page.page
    page.post("/console/directory/files/")
    assert page.status == 422


def test_a_file_is_looked_at_before_it_is_brought_in(room: Room, page: Browser) -> None:
    """What would be new, what would change from what to what; nothing is written before that was seen."""
    header, line = template("organisations").splitlines()[:2]
    bring_in(page, f"{header}\n{line}\n".encode())
    changed = line.replace("02-000-0001", "02-000-0009")
    other = line.replace("EXAMPLE-1", "EXAMPLE-2")
    look_at(page, f"{header}\n{changed}\n{other}\n".encode())
    for told in ("เพิ่ม 1 แก้ไข 1 เหมือนเดิม 0", "EXAMPLE-1", "โทรศัพท์", "02-000-0001", "02-000-0009", "EXAMPLE-2"):
        assert told in page.page, told
    assert "คอลัมน์ชื่อไทย" not in page.page
    assert row_of(room, "EXAMPLE-1").phone == "02-000-0001"
    with room.look() as session:
        assert directory.organisation_with_code(session, "EXAMPLE-2") is None
        assert len(session.scalars(select(AuditRow).where(AuditRow.action == "import")).all()) == 1
    page.send("/console/directory/files/")
    assert row_of(room, "EXAMPLE-1").phone == "02-000-0009"
    assert row_of(room, "EXAMPLE-2").province == "TH-93"


def test_nothing_is_left_to_do_with_a_file_that_changes_nothing(page: Browser) -> None:
    bring_in(page, template("organisations").encode())
    look_at(page, template("organisations").encode())
    assert 'name="content"' not in page.page
    assert "เหมือนเดิม 1" in page.page


def test_a_large_file_is_carried_to_where_it_is_confirmed(room: Room, page: Browser) -> None:
    header, line = template("organisations").splitlines()[:2]
    lines = (f"{line.replace('EXAMPLE-1', f'LARGE-{number}')}\n" for number in range(600))
    content = f"{header}\n{''.join(lines)}".replace(",https", f"{' ' * 2_000},https").encode()
    assert len(content) > 1_000_000
    bring_in(page, content)
    assert "นำเข้าเรียบร้อยค่ะ เพิ่ม 600" in page.page
    page.post("/console/directory/files/", file=(io.BytesIO(content * 2), "larger.csv"))
    assert page.status == 413


def test_what_is_confirmed_is_read_as_any_other_file(page: Browser) -> None:
    page.get("/console/directory/files/")
    page.post("/console/directory/files/", content="no base64!")
    assert page.status == 400


def bring_in(page: Browser, content: bytes) -> None:
    """Choose a file, look at what it would change, and confirm."""
    look_at(page, content)
    page.send("/console/directory/files/")


def look_at(page: Browser, content: bytes) -> None:
    page.get("/console/directory/files/")
    page.post("/console/directory/files/", file=(io.BytesIO(content), "a file.csv"))


def test_what_is_taken_out_can_be_brought_in_again_and_is_audited(room: Room, page: Browser) -> None:
    answer = page.client.get("/console/directory/files/organisations.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rismep-organisations.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    look_at(page, answer.data)
    assert "เพิ่ม 0 แก้ไข 0 เหมือนเดิม 5" in page.page
    assert "ผู้ให้บริการตัวอย่าง" in page.get("/console/directory/files/providers.csv")
    with room.look() as session:
        told = session.execute(select(AuditRow.action, AuditRow.about).where(AuditRow.action == "export")).all()
        assert sorted(told) == [("export", "organisations"), ("export", "providers")]
    assert "รหัส" in page.get("/console/directory/files/template-organisations.csv")


def test_national_officers_draw_the_regions(room: Room, page: Browser) -> None:
    north = id_of(room, "IPC1")
    assert "พัทลุง: มหาวิทยาลัยตัวอย่าง" not in page.get("/console/directory/centres/")
    page.post("/console/directory/centres/", **{"TH-93": north, "TH-51": ""})
    with room.look() as session:
        known = directory.centres(session)
    assert known["TH-93"] == north
    assert "TH-51" not in known
    assert "TH-90" in known
    page.post("/console/directory/centres/new", code="DESIGN")
    with room.look() as session:
        assert directory.centres(session)["TH-93"] == id_of(room, "DESIGN")
    assert "พัทลุง: มหาวิทยาลัยตัวอย่าง" in page.page
    page.post("/console/directory/centres/new", code="NOBODY")
    assert "ไม่มีหน่วยงานที่ใช้รหัสนี้" in page.problem


def test_who_left_is_no_longer_among_the_people(room: Room, page: Browser) -> None:
    number = id_of(room, "DESIGN")
    with room.work() as session:
        directory.leave(session, session.scalars(select(ProviderRow)).one(), room.time.now)
    assert "ยังไม่มีคนในทะเบียน" in page.get(f"/console/directory/{number}")
