"""Cases in staff's hands for more than one reason: each stays until it is settled."""

from casework import holding
from casework.history import CLOCK
from network.needs import Need
from tests.casework.conftest import Network, officer


def _held_for(network: Network, case_id: int) -> list[str]:
    with network.database.reading() as session:
        return holding.reasons(session, network.case(case_id))


def test_what_settles_itself_leaves_the_other_reason(network: Network) -> None:
    """Nobody can do the organic part, then nobody calls about the loan; when someone does, the first is as true."""
    case_id = network.opened(Need.ORGANIC)
    network.do(case_id, lambda session, case: holding.hold(session, case, "no_contact", network.now))
    assert _held_for(network, case_id) == ["nobody", "no_contact"]
    since = network.case(case_id).held_since
    network.do(case_id, lambda session, case: holding.settle(session, case, {"no_contact"}, CLOCK, network.now))
    assert _held_for(network, case_id) == ["nobody"]
    case = network.case(case_id)
    assert (case.held_by_staff, case.held_why, case.held_since) == (True, "nobody", since)


def test_staff_are_told_once_of_each_reason(network: Network) -> None:
    case_id = network.opened(Need.ORGANIC)
    for why in ("no_contact", "nobody", "no_contact"):
        network.do(case_id, lambda session, case, why=why: holding.hold(session, case, why, network.now))
    assert network.told("officer-2") == ["staff.nobody", "staff.no_contact"]


def test_an_officer_lets_go_of_everything(network: Network) -> None:
    case_id = network.opened(Need.ORGANIC)
    network.do(case_id, lambda session, case: holding.hold(session, case, "no_contact", network.now))
    network.do(case_id, lambda session, case: holding.release(session, case, officer(session), network.now))
    assert _held_for(network, case_id) == []
    assert not network.case(case_id).held_by_staff


def test_what_it_is_not_held_for_settles_nothing(network: Network) -> None:
    case_id = network.opened(Need.ORGANIC)
    network.do(case_id, lambda session, case: holding.settle(session, case, {"progress_silent"}, CLOCK, network.now))
    assert _held_for(network, case_id) == ["nobody"]
