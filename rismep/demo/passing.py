"""Letting time pass: everything that is due on the way happens at its own moment and in its order."""

from datetime import datetime, timedelta

from rismep.demo.clock import MovableClock
from rismep.wiring import House
from scheduler.clock import next_moment
from storage import settings

SETTLE_SECONDS = 10.0
MOST_STOPS = 500
"""No three days of the demo have more moments at which something is due; more would be a loop of ours."""


class Passing:
    """Moves the clock of a house and does what is due at each moment on the way."""

    def __init__(self, house: House, clock: MovableClock) -> None:
        self._house = house
        self._clock = clock

    def pass_until(self, moment: datetime) -> None:
        """Let time pass until `moment`."""
        for _ in range(MOST_STOPS):
            due = self.next_event()
            if due is None or due > moment:
                break
            self._stop_at(due)
        self._stop_at(moment)

    def pass_hours(self, hours: int) -> None:
        """Let hours of the clock on the wall pass."""
        self.pass_until(self._clock() + timedelta(hours=hours))

    def pass_days(self, days: int) -> None:
        """Let days pass, and then go on to the next hour in which the bot may speak."""
        with self._house.database.reading() as session:
            calendar = settings.calendar(session)
        self.pass_until(calendar.next_push(self._clock() + timedelta(days=days)))

    def to_next_event(self) -> bool:
        """Go to the next moment at which anything is due; False when nothing ever will be."""
        due = self.next_event()
        if due is None:
            return False
        self._stop_at(due)
        return True

    def next_event(self) -> datetime | None:
        """The next moment, from now on, at which anything is due."""
        self.settle()
        with self._house.database.reading() as session:
            return next_moment(session)

    def _stop_at(self, moment: datetime) -> None:
        self._clock.move_to(moment)
        self.settle()
        self._house.tick()
        self.settle()

    def settle(self) -> None:
        """Wait until the workers have nothing left to do."""
        self._house.engine.wait_until_idle(SETTLE_SECONDS)
