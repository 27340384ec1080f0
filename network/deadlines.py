"""The table of everything that time brings to a case, and what of it is due.

    due(facts, rules, calendar, now) -> tuple[Due, ...]
    next_look_at(facts, rules, calendar) -> datetime | None

Nothing is scheduled: whether something is due follows from the facts, so that changing a number or a day off
needs no repair, and looking twice, late or on two machines finds the same. A `Due` is done once because
follow-ups are unique by (move, rule, nth). The waits are RISMEP's own choice; no law sets them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from network import clocks
from network.facts import CaseFacts, ChatFacts, Facts, HandoffFacts, Started
from network.office_hours import Calendar, WorkingTime
from network.rules import Does, Rule, Whom, check_number

HANDOFF_RULES: tuple[Rule[HandoffFacts], ...] = (
    Rule(
        "offer_reminder",
        clocks.offer_unanswered,
        WorkingTime(hours=4),
        Does.TELL,
        Whom.PROVIDER,
        yields_to="offer_expires",
    ),
    Rule("offer_expires", clocks.offer_unanswered, WorkingTime(hours=8), Does.EXPIRE, Whom.PROVIDER),
    Rule("question_lapses", clocks.question_unanswered, WorkingTime(hours=8), Does.LAPSE, Whom.OWNER),
    Rule(
        "offer_untold",
        clocks.offer_untold,
        WorkingTime(hours=8),
        Does.HOLD,
        Whom.STAFF,
        again=WorkingTime(days=1),
        at_most=None,
    ),
    Rule("first_contact_ask", clocks.not_contacted, WorkingTime(days=2), Does.ASK, Whom.PROVIDER),
    Rule(
        "anyone_called",
        clocks.not_confirmed,
        WorkingTime(days=3),
        Does.ASK,
        Whom.OWNER,
        again=WorkingTime(days=2),
        at_most=2,
        until_answered=False,
        yields_to="nobody_called",
    ),
    Rule(
        "nobody_called",
        clocks.asked_whether_called,
        WorkingTime(days=4),
        Does.HOLD,
        Whom.STAFF,
        again=WorkingTime(days=5),
        at_most=None,
    ),
    Rule(
        "progress", clocks.in_service, timedelta(days=14), Does.ASK, Whom.PROVIDER, at_most=None, until_answered=False
    ),
    Rule("progress_silent", clocks.silent_about_progress, WorkingTime(days=2), Does.HOLD, Whom.STAFF),
    Rule("called_off", clocks.called_off, WorkingTime(days=2), Does.HOLD, Whom.STAFF),
)

CASE_RULES: tuple[Rule[CaseFacts], ...] = (
    Rule(
        "question_untold",
        clocks.question_untold,
        WorkingTime(hours=8),
        Does.HOLD,
        Whom.STAFF,
        again=WorkingTime(days=1),
        at_most=None,
    ),
    Rule("nobody_has_it", clocks.nobody_has_it, WorkingTime(hours=1), Does.HOLD, Whom.STAFF),
    Rule(
        "held_reminder",
        clocks.held_without_acting,
        WorkingTime(days=2),
        Does.TELL,
        Whom.STAFF,
        yields_to="held_escalate",
    ),
    Rule(
        "held_escalate", clocks.held_without_acting, WorkingTime(days=5), Does.HOLD, Whom.NATIONAL_STAFF, at_most=None
    ),
    Rule(
        "done",
        clocks.not_said_whether_done,
        timedelta(0),
        Does.ASK,
        Whom.OWNER,
        again=timedelta(days=2),
        at_most=3,
        yields_to="done_by_silence",
    ),
    Rule("done_by_silence", clocks.asked_whether_done, timedelta(days=7), Does.CLOSE, Whom.OWNER),
    Rule("satisfaction", clocks.closed_after_service, timedelta(0), Does.ASK, Whom.OWNER),
    Rule(
        "result_90",
        clocks.closed_resolved,
        timedelta(days=90),
        Does.ASK,
        Whom.OWNER,
        again=timedelta(days=7),
        at_most=3,
    ),
    Rule(
        "result_180",
        clocks.closed_resolved,
        timedelta(days=180),
        Does.ASK,
        Whom.OWNER,
        again=timedelta(days=7),
        at_most=3,
    ),
)

CHAT_RULES: tuple[Rule[ChatFacts], ...] = (
    Rule(
        "chat_reminder",
        clocks.chat_without_staff,
        WorkingTime(hours=4),
        Does.TELL,
        Whom.STAFF,
        yields_to="chat_returns",
    ),
    Rule("chat_returns", clocks.chat_without_staff, WorkingTime(hours=8), Does.RESUME, Whom.OWNER),
    Rule(
        "person_waits",
        clocks.waits_for_person,
        WorkingTime(hours=4),
        Does.TELL,
        Whom.STAFF,
        again=WorkingTime(days=1),
        at_most=None,
        yields_to="person_waits_long",
    ),
    Rule(
        "person_waits_long",
        clocks.waits_for_person,
        WorkingTime(days=3),
        Does.TELL,
        Whom.NATIONAL_STAFF,
        again=WorkingTime(days=5),
        at_most=None,
    ),
    Rule("half_told", clocks.half_told, WorkingTime(days=1), Does.TELL, Whom.OWNER, yields_to="half_told_lapses"),
    Rule("half_told_lapses", clocks.half_told, timedelta(days=14), Does.LAPSE, Whom.OWNER),
)

OFFERS = "offers"

SOON = timedelta(minutes=1)
"""What has only begun to wait is looked at then. No rule as it is shipped is due before, and one look serves what has
gone out since, too. Nobody waits for it, but whoever writes meanwhile waits for an answer.
"""


@dataclass(frozen=True)
class Rules:
    """Every rule with its numbers of now. After `most_asked` refusals or silences a need goes to staff."""

    handoff: tuple[Rule[HandoffFacts], ...] = HANDOFF_RULES
    case: tuple[Rule[CaseFacts], ...] = CASE_RULES
    chat: tuple[Rule[ChatFacts], ...] = CHAT_RULES
    most_asked: int = 3

    def every(self) -> tuple[Rule[Any], ...]:
        return (*self.handoff, *self.case, *self.chat)

    def named(self, name: str) -> Rule[Any]:
        """Raises KeyError for a rule that there is not."""
        return {rule.name: rule for rule in self.every()}[name]

    def numbers(self) -> dict[str, dict[str, int]]:
        """What an agency can change, by rule; `offers` stands for `most_asked`."""
        return {rule.name: rule.numbers() for rule in self.every()} | {OFFERS: {"at_most": self.most_asked}}

    def with_overrides(self, numbers: Mapping[str, Mapping[str, int]]) -> "Rules":
        """The same rules with other numbers: `{"offer_reminder": {"working_hours": 2}}`.

        Raises ValueError for a rule or a number that there is not, or a value that makes no sense.
        """
        known = self.numbers()
        if unknown := sorted(set(numbers) - set(known)):
            raise ValueError(f"no such rule: {', '.join(unknown)}")
        for name, number in numbers.get(OFFERS, {}).items():
            check_number(OFFERS, name, number, known[OFFERS])
        return replace(
            self,
            handoff=tuple(rule.with_numbers(numbers.get(rule.name, {})) for rule in self.handoff),
            case=tuple(rule.with_numbers(numbers.get(rule.name, {})) for rule in self.case),
            chat=tuple(rule.with_numbers(numbers.get(rule.name, {})) for rule in self.chat),
            most_asked=numbers.get(OFFERS, {}).get("at_most", self.most_asked),
        )


@dataclass(frozen=True)
class Due:
    """One thing to be done now, once: unique by (move_id, rule.name, nth). `at` is when it was due."""

    rule: Rule[Any] = field(repr=False)
    nth: int
    move_id: int | None
    at: datetime
    handoff_id: int | None = None


def due(facts: Facts, rules: Rules, calendar: Calendar, now: datetime) -> tuple[Due, ...]:
    """What is to be done at `now`, in the order in which it became due."""
    ready = [(at, rule, started) for at, rule, started in _moments(facts, rules, calendar) if at <= now]
    names = {rule.name for _, rule, _ in ready}
    ready = [one for one in ready if one[1].yields_to not in names]
    ready.sort(key=lambda one: one[0])
    return tuple(_due(facts, rule, started, at) for at, rule, started in ready)


def next_look_at(facts: Facts, rules: Rules, calendar: Calendar) -> datetime | None:
    """The earliest moment at which any rule can be due if nothing else happens; None when none ever can."""
    return min((at for at, _, _ in _moments(facts, rules, calendar)), default=None)


def moment_of(name: str, facts: Facts, rules: Rules, calendar: Calendar) -> datetime | None:
    """When the rule `name` is due if nothing else happens; None when it is not."""
    return next((at for at, rule, _ in _moments(facts, rules, calendar) if rule.name == name), None)


def _moments(facts: Facts, rules: Rules, calendar: Calendar) -> list[tuple[datetime, Rule[Any], Started]]:
    found = []
    for rule in _about(facts, rules):
        started = rule.since(facts)
        at = None if started is None else rule.due_at(started, facts.sent, calendar)
        if started is not None and at is not None:
            found.append((at, rule, started))
    return found


def _about(facts: Facts, rules: Rules) -> tuple[Rule[Any], ...]:
    if isinstance(facts, HandoffFacts):
        return rules.handoff
    return rules.case if isinstance(facts, CaseFacts) else rules.chat


def _due(facts: Facts, rule: Rule[Any], started: Started, at: datetime) -> Due:
    before = sum(1 for one in facts.sent if (one.rule, one.move_id) == (rule.name, started.move_id))
    return Due(
        rule=rule,
        nth=before + 1,
        move_id=started.move_id,
        at=at,
        handoff_id=getattr(facts, "handoff_id", None),
    )
