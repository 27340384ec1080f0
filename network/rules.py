"""One rule of time: what starts its clock, how long it waits, what is done then, and how often.

The numbers of a rule are data that an agency can change; what it does is not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from network.facts import Sent, Started
from network.office_hours import Calendar, Wait, WorkingTime

F = TypeVar("F")


class Whom(StrEnum):
    """Who is asked, reminded or given the case."""

    OWNER = "owner"
    PROVIDER = "provider"
    STAFF = "staff"
    NATIONAL_STAFF = "national_staff"


class Does(StrEnum):
    """What happens when a rule is due. Only asking and telling wait for push hours."""

    ASK = "ask"
    TELL = "tell"
    EXPIRE = "expire"
    CLOSE = "close"
    HOLD = "hold"
    RESUME = "resume"
    LAPSE = "lapse"


_SAID = {Does.ASK: "ask", Does.TELL: "remind", Does.HOLD: "staff"}


@dataclass(frozen=True)
class Rule(Generic[F]):
    """Do something when a handoff, a case or a chat has stood still for a while.

    `since` gives the start of the clock, None while the rule does not apply. The first time is counted from
    there, each further one (`again`, else `after` once more) from the time before, at most `at_most` times
    (None: as often as it takes). An answer ends it unless `until_answered` is false. When `yields_to` is due
    as well, as after an outage, or was done already, that one stands alone.
    """

    name: str
    since: Callable[[F], Started | None]
    after: Wait
    does: Does
    whom: Whom
    at_most: int | None = 1
    again: Wait | None = None
    until_answered: bool = True
    yields_to: str | None = None

    def due_at(self, started: Started, sent: Sequence[Sent], calendar: Calendar) -> datetime | None:
        """When to do it next, given every follow-up `sent` so far; None when it was done often enough, or when the
        message of the last time still waits to go out.
        """
        since = [one for one in sent if one.move_id == started.move_id and one.at >= started.at]
        own = [one for one in since if one.rule == self.name]
        if self._is_over(own) or any(one.rule == self.yields_to for one in since):
            return None
        wait = self.wait_again if own else self.after
        moment = calendar.after(own[-1].at if own else calendar.later(started.at, started.waited), wait)
        return calendar.next_push(moment) if self.pushes else moment

    def _is_over(self, own: Sequence[Sent]) -> bool:
        """Whether it was done often enough, or answered."""
        often = self.at_most is not None and len(own) >= self.at_most
        if own and not own[-1].told:
            return True
        return often or (self.until_answered and any(one.answered_at for one in own))

    @property
    def pushes(self) -> bool:
        return self.does in (Does.ASK, Does.TELL)

    @property
    def wait_again(self) -> Wait:
        """From one time to the next."""
        return self.after if self.again is None else self.again

    @property
    def text(self) -> str:
        """The key of what is said, in the catalogue."""
        return f"{_SAID.get(self.does, 'time')}.{self.name}"

    def numbers(self) -> dict[str, int]:
        """What an agency can change: `working_days` and `working_hours`, or `days`; `again_…`; `at_most`."""
        again = {} if self.at_most == 1 else wait_numbers(self.wait_again, "again_")
        limit = {} if self.at_most is None else {"at_most": self.at_most}
        return wait_numbers(self.after, "") | again | limit

    def with_numbers(self, numbers: Mapping[str, int]) -> "Rule[F]":
        """The rule with other numbers. Raises ValueError for a number that it does not have or cannot take."""
        if not numbers:
            return self
        for name, number in numbers.items():
            check_number(self.name, name, number, self.numbers())
        merged = {**self.numbers(), **numbers}
        after = _wait(self.after, merged, "")
        named = any(name.startswith("again_") for name in numbers)
        again = _wait(self.wait_again, merged, "again_") if named else self.again
        at_most = merged.get("at_most", self.at_most)
        if at_most != 1 and (after if again is None else again) in NO_WAIT:
            raise ValueError(f"{self.name} would be done again and again without a pause")
        return replace(self, after=after, again=again, at_most=at_most)


def check_number(rule: str, name: str, number: object, known: Mapping[str, int]) -> None:
    """Raise ValueError unless `number` can stand for `name` in a rule that has the numbers `known`."""
    if name not in known:
        raise ValueError(f"{rule} has no {name}; it has {', '.join(sorted(known))}")
    least = 1 if name == "at_most" else 0
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= MOST:
        raise ValueError(f"{rule}: {name} must be a whole number from {least} to {MOST}, not {number!r}")


NO_WAIT = (timedelta(0), WorkingTime())

MOST = 3650
"""Ten years of days: more is a slip of the finger."""


def wait_numbers(wait: Wait, prefix: str) -> dict[str, int]:
    """A wait as numbers that a row can keep."""
    if isinstance(wait, timedelta):
        return {f"{prefix}days": wait.days}
    return {f"{prefix}working_days": wait.days, f"{prefix}working_hours": wait.hours}


def _wait(kind: Wait, numbers: Mapping[str, int], prefix: str) -> Wait:
    """A wait of the same kind as `kind` with these numbers."""
    if isinstance(kind, timedelta):
        return timedelta(days=numbers[f"{prefix}days"])
    return WorkingTime(numbers[f"{prefix}working_days"], numbers[f"{prefix}working_hours"])
