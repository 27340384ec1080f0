"""How a case ends, and what is kept of it."""

import pytest

from casework import closing, offers, service
from network.cases import CaseStatus, Resolution
from network.needs import Need
from storage import cases
from tests.casework.conftest import Network, officer


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
    case_id = network.opened(Need.PACKAGING)

    def serve(session, case) -> None:  # type: ignore[no-untyped-def]
        offers.accept(session, case.handoffs[0], officer(session), None, network.now)
        service.finish(session, case.handoffs[0], officer(session), network.now)

    network.do(case_id, serve)
    network.do(
        case_id,
        lambda session, case: closing.close(session, case, Resolution.RESOLVED, officer(session), network.now),
    )
    network.do(case_id, lambda session, case: closing.reopen(session, case, officer(session), network.now))
    assert network.case(case_id).status == CaseStatus.IN_SERVICE
