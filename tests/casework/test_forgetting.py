"""Who asked to be forgotten is gone as soon as they were told so, and whoever comes back is somebody new."""

from sqlalchemy.orm import Session

from casework import chats, forgetting
from network.needs import Need
from storage import directory, messages, people
from storage.tables import MessageRow, PersonRow
from tests.casework.conftest import Network
from tests.histories.people import line_id

OWNER = "owner-1"


def _forget(network: Network, name: str = OWNER) -> None:
    with network.database.writing() as session:
        person, _ = people.meet(session, line_id(name), network.now)
        forgetting.forget_person(session, person, network.now)


def _depart(session: Session, network: Network) -> None:
    """Everything owed has gone out, and the clock deletes whoever is gone."""
    for row in session.query(MessageRow):
        if row.ended_at is None:
            messages.end(row, "sent", network.now)
    session.flush()
    forgetting.forget_departed(session)


def _is_known(session: Session, name: str = OWNER) -> bool:
    return people.person_with_line_user(session, line_id(name)) is not None


def test_who_is_gone_is_gone(network: Network) -> None:
    network.opened(Need.CREDIT)
    _forget(network)
    with network.database.writing() as session:
        _depart(session, network)
        assert not _is_known(session)


def test_a_second_tap_brings_nobody_back(network: Network) -> None:
    """The dialog is there again, with nothing in it."""
    network.opened(Need.CREDIT)
    _forget(network)
    with network.database.writing() as session:
        people.meet(session, line_id(OWNER), network.now)
        _depart(session, network)
        assert not _is_known(session)


def test_who_tells_a_new_matter_at_once_keeps_it(network: Network) -> None:
    """Before the clock could delete the row of the person who was forgotten: nothing may stop it from then on."""
    network.opened(Need.CREDIT)
    _forget(network)
    case_id = network.opened(Need.PACKAGING)
    with network.database.writing() as session:
        _depart(session, network)
        assert _is_known(session)
    assert network.case(case_id).person_id is not None
    assert network.told(OWNER)


def test_who_begins_to_tell_is_not_cut_off(network: Network) -> None:
    _forget(network)
    with network.database.writing() as session:
        _, conversation = people.meet(session, line_id(OWNER), network.now)
        conversation.step = "consent"
        _depart(session, network)
        assert _is_known(session)


def test_who_asks_for_a_person_is_not_cut_off(network: Network) -> None:
    _forget(network)
    with network.database.writing() as session:
        person, _ = people.meet(session, line_id(OWNER), network.now)
        chats.ask_for_person(session, person, "asked", network.now)
        _depart(session, network)
        assert _is_known(session)


def test_a_provider_who_has_left_can_be_forgotten(network: Network) -> None:
    with network.database.writing() as session:
        person = session.query(PersonRow).filter_by(line_user_id=line_id("provider-1")).one()
        provider = directory.provider_rows_of(session, person.id)[0]
        directory.leave(session, provider, network.now)
        provider_id = provider.id
    _forget(network, "provider-1")
    with network.database.writing() as session:
        _depart(session, network)
        assert not _is_known(session, "provider-1")
        assert provider_id in {row.id for row in session.query(type(provider))}
