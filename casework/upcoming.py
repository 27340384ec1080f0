"""What time will bring next: the moments that people are told of, from the same facts and rules as the clock uses."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.rules import rules_of
from network.deadlines import moment_of
from storage import facts, settings
from storage.tables import HandoffRow


def of_handoff(session: Session, handoff: HandoffRow, rule: str) -> datetime | None:
    """When `rule` is due about this handoff; None when it is not."""
    calendar = settings.calendar(session)
    _, of_handoffs = facts.facts_of(session, handoff.case, calendar)
    its = next(one for one in of_handoffs if one.handoff_id == handoff.id)
    return moment_of(rule, its, rules_of(session), calendar)
