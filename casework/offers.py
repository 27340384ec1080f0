"""Offering a case to organisations, one round after another, until one accepts or a person takes over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history, holding
from casework.cards import accepted_card, contact_card, offer_card
from casework.history import CLOCK, Actor
from casework.rules import rules_of
from casework.telling import organisation_name, takers_of, tell, tell_owner, tell_provider
from intake.saying import Say
from network import wording
from network.cases import NOT_TAKEN, HandoffStatus, Who
from network.matching import Match, Offer, Wanted, match
from network.needs import Need
from network.wording import Meant
from storage import candidates, cases, directory, settings
from storage.tables import CaseRow, HandoffRow, OrganisationRow, ProviderRow

REFUSED = frozenset({HandoffStatus.DECLINED, HandoffStatus.EXPIRED})


def offer_next(session: Session, case: CaseRow, now: datetime) -> None:
    """Offer what nobody has taken yet to the next best organisations; staff when there are none, or enough.

    A correction begins the search anew: who was asked for another need or place is asked again.
    """
    handoffs = cases.handoffs_since_correction(session, case.id)
    open_needs = _open_needs(case, handoffs)
    if not open_needs:
        return
    if sum(handoff.status in REFUSED for handoff in handoffs) >= rules_of(session).most_asked:
        holding.hold(session, case, "asked_enough", now)
        tell_owner(session, case, Say("asked.by_staff", {"number": case.number or ""}), now=now)
        return
    found = _find(session, case, open_needs, handoffs, now)
    made = [_make(session, case, offer, now) for offer in found.offers]
    history.follow_handoffs(session, case)
    _tell_owner_who_was_asked(session, case, made, _how_asked(handoffs), now)
    if found.uncovered:
        holding.hold(session, case, "nobody", now)


def offer_to(
    session: Session, case: CaseRow, organisation: OrganisationRow, needs: Sequence[Need], by: Actor, now: datetime
) -> HandoffRow:
    """Offer to an organisation that an officer chose."""
    reason = wording.said("reason.by_staff", needs=wording.needs(needs))
    return _offer(session, case, organisation, needs, ("lead", "staff", reason), by, now)


def _open_needs(case: CaseRow, handoffs: Sequence[HandoffRow]) -> frozenset[Need]:
    """Needs of the case that no living or finished handoff covers."""
    covered = {need for handoff in handoffs if handoff.status not in NOT_TAKEN for need in handoff.needs}
    return frozenset(Need(row.need) for row in case.needs) - {Need(code) for code in covered}


def _find(
    session: Session, case: CaseRow, open_needs: frozenset[Need], handoffs: Sequence[HandoffRow], now: datetime
) -> Match:
    wanted = Wanted(
        needs=open_needs,
        province=case.province,
        language=case.language,
        asked=frozenset(handoff.organisation_id for handoff in handoffs),
    )
    calendar = settings.calendar(session)
    known = candidates.organisations_for_matching(session, now, open_needs, calendar)
    return match(wanted, known, directory.centres(session))


def _make(session: Session, case: CaseRow, offer: Offer, now: datetime) -> HandoffRow:
    organisation = session.get_one(OrganisationRow, offer.organisation_id)
    return _offer(session, case, organisation, offer.needs, (offer.role, offer.ring, offer.why()), CLOCK, now)


def _offer(
    session: Session,
    case: CaseRow,
    organisation: OrganisationRow,
    needs: Sequence[Need],
    chosen: tuple[str, str, Meant],
    by: Actor,
    now: datetime,
) -> HandoffRow:
    role, ring, reason = chosen
    handoff = HandoffRow(
        case=case,
        organisation=organisation,
        role=role,
        needs=[str(need) for need in needs],
        ring=ring,
        reason=reason,
        status=HandoffStatus.OFFERED,
        offered_at=now,
        next_look_at=now,
    )
    session.add(handoff)
    session.flush()
    history.note(session, case, "offer", HandoffStatus.OFFERED, by, now).handoff_id = handoff.id
    history.follow_handoffs(session, case)
    if not tell_provider(session, handoff, offer_card(case, handoff), now=now):
        # The clock runs from the moment at which an officer can be asked to call them.
        handoff.told_at = settings.calendar(session).next_push(now)
        _have_them_called(session, case, organisation, now)
    return handoff


def _have_them_called(session: Session, case: CaseRow, organisation: OrganisationRow, now: datetime) -> None:
    name, phone = organisation_name(organisation), organisation.phone or "-"
    holding.hold(session, case, "call_organisation", now, organisation=name, phone=phone)


def _how_asked(before: Sequence[HandoffRow]) -> str:
    """How the owner is told whom we ask now: at first, after a refusal, or after someone gave up."""
    last = before[-1].status if before else None
    if last == HandoffStatus.NOT_DONE:
        return "asked.after_giving_up"
    return "asked.next" if last in REFUSED else "asked.first"


def _tell_owner_who_was_asked(
    session: Session, case: CaseRow, made: Sequence[HandoffRow], key: str, now: datetime
) -> None:
    if not made:
        tell_owner(session, case, Say("asked.nobody", {"number": case.number or ""}), now=now)
        return
    calendar = settings.calendar(session)
    by = calendar.after(calendar.next_push(now), rules_of(session).named("offer_expires").after)
    names = wording.lines(
        wording.said(
            "asked.line", organisation=organisation_name(handoff.organisation), needs=wording.needs(handoff.needs)
        )
        for handoff in made
    )
    tell_owner(session, case, Say(key, {"organisations": names, "by": wording.moment(by)}), now=now)


def accept(session: Session, handoff: HandoffRow, by: Actor, provider: ProviderRow | None, now: datetime) -> None:
    """Take a case. Now, and not before, each side gets the other's contact. Raises `Refused`."""
    others = takers_of(session, handoff, now)
    history.move(session, handoff, "accept", by, now)
    handoff.provider_id = provider.id if provider else None
    handoff.on_behalf = by.who is Who.STAFF
    handoff.answered_at = handoff.accepted_at = now
    if handoff.on_behalf:
        holding.release(session, handoff.case, by, now)
    _exchange_contacts(session, handoff, provider, now)
    taker = provider.person_id if provider else None
    for person in others:
        if person.id != taker:
            tell(
                session,
                person,
                (Say("offer.taken", {"number": handoff.case.number or ""}),),
                now,
                handoff_id=handoff.id,
            )


def _exchange_contacts(session: Session, handoff: HandoffRow, provider: ProviderRow | None, now: datetime) -> None:
    case = handoff.case
    tell_owner(session, case, accepted_card(session, handoff), now=now)
    if provider is not None:
        tell_provider(session, handoff, contact_card(session, handoff), now=now)


def decline(session: Session, handoff: HandoffRow, by: Actor, now: datetime, why: str | None = None) -> None:
    """Say no; the next organisation is asked at once. Raises `Refused`."""
    history.move(session, handoff, "decline", by, now, why)
    handoff.answered_at = handoff.ended_at = now
    handoff.decline_reason = why
    handoff.on_behalf = by.who is Who.STAFF
    if handoff.on_behalf:
        holding.release(session, handoff.case, by, now)
    offer_next(session, handoff.case, now)


def expire(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """Nobody answered in time; the next organisation is asked. Raises `Refused`."""
    history.move(session, handoff, "expire", CLOCK, now)
    handoff.ended_at = now
    tell_provider(session, handoff, Say("expired.provider", {"number": handoff.case.number or ""}), now=now)
    offer_next(session, handoff.case, now)
