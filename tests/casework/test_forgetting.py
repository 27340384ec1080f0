"""Who asked to be forgotten is gone as soon as they were told so, and whoever comes back is somebody new."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from casework import chats, forgetting, offers, service
from casework.history import Actor
from casework.withdrawing import withdraw_one
from network.cases import Who
from network.needs import Need
from storage import cases, directory, messages, people
from storage.tables import CaseRow, HandoffRow, MessageRow, PersonRow
from tests.casework.conftest import Network, officer
from tests.histories.people import line_id

OWNER = "owner-1"
Ending = Callable[[Session, HandoffRow, Actor, datetime], None]


def _forget(network: Network, name: str = OWNER) -> None:
    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id(name), network.now)
        forgetting.forget_person(session, person, network.now)


def _serves(network: Network, case_id: int, name: str) -> None:
    """Somebody in LINE takes the first offer of a case."""

    def take(session: Session, case: CaseRow) -> None:
        person, *_ = people.meet(session, line_id(name), network.now)
        taker = directory.provider_rows_of(session, person.id)[0]
        offers.accept(session, case.handoffs[0], Actor(Who.PROVIDER, taker.id), taker, network.now)

    network.do(case_id, take)


def _owed(network: Network, name: str) -> list[str]:
    with network.database.reading() as session:
        person = people.person_with_line_user(session, line_id(name))
        assert person is not None
        owed = [row for row in session.query(MessageRow).filter_by(person_id=person.id) if row.ended_at is None]
        return [part["key"] for row in owed for part in row.parts or ()]


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
        _, conversation, _ = people.meet(session, line_id(OWNER), network.now)
        conversation.step = "consent"
        _depart(session, network)
        assert _is_known(session)


def test_who_asks_for_a_person_is_not_cut_off(network: Network) -> None:
    _forget(network)
    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id(OWNER), network.now)
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


@pytest.mark.parametrize("ending", [service.give_up, service.finish, withdraw_one])
def test_whoever_knew_the_contact_is_told_to_delete_it(network: Network, ending: Ending) -> None:
    """Also who gave the part up, and who is to hear in the morning that it was taken back."""
    case_id = network.opened(Need.PACKAGING)

    def accept_and_end(session: Session, case: CaseRow) -> None:
        handoff = cases.handoffs_of(case)[0]
        taker = directory.providers_of(session, handoff.organisation_id)[0]
        offers.accept(session, handoff, officer(session), taker, network.now)
        ending(session, handoff, officer(session), network.now)

    network.do(case_id, accept_and_end)
    _forget(network)
    with network.database.reading() as session:
        handoff = next(part for part in cases.handoffs_of(session.get_one(CaseRow, case_id)) if part.accepted_at)
        owed = [row for row in session.query(MessageRow) if row.handoff_id == handoff.id and row.ended_at is None]
    assert [part["key"] for row in owed for part in row.parts or ()] == ["erased.provider"]


def test_a_provider_who_is_erased_as_owner_still_hears_what_they_are_to_delete(network: Network) -> None:
    """At night all of it waits for the morning."""
    case_id = network.opened(Need.PACKAGING)
    _serves(network, case_id, "provider-1")
    network.opened(Need.CREDIT, owner="provider-1")
    _forget(network)
    _forget(network, "provider-1")
    assert _owed(network, "provider-1") == ["withdrawn.provider", "erase.done_serving"]


def test_a_provider_who_is_erased_as_owner_keeps_the_offers_that_wait(network: Network) -> None:
    network.opened(Need.CREDIT, owner="provider-1")
    network.opened(Need.PACKAGING)
    _forget(network, "provider-1")
    assert _owed(network, "provider-1") == ["offer.text", "erase.done_serving"]


def test_what_failed_to_tell_a_provider_of_another_is_not_lost_with_their_own(network: Network) -> None:
    network.opened(Need.CREDIT, owner="provider-1")
    network.opened(Need.PACKAGING)
    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id("provider-1"), network.now)
        for row in session.query(MessageRow).filter_by(person_id=person.id):
            messages.end(row, "failed", network.now, messages.NOT_KNOWN)
    _forget(network, "provider-1")
    with network.database.reading() as session:
        failed = session.query(MessageRow).filter_by(person_id=person.id, outcome="failed").all()
        assert [part["key"] for row in failed for part in row.parts or ()] == ["offer.text"]


def test_an_answer_that_told_a_provider_more_than_their_own_says_that_alone(network: Network) -> None:
    own = network.opened(Need.CREDIT, owner="provider-1")
    other = network.opened(Need.PACKAGING)
    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id("provider-1"), network.now)
        both = [{"key": "change.done", "case": own, "handoff": None}, {"key": "late.provider", "case": other}]
        for row in session.query(MessageRow).filter_by(person_id=person.id):
            messages.end(row, "merged", network.now)
        messages.owe(session, person, both, network.now)
    _forget(network, "provider-1")
    assert _owed(network, "provider-1") == ["late.provider", "erase.done_serving"]


def test_what_failed_to_tell_a_provider_does_not_go_with_the_day_for_which_words_are_kept(network: Network) -> None:
    """Who only serves has agreed to nothing; that they are to delete what they know is still to be tried again."""
    case_id = network.opened(Need.PACKAGING)
    with network.database.writing() as session:
        person, conversation, _ = people.meet(session, line_id("provider-1"), network.now)
        messages.keep_heard(session, person, "สวัสดี", "m1", network.now)
        session.flush()
        told = messages.owe(session, person, [{"key": "withdrawn.provider"}], network.now, case_id=case_id)
        answer = messages.owe(session, person, [{"key": "hello"}], network.now)
        assert told
        assert answer
        for row in (told, answer):
            messages.end(row, "failed", network.now, messages.NOT_KNOWN)
        session.flush()
        chats.forget_unagreed(session, person, conversation, network.now)
        session.expire_all()
        assert [messages.may_go_again(session, row) for row in (told, answer)] == [True, False]
