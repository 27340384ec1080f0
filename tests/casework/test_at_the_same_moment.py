"""What two do with the same case at the same moment: whoever comes second finds what the first has done."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import chats, closing, forgetting, holding, leaving, offers
from casework.history import Actor
from network.cases import HandoffStatus, Refused, Who
from network.needs import Need
from storage import cases, directory, messages, people
from storage.tables import HandoffRow, MessageRow, PersonRow, ProviderRow
from tests.casework.conftest import Network, officer
from tests.histories.people import line_id

Deed = Callable[[Session], object]
LONG_ENOUGH = 0.3
"""In so many seconds the second would have gone on, if nothing held it back."""


@contextmanager
def beside(network: Network, second: Deed) -> Iterator[Session]:
    """A transaction in which the first does something; the second begins before it ends."""
    begun = threading.Event()
    failed: list[BaseException] = []

    def do() -> None:
        begun.wait(5)
        try:
            with network.database.writing() as session:
                second(session)
        except BaseException as error:
            failed.append(error)

    doing = threading.Thread(target=do)
    doing.start()
    with network.database.writing() as session:
        yield session
        session.flush()
        begun.set()
        doing.join(LONG_ENOUGH)
    doing.join()
    assert not failed


def test_an_owner_who_erases_while_the_case_is_accepted_has_it_deleted_there(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)

    def erase(session: Session) -> None:
        forgetting.forget_person(session, _owner(session, network), network.now)

    with beside(network, erase) as session:
        part, provider = _offered(session, case_id)
        offers.accept(session, part, Actor(Who.PROVIDER, provider.id), provider, network.now)
        _send_all(session, network)
    with network.database.reading() as session:
        trail = {move.name for move in cases.moves_of(session, case_id)}
    assert trail & {"told_to_delete", "to_be_deleted"}


def test_whoever_leaves_while_they_accept_hands_it_on(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)
    with network.database.reading() as session:
        provider_id = _offered(session, case_id)[1].id

    def leave(session: Session) -> None:
        leaving.leave(session, session.get_one(ProviderRow, provider_id), officer(session), network.now)

    with beside(network, leave) as session:
        part, provider = _offered(session, case_id)
        offers.accept(session, part, Actor(Who.PROVIDER, provider.id), provider, network.now)
    with network.database.reading() as session:
        assert session.get_one(ProviderRow, provider_id).left_at is not None
        held = [part for part in network.parts(case_id) if part.status == HandoffStatus.ACCEPTED]
    assert all(part.provider_id != provider_id for part in held)


def test_whoever_has_just_left_takes_nothing(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)
    refused: list[bool] = []

    def accept(session: Session) -> None:
        case = cases.locked_case(session, case_id)
        assert case is not None
        part = cases.handoffs_of(case)[0]
        with pytest.raises(Refused):
            offers.accept(session, part, Actor(Who.PROVIDER, provider_id), provider, network.now)
        refused.append(True)

    with network.database.reading() as session:
        provider = _offered(session, case_id)[1]
        provider_id = provider.id
    with beside(network, accept) as session:
        directory.leave(session, directory.locked_provider(session, provider_id), network.now)
    assert refused


def test_a_wish_for_a_person_while_an_officer_lets_the_case_go_is_seen(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)
    network.do(case_id, lambda session, case: holding.hold(session, case, "person_unclear", network.now))

    def ask(session: Session) -> None:
        chats.ask_for_person(session, _owner(session, network), "asked", network.now)

    with beside(network, ask) as session:
        case = cases.locked_case(session, case_id)
        assert case is not None
        holding.release(session, case, officer(session), network.now)
    assert network.case(case_id).held_by_staff


def test_what_is_just_being_withdrawn_is_not_sent(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)
    sent: list[str] = []
    with network.database.reading() as session:
        serving = _offered(session, case_id)[1].person_id
    assert serving is not None

    def send(session: Session) -> None:
        due = messages.due_rows(session, serving, network.now, locked=True)
        sent.extend(part["key"] for row in due for part in row.parts or ())

    with beside(network, send) as session:
        case = cases.locked_case(session, case_id)
        assert case is not None
        closing.withdraw(session, case, Actor(Who.OWNER, case.person_id), network.now)
    assert "offer.text" not in sent


def _owner(session: Session, network: Network) -> PersonRow:
    return people.meet(session, line_id("owner-1"), network.now)[0]


def _offered(session: Session, case_id: int) -> tuple[HandoffRow, ProviderRow]:
    """The part that waits for an answer, and somebody who can give it."""
    case = cases.locked_case(session, case_id)
    assert case is not None
    part = cases.handoffs_of(case)[0]
    return part, directory.providers_of(session, part.organisation_id)[0]


def _send_all(session: Session, network: Network) -> None:
    session.flush()
    for row in session.scalars(
        select(MessageRow).where(MessageRow.direction == "out", MessageRow.ended_at.is_(None))
    ):
        messages.end(row, "sent", network.now)
