"""All that a turn is decided from, read off the rows of one person."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.conversation import Answers, Conversation, OwnCase, Situation
from network.cases import CaseStatus
from network.needs import Need
from storage import cases, directory, people, staff
from storage.tables import CaseRow, ConversationRow, PersonRow

PROVIDER_WINDOW = timedelta(minutes=30)
"""So long are the words of someone who was asked something as a provider an answer to that."""


def situation_of(session: Session, person: PersonRow, conversation: ConversationRow, now: datetime) -> Situation:
    """The situation of a person whose conversation is at hand."""
    consents = people.consents_of(session, person.id)
    own = cases.cases_of_person(session, person.id)
    return Situation(
        language=person.language,
        is_new=person.first_seen_at == now,
        was_blocked=person.blocked_at is not None,
        consent=consents.get("service"),
        news=consents.get("news"),
        conversation=to_conversation(conversation),
        paused_for_staff=conversation.paused_since is not None,
        waits_for_staff=conversation.wants_person_since is not None,
        cases=tuple(_own_case(case) for case in own),
        is_provider=bool(directory.provider_rows_of(session, person.id)),
        is_staff=staff.staff_of_person(session, person.id) is not None,
        declined_handoff=_declined(person, now),
        last_phone=next((case.contact_phone for case in own if case.contact_phone), None),
    )


def to_conversation(row: ConversationRow) -> Conversation:
    return Conversation(row.step, Answers.from_plain(row.answers), row.unclear)


def keep_conversation(row: ConversationRow, conversation: Conversation, now: datetime) -> None:
    """Where the dialog stands now."""
    row.step = conversation.step
    row.answers = conversation.answers.to_plain()
    row.unclear = conversation.unclear
    row.changed_at = now


def _own_case(case: CaseRow) -> OwnCase:
    needs = tuple(Need(row.need) for row in case.needs)
    return OwnCase(case.id, case.number or "", needs, case.status != CaseStatus.CLOSED)


def _declined(person: PersonRow, now: datetime) -> int | None:
    recently = person.declined_at is not None and now - person.declined_at <= PROVIDER_WINDOW
    return person.declined_handoff_id if recently else None
