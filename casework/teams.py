"""The Consulting Team of a case: always one lead, and everyone hears what the others take on and finish."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework import history
from casework.cards import colleagues_of, part_line
from casework.history import CLOCK
from casework.telling import tell_provider
from intake.saying import Say
from network.cases import HOLDING, NOT_TAKEN, Role
from storage import cases
from storage.tables import CaseRow, HandoffRow


def lead_of(session: Session, case_id: int) -> HandoffRow | None:
    """The part that leads, if it lives or is done."""
    parts = cases.handoffs_of(session, case_id)
    return next((part for part in parts if part.role == Role.LEAD and part.status not in NOT_TAKEN), None)


def keep_a_lead(session: Session, case: CaseRow, now: datetime) -> None:
    """When the lead has gone, the member who has been there longest leads."""
    if lead_of(session, case.id) is not None:
        return
    members = [part for part in cases.handoffs_of(session, case.id) if part.status in HOLDING and part.kind is None]
    if not members:
        return
    part = members[0]
    part.role = Role.LEAD
    history.note(session, case, "lead", case.status, CLOCK, now).handoff_id = part.id
    tell_provider(session, part, Say("team.lead", {"number": case.number or ""}), now=now)


def tell_others(session: Session, handoff: HandoffRow, now: datetime) -> None:
    """Let those who work on the case know where this part stands now."""
    line = part_line(session, handoff)
    for other in colleagues_of(session, handoff):
        if other.status in HOLDING:
            said = Say("team.news", {"number": handoff.case.number or "", "part": line})
            tell_provider(session, other, said, now=now)
