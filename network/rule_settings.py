"""What an agency can set about the rules of time, one value each: a wait, a further wait, how often at most.

A wait is written as people say it: `4h` are working hours, `2d` working days (or days of the calendar, where
the rule counts those), `1d 4h` both; how often is a whole number.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from network import wording
from network.deadlines import OFFERS, Rules
from network.office_hours import HOURS_A_DAY, Wait, WorkingTime
from network.rules import MOST, NO_WAIT, Does, Rule, wait_numbers
from network.wording import Meant

MOST_TIMES = 50
"""Nobody is asked more often, and no more organisations one after another."""

ENDS_IT = frozenset({Does.EXPIRE, Does.CLOSE, Does.RESUME})
"""What such a rule does can be done only once."""


class Part(StrEnum):
    """Which of a rule's values."""

    AFTER = "after"
    AGAIN = "again"
    AT_MOST = "at_most"


class Senseless(ValueError):  # noqa: N818 - it is said to who asked, who then asks for something better
    """A value that cannot be; `why` names the text that says so (`rule_refused.<why>`), with its parameters."""

    def __init__(self, why: str, **parameters: Meant) -> None:
        super().__init__(why)
        self.why = why
        self.parameters = parameters

    @property
    def said(self) -> Meant:
        return wording.said(f"rule_refused.{self.why}", **self.parameters)


@dataclass(frozen=True)
class Setting:
    """One value of a rule as it is now, and as it is shipped."""

    rule: str
    part: Part
    value: Wait | int
    default: Wait | int

    @property
    def name(self) -> str:
        return self.rule if self.part is Part.AFTER else f"{self.rule}.{self.part}"

    @property
    def leads(self) -> bool:
        """Whether this value stands for its rule; the others say how it goes on."""
        return self.part is Part.AFTER or self.rule == OFFERS

    @property
    def is_own(self) -> bool:
        """Whether the agency set it differently from what is shipped."""
        return self.value != self.default

    def numbers(self, value: Wait | int) -> dict[str, int]:
        """`value` as a row keeps it."""
        if isinstance(value, int):
            return {str(self.part): value}
        return wait_numbers(value, "again_" if self.part is Part.AGAIN else "")


def settings_of(rules: Rules) -> tuple[Setting, ...]:
    """Everything that can be set, in the order of the rules."""
    shipped = Rules()
    of_rules = (setting for rule in rules.every() for setting in _of_rule(rule, shipped.named(rule.name)))
    return (*of_rules, Setting(OFFERS, Part.AT_MOST, rules.most_asked, shipped.most_asked))


def _of_rule(rule: Rule[Any], shipped: Rule[Any]) -> list[Setting]:
    found = [Setting(rule.name, Part.AFTER, rule.after, shipped.after)]
    if rule.at_most != 1:
        found.append(Setting(rule.name, Part.AGAIN, rule.wait_again, shipped.wait_again))
    if rule.at_most is not None and shipped.at_most is not None and rule.does not in ENDS_IT:
        found.append(Setting(rule.name, Part.AT_MOST, rule.at_most, shipped.at_most))
    return found


def setting_named(rules: Rules, name: str) -> Setting:
    """Raises `Senseless` for a value that there is not."""
    for setting in settings_of(rules):
        if setting.name == name:
            return setting
    raise Senseless("unknown", name=name)


def numbers_for(rules: Rules, setting: Setting, said: str) -> dict[str, int]:
    """The numbers that `said` gives the setting. Raises `Senseless` when that cannot be."""
    value = _count(setting, said) if isinstance(setting.value, int) else _wait(setting, said)
    if value in NO_WAIT and setting.default not in NO_WAIT:
        raise Senseless("nothing", name=setting.name)
    numbers = setting.numbers(value)
    try:
        changed = rules.with_overrides({setting.rule: numbers})
    except ValueError as error:
        raise Senseless("no_pause", name=setting.name) from error
    check_reminders(changed)
    return numbers


def check_reminders(rules: Rules) -> None:
    """Raise `Senseless` for a reminder that would come no earlier than what it reminds of, and so never."""
    by_name = {rule.name: rule for rule in rules.every()}
    for rule in rules.every():
        end = by_name.get(rule.yields_to or "")
        if end is not None and end.since is rule.since and _length(rule.after) >= _length(end.after):
            waits = {"wait": wording.wait(rule.after), "end": wording.wait(end.after)}
            raise Senseless("never_heard", first=rule.name, later=end.name, **waits)


def in_words(value: Wait | int) -> Meant:
    """A value with its unit."""
    return wording.times(value) if isinstance(value, int) else wording.wait(value)


def typed(value: Wait | int) -> str:
    """A value as it can be typed."""
    if isinstance(value, int):
        return str(value)
    days, hours = (value.days, 0) if isinstance(value, timedelta) else (value.days, value.hours)
    parts = [f"{days}d" if days else "", f"{hours}h" if hours else ""]
    return " ".join(filter(None, parts)) or "0d"


_WAIT = re.compile(
    r"(?:(?P<days>\d{1,5})\s*(?:d|days?|วัน(?:ทำการ)?))?\s*(?:(?P<hours>\d{1,5})\s*(?:h|hours?|ชม\.?|ชั่วโมง(?:ทำการ)?))?",
    re.IGNORECASE,
)


def _wait(setting: Setting, said: str) -> Wait:
    found = _WAIT.fullmatch(said.strip())
    counts_days = isinstance(setting.value, timedelta)
    if found is None or not any(found.groups()) or (counts_days and found["hours"]):
        raise Senseless("no_days" if counts_days else "no_wait", name=setting.name, value=said)
    days, hours = (_within(setting, int(number or 0), MOST) for number in found.group("days", "hours"))
    return timedelta(days=days) if counts_days else WorkingTime(days, hours)


def _count(setting: Setting, said: str) -> int:
    plain = said.strip()
    if not plain.isdecimal() or int(plain) < 1:
        raise Senseless("no_count", name=setting.name, value=said, most=MOST_TIMES)
    return _within(setting, int(plain), MOST_TIMES)


def _within(setting: Setting, number: int, most: int) -> int:
    if number > most:
        raise Senseless("too_much", name=setting.name, most=most)
    return number


def _length(wait: Wait) -> float:
    """In working days, so that waits of both kinds compare; a week has five."""
    return wait.days * 5 / 7 if isinstance(wait, timedelta) else wait.days + wait.hours / HOURS_A_DAY
