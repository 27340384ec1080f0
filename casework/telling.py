"""Who is told what about a case. What is owed goes out in push hours; a direct answer goes along at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from intake.saying import Choice, Say, to_plain
from network import wording
from network.cases import LIVE
from network.wording import Meant
from storage import directory, messages, settings, staff
from storage.tables import CaseRow, ConversationRow, HandoffRow, MessageRow, OrganisationRow, PersonRow, ProviderRow


def tell(
    session: Session,
    person: PersonRow | None,
    says: Sequence[Say],
    now: datetime,
    *,
    case_id: int | None = None,
    handoff_id: int | None = None,
    follow_up_id: int | None = None,
) -> MessageRow | None:
    """Owe a person these messages from the next push hour on; None when they cannot be reached in LINE.

    Who stands in several places, such as two offices, is told the same thing about a case once.
    """
    if person is None:
        return None
    parts = [to_plain(say) for say in says]
    for row in messages.owed_just_now(session, person.id):
        if row.parts == parts and (row.case_id, row.follow_up_id) == (case_id, follow_up_id) and not row.ended_at:
            return row
    return messages.owe(
        session,
        person,
        parts,
        now,
        not_before=settings.calendar(session).next_push(now),
        case_id=case_id,
        handoff_id=handoff_id,
        follow_up_id=follow_up_id,
    )


def tell_owner(
    session: Session,
    case: CaseRow,
    *says: Say,
    now: datetime,
    handoff: HandoffRow | None = None,
    follow_up_id: int | None = None,
) -> MessageRow | None:
    """Tell the owner in LINE, None when they have none; what is about a `handoff` is not said once that has ended."""
    handoff_id = handoff.id if handoff is not None else None
    owner = owner_of(session, case)
    return tell(session, owner, says, now, case_id=case.id, handoff_id=handoff_id, follow_up_id=follow_up_id)


def owner_of(session: Session, case: CaseRow) -> PersonRow | None:
    """The owner in LINE; None for a case that staff entered for someone without it."""
    return session.get(PersonRow, case.person_id) if case.person_id is not None else None


def staff_talk_with_owner(session: Session, case: CaseRow) -> bool:
    """Whether an officer has the owner's chat: what time asks would fall into their talk, and the answer be lost."""
    chat = session.get(ConversationRow, case.person_id) if case.person_id is not None else None
    return chat is not None and chat.paused_since is not None


def takers_of(session: Session, handoff: HandoffRow, now: datetime) -> list[PersonRow]:
    """Who is told about a handoff: the provider who took it, else everyone of the organisation within reach.

    Who was told of an offer can still answer it, though they have paused or have no room for another one since.
    """
    if handoff.provider_id is not None:
        every = directory.providers_of(session, handoff.organisation_id)
        return _people(session, [row for row in every if row.id == handoff.provider_id])
    reached = _people(session, directory.available_providers(session, handoff.organisation_id, now))
    if handoff.told_at is None:
        return reached
    told = messages.people_told(session, handoff.id).difference(person.id for person in reached)
    every = directory.providers_of(session, handoff.organisation_id) if told else ()
    knowing = _people(session, [row for row in every if row.person_id in told])
    return [*reached, *(person for person in knowing if reads_line(person))]


def _people(session: Session, rows: Sequence[ProviderRow]) -> list[PersonRow]:
    people = (session.get(PersonRow, row.person_id) for row in rows if row.person_id is not None)
    return [person for person in people if person is not None]


def reads_line(person: PersonRow) -> bool:
    """Whether they read what the bot writes."""
    return person.line_user_id is not None and person.blocked_at is None


def who_knows(session: Session, handoff: HandoffRow, now: datetime) -> list[PersonRow]:
    """Of `takers_of` those who have heard of this handoff; to anyone else its end would be a riddle."""
    told = messages.people_told(session, handoff.id)
    return [person for person in takers_of(session, handoff, now) if person.id in told]


def tell_provider(
    session: Session, handoff: HandoffRow, *says: Say, now: datetime, follow_up_id: int | None = None
) -> bool:
    """Tell whoever serves this handoff; False when nobody there is in LINE."""
    rows = [
        tell(
            session,
            person,
            says,
            now,
            case_id=handoff.case_id,
            handoff_id=handoff.id,
            follow_up_id=follow_up_id if place == 0 else None,
        )
        for place, person in enumerate(takers_of(session, handoff, now))
    ]
    return any(row is not None for row in rows)


NATIONAL = ""
"""The "province" that no regional centre looks after."""


def tell_staff(
    session: Session,
    case: CaseRow,
    key: str,
    now: datetime,
    parameters: Mapping[str, Meant] | None = None,
    *,
    national: bool = False,
) -> None:
    """Officers in charge of the case's province (or the national ones), with a link to the case's page."""
    link = Choice("choice.open_case", url=f"console/cases/{case.id}")
    say = Say(key, {"number": case.number, **(parameters or {})}, title="staff.title", buttons=(link,))
    for person in staff.staff_to_tell(session, NATIONAL if national else case.province):
        tell(session, person, (say,), now, case_id=case.id)


def number_for(session: Session, handoff: HandoffRow) -> Meant:
    """The number by which whoever has a part knows it; who has two parts of a case hears of which, too."""
    number = handoff.case.number
    others = (part for part in handoff.case.handoffs if part.id != handoff.id and part.status in LIVE)
    if not any(_who_has(session, handoff) & _who_has(session, part) for part in others):
        return number
    name = organisation_name(handoff.organisation)
    return wording.said("named.part", number=number, organisation=name, needs=what_of(handoff))


def _who_has(session: Session, handoff: HandoffRow) -> set[int]:
    """Whoever took this part, or may take it."""
    every = directory.providers_of(session, handoff.organisation_id)
    serving = (row for row in every if handoff.provider_id in (None, row.id))
    return {row.person_id for row in serving if row.person_id is not None}


def what_of(handoff: HandoffRow) -> Meant:
    """What a part is for: needs, or the resource that was drawn in for one."""
    if handoff.kind is not None:
        return wording.said(f"service_kind.{handoff.kind}")
    return wording.needs(handoff.needs)


def whom_to_call(organisation: OrganisationRow) -> dict[str, Meant]:
    """The public number of an organisation that an officer is to telephone."""
    return {"organisation": organisation_name(organisation), "phone": organisation.phone or "-"}


def organisation_name(organisation: OrganisationRow) -> Meant:
    return wording.name(organisation.name_th, organisation.name_en)


def needs_of(case: CaseRow) -> Meant:
    return wording.needs(row.need for row in case.needs)
