"""Officers: adding, signing in, scope, and who is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.staff import (
    TRIES,
    NameTaken,
    NotSignedIn,
    PasswordTooShort,
    add_staff,
    change_password,
    end_sessions,
    provinces_of,
    sign_in,
    staff_named,
    staff_of_person,
    staff_signed_in,
    staff_to_tell,
)
from storage.tables import OrganisationRow, PersonRow, SignInRow, StaffRow

PASSWORD = "a password of the test"


def _add(session: Session, now: datetime, name: str = "malee", **more: object) -> StaffRow:
    asked = {"shown_name": "มาลี ตัวอย่าง", "password": PASSWORD, "centre_id": None, "now": now}
    return add_staff(session, name=name, **(asked | more))  # type: ignore[arg-type]


@pytest.fixture
def malee(database: Database, now: datetime) -> int:
    with database.writing() as session:
        return _add(session, now).id


def test_the_right_password_signs_in_under_any_case_of_the_name(
    database: Database, malee: int, now: datetime
) -> None:
    signed_in = sign_in(database.writing, " MaLee ", PASSWORD, now)
    assert isinstance(signed_in, StaffRow)
    assert signed_in.id == malee


def test_the_password_is_kept_as_argon2_hash(database: Database, malee: int) -> None:
    with database.reading() as session:
        kept = session.get_one(StaffRow, malee).password_hash
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


@pytest.mark.parametrize("name", ["malee", "somebody else"])
def test_wrong_password_and_unknown_name_sound_the_same(
    database: Database, malee: int, now: datetime, name: str
) -> None:
    heard = [sign_in(database.writing, name, "wrong", now) for _ in range(TRIES + 1)]
    assert heard == [NotSignedIn.WRONG] * TRIES + [NotSignedIn.TOO_MANY]


def test_five_failures_lock_the_name_for_fifteen_minutes(database: Database, malee: int, now: datetime) -> None:
    for minute in range(TRIES):
        sign_in(database.writing, "malee", "wrong", now + timedelta(minutes=minute))
    at = now + timedelta(minutes=14, seconds=59)
    assert sign_in(database.writing, "malee", PASSWORD, at) is NotSignedIn.TOO_MANY
    assert isinstance(sign_in(database.writing, "malee", PASSWORD, now + timedelta(minutes=15)), StaffRow)


def test_success_forgets_earlier_failures(database: Database, malee: int, now: datetime) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert sign_in(database.writing, "malee", "wrong", now) is NotSignedIn.WRONG
        assert isinstance(sign_in(database.writing, "malee", PASSWORD, now), StaffRow)


def test_tries_at_the_same_moment_are_no_way_around_the_limit(database: Database, malee: int, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda _: sign_in(database.writing, "malee", "wrong", now), range(16)))
    assert heard.count(NotSignedIn.WRONG) == TRIES


def test_old_failures_do_not_pile_up(database: Database, malee: int, now: datetime) -> None:
    for number in range(10):
        sign_in(database.writing, f"name {number}", "wrong", now)
    sign_in(database.writing, "malee", "wrong", now + timedelta(hours=1))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInRow)) == 1


def test_who_left_cannot_sign_in(database: Database, malee: int, now: datetime) -> None:
    with database.writing() as session:
        session.get_one(StaffRow, malee).active = False
    assert sign_in(database.writing, "malee", PASSWORD, now) is NotSignedIn.WRONG


def test_names_are_unique_and_passwords_not_short(session: Session, now: datetime) -> None:
    _add(session, now)
    with pytest.raises(NameTaken):
        _add(session, now, name="MALEE")
    with pytest.raises(PasswordTooShort):
        _add(session, now, name="other", password="seven77")


def test_a_new_password_ends_every_session(database: Database, malee: int, now: datetime) -> None:
    with database.writing() as session:
        staff = session.get_one(StaffRow, malee)
        opened = staff.session_version
        assert staff_signed_in(session, malee, opened) is staff
        change_password(session, staff, "quite another one")
        assert staff_signed_in(session, malee, opened) is None
        assert staff_signed_in(session, malee, staff.session_version) is staff
    assert sign_in(database.writing, "malee", PASSWORD, now) is NotSignedIn.WRONG
    assert isinstance(sign_in(database.writing, "malee", "quite another one", now), StaffRow)


def test_a_session_ends_with_the_officer(session: Session, now: datetime) -> None:
    staff = _add(session, now)
    staff.active = False
    assert staff_signed_in(session, staff.id, staff.session_version) is None
    staff.active = True
    end_sessions(session, staff)
    assert staff_signed_in(session, staff.id, staff.session_version - 1) is None
    assert staff_signed_in(session, staff.id + 1, 1) is None


def test_an_officer_sees_the_provinces_of_their_centre(
    session: Session, centre: OrganisationRow, now: datetime
) -> None:
    assert provinces_of(session, _add(session, now, centre_id=centre.id)) == frozenset({"TH-90", "TH-93"})
    assert provinces_of(session, _add(session, now, name="national")) is None


def test_the_centres_officers_are_told_and_else_the_national_ones(
    session: Session, centre: OrganisationRow, now: datetime, person: Callable[..., PersonRow]
) -> None:
    regional, national, blocked = person("U1"), person("U2"), person("U3", blocked_at=now)
    _add(session, now, "national").person_id = national.id
    _add(session, now, "blocked", centre_id=centre.id).person_id = blocked.id
    _add(session, now, "no line", centre_id=centre.id)
    session.flush()
    assert list(staff_to_tell(session, "TH-93")) == [national]
    _add(session, now, "regional", centre_id=centre.id).person_id = regional.id
    session.flush()
    assert list(staff_to_tell(session, "TH-93")) == [regional]
    assert list(staff_to_tell(session, "TH-10")) == [national]


def test_an_officer_is_found_by_name_and_by_line(
    session: Session, now: datetime, person: Callable[..., PersonRow]
) -> None:
    staff, someone = _add(session, now), person("U1")
    assert staff_of_person(session, someone.id) is None
    staff.person_id = someone.id
    session.flush()
    assert staff_of_person(session, someone.id) is staff
    assert staff_named(session, "Malee") is staff
    assert staff_named(session, "nobody") is None
