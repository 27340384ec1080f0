"""Time of a story: hours and days, of the clock on the wall or of the office."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from network.office_hours import BANGKOK, WorkingTime
from storage import settings
from tests.stories.stage import Stage

PASSES = re.compile(r"^(?P<number>\d+) (?P<unit>minutes?|working hours?|working days?|hours?|days?) pass(es)?$")


def let_pass(what: str, on: Stage) -> None:
    """`3 working days pass` or `until 2026-12-04 17:00`, Bangkok time. Raises ValueError for anything else."""
    if what.startswith("until "):
        at = datetime.strptime(what.removeprefix("until "), "%Y-%m-%d %H:%M").replace(tzinfo=BANGKOK)
        if at < on.clock():
            raise ValueError("that has been")
        on.passing.pass_until(at)
        return
    found = PASSES.match(what)
    if found is None:
        raise ValueError("no such time")
    # A minute more, since deadlines count from the sending, which comes a moment after the deed.
    end = _end(int(found["number"]), found["unit"].rstrip("s"), on)
    on.passing.pass_until(end + timedelta(minutes=1))


def _end(number: int, unit: str, on: Stage) -> datetime:
    with on.house.database.reading() as session:
        calendar = settings.calendar(session)
    ends: dict[str, Callable[[], datetime]] = {
        "minute": lambda: on.clock() + timedelta(minutes=number),
        "hour": lambda: on.clock() + timedelta(hours=number),
        "day": lambda: calendar.next_push(on.clock() + timedelta(days=number)),
        "working hour": lambda: calendar.add(on.clock(), WorkingTime(hours=number)),
        "working day": lambda: calendar.add(on.clock(), WorkingTime(days=number)),
    }
    return ends[unit]()
