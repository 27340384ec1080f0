"""What time brings to a state in which nobody does anything: the rules of `network.deadlines`, played out.

The pictures show it, and by it the tests know that every state has a way out in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from network.cases import LIVE, CaseStatus, HandoffStatus, Resolution
from network.deadlines import Due, Rules, due, next_look_at
from network.facts import CaseFacts, ChatFacts, Facts, HandoffFacts, Sent, Started
from network.office_hours import Calendar, Wait, WorkingTime
from network.rules import Does, Rule, Whom

BEGIN = datetime(2026, 11, 4, 1, 30, tzinfo=UTC)
"""A Wednesday, half past eight in Bangkok: no wait of the rules ends on a Sunday, so they come out round."""

NO_HOLIDAYS = Calendar(frozenset())
LONG = timedelta(days=365)
SOMEONE_LOOKS = frozenset({Does.HOLD})
IT_MOVES = frozenset({Does.EXPIRE, Does.CLOSE, Does.RESUME, Does.LAPSE})


@dataclass(frozen=True)
class Brought:
    """One thing that a rule does after so long; `nth` counts the times."""

    rule: Rule[Any]
    nth: int
    after: Wait

    @property
    def leads_out(self) -> bool:
        """Whether it moves the matter, or puts it before a person; national staff, told again and again, look."""
        rule = self.rule
        tells_last = rule.does is Does.TELL and rule.whom is Whom.NATIONAL_STAFF and rule.at_most is None
        return tells_last or self.rule.does in SOMEONE_LOOKS | IT_MOVES


def silence(facts: Facts, rules: Rules) -> tuple[Brought, ...]:
    """Everything that time brings, up to the first that leads out (and whatever comes with it)."""
    return tuple(_played(facts, rules))


def _played(facts: Facts, rules: Rules) -> Iterator[Brought]:
    in_days = over = False
    while not over and (look := next_look_at(facts, rules, NO_HOLIDAYS)) is not None and look < BEGIN + LONG:
        ready = due(facts, rules, NO_HOLIDAYS, look)
        for one in ready:
            in_days = in_days or isinstance(one.rule.after, timedelta)
            brought = Brought(one.rule, one.nth, _passed(one, in_days=in_days))
            yield brought
            facts, over = _noted(facts, one), over or brought.leads_out


def _passed(one: Due, *, in_days: bool) -> Wait:
    """Since the state began: in days of the calendar once a rule counted those, else in working time."""
    if in_days:
        return timedelta(days=(one.at - BEGIN).days)
    days = NO_HOLIDAYS.working_days_between(BEGIN, one.at)
    left = one.at - NO_HOLIDAYS.add(BEGIN, WorkingTime(days=days))
    hours = round(left / timedelta(hours=1))
    return WorkingTime(days, hours)


def _noted(facts: Facts, one: Due) -> Facts:
    if isinstance(facts, ChatFacts) and one.rule.whom is Whom.OWNER:
        return replace(facts, owner_reminded_at=one.at)
    if isinstance(facts, ChatFacts) and one.rule.whom is Whom.NATIONAL_STAFF:
        return replace(facts, national_reminded_at=one.at)
    if isinstance(facts, ChatFacts):
        return replace(facts, reminded_at=one.at)
    return replace(facts, sent=(*facts.sent, Sent(one.rule.name, one.nth, one.move_id, one.at)))


# --- states that begin then ------------------------------------------------------------------------------


def of_handoff(status: HandoffStatus, *, told: bool = True) -> HandoffFacts:
    """One organisation's part that came into this state just now."""
    path = {HandoffStatus.OFFERED: Started(1, BEGIN)}
    if status in LIVE - {HandoffStatus.OFFERED}:
        path[HandoffStatus.ACCEPTED] = Started(2, BEGIN)
    path[status] = Started(3, BEGIN)
    served = BEGIN if status in {HandoffStatus.IN_SERVICE, HandoffStatus.ON_HOLD} else None
    return HandoffFacts(1, status, path, told_at=BEGIN if told else None, contact_confirmed_at=served)


def of_case(status: CaseStatus, **more: Any) -> CaseFacts:
    """A case that came into this state just now: `ended`, `held`, `closed` as they are set."""
    return CaseFacts(status, Started(1, BEGIN), **more)


JUST_NOW = Started(9, BEGIN)
ALONE = of_case(CaseStatus.OPEN)
HELD = of_case(CaseStatus.OPEN, held=JUST_NOW)
ALL_ENDED = of_case(CaseStatus.IN_SERVICE, ended=JUST_NOW)
OVER = of_case(CaseStatus.CLOSED, closed=JUST_NOW, resolution=Resolution.RESOLVED)
TAKEN_CHAT = ChatFacts(paused_since=BEGIN)
WAITING_CHAT = ChatFacts(wants_person_since=BEGIN)
HALF_TOLD = ChatFacts(told_at=BEGIN)
