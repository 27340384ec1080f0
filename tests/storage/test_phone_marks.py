"""Cases are found by their owner's number, which is encrypted, under old keys and new ones."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from storage.case_lists import cases_with_phone
from storage.tables import CaseRow, dialled
from storage.types import KEYRING
from tests.keys import TEST_KEY


@pytest.fixture(autouse=True)
def _keys_of_before() -> Iterator[None]:
    yield
    KEYRING.use([TEST_KEY])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0812345678", "0812345678"),
        ("+66 81-234-5678", "0812345678"),
        ("+66 (0)2 000 0002", "020000002"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678"),
        ("02-000-0002 ต่อ 12", "020000002"),
    ],
)
def test_what_is_dialled(written: str, expected: str) -> None:
    assert dialled(written) == expected


def test_a_case_is_found_after_the_keys_were_rotated(session: Session, now: datetime) -> None:
    old, new = case_with(session, "08-0000-0001", now), Fernet.generate_key().decode()
    KEYRING.use([new, TEST_KEY])
    newer = case_with(session, "0800000001", now)
    case_with(session, "0800000002", now)
    assert list(cases_with_phone(session, "0800000001", None)) == [newer, old]


def test_the_mark_goes_with_the_number(session: Session, now: datetime) -> None:
    case = case_with(session, "0800000001", now)
    assert case.phone_mark
    assert b"0800000001" not in case.phone_mark
    case.contact_phone = None
    session.flush()
    assert case.phone_mark is None
    assert not cases_with_phone(session, "0800000001", None)


def case_with(session: Session, phone: str, now: datetime) -> CaseRow:
    case = CaseRow(channel="counter", province="TH-93", contact_phone=phone, status="open", opened_at=now)
    session.add(case)
    session.flush()
    return case
