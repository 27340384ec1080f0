"""The facts from which `network.deadlines` decides what is due, read off a case's rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from intake.steps import TELLING
from network.cases import (
    ASK_OWNER,
    CALLED_OFF,
    ENDED,
    HANDOFF_MOVES,
    LIVE,
    OWNER_ANSWERED,
    QUESTION_LAPSED,
    STILL_WANTED,
    CaseStatus,
    HandoffStatus,
    Resolution,
)
from network.facts import CaseFacts, ChatFacts, HandoffFacts, Sent, Started
from network.office_hours import Calendar
from storage import cases
from storage.database import straight, write_what_is_new
from storage.messages import FAILED
from storage.tables import CaseRow, ConversationRow, FollowUpRow, HandoffRow, MessageRow, MoveRow

MOVES_OF_HANDOFFS = frozenset(HANDOFF_MOVES) | {"offer"}


Known = tuple[HandoffRow, HandoffFacts] | tuple[CaseRow, CaseFacts]


def known_of(session: Session, case: CaseRow, calendar: Calendar) -> tuple[Known, ...]:
    """What is known of each handoff of a case and then of itself, each beside its row."""
    about = {"case_id": case.id}
    write_what_is_new(session)
    moves = straight(session, _MOVES, about).all()
    sent = [Sent(*row) for row in straight(session, _SENT, about)]
    handoffs = cases.handoffs_of(case)
    return (
        *((handoff, _handoff_facts(handoff, moves, sent, calendar)) for handoff in handoffs),
        (case, _case_facts(case, handoffs, moves, sent)),
    )


Move = Row[int, int | None, str, str, datetime]
_MOVES = (
    select(MoveRow.id, MoveRow.handoff_id, MoveRow.name, MoveRow.target, MoveRow.at)
    .where(MoveRow.case_id == bindparam("case_id"))
    .order_by(MoveRow.id)
)
_waits = exists().where(
    MessageRow.follow_up_id == FollowUpRow.id, or_(MessageRow.ended_at.is_(None), MessageRow.outcome == FAILED)
)
_SENT = (
    select(
        FollowUpRow.rule,
        FollowUpRow.nth,
        FollowUpRow.move_id,
        FollowUpRow.at,
        FollowUpRow.answered_at,
        FollowUpRow.answer,
        ~_waits,
    )
    .where(FollowUpRow.case_id == bindparam("case_id"))
    .order_by(FollowUpRow.id)
)
"""The clock asks these about every case that it looks at: put together once, and no more than it needs."""


def chat_facts(conversation: ConversationRow) -> ChatFacts | None:
    """What is known of a chat in which someone waits: an officer, the person for one, or a matter that is not sent.

    None when nobody does.
    """
    telling = conversation.step in TELLING
    if conversation.paused_since is None and conversation.wants_person_since is None and not telling:
        return None
    return ChatFacts(
        conversation.paused_since,
        conversation.staff_wrote_at,
        conversation.staff_reminded_at,
        conversation.national_reminded_at,
        conversation.wants_person_since,
        conversation.person_wrote_at if telling else None,
        conversation.owner_reminded_at,
    )


def _case_facts(
    case: CaseRow, handoffs: Sequence[HandoffRow], moves: Sequence[Move], sent: Sequence[Sent]
) -> CaseFacts:
    opened = _last(move for move in moves if move.handoff_id is None and move.name in ("open", "reopen"))
    return CaseFacts(
        status=CaseStatus(case.status),
        opened=opened or Started(None, case.opened_at),
        live=any(handoff.status in LIVE for handoff in handoffs),
        left_over=bool(cases.open_needs(case, handoffs)),
        held=_last(move for move in moves if move.name == "hold_for_staff") if case.held_by_staff else None,
        released=_last(move for move in moves if move.name in ("release", cases.CHAT_GIVEN_BACK)),
        staff_acted_at=case.staff_acted_at,
        ended=_ended(case, handoffs, moves),
        closed=_last(move for move in moves if move.name == "close") if _can_be_asked_of_its_end(case) else None,
        resolution=Resolution(case.resolution) if case.resolution else None,
        sent=tuple(sent),
    )


def _can_be_asked_of_its_end(case: CaseRow) -> bool:
    """Whether a case is closed, and has an owner who can be asked what came of it: who was erased cannot."""
    return case.closed_at is not None and bool(case.person_id or case.contact_phone)


def _ended(case: CaseRow, handoffs: Sequence[HandoffRow], moves: Sequence[Move]) -> Started | None:
    """The end of the last part since the case was last opened.

    A need for which nobody has been found is no end, however much else is done.
    """
    if cases.open_needs(case, handoffs) or not any(handoff.status == HandoffStatus.DONE for handoff in handoffs):
        return None
    reopened = max((move.id for move in moves if move.name == "reopen"), default=0)
    return _last(
        move for move in moves if move.id > reopened and move.name in MOVES_OF_HANDOFFS and move.target in ENDED
    )


def _handoff_facts(
    handoff: HandoffRow, moves: Sequence[Move], sent: Sequence[Sent], calendar: Calendar
) -> HandoffFacts:
    its = [move for move in moves if move.handoff_id == handoff.id]
    question, waited = _questions(its, calendar)
    called_off = _called_off(its)
    own = [move for move in its if move.name in MOVES_OF_HANDOFFS]
    ids = {move.id for move in own} | {started.move_id for started in (question, called_off) if started}
    return HandoffFacts(
        handoff_id=handoff.id,
        status=HandoffStatus(handoff.status),
        moves={HandoffStatus(move.target): Started(move.id, move.at) for move in own},
        told_at=handoff.told_at,
        contacted_at=handoff.contacted_at,
        contact_confirmed_at=handoff.confirmed_at,
        question=question,
        waited=waited,
        called_off=called_off,
        sent=tuple(one for one in sent if one.move_id in ids),
    )


def _questions(moves: Sequence[Move], calendar: Calendar) -> tuple[Started | None, timedelta]:
    """The question to the owner that waits, and how much office time the ended ones took."""
    asked: Started | None = None
    waited = timedelta(0)
    for move in moves:
        if move.name == ASK_OWNER:
            asked = Started(move.id, move.at)
        elif asked is not None and move.name in (OWNER_ANSWERED, QUESTION_LAPSED):
            waited += calendar.open_between(asked.at, move.at)
            asked = None
    return asked, waited


def _called_off(moves: Sequence[Move]) -> Started | None:
    """That the owner does not want it any more, unless they have said since that they do."""
    last = next((move for move in reversed(moves) if move.name in (CALLED_OFF, STILL_WANTED)), None)
    return Started(last.id, last.at) if last is not None and last.name == CALLED_OFF else None


def _last(moves: Iterable[Move]) -> Started | None:
    last = None
    for move in moves:
        last = Started(move.id, move.at)
    return last
