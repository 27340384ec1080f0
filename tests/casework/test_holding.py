"""Cases in staff's hands for more than one reason: each stays until it is settled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from casework import correcting, holding, looking, offers
from casework.history import CLOCK, Actor
from network.cases import Who
from network.needs import Need
from storage.tables import CaseRow, HandoffRow
from tests.casework.conftest import Network, officer, organisation


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
        network.do(case_id, partial(holding.hold, why=why, now=network.now))
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


def test_a_part_that_an_officer_finds_somebody_for_leaves_the_other_with_staff(network: Network) -> None:
    case_id = network.opened(Need.CREDIT, Need.ORGANIC)
    assert _held_for(network, case_id) == ["call_organisation", "nobody"]
    network.do(case_id, _ask("BAN", Need.CREDIT, network))
    assert "nobody" in _held_for(network, case_id)
    network.do(case_id, _ask("PAC", Need.ORGANIC, network))
    assert "nobody" not in _held_for(network, case_id)


def test_an_answer_by_telephone_leaves_the_other_call_to_be_made(network: Network) -> None:
    case_id = network.opened(Need.CREDIT)
    network.do(case_id, _ask("IPC", Need.CREDIT, network))
    first, second = (part.id for part in network.parts(case_id))
    network.do(case_id, _accept(first, network))
    assert _held_for(network, case_id) == ["call_organisation"]
    network.do(case_id, _accept(second, network))
    assert _held_for(network, case_id) == []


def test_staff_are_told_of_each_organisation_to_call(network: Network) -> None:
    case_id = network.opened(Need.CREDIT)
    network.do(case_id, _ask("IPC", Need.CREDIT, network))
    assert network.told("officer-2") == ["staff.call_organisation", "staff.call_organisation"]


def test_asking_further_in_vain_tells_nobody_what_they_know(network: Network) -> None:
    case_id = network.opened(Need.ORGANIC)
    told = [network.told(name) for name in ("owner-1", "officer-2")]
    network.do(case_id, lambda session, case: offers.ask_further(session, case, officer(session), network.now))
    assert [network.told(name) for name in ("owner-1", "officer-2")] == told
    assert _held_for(network, case_id) == ["nobody"]


def test_a_need_that_officers_let_go_comes_back_to_them(network: Network) -> None:
    """COR has been asked about the loan, which is no reason to forget the rest."""
    case_id = network.opened(Need.CREDIT, Need.ORGANIC)
    network.do(case_id, lambda session, case: holding.release(session, case, officer(session), network.now))
    later = network.now + timedelta(hours=2)
    network.do(case_id, lambda session, case: looking.look_at_case(session, case.id, later))
    assert _held_for(network, case_id) == ["nobody_has_it"]


def test_an_owner_who_puts_their_number_right_is_no_officer_who_acts(network: Network) -> None:
    """The clock by which staff are reminded of a case goes on, unless it is an officer who puts it right."""
    case_id = network.opened(Need.ORGANIC)

    def correct(session: Session, case: CaseRow, by: Actor, phone: str) -> None:
        correcting.correct(session, case, replace(correcting.Facts.of(case), phone=phone), by, network.now)

    network.do(case_id, lambda session, case: correct(session, case, Actor(Who.OWNER, case.person_id), "020000002"))
    assert network.case(case_id).staff_acted_at is None
    network.do(case_id, lambda session, case: correct(session, case, officer(session), "020000003"))
    assert network.case(case_id).staff_acted_at == network.now


def _ask(code: str, need: Need, network: Network) -> Callable[[Session, CaseRow], object]:
    return lambda session, case: offers.offer_to(
        session, case, organisation(session, code), [need], officer(session), network.now
    )


def _accept(part_id: int, network: Network) -> Callable[[Session, CaseRow], object]:
    return lambda session, case: offers.accept(
        session, session.get_one(HandoffRow, part_id), officer(session), None, network.now
    )


def test_a_part_that_officers_take_back_stays_with_them(network: Network) -> None:
    """Nobody does it then; the other part goes on."""
    case_id = network.opened(Need.PACKAGING, Need.CREDIT)
    packaging = network.parts(case_id)[0]
    network.do(case_id, _accept(packaging.id, network))

    def take_back(session: Session, _case: CaseRow) -> None:
        offers.take_back(session, session.get_one(HandoffRow, packaging.id), officer(session), network.now, "x")

    network.do(case_id, take_back)
    assert "nobody" in _held_for(network, case_id)
