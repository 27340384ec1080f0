"""Providers who go: they leave their organisation, or block the bot. What they had goes on without them.

An organisation that leaves the network is asked no more, and ends what it has accepted.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from casework import holding, offers
from casework.cards import taker
from casework.history import CLOCK, Actor
from casework.telling import organisation_name, tell, tell_owner, tell_staff
from casework.withdrawing import withdraw_all, withdraw_one
from intake.saying import Say
from network.cases import HOLDING, HandoffStatus
from storage import cases, directory
from storage.tables import HandoffRow, OrganisationRow, PersonRow, ProviderRow

LEFT = "provider_left"
LEFT_NETWORK = "left_network"
SILENT = frozenset({"provider_blocked"})


def leave(session: Session, provider: ProviderRow, by: Actor, now: datetime) -> None:
    """Someone serves for an organisation no longer. Their cases are offered to their colleagues, else to the next."""
    organisation = directory.locked_provider(session, provider.id).organisation
    theirs = _locked(session, cases.handoffs_taken_by(session, provider.id))
    # First this, while they can still be told to delete what they know of the owner.
    withdraw_all(session, theirs, by, now, LEFT)
    person = session.get(PersonRow, provider.person_id) if provider.person_id is not None else None
    tell(session, person, (Say("provider.left", {"organisation": organisation_name(organisation)}),), now)
    directory.leave(session, provider, now)
    for handoff in theirs:
        _hand_on(session, handoff, now)
    _move_on(session, organisation, now)


def _locked(session: Session, handoff_ids: Sequence[int]) -> list[HandoffRow]:
    found = (cases.locked_handoff(session, handoff_id) for handoff_id in handoff_ids)
    return [handoff for handoff in found if handoff is not None and handoff.status in HOLDING]


def _hand_on(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """Ask those who remain in the organisation, if any of them is in reach, else look for another one."""
    case, organisation = handoff.case, handoff.organisation
    who = {"organisation": organisation_name(organisation)}
    by_staff = cases.last_move(session, handoff.id, cases.TO_BE_DELETED) is not None
    tell_staff(session, case, "staff_news.provider_left", now, who)
    remain = directory.available_providers(session, organisation.id, now)
    if remain:
        key = "left.colleagues_by_staff" if by_staff else "left.colleagues"
    else:
        key = "left.next_by_staff" if by_staff else "left.next"
    if tell_owner(session, case, Say(key, {"number": case.number, **who}), now=now) is None:
        holding.keep(session, case, offers.TAKEN_BACK, now)
    if remain:
        offers.offer_again(session, handoff, now)
    else:
        offers.look_further(session, handoff, now)


def _move_on(session: Session, organisation: OrganisationRow, now: datetime) -> None:
    """Offers that nobody of the organisation can read any more go to the next at once."""
    if directory.available_providers(session, organisation.id, now):
        return
    for handoff_id in cases.offers_to(session, organisation.id):
        handoff = cases.locked_handoff(session, handoff_id)
        if handoff is not None and _was_readable(session, handoff):
            offers.expire(session, handoff, now, "out_of_reach")
            who = {"organisation": organisation_name(organisation)}
            tell_staff(session, handoff.case, "staff_news.offer_moved_on", now, who)


def leave_network(session: Session, organisation: OrganisationRow, by: Actor, now: datetime) -> None:
    """An organisation is a member no longer: its open offers go to the next; what it has accepted stays with it."""
    organisation.active = False
    session.flush()
    for handoff_id in cases.offers_to(session, organisation.id):
        handoff = cases.locked_handoff(session, handoff_id)
        if handoff is not None and handoff.status == HandoffStatus.OFFERED:
            withdraw_one(session, handoff, by, now, LEFT_NETWORK)
            offers.settle_call(session, handoff.case, by, now)
            offers.look_further(session, handoff, now)


def _was_readable(session: Session, handoff: HandoffRow) -> bool:
    """An offer that officers ask about on the telephone needs nobody in LINE."""
    called = "call_organisation" in holding.reasons(session, handoff.case)
    return handoff.status == HandoffStatus.OFFERED and not called


def fall_silent(session: Session, person: PersonRow, now: datetime) -> None:
    """A provider has blocked the bot: their offers move on, officers call them about what they have taken."""
    for provider in directory.provider_rows_of(session, person.id):
        for handoff in _locked(session, cases.handoffs_taken_by(session, provider.id)):
            name, phone = organisation_name(handoff.organisation), taker(session, handoff)["phone"]
            holding.hold(session, handoff.case, "provider_blocked", now, organisation=name, phone=phone)
        _move_on(session, provider.organisation, now)


def come_back(session: Session, person: PersonRow, now: datetime) -> None:
    """They read the bot again: nobody has to call them any more, though perhaps others of the case."""
    for provider in directory.provider_rows_of(session, person.id):
        for handoff in _locked(session, cases.handoffs_taken_by(session, provider.id)):
            if not any(_is_silent(session, part) for part in cases.handoffs_of(handoff.case)):
                holding.settle(session, handoff.case, SILENT, CLOCK, now)


def _is_silent(session: Session, part: HandoffRow) -> bool:
    """Whether someone works on this part who has blocked the bot."""
    provider = session.get(ProviderRow, part.provider_id) if part.provider_id is not None else None
    person = session.get(PersonRow, provider.person_id) if provider and provider.person_id is not None else None
    return part.status in HOLDING and person is not None and person.blocked_at is not None
