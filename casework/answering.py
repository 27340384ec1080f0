"""What people ask the bot about themselves: where things stand, what is stored, what they are to do."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import upcoming
from casework.availability import pause_of
from casework.cards import contact_card, offer_card, taker
from casework.closing import closed_on_another_word
from casework.masking import masked
from casework.telling import organisation_name, tell
from intake.conversation import Answers, Conversation
from intake.saying import Choice, Say, Tap, answers
from network import wording
from network.cases import HOLDING, LIVE, CaseStatus, HandoffStatus
from network.fiscal import names_a_case
from network.wording import Meant
from storage import cases, directory, messages, people
from storage.tables import AttachmentRow, CaseRow, HandoffRow, PersonRow

A_MESSAGE = 8
MOST_MESSAGES = 3
"""So many cases stand in one message, and so many messages in one answer; older ones are counted."""


def tell_status(session: Session, person: PersonRow, now: datetime) -> None:
    """Each case of this person: where it stands, with whom, what happens next and when; then what they serve."""
    own = cases.cases_of_person(session, person.id)
    serves = bool(directory.provider_rows_of(session, person.id))
    if not own and serves:
        show_handoffs(session, person, now)
        return
    if not own:
        tell(session, person, (Say("status.none"),), now)
        return
    says = list(_own_cases(session, own, now))
    live = cases.live_handoffs_of_person(session, person.id) if serves else ()
    if live:
        says.append(Say("provider.also", {"count": len(live)}, choices=answers("provider", "list")))
    tell(session, person, says, now)


def _own_cases(session: Session, own: Sequence[CaseRow], now: datetime) -> Iterator[Say]:
    """The open ones first, the newest of each first."""
    in_order = sorted(own, key=lambda case: case.status == CaseStatus.CLOSED)
    shown = in_order[: A_MESSAGE * MOST_MESSAGES]
    for start in range(0, len(shown), A_MESSAGE):
        lines = [_status_line(session, case, now) for case in shown[start : start + A_MESSAGE]]
        yield Say("status.more" if start else "status.list", {"cases": wording.lines(lines)})
    if len(in_order) > len(shown):
        yield Say("status.older", {"count": len(in_order) - len(shown)})


def _status_line(session: Session, case: CaseRow, now: datetime) -> Meant:
    province = wording.province(case.province)
    business = wording.said("status.business", product=case.product, province=province) if case.product else province
    return wording.said(
        "status.line",
        number=case.number,
        needs=wording.needs(row.need for row in case.needs),
        business=business,
        state=wording.lines(wording.said("status.state", state=state) for state in _states(session, case)),
        next=upcoming.of_case(session, case, now),
    )


def _states(session: Session, case: CaseRow) -> Iterator[Meant]:
    """Where a case stands; while organisations have it, each by itself: who was asked has accepted nothing yet.
    Whoever works on a part is named though staff have the case for something else.
    """
    if closed_on_another_word(case):
        yield wording.said("status.closed_by_word")
    elif case.status == CaseStatus.CLOSED:
        yield wording.said(f"status.closed_{case.resolution}")
    else:
        yield from _states_of_open(session, case)


def _states_of_open(session: Session, case: CaseRow) -> Iterator[Meant]:
    shown = [part for part in case.handoffs if part.status in LIVE or part.status == HandoffStatus.DONE]
    for part in shown:
        is_asked_for_resource = part.status == HandoffStatus.OFFERED and part.kind is not None
        key = "status.offered_resource" if is_asked_for_resource else f"status.{part.status}"
        yield wording.said(key, organisations=organisation_name(part.organisation))
        if part.status in HOLDING:
            yield _whom_to_call(session, part)
    if case.held_by_staff:
        needs = {need for part in shown for need in part.needs}
        left = shown and any(row.need not in needs for row in case.needs)
        yield wording.said("status.rest_with_staff" if left else "status.with_staff")
    elif not shown:
        yield wording.said("status.open")


def _whom_to_call(session: Session, part: HandoffRow) -> Meant:
    who = taker(session, part)
    return wording.said("status.who" if who["name"] else "status.number", **who)


def tell_my_data(session: Session, person: PersonRow, now: datetime) -> None:
    """All that is stored about this person, as a list that can be read (PDPA, section 30)."""
    facts: list[Meant] = [
        wording.said("my_data.since", at=wording.moment(person.first_seen_at)),
        wording.said("my_data.name", name=person.display_name or "-"),
        wording.said("my_data.language", language=wording.said(f"language.{person.language}")),
        *_consents(session, person),
        *_cases(session, person),
        *_telling(session, person, now),
        *_services(session, person),
        *_files(session, person),
        wording.said("my_data.messages", count=messages.number_said(session, person.id)),
    ]
    choices = (
        Choice("choice.erase", Tap("command", "erase")),
        Choice("choice.stop_news", Tap("command", "stop_news")),
        Choice("choice.person", Tap("command", "person")),
    )
    tell(session, person, (Say("my_data.list", {"facts": wording.lines(facts)}, choices=choices),), now)


def _consents(session: Session, person: PersonRow) -> Sequence[Meant]:
    newest = {row.purpose: row for row in people.consent_rows(session, person.id)}
    return [
        wording.said(
            "my_data.consent",
            purpose=wording.said(f"purpose.{purpose}"),
            answer=wording.said("my_data.given" if row.given else "my_data.refused"),
            at=wording.moment(row.at),
            version=row.version,
        )
        for purpose, row in newest.items()
    ]


def _cases(session: Session, person: PersonRow) -> Sequence[Meant]:
    return [
        wording.said(
            "my_data.case",
            number=case.number,
            needs=wording.needs(row.need for row in case.needs),
            province=wording.province(case.province),
            product=case.product or "-",
            phone=case.contact_phone or "-",
            text=case.text or "-",
            seen_by=_seen_by(case),
        )
        for case in cases.cases_of_person(session, person.id)
    ]


def _telling(session: Session, person: PersonRow, now: datetime) -> Sequence[Meant]:
    """What is being told and has not been sent yet."""
    row = people.conversation_of(session, person, now)
    every = [_parts(known) for known in Conversation.from_plain(row.step, row.answers, 0).told]
    return [wording.said("my_data.telling", facts=wording.lines(said)) for said in every if said]


def _parts(known: Answers) -> list[Meant]:
    parts = (
        wording.needs(known.needs) if known.needs else None,
        wording.province(known.province) if known.province else None,
        known.product,
        known.phone,
        known.text,
    )
    return [part for part in parts if part]


def _services(session: Session, person: PersonRow) -> Sequence[Meant]:
    """The organisations that they serve."""
    rows = directory.provider_rows_of(session, person.id)
    return [wording.said("my_data.serves", organisation=organisation_name(row.organisation)) for row in rows]


def _files(session: Session, person: PersonRow) -> Sequence[Meant]:
    own = select(func.count()).where(AttachmentRow.person_id == person.id)
    count = session.scalar(own) or 0
    return [wording.said("my_data.files", count=count)] if count else []


def _seen_by(case: CaseRow) -> Meant:
    """Who got the owner's contact; PDPA, section 23: the receivers are named."""
    knew = [organisation_name(handoff.organisation) for handoff in case.handoffs if handoff.accepted_at is not None]
    return wording.lines(knew) if knew else "-"


CARDS = 3
"""So many handoffs are shown as whole cards; more of them as a list to choose from."""

A_PAGE = 10

WHICH = "provider.which"
"""What is said to words that fit several; whoever then names one is taken at those words."""


def show_handoffs(
    session: Session, person: PersonRow, now: datetime, skip: int = 0, words: str = "", *, fits_several: bool = False
) -> None:
    """A provider's open handoffs, unanswered offers first: a few as cards, many as a list with a button for each.

    Of whoever writes about one by its number that one alone. Whoever answers the only one that is offered with words
    that are no answer, such as "can do", hears how to take it: they may believe that they have. Whoever writes what
    `fits_several` hears that it is not noted.
    """
    live = cases.live_handoffs_of_person(session, person.id)
    if named := named_in(words, live):
        for handoff in named:
            show_handoff(session, person, handoff, now)
        return
    if names_a_case(words):
        tell(session, person, (Say("late.provider"),), now)
    _tell_of_pause_to_come(session, person, now)
    choices = _availability(session, person, now)
    if not live:
        tell(session, person, (Say("provider.none", choices=choices),), now)
        return
    if len(live) > CARDS:
        which = (Say(WHICH),) if fits_several else ()
        tell(session, person, (*which, _listed(session, live, skip, choices)), now)
        return
    only_offered = [handoff.status for handoff in live] == [HandoffStatus.OFFERED]
    key = WHICH if fits_several else "provider.offered" if words and only_offered else "provider.open"
    tell(session, person, (Say(key, {"count": len(live)}, choices=choices),), now)
    for handoff in live:
        show_handoff(session, person, handoff, now)


def named_in(words: str, handoffs: Sequence[HandoffRow]) -> list[HandoffRow]:
    """Those whose case's number stands among these words."""
    return [handoff for handoff in handoffs if handoff.case.number in words]


def show_handoff(session: Session, person: PersonRow, handoff: HandoffRow, now: datetime) -> None:
    """One part of theirs, as a message about it: taken back with the part, should it still wait to go out."""
    if handoff.status in HOLDING:
        card = contact_card(session, handoff)
    else:
        card = offer_card(handoff.case, handoff, upcoming.of_handoff(session, handoff, "offer_expires"))
    tell(session, person, (card,), now, case_id=handoff.case_id, handoff_id=handoff.id)


def _listed(session: Session, live: Sequence[HandoffRow], skip: int, choices: tuple[Choice, ...]) -> Say:
    in_order = sorted(live, key=lambda handoff: handoff.status != HandoffStatus.OFFERED)
    page = in_order[skip : skip + A_PAGE] or in_order[:A_PAGE]
    each = tuple(
        Choice("choice.case", Tap("provider", "show", handoff.id), {"number": handoff.case.number})
        for handoff in page
    )
    rest = skip + A_PAGE < len(in_order)
    more = (Choice("choice.provider_more", Tap("provider", "more", skip + A_PAGE)),) if rest else ()
    lines = wording.lines(_line(session, handoff) for handoff in page)
    return Say("provider.list", {"count": len(live), "cases": lines}, choices=(*each, *more, *choices))


def _line(session: Session, handoff: HandoffRow) -> Meant:
    expires = upcoming.of_handoff(session, handoff, "offer_expires")
    state = wording.said(f"part.{handoff.status}")
    return wording.said(
        "provider.line",
        number=handoff.case.number,
        needs=_about(handoff),
        organisation=organisation_name(handoff.organisation),
        state=wording.said("part.offered_until", by=wording.moment(expires)) if expires else state,
    )


LONGEST_DETAIL = 40
"""Characters of a product or a name in a line; ten lines go into one message."""


def _about(handoff: HandoffRow) -> Meant:
    """What one of many cases is about, so that it is known from the others; the owner by name once it is accepted."""
    case, is_taken = handoff.case, handoff.status in HOLDING
    about = wording.needs(handoff.needs)
    for more in (case.product if is_taken else masked(case.product), case.contact_name if is_taken else None):
        if more:
            short = more if len(more) <= LONGEST_DETAIL else f"{more[: LONGEST_DETAIL - 1]}…"
            about = wording.said("provider.about", what=about, more=short)
    return about


def _availability(session: Session, person: PersonRow, now: datetime) -> tuple[Choice, ...]:
    rows = directory.provider_rows_of(session, person.id)
    paused = any(row.has_pause(now) for row in rows)
    return answers("provider", "return" if paused else "pause", "capacity")


def _tell_of_pause_to_come(session: Session, person: PersonRow, now: datetime) -> None:
    rows = directory.provider_rows_of(session, person.id)
    days = dict.fromkeys((row.paused_from, row.paused_until) for row in rows)
    for begins, until in days:
        if begins is not None and until is not None and begins > now:
            tell(session, person, (pause_of(begins, until, now),), now)
