"""What people ask the bot about themselves: where things stand, what is stored, what they are to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.cards import contact_card, offer_card
from casework.telling import organisation_name, tell
from intake.conversation import Answers
from intake.saying import Choice, Say, Tap, answers
from network import wording
from network.cases import HOLDING, LIVE, CaseStatus, HandoffStatus
from network.wording import Meant
from storage import cases, directory, messages, people
from storage.tables import AttachmentRow, CaseRow, HandoffRow, PersonRow

MOST_LISTED = 10


def tell_status(session: Session, person: PersonRow, now: datetime) -> None:
    """Each case of this person: where it stands, with whom, and what happens next."""
    own = list(cases.cases_of_person(session, person.id))[:MOST_LISTED]
    if not own and directory.provider_rows_of(session, person.id):
        show_handoffs(session, person, now)
        return
    if not own:
        tell(session, person, (Say("status.none"),), now)
        return
    listed = wording.lines(_status_line(case) for case in own)
    tell(session, person, (Say("status.list", {"cases": listed}),), now)


def _status_line(case: CaseRow) -> Meant:
    with_whom = [
        organisation_name(handoff.organisation)
        for handoff in case.handoffs
        if handoff.status in LIVE or handoff.status == HandoffStatus.DONE
    ]
    return wording.said(
        "status.line",
        number=case.number or "",
        needs=wording.needs(row.need for row in case.needs),
        state=wording.said(_state_key(case), organisations=wording.lines(with_whom)),
    )


def _state_key(case: CaseRow) -> str:
    if case.status == CaseStatus.CLOSED:
        return f"status.closed_{case.resolution}"
    if case.held_by_staff:
        return "status.with_staff"
    return f"status.{case.status}"


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
        wording.said("my_data.messages", count=len(messages.transcript_of(session, person.id))),
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
            number=case.number or "",
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
    known = Answers.from_plain(people.conversation_of(session, person, now).answers)
    parts = [
        wording.needs(known.needs) if known.needs else None,
        wording.province(known.province) if known.province else None,
        known.product,
        known.phone,
        known.text,
    ]
    said = [part for part in parts if part]
    return [wording.said("my_data.telling", facts=wording.lines(said))] if said else []


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


def show_handoffs(session: Session, person: PersonRow, now: datetime) -> None:
    """A provider's open handoffs: at most three as cards, the rest as a count."""
    live = cases.live_handoffs_of_person(session, person.id)
    choices = _availability(session, person, now)
    if not live:
        tell(session, person, (Say("provider.none", choices=choices),), now)
        return
    *shown, last = (_card(session, handoff) for handoff in live[:3])
    cards = (*shown, replace(last, choices=choices))
    tell(session, person, (Say("provider.open", {"count": len(live)}), *cards), now)


def _availability(session: Session, person: PersonRow, now: datetime) -> tuple[Choice, ...]:
    rows = directory.provider_rows_of(session, person.id)
    paused = any(row.paused_until is not None and row.paused_until > now for row in rows)
    return answers("provider", "return" if paused else "pause", "capacity")


def _card(session: Session, handoff: HandoffRow) -> Say:
    return contact_card(session, handoff) if handoff.status in HOLDING else offer_card(handoff.case, handoff)
