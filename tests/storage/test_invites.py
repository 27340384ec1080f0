"""Invite codes: written, typed badly, used once, and never guessed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.invites import Locked, Redeemed, WrongCode, _written, looks_like_code, make_invite, redeem
from storage.staff import add_staff
from storage.tables import InviteRow, OrganisationRow, PersonRow, ProviderRow, StaffRow

SECRET = bytes(range(16))
Make = Callable[..., PersonRow]
MakeOrganisation = Callable[..., OrganisationRow]


def test_a_code_is_short_enough_to_type_and_carries_all_128_bits() -> None:
    assert _written(b"\xff" * 16) == "7" + "Z" * 25
    assert _written(bytes(16)) == "0" * 26


@given(st.binary(min_size=16, max_size=16))
def test_every_code_looks_like_one(secret: bytes) -> None:
    assert looks_like_code("RISMEP-" + _written(secret))


@pytest.mark.parametrize(
    "text",
    [
        "RISMEP-0010-6107-4AH2-8C3G-R1CR-W3PM-0E",
        "rismep 0010 6107 4ah2 8c3g r1cr w3pm 0e",
        "  R1SMEP–OOIO–6IO7–4ah2–8c3g–rlcr–w3pm–oe \n",
        "RISMEP-0010-6107-4AH2-8C3G-R1CR-W3PM",
        "00106107 4AH28C3GR 1CRW3PM0E",
        "ＲＩＳＭＥＰ-๐๐๑๐-6107-4AH2-8C3G-R1CR-W3PM-0E",
    ],
)
def test_codes_are_recognised_however_typed(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RISMEP",
        "rismep คืออะไร",
        "rismep programmes in phatthalung",
        "I would like to make a box for fish",
        "0812345678",
        "12345678901234567890123456",
        "อยากทำกล่องใส่ปลาดุกร้า",
        "https://example.com/RISMEP-0010-6107-4AH2-8C3G-R1CR-W3PM-0E",
    ],
)
def test_what_owners_write_is_no_code(text: str) -> None:
    assert not looks_like_code(text)


def test_an_organisations_code_makes_a_provider(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    office, someone = organisation("PTL-1"), person("U1")
    code = make_invite(session, organisation_id=office.id, now=now, secret=SECRET)
    joined = redeem(session, someone, code, now)
    assert isinstance(joined, Redeemed)
    assert joined.provider is not None
    assert (joined.provider.organisation_id, joined.provider.person_id) == (office.id, someone.id)
    assert joined.provider.joined_at == now


def test_only_the_hash_is_kept(session: Session, organisation: MakeOrganisation, now: datetime) -> None:
    code = make_invite(session, organisation_id=organisation("PTL-1").id, now=now, secret=SECRET)
    kept = session.scalars(select(InviteRow)).one()
    assert len(kept.code_hash) == 64
    assert not set(code.split("-")[1:-1]) & {kept.code_hash[i : i + 4].upper() for i in range(61)}


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("0", "o").replace("1", "l")])
def test_look_alikes_are_forgiven(
    session: Session,
    organisation: MakeOrganisation,
    person: Make,
    now: datetime,
    change: Callable[[str], str],
) -> None:
    code = make_invite(session, organisation_id=organisation("PTL-1").id, now=now, secret=SECRET)
    assert isinstance(redeem(session, person("U1"), change(code).replace("-", " "), now), Redeemed)


def _known_with_code(session: Session, organisation: MakeOrganisation, now: datetime) -> tuple[ProviderRow, str]:
    """Somebody on the list of an organisation, and a code that was made for them."""
    known = ProviderRow(organisation_id=organisation("PTL-1").id, name="คุณตัวอย่าง")
    session.add(known)
    session.flush()
    return known, make_invite(session, provider_id=known.id, now=now, secret=SECRET)


def test_a_known_provider_gets_their_line(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    known, code = _known_with_code(session, organisation, now)
    someone = person("U1")
    assert redeem(session, someone, code, now) == Redeemed(provider=known)
    assert (known.person_id, known.name) == (someone.id, "คุณตัวอย่าง")


def test_the_code_of_a_provider_who_left_is_good_no_more(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    known, code = _known_with_code(session, organisation, now)
    known.left_at = now
    assert redeem(session, person("U1"), code, now) == WrongCode(4)
    assert (known.person_id, known.left_at) == (None, now)


@pytest.mark.parametrize("is_known", [True, False])
def test_the_codes_of_an_organisation_that_left_the_network_are_good_no_more(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime, is_known: bool
) -> None:
    office = organisation("PTL-1")
    known = ProviderRow(organisation_id=office.id, name="คุณตัวอย่าง")
    session.add(known)
    session.flush()
    aim = {"provider_id": known.id} if is_known else {"organisation_id": office.id}
    code = make_invite(session, **aim, now=now, secret=SECRET)
    office.active = False
    assert redeem(session, person("U1"), code, now) == WrongCode(4)
    assert [row.person_id for row in session.scalars(select(ProviderRow))] == [None]


def test_joining_the_same_organisation_again_is_the_same_provider(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    office, someone = organisation("PTL-1"), person("U1")
    first = ProviderRow(organisation_id=office.id, person_id=someone.id, left_at=now)
    other = ProviderRow(organisation_id=office.id, name="คุณตัวอย่าง")
    session.add_all([first, other])
    session.flush()
    code = make_invite(session, provider_id=other.id, now=now, secret=SECRET)
    assert redeem(session, someone, code, now) == Redeemed(provider=first)
    assert first.left_at is None


def test_an_officer_gets_their_line(session: Session, person: Make, now: datetime) -> None:
    staff = add_staff(session, name="malee", shown_name="มาลี", password="long enough", centre_id=None, now=now)
    code = make_invite(session, staff_id=staff.id, now=now, secret=SECRET)
    someone = person("U1")
    assert redeem(session, someone, code, now) == Redeemed(staff=staff)
    assert staff.person_id == someone.id


def test_who_left_the_staff_cannot_join(session: Session, person: Make, now: datetime) -> None:
    staff = add_staff(session, name="malee", shown_name="มาลี", password="long enough", centre_id=None, now=now)
    code = make_invite(session, staff_id=staff.id, now=now, secret=SECRET)
    staff.active = False
    assert redeem(session, person("U1"), code, now) == WrongCode(4)
    assert session.get_one(StaffRow, staff.id).person_id is None


def test_used_old_and_strange_codes_sound_the_same(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    office = organisation("PTL-1")
    used = make_invite(session, organisation_id=office.id, now=now, secret=SECRET)
    old = make_invite(session, organisation_id=office.id, now=now, secret=SECRET[::-1])
    redeem(session, person("U1"), used, now)
    week_later = now + timedelta(days=7)
    assert redeem(session, person("U2"), used, now) == WrongCode(4)
    assert redeem(session, person("U3"), old, week_later) == WrongCode(4)
    assert redeem(session, person("U4"), "RISMEP-" + "Z" * 26, now) == WrongCode(4)
    assert redeem(session, person("U5"), "", now) == WrongCode(4)
    assert isinstance(redeem(session, person("U6"), old, week_later - timedelta(seconds=1)), Redeemed)


def test_five_wrong_codes_lock_a_person_for_a_day(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    someone = person("U1")
    code = make_invite(session, organisation_id=organisation("PTL-1").id, now=now, secret=SECRET)
    heard = [redeem(session, someone, f"RISMEP {n}", now) for n in range(5)]
    until = now + timedelta(hours=24)
    assert heard == [WrongCode(4), WrongCode(3), WrongCode(2), WrongCode(1), Locked(until)]
    assert redeem(session, someone, code, until - timedelta(seconds=1)) == Locked(until)
    assert isinstance(redeem(session, someone, code, until), Redeemed)
    assert someone.wrong_codes == 0


def test_wrong_codes_of_long_ago_are_forgotten(session: Session, person: Make, now: datetime) -> None:
    someone = person("U1")
    for _ in range(4):
        redeem(session, someone, "RISMEP 1", now)
    assert redeem(session, someone, "RISMEP 1", now + timedelta(hours=24)) == WrongCode(4)


def test_a_new_code_for_the_same_provider_ends_the_earlier_one(
    session: Session, organisation: MakeOrganisation, person: Make, now: datetime
) -> None:
    known = ProviderRow(organisation_id=organisation("PTL-1").id)
    session.add(known)
    session.flush()
    first = make_invite(session, provider_id=known.id, now=now, secret=SECRET)
    second = make_invite(session, provider_id=known.id, now=now, secret=SECRET[::-1])
    assert redeem(session, person("U1"), first, now) == WrongCode(4)
    assert isinstance(redeem(session, person("U2"), second, now), Redeemed)


def test_of_two_at_once_one_joins(database: Database, now: datetime) -> None:
    with database.writing() as session:
        office = OrganisationRow(
            code="A", name_th="ก", name_en="A", network="bdsp", kind="state", province="TH-93", languages=[]
        )
        people = [PersonRow(line_user_id=f"U{n}", first_seen_at=now) for n in range(6)]
        session.add_all([office, *people])
        session.flush()
        code = make_invite(session, organisation_id=office.id, now=now, secret=SECRET)
        ids = [someone.id for someone in people]

    def use(person_id: int) -> bool:
        with database.writing() as session:
            return isinstance(redeem(session, session.get_one(PersonRow, person_id), code, now), Redeemed)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, ids)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"secret": SECRET},
        {"organisation_id": 1, "staff_id": 1, "secret": SECRET},
        {"organisation_id": 1, "secret": b""},
    ],
)
def test_an_invite_needs_one_aim_and_a_secret(session: Session, now: datetime, asked: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one aim"):
        make_invite(session, now=now, **asked)  # type: ignore[arg-type]
