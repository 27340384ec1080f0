"""What an agency changes counts at once for what is open, is written down, and is refused when senseless."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import agency, closing, opening
from casework.history import Actor
from casework.looking import look_at_case, look_at_chat
from casework.rules import rules_of
from network.cases import Resolution, Who
from network.deadlines import Rules
from network.needs import Need
from network.office_hours import WorkingTime
from network.rule_settings import Senseless
from storage import people, settings
from storage.database import Database
from storage.tables import AuditRow, CaseRow, ConversationRow, PersonRow, RuleRow
from texts.catalogue import Catalogue
from texts.checks import Unfit

OWNER = "U" + "0" * 32
Open = Callable[[], int]


@pytest.fixture
def opened(database: Database, now: datetime) -> int:
    """A case that nobody can be found for, as the clock has looked at it."""
    with database.writing() as session:
        person, *_ = people.meet(session, OWNER, now)
        matter = opening.Matter((Need.PACKAGING,), "TH-93", "น้ำพริก", "ฉลากลอก", name="ตัวอย่าง", phone="020000001")
        case = opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), now)
        look_at_case(session, case.id, now)
        return case.id


def next_look(database: Database, case_id: int) -> datetime | None:
    with database.reading() as session:
        return session.get_one(CaseRow, case_id).next_look_at


def test_a_deadline_is_changed_for_what_is_open_and_taken_back(
    database: Database, opened: int, now: datetime
) -> None:
    """Held by staff since 09:30 on Tuesday: they are reminded after two working days, or after one hour."""
    before = next_look(database, opened)
    with database.writing() as session:
        agency.set_rule(session, "held_reminder", "1h", None, now)
        assert look_at_case(session, opened, now) == 0
    assert next_look(database, opened) == now + timedelta(hours=1)
    with database.writing() as session:
        agency.reset_rule(session, "held_reminder", None, now)
        assert session.scalars(select(RuleRow)).all() == []
        look_at_case(session, opened, now)
    assert next_look(database, opened) == before


def test_a_closed_case_is_woken_only_when_something_is_still_to_come(
    database: Database, opened: int, now: datetime
) -> None:
    with database.writing() as session:
        closing.close(session, session.get_one(CaseRow, opened), Resolution.NOT_OURS, Actor(Who.STAFF), now)
        look_at_case(session, opened, now)
    assert next_look(database, opened) is None
    with database.writing() as session:
        agency.set_rule(session, "result_90", "60d", None, now)
    assert next_look(database, opened) is None


def test_one_value_of_a_rule_is_set_beside_another(database: Database, now: datetime) -> None:
    with database.writing() as session:
        agency.set_rule(session, "anyone_called", "1d 2h", None, now)
        agency.set_rule(session, "anyone_called.at_most", "4", None, now)
        agency.reset_rule(session, "anyone_called", None, now)
        rule = rules_of(session).named("anyone_called")
        assert (rule.after, rule.at_most) == (WorkingTime(days=3), 4)


def test_every_change_is_written_down(database: Database, now: datetime) -> None:
    with database.writing() as session:
        agency.set_rule(session, "offers.at_most", "5", None, now)
        agency.reset_rule(session, "offers.at_most", None, now)
        agency.set_day(session, date(2026, 12, 1), True, ("หยุด", "off"), None, now)
    with database.reading() as session:
        lines = [(row.action, row.detail) for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
    assert lines == [
        ("rule", {"rule": "offers.at_most", "from": "3", "to": "5"}),
        ("rule", {"rule": "offers.at_most", "from": "5", "to": "3"}),
        ("calendar", {"day": "2026-12-01", "off": True}),
    ]


def test_what_makes_no_sense_changes_nothing(database: Database, opened: int, now: datetime) -> None:
    before = next_look(database, opened)
    with database.writing() as session:
        with pytest.raises(Senseless):
            agency.set_rule(session, "offer_expires", "3h", None, now)
        with pytest.raises(Senseless):
            agency.reset_rule(session, "no_such_rule", None, now)
    with database.reading() as session:
        assert session.scalars(select(RuleRow)).all() == []
        assert session.scalars(select(AuditRow)).all() == []
    assert next_look(database, opened) == before


def test_a_value_is_not_taken_back_from_under_its_reminder(database: Database, now: datetime) -> None:
    """An offer waits four days with a reminder after two: back at one day, the reminder would never be heard."""
    with database.writing() as session:
        agency.set_rule(session, "offer_expires", "4d", None, now)
        agency.set_rule(session, "offer_reminder", "2d", None, now)
        with pytest.raises(Senseless) as refused:
            agency.reset_rule(session, "offer_expires", None, now)
    assert refused.value.why == "never_heard"


def test_what_an_earlier_release_knew_does_not_stop_the_clock(database: Database, now: datetime) -> None:
    with database.writing() as session:
        settings.set_rule_numbers(session, "a_rule_of_old", {"days": 3}, now)
        settings.set_rule_numbers(session, "offer_reminder", {"minutes": 3}, now)
        settings.set_rule_numbers(session, "offers", {"at_most": 2}, now)
    with database.reading() as session:
        rules = rules_of(session)
    assert rules.numbers() == Rules(most_asked=2).numbers()


def test_a_change_does_not_cut_short_the_day_in_which_someone_may_agree(database: Database, now: datetime) -> None:
    with database.writing() as session:
        person, conversation, _ = people.meet(session, OWNER, now)
        conversation.step, conversation.next_look_at = "consent", now + timedelta(days=1)
        agency.set_day(session, date(2026, 12, 1), True, ("หยุด", "off"), None, now)
        person_id = person.id
    with database.reading() as session:
        assert session.get_one(ConversationRow, person_id).next_look_at == now + timedelta(days=1)


def test_a_chat_that_an_officer_has_follows_at_once(database: Database, now: datetime) -> None:
    with database.writing() as session:
        person, conversation, _ = people.meet(session, OWNER, now)
        conversation.paused_since = conversation.next_look_at = now
        look_at_chat(session, person.id, now)
        agency.set_rule(session, "chat_reminder", "1h", None, now)
        look_at_chat(session, person.id, now)
        assert session.get_one(ConversationRow, person.id).next_look_at == now + timedelta(hours=1)
        assert session.get_one(PersonRow, person.id).forgotten_at is None


# --- wording ---------------------------------------------------------------------------------------------------


def own_texts(database: Database) -> dict[tuple[str, str], str]:
    with database.reading() as session:
        return settings.text_overrides(session)


def test_a_text_is_worded_anew_and_taken_back(database: Database, now: datetime) -> None:
    with database.writing() as session:
        agency.set_text(session, "th", "ask.province", " อยู่จังหวัดไหนคะ\r\n", None, now)
    assert own_texts(database) == {("th", "ask.province"): "อยู่จังหวัดไหนคะ"}
    with database.writing() as session:
        agency.reset_text(session, "th", "ask.province", None, now)
        agency.reset_text(session, "th", "ask.need", None, now)
    assert own_texts(database) == {}


def test_the_shipped_words_are_not_kept_as_the_agencys_own(database: Database, now: datetime) -> None:
    with database.writing() as session:
        agency.set_text(session, "th", "ask.province", "อยู่จังหวัดไหนคะ", None, now)
        agency.set_text(session, "th", "ask.province", Catalogue.shipped().shown("ask.province", "th"), None, now)
    assert own_texts(database) == {}


def test_an_unfit_text_changes_nothing(database: Database, now: datetime) -> None:
    with database.writing() as session:
        for language, key, text in (
            ("th", "ask.withdraw", "ใช่ไหมคะ"),
            ("xx", "ask.need", "?"),
            ("th", "ask.no", "ก"),
        ):
            with pytest.raises(Unfit):
                agency.set_text(session, language, key, text, None, now)
        with pytest.raises(Unfit):
            agency.reset_text(session, "th", "ask.no", None, now)
        assert session.scalars(select(AuditRow)).all() == []
    assert own_texts(database) == {}


def test_a_text_of_an_earlier_release_can_be_taken_back(database: Database, now: datetime) -> None:
    with database.writing() as session:
        settings.set_text(session, "th", "ask.of_old", "เก่า", now)
        agency.reset_text(session, "th", "ask.of_old", None, now)
    assert own_texts(database) == {}


def test_the_audit_names_the_text_and_not_its_words(database: Database, now: datetime) -> None:
    with database.writing() as session:
        agency.set_text(session, "th", "ask.province", "อยู่จังหวัดไหนคะ", None, now)
        agency.reset_text(session, "th", "ask.province", None, now)
        lines = [(row.action, row.detail) for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
    assert lines == [
        ("text", {"language": "th", "key": "ask.province", "own": True}),
        ("text", {"language": "th", "key": "ask.province", "own": False}),
    ]
