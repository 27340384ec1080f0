"""The Consulting Team of a case: one lead as long as any need is served, and everyone hears of what the others do."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.cards import colleagues_of, part_line
from casework.history import CLOCK
from casework.telling import tell_provider
from intake.saying import Say
from network.cases import HOLDING, LIVE, Role
from storage import cases
from storage.tables import CaseRow, HandoffRow


def lead_of(case: CaseRow) -> HandoffRow | None:
    """The living part that leads."""
    return lead_among(cases.handoffs_of(case))


def lead_among(parts: Iterable[HandoffRow]) -> HandoffRow | None:
    """The living part that leads."""
    return next((part for part in parts if part.role == Role.LEAD and part.status in LIVE), None)


def keep_a_lead(session: Session, case: CaseRow, now: datetime) -> None:
    """When the lead has gone, the member who has worked on the case longest leads."""
    _let_lead(session, case, HOLDING, now)


def name_a_lead(session: Session, case: CaseRow, now: datetime) -> None:
    """When nobody leads who works on it or is asked in the lead's place, whoever was asked first leads."""
    _let_lead(session, case, HOLDING, now)
    _let_lead(session, case, LIVE, now)


def _let_lead(session: Session, case: CaseRow, states: Collection[str], now: datetime) -> None:
    """Resources that were drawn in serve the parts of others, and lead nothing."""
    if lead_of(case) is not None:
        return
    parts = cases.handoffs_of(case)
    part = next((part for part in parts if part.status in states and part.kind is None), None)
    if part is None:
        return
    part.role = Role.LEAD
    history.note_part(session, part, "lead", CLOCK, now)
    session.flush()
    if part.status in HOLDING:
        tell_provider(session, part, Say("team.lead", {"number": case.number}), now=now)


def tell_others(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """Let those who work on the case know where this part stands now."""
    line = part_line(session, handoff)
    for other in colleagues_of(handoff):
        if other.status in HOLDING:
            said = Say("team.news", {"number": handoff.case.number, "part": line})
            tell_provider(session, other, said, now=now)
