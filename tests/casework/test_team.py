"""Who leads a case that several look after."""

from casework import offers, service
from network.cases import Role
from network.needs import Need
from tests.casework.conftest import Network, officer, organisation


def test_a_second_organisation_that_officers_ask_is_a_member(network: Network) -> None:
    case_id = network.opened(Need.CREDIT)
    network.do(
        case_id,
        lambda session, case: offers.offer_to(
            session, case, organisation(session, "BAN"), [Need.CREDIT], officer(session), network.now
        ),
    )
    assert [part.role for part in network.parts(case_id)] == [Role.LEAD, Role.MEMBER]


def test_who_takes_the_place_of_the_lead_leads(network: Network) -> None:
    case_id = network.opened(Need.PACKAGING)
    first = network.parts(case_id)[0].id
    network.do(
        case_id,
        lambda session, case: offers.decline(session, case.handoffs[0], officer(session), network.now),
    )
    assert [(part.id == first, part.role) for part in network.parts(case_id)] == [
        (True, Role.LEAD),
        (False, Role.LEAD),
    ]


def test_who_takes_the_place_of_a_member_is_a_member(network: Network) -> None:
    """BRA is asked for the brand alone, since COR leads with the loan; when BRA gives up, NEA is a member, too."""
    case_id = network.opened(Need.CREDIT, Need.BRANDING)
    lead, member = network.parts(case_id)
    assert (lead.role, member.role) == (Role.LEAD, Role.MEMBER)

    def give_up(session, case) -> None:  # type: ignore[no-untyped-def]
        part = next(part for part in case.handoffs if part.id == member.id)
        offers.accept(session, part, officer(session), None, network.now)
        service.give_up(session, part, officer(session), network.now)

    network.do(case_id, give_up)
    assert [part.role for part in network.parts(case_id)] == [Role.LEAD, Role.MEMBER, Role.MEMBER]
