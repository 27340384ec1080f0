"""Nobody is told anything twice."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import offers, withdrawing
from casework.history import CLOCK
from network.needs import Need
from storage.tables import CaseRow, HandoffRow, MessageRow
from tests.casework.conftest import Network, officer, organisation


def test_one_person_of_two_offices_is_told_once_that_a_case_is_withdrawn(network: Network) -> None:
    def offer_to(code: str) -> Callable[[Session, CaseRow], HandoffRow]:
        return lambda session, case: offers.offer_to(
            session, case, organisation(session, code), [Need.CREDIT], officer(session), network.now
        )

    def tell(session: Session, case: CaseRow) -> None:
        for part in case.handoffs:
            part.told_at = network.now

    case_id = network.opened(Need.CREDIT)
    for code in ("BRA", "NEA"):
        network.do(case_id, offer_to(code))
    network.do(case_id, tell)
    network.do(case_id, lambda session, case: withdrawing.withdraw_all(session, case.handoffs, CLOCK, network.now))
    assert network.told("provider-3") == ["offer.text", "offer.text", "withdrawn.offer_elsewhere"]


def test_who_has_not_heard_of_an_offer_is_not_told_that_it_is_withdrawn(network: Network) -> None:
    """The card waits for the morning, and then does not go out at all."""
    case_id = network.opened(Need.BRANDING)
    network.do(case_id, lambda session, case: withdrawing.withdraw_all(session, case.handoffs, CLOCK, network.now))
    assert network.told("provider-3") == ["offer.text"]
    with network.database.reading() as session:
        outcomes = session.scalars(select(MessageRow.outcome).where(MessageRow.handoff_id.is_not(None))).all()
    assert outcomes == ["cancelled"]
