"""Whoever knew an owner's contact and lost the case is told to delete it, by LINE or by an officer."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework import closing, correcting, forgetting, looking, offers, service, withdrawing
from casework.history import Actor
from console import waiting
from network.cases import Resolution, Who
from network.needs import Need
from storage import directory
from storage.tables import CaseRow, HandoffRow, PersonRow, ProviderRow
from tests.casework.conftest import Network, officer
from tests.histories.directory import NEXT_DOOR


def _taken(network: Network, *, by_line: bool) -> tuple[int, HandoffRow]:
    """A case that someone of an organisation took, who may have blocked the bot since; a colleague is in LINE."""
    case_id = network.opened(Need.PACKAGING)

    def take(session: Session, case: CaseRow) -> None:
        part = case.handoffs[0]
        taker = directory.providers_of(session, part.organisation_id)[0]
        colleague = PersonRow(line_user_id="U" + "c" * 32, first_seen_at=network.now)
        session.add(colleague)
        session.flush()
        session.add(ProviderRow(organisation_id=part.organisation_id, person_id=colleague.id, joined_at=network.now))
        offers.accept(session, part, Actor(Who.PROVIDER, taker.id), taker, network.now)
        if not by_line:
            blocked = update(PersonRow).where(PersonRow.id == taker.person_id)
            session.execute(blocked.values(blocked_at=network.now))

    network.do(case_id, take)
    return case_id, network.parts(case_id)[0]


def _move_away(session: Session, case: CaseRow, network: Network) -> None:
    right = replace(correcting.Facts.of(case), province=NEXT_DOOR)
    correcting.correct(session, case, right, Actor(Who.OWNER, case.person_id), network.now)


def _to_ask(network: Network) -> list[int]:
    with network.database.reading() as session:
        return [part.id for part in waiting.deletions_to_ask_for(session, None, network.now)]


def test_a_taker_who_blocked_the_bot_is_left_to_an_officer_whoever_else_is_in_line(network: Network) -> None:
    case_id, part = _taken(network, by_line=False)
    network.do(case_id, lambda session, case: _move_away(session, case, network))
    assert _to_ask(network) == [part.id]
    assert "change.done_by_staff" in network.told("owner-1")


def test_a_taker_in_line_is_told_and_nobody_has_to_call(network: Network) -> None:
    case_id, _ = _taken(network, by_line=True)
    network.do(case_id, lambda session, case: _move_away(session, case, network))
    assert _to_ask(network) == []
    assert "change.done_and_told" in network.told("owner-1")


def test_a_case_withdrawn_from_who_cannot_be_told_says_so(network: Network) -> None:
    case_id, part = _taken(network, by_line=False)
    owner = Actor(Who.OWNER, network.case(case_id).person_id)
    network.do(case_id, lambda session, case: closing.withdraw(session, case, owner, network.now))
    assert _to_ask(network) == [part.id]
    assert "withdrawn.owner_by_staff" in network.told("owner-1")


def test_who_is_erased_is_forgotten_by_whoever_had_finished_too(network: Network) -> None:
    case_id, part = _taken(network, by_line=False)
    network.do(
        case_id, lambda session, case: service.finish(session, case.handoffs[0], officer(session), network.now)
    )
    with network.database.writing() as session:
        person = session.scalars(select(PersonRow).where(PersonRow.id == network.case(case_id).person_id)).one()
        forgetting.forget_person(session, person, network.now)
    assert _to_ask(network) == [part.id]
    assert network.told("owner-1")[-1] == "erase.done_by_staff"


def test_nobody_is_to_ask_who_was_erased_for_results(network: Network) -> None:
    """Also once an officer has told the one who served to delete what they know, which has the clock look again."""
    case_id, _ = _taken(network, by_line=False)

    def end(session: Session, case: CaseRow) -> None:
        service.finish(session, case.handoffs[0], officer(session), network.now)
        closing.close(session, case, Resolution.RESOLVED, officer(session), network.now)
        forgetting.forget_person(session, session.get_one(PersonRow, case.person_id), network.now)
        withdrawing.told_by_telephone(session, case.handoffs[0], officer(session), network.now)

    network.do(case_id, end)
    later = network.now + timedelta(days=91)
    network.do(case_id, lambda session, case: looking.look_at_case(session, case.id, later))
    assert (network.case(case_id).held_why, network.case(case_id).next_look_at) == (None, None)
