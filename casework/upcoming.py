"""What time will bring next: the moments that people are told of, from the same facts and rules as the clock uses."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from casework.rules import rules_of
from network import wording
from network.cases import CaseStatus
from network.deadlines import moment_of
from network.facts import Facts
from network.wording import Meant
from storage import facts, settings
from storage.tables import CaseRow, HandoffRow

WHILE_OPEN = (
    "question_lapses",
    "offer_expires",
    "first_contact_ask",
    "anyone_called",
    "progress",
    "done_by_silence",
)
WITH_STAFF = ("held_escalate",)
CLOSED = ("result_90", "result_180")
"""What is worth telling an owner of what comes next, each in the words `next.<rule>`."""


def of_handoff(session: Session, handoff: HandoffRow, rule: str) -> datetime | None:
    """When `rule` is due about this handoff; None when it is not."""
    calendar = settings.calendar(session)
    its = next(its for row, its in facts.known_of(session, handoff.case, calendar) if row is handoff)
    return moment_of(rule, its, rules_of(session), calendar)


def of_case(session: Session, case: CaseRow, now: datetime) -> Meant:
    """What happens next with a case, and when, for its owner; empty when time alone brings nothing."""
    known = [its for _, its in facts.known_of(session, case, settings.calendar(session))]
    moments = _moments(session, _worth_telling(case), known, now)
    if not moments:
        return ""
    at, rule = min(moments)
    return wording.said("next.line", what=wording.said(f"next.{rule}", at=wording.moment(at)))


def _worth_telling(case: CaseRow) -> tuple[str, ...]:
    if case.status == CaseStatus.CLOSED:
        return CLOSED
    return WITH_STAFF if case.held_by_staff else WHILE_OPEN


def _moments(
    session: Session, rules: Iterable[str], every: Iterable[Facts], now: datetime
) -> list[tuple[datetime, str]]:
    calendar, numbers = settings.calendar(session), rules_of(session)
    found = [(moment_of(rule, its, numbers, calendar), rule) for its in every for rule in rules]
    return [(at, rule) for at, rule in found if at is not None and at > now]
