"""What waits for a person: cases that staff hold, chats, organisations to be called, messages that did not go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, literal_column, or_, select
from sqlalchemy.orm import Session, selectinload

from casework.telling import reads_line, takers_of
from console.officers import Officer
from network.cases import HandoffStatus
from storage import cases, directory, messages
from storage import sending as line
from storage.case_lists import within
from storage.tables import CaseRow, ConversationRow, HandoffRow, MoveRow, OrganisationRow, PersonRow

MOST = 100
FAILURES_SHOWN = timedelta(days=14)
DELETIONS_SHOWN = timedelta(days=90)
OFFERED: ColumnElement[str] = literal_column("'offered'")
"""As part of the statement, since an index holds these alone."""


def held_cases(session: Session, scope: Collection[str] | None) -> Sequence[CaseRow]:
    """Cases in staff's hands, the longest waiting first."""
    held = select(CaseRow).where(CaseRow.held_by_staff, *within(scope)).options(selectinload(CaseRow.handoffs))
    return session.scalars(held.order_by(CaseRow.held_since, CaseRow.id).limit(MOST)).all()


def calls_to_make(session: Session, scope: Collection[str] | None, now: datetime) -> list[HandoffRow]:
    """Offers to organisations nobody of which can be told in LINE now."""
    offered = (
        select(HandoffRow)
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(HandoffRow.status == OFFERED, CaseRow.held_by_staff, *within(scope))
        .options(selectinload(HandoffRow.case))
        .order_by(HandoffRow.offered_at)
        .limit(MOST)
    )
    return [row for row in session.scalars(offered) if is_out_of_reach(session, row.organisation_id, now)]


def deletions_to_ask_for(session: Session, scope: Collection[str] | None, now: datetime) -> list[HandoffRow]:
    """Parts of which someone knew the owner's contact, lost the case, and can be told by telephone alone."""
    noted = select(MoveRow.name).where(MoveRow.handoff_id == HandoffRow.id, MoveRow.name.in_(cases.ABOUT_DELETING))
    last = noted.order_by(MoveRow.id.desc()).limit(1).scalar_subquery()
    is_lost = HandoffRow.status.in_((HandoffStatus.WITHDRAWN, HandoffStatus.NOT_DONE))
    lost = (
        select(HandoffRow, last == cases.TO_BE_DELETED)
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(or_(last == cases.TO_BE_DELETED, and_(last.is_(None), is_lost)))
        .where(HandoffRow.accepted_at.is_not(None), HandoffRow.ended_at > now - DELETIONS_SHOWN, *within(scope))
        .options(selectinload(HandoffRow.case))
        .order_by(HandoffRow.ended_at)
        .limit(MOST)
    )
    return [part for part, is_left in session.execute(lost) if is_left or _is_out_of_line(session, part, now)]


def _is_out_of_line(session: Session, part: HandoffRow, now: datetime) -> bool:
    """Whether LINE does not reach them: it is for who took it, whoever else of the organisation is in LINE."""
    return not any(reads_line(person) for person in takers_of(session, part, now))


def is_out_of_reach(session: Session, organisation_id: int, now: datetime) -> bool:
    """Whether only the telephone reaches this organisation now."""
    return not directory.available_providers(session, organisation_id, now)


# --- chats ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chat:
    """A chat that waits for an officer or is with one.

    `cases` are their own and `served` those that wait for them or that they look after as a provider, as far as the
    officer may see them; `serves` are the organisations.
    """

    person: PersonRow
    conversation: ConversationRow
    cases: Sequence[CaseRow]
    serves: Sequence[OrganisationRow]
    served: Sequence[HandoffRow]

    @property
    def role(self) -> str:
        """As who they write: an owner, unless they only serve."""
        return "provider" if self.serves and not self.cases else "owner"

    @property
    def numbers(self) -> list[str]:
        """The cases that they may write about."""
        return [case.number for case in (*self.cases, *(part.case for part in self.served))]

    @property
    def since(self) -> datetime:
        return self.conversation.wants_person_since or self.conversation.paused_since or self.person.first_seen_at


def chats(session: Session, officer: Officer) -> list[Chat]:
    """Chats that wait for a person or are with one, the longest waiting first."""
    with_staff = or_(ConversationRow.wants_person_since.is_not(None), ConversationRow.paused_since.is_not(None))
    found = (
        select(PersonRow, ConversationRow)
        .join(ConversationRow, ConversationRow.person_id == PersonRow.id)
        .where(with_staff, PersonRow.line_user_id.is_not(None))
        .limit(MOST * 5)
    )
    seen = (chat_with(session, officer, person, row) for person, row in session.execute(found))
    return sorted((chat for chat in seen if chat is not None), key=lambda chat: chat.since)


def chat_with(
    session: Session, officer: Officer, person: PersonRow, conversation: ConversationRow | None
) -> Chat | None:
    """The chat of a person, or None when it is not the officer's affair.

    It is when the person has a case in their provinces, or serves for an organisation there. Who has neither yet
    belongs to the province they named, else to the national officers.
    """
    row = conversation or ConversationRow(person_id=person.id, answers={}, unclear=0)
    every = cases.cases_of_person(session, person.id)
    seen = [case for case in every if officer.sees(case.province)]
    serves = [one.organisation for one in directory.provider_rows_of(session, person.id)]
    served = cases.live_handoffs_of_person(session, person.id) if serves else ()
    if officer.is_national or seen or _belongs(officer, row, serves, has_cases=bool(every)):
        return Chat(person, row, seen, serves, [part for part in served if officer.sees(part.case.province)])
    return None


def _belongs(
    officer: Officer, conversation: ConversationRow, serves: Sequence[OrganisationRow], *, has_cases: bool
) -> bool:
    if serves or has_cases:
        return any(officer.sees(organisation.province) for organisation in serves)
    named = conversation.answers.get("province")
    return named is not None and officer.sees(named)


# --- the state of sending -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sending:
    """Whether messages go out; `stopped` and `pushes_stopped` say why not, `down_since` that LINE does not answer."""

    stopped: bool
    pushes_stopped: bool
    down_since: datetime | None
    owed: int


def sending(session: Session) -> Sending:
    known = line.states(session)
    return Sending(
        stopped=line.STOPPED in known,
        pushes_stopped=line.QUOTA_USED in known,
        down_since=line.down_since(known),
        owed=messages.number_owed(session),
    )
