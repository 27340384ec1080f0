"""How a case ends, and what is kept of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import chats, closing, holding, looking, offers, service
from network.cases import CaseStatus, Resolution
from network.needs import Need
from storage import cases, messages, people
from storage.tables import CaseRow, MessageRow, StaffRow
from tests.casework.conftest import Network, officer
from tests.histories.people import line_id


@pytest.mark.parametrize("resolution", Resolution)
def test_the_trail_keeps_how_a_case_ended(network: Network, resolution: Resolution) -> None:
    """Also of one that was opened again later: reports are counted from the trail."""
    case_id = network.opened(Need.CREDIT)
    network.do(case_id, lambda session, case: closing.close(session, case, resolution, officer(session), network.now))
    network.do(case_id, lambda session, case: closing.reopen(session, case, officer(session), network.now))
    with network.database.reading() as session:
        ended = cases.last_case_move(session, case_id, "close")
    assert ended is not None
    assert ended.target == resolution


def test_a_case_that_is_opened_again_stands_where_its_parts_are(network: Network) -> None:
    """One of them was done; a report that counts the case as untouched would be wrong."""
    case_id = _served(network)
    network.do(
        case_id,
        lambda session, case: closing.close(session, case, Resolution.RESOLVED, officer(session), network.now),
    )
    network.do(case_id, lambda session, case: closing.reopen(session, case, officer(session), network.now))
    assert network.case(case_id).status == CaseStatus.IN_SERVICE


def test_a_case_opened_again_and_let_go_comes_back_to_staff(network: Network) -> None:
    """It was closed by the owner's silence; the old question, never answered, is no reason to wait for them."""
    case_id = _served(network)
    later = network.now + timedelta(days=10)
    network.do(case_id, lambda session, case: looking.look_at_case(session, case.id, later))
    assert network.case(case_id).status == CaseStatus.CLOSED
    network.do(case_id, lambda session, case: closing.reopen(session, case, officer(session), later))
    network.do(case_id, lambda session, case: holding.release(session, case, officer(session), later))
    network.do(case_id, lambda session, case: looking.look_at_case(session, case.id, later))
    look = network.case(case_id).next_look_at
    assert look is not None
    network.do(case_id, lambda session, case: looking.look_at_case(session, case.id, look))
    assert network.case(case_id).held_why == "nobody_has_it"


def _served(network: Network) -> int:
    """A case whose only part is done; its owner was asked."""
    case_id = network.opened(Need.PACKAGING)

    def serve(session: Session, case: CaseRow) -> None:
        offers.accept(session, case.handoffs[0], officer(session), None, network.now)
        service.finish(session, case.handoffs[0], officer(session), network.now)

    def send(session: Session, _case: CaseRow) -> None:
        for row in session.scalars(select(MessageRow).where(MessageRow.ended_at.is_(None))).all():
            messages.note_told(session, row, network.now)
            messages.end(row, "sent", network.now)

    network.do(case_id, serve)
    network.do(case_id, send)
    return case_id


def test_points_that_were_told_to_an_officer_are_not_asked_for(network: Network) -> None:
    case_id = _served(network)

    def settle(session: Session, case: CaseRow) -> None:
        closing.say_whether_done(session, case, True, officer(session), network.now)
        closing.rate(session, case, 5, officer(session), network.now)

    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id("owner-1"), network.now)
        chats.take_over(session, person, session.get_one(StaffRow, officer(session).id), network.now)
    network.do(case_id, settle)
    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id("owner-1"), network.now)
        chats.give_back(session, person, network.now)
    network.do(
        case_id, lambda session, case: looking.look_at_case(session, case.id, network.now + timedelta(hours=1))
    )
    assert "ask.satisfaction" not in network.told("owner-1")
