"""What staff put right is kept to learn from: without whose it was, and only as long as its owner lets it be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import correcting, forgetting, opening, retention
from casework.correcting import Facts
from casework.history import Actor
from network.cases import Who
from network.needs import Need
from storage import messages, people, staff
from storage.database import Database
from storage.tables import CaseRow, CorrectionRow, PersonRow

OWNER, MESSAGE = "U" + "0" * 32, "m1"
TEXT = "ดิฉันชื่อสมศรี ร้านครูเอ๋ค่ะ ฉลากลอก 3 รอบแล้ว โทร 02-000-0001 หรือ https://example.com/krueh"


def _open(session: Session, now: datetime) -> CaseRow:
    person, conversation, _ = people.meet(session, OWNER, now)
    conversation.person_wrote_at = now
    messages.keep_heard(session, person, TEXT, MESSAGE, now)
    matter = opening.Matter((Need.BRANDING,), "TH-93", "น้ำพริก", TEXT, told_in=[MESSAGE], name="เอ๋ ตัวอย่าง")
    return opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), now)


def _correct(session: Session, case: CaseRow, now: datetime) -> None:
    officer = staff.add_staff(session, name="a", shown_name="ก", password="12345678", centre_id=None, now=now)
    right = replace(Facts.of(case), needs=(Need.PACKAGING,))
    correcting.correct(session, case, right, Actor(Who.STAFF, officer.id), now)


def _kept(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(CorrectionRow))


@pytest.fixture
def corrected(database: Database, now: datetime) -> Database:
    with database.writing() as session:
        _correct(session, _open(session, now), now)
    assert _kept(database) == 1
    return database


def test_a_correction_is_kept_without_numbers_names_and_links(corrected: Database) -> None:
    with corrected.reading() as session:
        lesson = session.scalars(select(CorrectionRow)).one()
    assert lesson.masked_text == "ดิฉันชื่อ••• ร้านครู•••ค่ะ ฉลากลอก 0 รอบแล้ว โทร ••• หรือ •••"
    assert (lesson.understood, lesson.meant) == (["branding", "TH-93"], ["packaging", "TH-93"])


def _forget(session: Session, person: PersonRow, now: datetime) -> None:
    forgetting.forget_person(session, person, now)


def _unsend(session: Session, person: PersonRow, now: datetime) -> None:
    forgetting.forget_message(session, person, MESSAGE, now)


def _grow_old(session: Session, person: PersonRow, now: datetime) -> None:
    case = session.scalars(select(CaseRow)).one()
    case.closed_at, case.status = now, "closed"
    assert retention.forget_old(session, now + timedelta(days=731)) == 1


@pytest.mark.parametrize("goes", [_forget, _unsend, _grow_old])
def test_it_goes_with_the_words_it_came_from(
    corrected: Database, now: datetime, goes: Callable[[Session, PersonRow, datetime], None]
) -> None:
    with corrected.writing() as session:
        goes(session, session.scalars(select(PersonRow)).one(), now)
    assert _kept(corrected) == 0
