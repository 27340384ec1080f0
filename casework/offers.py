"""Offering a case to organisations, one round after another, until one accepts or a person takes over."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework import closing, history, holding, questions, teams
from casework.cards import accepted_card, contact_card, offer_card
from casework.history import CLOCK, Actor
from casework.rules import rules_of
from casework.telling import (
    organisation_name,
    reads_line,
    takers_of,
    tell,
    tell_owner,
    tell_provider,
    what_of,
    who_knows,
)
from casework.withdrawing import serves_besides, withdraw_one
from intake.saying import Say
from network import wording
from network.cases import HOLDING, NOT_TAKEN, CaseStatus, HandoffStatus, Refused, Role, Who
from network.deadlines import SOON
from network.matching import Match, Offer, Wanted, match
from network.needs import Need
from network.services import ServiceKind
from network.wording import Meant
from storage import candidates, cases, directory, settings
from storage.tables import CaseRow, HandoffRow, OrganisationRow, PersonRow, ProviderRow

REFUSED = frozenset({HandoffStatus.DECLINED, HandoffStatus.EXPIRED})
CALLED = frozenset({"call_organisation", "offer_untold"})
"""Why staff have a case until the organisation has answered on the telephone."""
LOOKED_AFTER = "by_staff"
"""Why staff have a case that an officer has taken into their own hands."""
TAKEN_BACK = "tell_owner_taken_back"
PUT_OFF = "tell_owner_put_off"
TAKEN_UP = "tell_owner_taken_up"
OWNER_TO_BE_TOLD = frozenset({"tell_owner_accepted", TAKEN_BACK, PUT_OFF, TAKEN_UP})
"""Why staff have a case until they have told an owner whom LINE does not reach."""


def offer_first(session: Session, case: CaseRow, now: datetime) -> None:
    """Offer all of a new case to the best organisations."""
    needs = frozenset(Need(row.need) for row in case.needs)
    _offer_to_best(session, case, needs, (), needs, now)


def offer_next(session: Session, case: CaseRow, now: datetime, newly_open: Collection[str] | None = None) -> None:
    """Offer what nobody has taken yet to the next best organisations; staff when there are none, or enough.

    While an officer looks after the case, nobody is asked whom they have not chosen.

    `newly_open` are the needs that have just lost whoever had them (None: all of them); of the others staff and the
    owner know already. A correction begins the search anew: who was asked for another need or place is asked again.
    """
    handoffs, open_needs = _still_open(session, case)
    news = open_needs if newly_open is None else open_needs.intersection(newly_open)
    if LOOKED_AFTER in holding.reasons(session, case):
        _leave_to_officer(session, case, news, now)
        return
    enough = _asked_enough(session, open_needs, handoffs)
    if enough:
        _leave_to_staff(session, case, news & enough, now)
    if open_needs - enough:
        _offer_to_best(session, case, open_needs - enough, handoffs, news - enough, now)


def _still_open(session: Session, case: CaseRow) -> tuple[Sequence[HandoffRow], frozenset[Need]]:
    """Who was asked in the search that goes on, and the needs that nobody has taken."""
    since = cases.handoffs_since_correction(session, case)
    handoffs = [handoff for handoff in since if handoff.kind is None]
    return handoffs, frozenset(Need(need) for need in cases.open_needs(case, handoffs))


def _asked_enough(session: Session, needs: frozenset[Need], handoffs: Sequence[HandoffRow]) -> frozenset[Need]:
    """Those of the needs for which as many organisations as the rules say have refused or kept silent."""
    most = rules_of(session).most_asked
    refused = [handoff for handoff in handoffs if handoff.status in REFUSED]
    return frozenset(need for need in needs if sum(need in handoff.needs for handoff in refused) >= most)


def _offer_to_best(
    session: Session,
    case: CaseRow,
    open_needs: frozenset[Need],
    handoffs: Sequence[HandoffRow],
    news: frozenset[Need],
    now: datetime,
) -> Sequence[HandoffRow]:
    """The offers made. `news`: those of the open needs of which nobody knows yet that nobody has them."""
    found = _find(session, case, open_needs, handoffs, now)
    made: list[HandoffRow] = []
    for offer in found.offers:
        made.append(_make(session, case, offer, (*handoffs, *made), now))
    if not made:
        history.follow_handoffs(case)
    if made or news:
        _tell_owner_who_was_asked(session, case, made, _how_asked(open_needs, handoffs), now)
    left = {one.need for one in found.uncovered}
    if left & news:
        holding.hold(session, case, "nobody", now, needs=wording.needs(sorted(left & news)))
    elif left:
        holding.keep(session, case, "nobody", now)
    return made


def _leave_to_officer(session: Session, case: CaseRow, news: Collection[Need], now: datetime) -> None:
    """Whoever looks after the case hears what nobody has now; it is theirs already."""
    if news:
        holding.hold(session, case, "nobody_asked", now, needs=wording.needs(sorted(news)))
        tell_owner(session, case, Say("asked.by_staff", {"number": case.number}), now=now)


def _leave_to_staff(session: Session, case: CaseRow, news: Collection[Need], now: datetime) -> None:
    """Enough have said no: an officer looks for somebody."""
    if not news:
        holding.keep(session, case, "asked_enough", now)
        return
    holding.hold(session, case, "asked_enough", now, needs=wording.needs(sorted(news)))
    tell_owner(session, case, Say("asked.by_staff", {"number": case.number}), now=now)


def ask_further(session: Session, case: CaseRow, by: Actor, now: datetime) -> bool:
    """An officer has the next organisations asked, however many have said no; False when there is none to ask."""
    handoffs, open_needs = _still_open(session, case)
    made = _offer_to_best(session, case, open_needs, handoffs, frozenset(), now)
    _let_staff_go(session, case, by, now)
    return bool(made)


def give_back(session: Session, case: CaseRow, by: Actor, now: datetime) -> bool:
    """Staff have done what they had a case for, and what nobody has is offered further; False when there is none left
    to ask: that stays with them.
    """
    holding.release(session, case, by, now)
    if case.status == CaseStatus.CLOSED or not cases.open_needs(case, cases.handoffs_of(case)):
        return True
    return ask_further(session, case, by, now)


def _let_staff_go(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """An officer has looked after a case: they keep it only for calls still to be made and needs that nobody has."""
    case.staff_acted_at = now
    left = set()
    if _anyone_to_call(session, case, now):
        left.add("call_organisation")
    if cases.open_needs(case, cases.handoffs_of(case)):
        left.add("nobody")
    reasons = set(holding.reasons(session, case))
    left |= reasons & OWNER_TO_BE_TOLD
    holding.settle(session, case, reasons - left, by, now)
    for why in sorted(left):
        holding.keep(session, case, why, now)


def _anyone_to_call(session: Session, case: CaseRow, now: datetime) -> bool:
    """Whether an offer waits for the answer of an organisation that cannot be reached in LINE."""
    offered = (part for part in cases.handoffs_of(case) if part.status == HandoffStatus.OFFERED)
    return any(not takers_of(session, part, now) for part in offered)


def settle_call(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """The organisation, or the owner for it, need not be called any more; staff keep the case for other calls."""
    questions.settle(session, case, by, now)
    if not _anyone_to_call(session, case, now):
        holding.settle(session, case, CALLED, by, now)


@dataclass(frozen=True)
class Part:
    """What an organisation is asked to take on, and why it; `kind` is that of a local resource, None for a need."""

    needs: Sequence[str]
    role: str
    ring: str
    reason: Meant
    kind: str | None = None


def offer_to(
    session: Session,
    case: CaseRow,
    organisation: OrganisationRow,
    needs: Sequence[Need],
    by: Actor,
    now: datetime,
    kind: ServiceKind | None = None,
) -> HandoffRow:
    """Offer to an organisation that an officer chose: for needs of the case, or to draw in a resource of theirs.

    With that the officer has done what staff had the case for, as far as nothing is left over.
    """
    reason = wording.said("reason.by_staff", needs=wording.needs(needs))
    if kind is not None:
        reason = wording.said(
            "reason.resource_by_staff", kind=wording.said(f"service_kind.{kind}"), needs=wording.needs(needs)
        )
    role = Role.MEMBER if kind is not None or teams.lead_of(case) else Role.LEAD
    handoff = _offer(session, case, organisation, Part(needs, role, "staff", reason, kind), by, now)
    closing.expect_no_more(session, case, "done", now)
    _let_staff_go(session, case, by, now)
    return handoff


def offer_again(session: Session, handoff: HandoffRow, now: datetime) -> HandoffRow:
    """Offer what someone of the organisation leaves behind to their colleagues."""
    role = Role.MEMBER if teams.lead_of(handoff.case) else handoff.role
    left = Part(handoff.needs, role, handoff.ring, handoff.reason, handoff.kind)
    again = _offer(session, handoff.case, handoff.organisation, left, CLOCK, now)
    teams.name_a_lead(session, handoff.case, now)
    return again


def _find(
    session: Session, case: CaseRow, open_needs: frozenset[Need], handoffs: Sequence[HandoffRow], now: datetime
) -> Match:
    calendar = settings.calendar(session)
    known = candidates.organisations_for_matching(session, now, open_needs, calendar)
    return match(_wanted(session, case, open_needs, handoffs), known, directory.centres(session))


def _wanted(session: Session, case: CaseRow, needs: frozenset[Need], handoffs: Sequence[HandoffRow]) -> Wanted:
    return Wanted(
        needs=needs,
        province=case.province,
        language=case.language,
        asked=frozenset(handoff.organisation_id for handoff in handoffs) | _own_organisations(session, case),
    )


def wanted_of(session: Session, case: CaseRow) -> Wanted:
    """What the search for a case looks for now and whom it leaves out; all needs when none of them is open."""
    handoffs, open_needs = _still_open(session, case)
    return _wanted(session, case, open_needs or frozenset(Need(row.need) for row in case.needs), handoffs)


def _own_organisations(session: Session, case: CaseRow) -> frozenset[int]:
    """Where the owner serves as a provider: nobody is asked to help themselves."""
    if case.person_id is None:
        return frozenset()
    return frozenset(row.organisation_id for row in directory.provider_rows_of(session, case.person_id))


def _make(session: Session, case: CaseRow, offer: Offer, before: Sequence[HandoffRow], now: datetime) -> HandoffRow:
    organisation = session.get_one(OrganisationRow, offer.organisation_id)
    role = Role.MEMBER if teams.lead_among(before) else offer.role
    return _offer(session, case, organisation, Part(offer.needs, role, offer.ring, offer.reason), CLOCK, now)


def _offer(
    session: Session, case: CaseRow, organisation: OrganisationRow, part: Part, by: Actor, now: datetime
) -> HandoffRow:
    handoff = HandoffRow(
        case=case,
        organisation=organisation,
        role=part.role,
        needs=[str(need) for need in part.needs],
        ring=part.ring,
        kind=part.kind,
        reason=part.reason,
        status=HandoffStatus.OFFERED,
        offered_at=now,
        next_look_at=now + SOON,
    )
    session.add(handoff)
    session.flush()
    history.note(session, case, "offer", HandoffStatus.OFFERED, by, now).handoff_id = handoff.id
    history.follow_handoffs(case)
    if not tell_provider(session, handoff, offer_card(case, handoff, _answer_by(session, now)), now=now):
        # The clock runs from the moment at which an officer can be asked to call them.
        handoff.told_at = settings.calendar(session).next_push(now)
        _have_them_called(session, case, organisation, now)
    return handoff


def offer_anew(session: Session, handoff: HandoffRow, person: PersonRow, now: datetime) -> None:
    """An offer that has not gone out yet, as its case reads now."""
    card = offer_card(handoff.case, handoff, _answer_by(session, now))
    tell(session, person, (card,), now, case_id=handoff.case_id, handoff_id=handoff.id)


def _have_them_called(session: Session, case: CaseRow, organisation: OrganisationRow, now: datetime) -> None:
    name, phone = organisation_name(organisation), organisation.phone or "-"
    serving = (row.person_id for row in directory.providers_of(session, organisation.id) if row.person_id is not None)
    uses_line = any(reads_line(session.get_one(PersonRow, person_id)) for person_id in serving)
    reason = wording.said("called.takes_none" if uses_line else "called.no_line", organisation=name)
    holding.hold(session, case, "call_organisation", now, reason=reason, phone=phone)


def _how_asked(open_needs: frozenset[Need], before: Sequence[HandoffRow]) -> str:
    """How the owner is told whom we ask now: at first, after a refusal, or after someone gave up."""
    in_vain = [part for part in before if part.status in NOT_TAKEN and open_needs.intersection(part.needs)]
    last = in_vain[-1].status if in_vain else None
    if last == HandoffStatus.NOT_DONE:
        return "asked.after_giving_up"
    return "asked.next" if last in REFUSED else "asked.first"


def _answer_by(session: Session, now: datetime) -> datetime:
    """When the time to answer an offer made now ends: it begins once they can be told."""
    calendar = settings.calendar(session)
    return calendar.after(calendar.next_push(now), rules_of(session).named("offer_expires").after)


def _tell_owner_who_was_asked(
    session: Session, case: CaseRow, made: Sequence[HandoffRow], key: str, now: datetime
) -> None:
    if not made:
        tell_owner(session, case, Say("asked.nobody", {"number": case.number}), now=now)
        return
    names = wording.lines(
        wording.said(
            "asked.line", organisation=organisation_name(handoff.organisation), needs=wording.needs(handoff.needs)
        )
        for handoff in made
    )
    tell_owner(
        session, case, Say(key, {"organisations": names, "by": wording.moment(_answer_by(session, now))}), now=now
    )


def accept(session: Session, handoff: HandoffRow, by: Actor, provider: ProviderRow | None, now: datetime) -> None:
    """Take a case. Now, and not before, each side gets the other's contact. Raises `Refused`; who has left takes
    none.
    """
    if provider is not None and directory.locked_provider(session, provider.id, shared=True).left_at is not None:
        raise Refused("accept", handoff.status)
    others = who_knows(session, handoff, now)
    history.move(session, handoff, "accept", by, now)
    handoff.provider_id = provider.id if provider else None
    handoff.on_behalf = by.who is Who.STAFF
    handoff.answered_at = handoff.accepted_at = now
    settle_call(session, handoff.case, by, now)
    _settle_what_was_given_up(session, handoff.case, by, now)
    _exchange_contacts(session, handoff, provider, now)
    teams.tell_others(session, handoff, now)
    taker = provider.person_id if provider else None
    for person in others:
        if person.id != taker:
            tell(
                session,
                person,
                (Say("offer.taken", {"number": handoff.case.number}),),
                now,
                handoff_id=handoff.id,
            )


def settle_acceptance(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """An owner need not be told any more of who accepted, once none of them is still to call."""
    if all(part.status != HandoffStatus.ACCEPTED for part in cases.handoffs_of(case)):
        holding.settle(session, case, {"tell_owner_accepted"}, by, now)


def _settle_what_was_given_up(session: Session, case: CaseRow, by: Actor, now: datetime) -> None:
    """Someone else does it now: nobody has to look after it any more."""
    taken = [part for part in cases.handoffs_of(case) if part.status != HandoffStatus.OFFERED]
    if not cases.open_needs(case, taken):
        holding.settle(session, case, {"given_up", "decline_taken_back", "give_up_taken_back"}, by, now)


def _exchange_contacts(session: Session, handoff: HandoffRow, provider: ProviderRow | None, now: datetime) -> None:
    case = handoff.case
    if tell_owner(session, case, accepted_card(session, handoff), now=now) is None:
        holding.hold(session, case, "tell_owner_accepted", now, organisation=organisation_name(handoff.organisation))
    if provider is not None:
        tell_provider(session, handoff, contact_card(session, handoff), now=now)


def decline(session: Session, handoff: HandoffRow, by: Actor, now: datetime, why: str | None = None) -> None:
    """Say no; the next organisation is asked at once, and colleagues hear of it. Raises `Refused`."""
    knowing = who_knows(session, handoff, now)
    history.move(session, handoff, "decline", by, now, why)
    handoff.answered_at = now
    handoff.decline_reason = why
    handoff.on_behalf = by.who is Who.STAFF
    _tell_colleagues(session, handoff, knowing, by, now)
    settle_call(session, handoff.case, by, now)
    look_further(session, handoff, now)


def _tell_colleagues(
    session: Session, handoff: HandoffRow, knowing: Sequence[PersonRow], by: Actor, now: datetime
) -> None:
    provider = session.get(ProviderRow, by.id) if by.who is Who.PROVIDER and by.id is not None else None
    said = Say("offer.declined", {"number": handoff.case.number})
    for person in knowing:
        if provider is None or person.id != provider.person_id:
            tell(session, person, (said,), now, handoff_id=handoff.id)


def expire(session: Session, handoff: HandoffRow, now: datetime, why: str | None = None) -> None:
    """Nobody answered in time, or could; the next organisation is asked. Raises `Refused`."""
    history.move(session, handoff, "expire", CLOCK, now, why)
    settle_call(session, handoff.case, CLOCK, now)
    said = Say("expired.provider", {"number": handoff.case.number})
    for person in who_knows(session, handoff, now):
        tell(session, person, (said,), now, case_id=handoff.case_id, handoff_id=handoff.id)
    look_further(session, handoff, now)


def take_back(session: Session, handoff: HandoffRow, by: Actor, now: datetime, why: str | None = None) -> None:
    """An officer takes a part back; what nobody does then stays with staff. Raises `Refused`.

    An owner who was told to wait for that organisation's call hears that it will not come.
    """
    case = handoff.case
    was_awaited = handoff.status in HOLDING
    withdraw_one(session, handoff, by, now, why)
    teams.name_a_lead(session, case, now)
    settle_call(session, case, by, now)
    left_over = bool(cases.open_needs(case, cases.handoffs_of(case)))
    if left_over:
        holding.keep(session, case, "nobody", now)
    if was_awaited and tell_owner(session, case, *_about_taken_back(session, handoff, left_over), now=now) is None:
        holding.keep(session, case, TAKEN_BACK, now)
    settle_acceptance(session, case, by, now)


def _about_taken_back(session: Session, handoff: HandoffRow, left_over: bool) -> Iterator[Say]:
    number = handoff.case.number
    whose: dict[str, Meant] = {"number": number, "organisation": organisation_name(handoff.organisation)}
    if serves_besides(handoff):
        yield Say("taken_back.owner_part", {**whose, "needs": what_of(handoff)})
    elif cases.last_move(session, handoff.id, cases.TO_BE_DELETED) is not None:
        yield Say("taken_back.owner_by_staff", whose)
    else:
        yield Say("taken_back.owner", whose)
    if left_over:
        yield Say("taken_back.next", {"number": number})


def look_further(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """After a part came to nothing: the next organisation, or an officer who finds another such resource."""
    teams.keep_a_lead(session, handoff.case, now)
    if handoff.kind is None:
        offer_next(session, handoff.case, now, newly_open=handoff.needs)
        teams.name_a_lead(session, handoff.case, now)
    else:
        name = organisation_name(handoff.organisation)
        holding.hold(session, handoff.case, "resource_missing", now, organisation=name)
