"""Nobody is told anything twice."""

from casework import offers, withdrawing
from casework.history import CLOCK
from network.needs import Need
from tests.casework.conftest import Network, officer, organisation


def test_one_person_of_two_offices_is_told_once_that_a_case_is_withdrawn(network: Network) -> None:
    case_id = network.opened(Need.CREDIT)
    for code in ("BRA", "NEA"):
        network.do(
            case_id,
            lambda session, case, code=code: offers.offer_to(
                session, case, organisation(session, code), [Need.CREDIT], officer(session), network.now
            ),
        )
    network.do(case_id, lambda session, case: withdrawing.withdraw_all(session, case.handoffs, CLOCK, network.now))
    assert network.told("provider-3") == ["offer.text", "offer.text", "withdrawn.offer"]
