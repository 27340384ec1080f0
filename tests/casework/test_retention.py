"""Two years after a matter has ended nothing of its owner is kept, as the notice promises."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework import closing, offers, opening, retention, service
from casework.forgetting import forget_departed
from casework.history import Actor
from network.cases import Resolution, Who
from network.needs import Need
from storage import cases, directory, messages, people
from storage.database import Database
from storage.tables import BusinessRow, CaseRow, MessageRow, PersonRow
from tests.casework.conftest import Network, officer
from tests.histories.people import line_id

OWNER = "U" + "0" * 32


def _with_closed_case(database: Database, now: datetime) -> int:
    with database.writing() as session:
        person, conversation, _ = people.meet(session, OWNER, now)
        conversation.person_wrote_at = now
        matter = opening.Matter((Need.PACKAGING,), "TH-93", "น้ำพริก", "ฉลากลอก", name="ตัวอย่าง", phone="020000001")
        case = opening.open_case(session, matter, person, Actor(Who.OWNER, person.id), now)
        closing.close(session, case, Resolution.NOT_OURS, Actor(Who.STAFF), now)
        return case.id


def test_nothing_is_forgotten_before(database: Database, now: datetime) -> None:
    case_id = _with_closed_case(database, now)
    with database.writing() as session:
        assert retention.forget_old(session, now + timedelta(days=729)) == 0
        assert session.get_one(CaseRow, case_id).text == "ฉลากลอก"


def test_the_owner_goes_and_the_figures_stay(database: Database, now: datetime) -> None:
    case_id = _with_closed_case(database, now)
    later = now + timedelta(days=731)
    with database.writing() as session:
        assert retention.forget_old(session, later) == 1
        forget_departed(session)
    with database.reading() as session:
        case = session.get_one(CaseRow, case_id)
        assert (case.person_id, case.text, case.contact_phone, case.product) == (None, None, None, None)
        assert case.province == "TH-93"
        assert session.query(PersonRow).count() == 0


def test_it_looks_once_a_day(database: Database, now: datetime) -> None:
    later = now + timedelta(days=731)
    with database.writing() as session:
        retention.forget_old(session, later - timedelta(hours=1))
    _with_closed_case(database, now)
    with database.writing() as session:
        assert retention.forget_old(session, later) == 0
        assert retention.forget_old(session, later + timedelta(days=1)) == 1


def test_who_served_hears_that_the_time_is_over_and_not_that_the_owner_asked(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)

    def serve(session: Session, case: CaseRow) -> None:
        part = case.handoffs[0]
        taker = directory.providers_of(session, part.organisation_id)[0]
        offers.accept(session, part, officer(session), taker, network.now)
        service.finish(session, part, officer(session), network.now)
        closing.close(session, case, Resolution.RESOLVED, officer(session), network.now)

    network.do(case_id, serve)
    with network.database.writing() as session:
        _, conversation, _ = people.meet(session, line_id("owner-1"), network.now)
        conversation.person_wrote_at = network.now
    with network.database.writing() as session:
        assert retention.forget_old(session, network.now + timedelta(days=731)) == 1
    told = network.told("provider-1") + network.told("provider-2")
    assert told.count("grown_old.provider") == 1
    assert "erased.provider" not in told
    with network.database.reading() as session:
        assert {move.why for move in cases.moves_of(session, case_id)} == {None}


def _without_owner(session: Session, now: datetime) -> CaseRow:
    """Such as one that an officer filled in again after its owner was erased."""
    matter = opening.Matter((Need.PACKAGING,), "TH-93", "น้ำพริก", "ฉลากลอก", name="ตัวอย่าง", phone="020000001")
    case = opening.open_case(session, matter, None, Actor(Who.STAFF), now)
    closing.close(session, case, Resolution.NOT_OURS, Actor(Who.STAFF), now)
    return case


def test_what_a_case_without_a_row_for_its_owner_says_of_them_goes_too(database: Database, now: datetime) -> None:
    with database.writing() as session:
        case_id = _without_owner(session, now).id
    with database.writing() as session:
        assert retention.forget_old(session, now + timedelta(days=729)) == 0
    with database.writing() as session:
        assert retention.forget_old(session, now + timedelta(days=731)) == 1
        assert retention.forget_old(session, now + timedelta(days=740)) == 0
        case = session.get_one(CaseRow, case_id)
        assert (case.contact_name, case.contact_phone, case.text, case.product) == (None, None, None, None)


def test_who_came_to_the_counter_is_forgotten_like_everyone(database: Database, now: datetime) -> None:
    with database.writing() as session:
        owner = PersonRow(display_name="ตัวอย่าง", language="th", first_seen_at=now)
        session.add(owner)
        session.flush()
        matter = opening.Matter((Need.PACKAGING,), "TH-93", name="ตัวอย่าง", phone="020000001")
        case = opening.open_case(session, matter, owner, Actor(Who.STAFF), now)
        closing.close(session, case, Resolution.NOT_OURS, Actor(Who.STAFF), now)
        assert retention.forget_old(session, now + timedelta(days=731)) == 1
        assert (case.person_id, case.contact_phone) == (None, None)


def test_an_old_matter_goes_though_its_owner_writes_on_or_has_a_newer_one(network: Network) -> None:
    old = network.opened(Need.PACKAGING)
    network.do(
        old, lambda session, case: closing.close(session, case, Resolution.NOT_OURS, officer(session), network.now)
    )
    later = network.now + timedelta(days=731)
    with network.database.writing() as session:
        person, conversation, _ = people.meet(session, line_id("owner-1"), network.now)
        conversation.person_wrote_at = later
        messages.keep_heard(session, person, "ฉลากลอก", "m1", network.now)
        messages.keep_heard(session, person, "มีเรื่องใหม่ค่ะ", "m2", later)
    newer = replace(network, now=later).opened(Need.CREDIT)
    with network.database.writing() as session:
        assert retention.forget_old(session, later) == 1
        assert retention.forget_old(session, later + timedelta(days=2)) == 0
    emptied = network.case(old)
    assert (emptied.person_id, emptied.text, emptied.contact_phone, emptied.told_in) == (None, None, None, None)
    assert network.case(newer).text == "ฉลากลอก"
    with network.database.reading() as session:
        assert [row.id for row in session.query(BusinessRow)] == [network.case(newer).business_id]
        said = session.query(MessageRow).filter(MessageRow.direction == "in").order_by(MessageRow.id)
        assert [row.text for row in said] == [None, "มีเรื่องใหม่ค่ะ"]
