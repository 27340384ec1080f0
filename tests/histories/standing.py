"""How everything stands after a step, read once for all promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, union_all
from sqlalchemy.orm import Session

from network.cases import LIVE, CaseStatus, HandoffStatus
from storage.tables import (
    CaseNeedRow,
    CaseRow,
    ConversationRow,
    FollowUpRow,
    HandoffRow,
    IncomingRow,
    MessageRow,
)

Case = Row[*tuple[Any, ...]]
Handoff = Row[*tuple[Any, ...]]
FollowUp = Row[*tuple[Any, ...]]
Chat = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Standing:
    """Cases, their parts, what time asked, what is still owed."""

    cases: Sequence[Case]
    needs: Mapping[int, frozenset[str]]
    parts: Mapping[int, Sequence[Handoff]]
    follow_ups: Sequence[FollowUp]
    chats: Sequence[Chat]
    failures: Sequence[str | None]
    owed_since: Sequence[datetime | None]
    cancelled: frozenset[int]

    @classmethod
    def read(cls, session: Session) -> "Standing":
        handoffs = session.execute(_HANDOFFS).all()
        needs = session.execute(select(CaseNeedRow.case_id, CaseNeedRow.need)).all()
        every = session.execute(_CASES).all()
        return cls(
            cases=every,
            needs={case.id: frozenset(need for of, need in needs if of == case.id) for case in every},
            parts={case.id: [row for row in handoffs if row.case_id == case.id] for case in every},
            follow_ups=session.execute(_FOLLOW_UPS).all(),
            chats=session.execute(_CHATS).all(),
            failures=session.scalars(_FAILURES).all(),
            owed_since=session.scalars(_OWED).all(),
            cancelled=frozenset(session.scalars(_CANCELLED)),
        )

    @property
    def open_cases(self) -> list[Case]:
        return [case for case in self.cases if case.status != CaseStatus.CLOSED]

    @property
    def closed_cases(self) -> list[Case]:
        return [case for case in self.cases if case.status == CaseStatus.CLOSED]

    def living(self, case: Case) -> list[Handoff]:
        """The parts of a case in which an organisation may still act."""
        return [part for part in self.parts[case.id] if part.status in LIVE]

    def covered(self, case: Case) -> frozenset[str]:
        """What someone is asked for, works on, or has done."""
        its = [part for part in self.parts[case.id] if part.status in LIVE or part.status == HandoffStatus.DONE]
        return frozenset(need for part in its for need in part.needs)

    def asked(self, case: Case, *rules: str) -> list[FollowUp]:
        return [row for row in self.follow_ups if row.case_id == case.id and row.rule in rules]


_CASES = select(
    CaseRow.id,
    CaseRow.number,
    CaseRow.person_id,
    CaseRow.status,
    CaseRow.resolution,
    CaseRow.resolved_by_word_of,
    CaseRow.province,
    CaseRow.held_by_staff,
    CaseRow.held_why,
    CaseRow.closed_at,
    CaseRow.next_look_at,
).order_by(CaseRow.id)
_HANDOFFS = select(
    HandoffRow.id,
    HandoffRow.case_id,
    HandoffRow.organisation_id,
    HandoffRow.provider_id,
    HandoffRow.role,
    HandoffRow.kind,
    HandoffRow.needs,
    HandoffRow.ring,
    HandoffRow.status,
    HandoffRow.next_look_at,
    HandoffRow.told_at,
).order_by(HandoffRow.id)
_FOLLOW_UPS = select(
    FollowUpRow.id,
    FollowUpRow.case_id,
    FollowUpRow.handoff_id,
    FollowUpRow.move_id,
    FollowUpRow.rule,
    FollowUpRow.nth,
    FollowUpRow.at,
    FollowUpRow.answered_at,
    FollowUpRow.answer,
).order_by(FollowUpRow.id)
_CHATS = select(
    ConversationRow.person_id,
    ConversationRow.step,
    ConversationRow.wants_person_since,
    ConversationRow.paused_since,
    ConversationRow.next_look_at,
)
_FAILURES = union_all(
    select(MessageRow.failure).where(MessageRow.failure.is_not(None)),
    select(IncomingRow.failure).where(IncomingRow.failure.is_not(None)),
)
_OWED = select(MessageRow.not_before).where(MessageRow.direction == "out", MessageRow.ended_at.is_(None))
_CANCELLED = select(MessageRow.id).where(MessageRow.outcome == "cancelled")
