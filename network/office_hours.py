"""When people work: the working hours of a Thai government calendar, and the hours in which the bot may push.

Every moment that goes in or comes out is an aware UTC `datetime`; Bangkok time is used inside only. The days
off are handed in, since an agency adds and moves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
OPENS = time(8, 30)
CLOSES = time(16, 30)
HOURS_A_DAY = CLOSES.hour - OPENS.hour
LAST_PUSH = time(18, 0)
FRIDAY = 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingTime:
    """A wait in whole working days, then in working hours (a day has eight, lunch is not taken out)."""

    days: int = 0
    hours: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a wait that runs backwards."""
        if self.days < 0 or self.hours < 0:
            raise ValueError("a wait cannot be negative")


Wait = WorkingTime | timedelta
"""Working time stands still outside office hours; a timedelta is plain calendar time."""


def in_bangkok(at: datetime) -> datetime:
    """The same moment as the clock on a Thai wall shows it. Raises ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at.astimezone(BANGKOK)


@dataclass(frozen=True)
class Calendar:
    """Working days are Monday to Friday without `holidays`; offices work 08:30-16:30, pushes go 08:30-18:00.

    Each method raises ValueError for a moment without a time zone.
    """

    holidays: frozenset[date]

    def is_working(self, at: datetime) -> bool:
        """Whether an office is open at `at`; at 16:30 sharp it is closed."""
        return self._is_between(at, OPENS, CLOSES)

    def is_push_time(self, at: datetime) -> bool:
        """Whether the bot may speak unasked at `at`; at 18:00 sharp it may not."""
        return self._is_between(at, OPENS, LAST_PUSH)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() <= FRIDAY and day not in self.holidays

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while offices are open, else the moment at which they open next."""
        return at.astimezone(UTC) if self.is_working(at) else self._next_morning(at, CLOSES)

    def next_push(self, at: datetime) -> datetime:
        """`at` itself while pushes may go out, else the moment from which they may again."""
        return at.astimezone(UTC) if self.is_push_time(at) else self._next_morning(at, LAST_PUSH)

    def add(self, start: datetime, wait: WorkingTime) -> datetime:
        """The moment at which `wait` has passed since `start`.

        A start outside office hours counts from the next opening. n working days later is the same time of
        day on the nth working day after that. Hours count only while offices are open and may end at closing
        time sharp: four hours from 12:30 end at 16:30, not next morning.
        """
        begin = in_bangkok(self.next_opening(start))
        for _ in range(wait.days):
            begin = datetime.combine(self._working_day_after(begin.date()), begin.time(), BANGKOK)
        return self._spend(begin, timedelta(hours=wait.hours)).astimezone(UTC)

    def after(self, start: datetime, wait: Wait) -> datetime:
        """`add` for working time; plain addition for calendar time, whatever day and hour it leads to."""
        return self.add(start, wait) if isinstance(wait, WorkingTime) else start.astimezone(UTC) + wait

    def later(self, start: datetime, office_time: timedelta) -> datetime:
        """The moment at which offices have been open for so long since `start`; `start` itself for no time at all."""
        if not office_time:
            return start
        return self._spend(in_bangkok(self.next_opening(start)), office_time).astimezone(UTC)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """For how long offices are open from `start` to `end`."""
        begin, last, total = in_bangkok(start), in_bangkok(end), timedelta(0)
        for day in _days(begin.date(), last.date()):
            if self.is_working_day(day):
                opens, closes = (datetime.combine(day, clock, BANGKOK) for clock in (OPENS, CLOSES))
                total += max(timedelta(0), min(closes, last) - max(opens, begin))
        return total

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """The most whole working days n for which `add(start, WorkingTime(days=n))` is not after `end`."""
        begin, last = in_bangkok(self.next_opening(start)), in_bangkok(end)
        days = sum(1 for day in _days(begin.date() + ONE_DAY, last.date()) if self.is_working_day(day))
        unfinished = self.is_working_day(last.date()) and last.time() < begin.time()
        return days - 1 if days and unfinished else days

    def _is_between(self, at: datetime, first: time, last: time) -> bool:
        local = in_bangkok(at)
        return self.is_working_day(local.date()) and first <= local.time() < last

    def _next_morning(self, at: datetime, last: time) -> datetime:
        """Opening time of today if today is a working day whose `last` is still to come, else of the next."""
        local = in_bangkok(at)
        today = self.is_working_day(local.date()) and local.time() < last
        day = local.date() if today else self._working_day_after(local.date())
        return datetime.combine(day, OPENS, BANGKOK).astimezone(UTC)

    def _working_day_after(self, day: date) -> date:
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def _spend(self, begin: datetime, left: timedelta) -> datetime:
        """`begin` is Bangkok time within office hours; spend `left` day by day until it fits into one."""
        closes = datetime.combine(begin.date(), CLOSES, BANGKOK)
        while left > closes - begin:
            left -= closes - begin
            day = self._working_day_after(begin.date())
            begin = datetime.combine(day, OPENS, BANGKOK)
            closes = datetime.combine(day, CLOSES, BANGKOK)
        return begin + left


def _days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    while first <= last:
        yield first
        first += ONE_DAY
