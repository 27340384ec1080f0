"""What everyone in a play shares: the country, the agenda, chance, and what really happens between people."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from network.office_hours import WorkingTime, in_bangkok
from rismep.simulated_year.agenda import Agenda, Deed
from rismep.simulated_year.chance import Chance
from rismep.simulated_year.country import Country
from rismep.simulated_year.habits import WAITS_FOR_EACH_MORE, ServingHabits

AWAKE_FROM, AWAKE_UNTIL = 7, 22


@dataclass
class Desk:
    """How an organisation (or one of its people) serves, and how many cases it has at the moment."""

    name: str
    habits: ServingHabits
    load: int = 0

    @property
    def slowed(self) -> float:
        """Whoever has more cases takes longer over each."""
        return 1 + WAITS_FOR_EACH_MORE * self.load


@dataclass
class Work:
    """What is really done about one part of a case, whatever anybody says of it."""

    handoff_id: int
    owner_id: str
    desk: Desk
    serves_well: bool
    gives_up: bool
    called_at: datetime | None = None
    ended: bool = False
    taken_back: bool = False

    @property
    def goes_on(self) -> bool:
        return not self.ended and not self.taken_back


@dataclass
class World:
    """Shared by all people of a play."""

    country: Country
    agenda: Agenda
    chance: Chance
    works: dict[int, Work] = field(default_factory=dict)
    works_of: dict[str, list[Work]] = field(default_factory=lambda: defaultdict(list))

    desks: dict[int, Desk] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.country.now

    def desk_of(self, organisation_id: int) -> Desk:
        """How an organisation serves that is asked by telephone."""
        if organisation_id not in self.desks:
            name = f"organisation-{organisation_id}"
            self.desks[organisation_id] = Desk(name, ServingHabits.of(self.chance.of(name)))
        return self.desks[organisation_id]

    def later(self, wait: timedelta, deed: Deed) -> None:
        """Whenever that is, day or night."""
        self.agenda.add(self.now + wait, deed)

    def when_awake(self, wait: timedelta, deed: Deed) -> None:
        """Nobody looks at the telephone at night."""
        at = self.now + wait
        hour = in_bangkok(at).hour
        if not AWAKE_FROM <= hour < AWAKE_UNTIL:
            at += timedelta(hours=(AWAKE_FROM - hour) % 24)
        self.agenda.add(at, deed)

    def in_office_hours(self, hours: float, deed: Deed) -> None:
        """After so many working hours."""
        self.agenda.add(self.office_hours_from(self.now, hours), deed)

    def office_hours_from(self, start: datetime, hours: float) -> datetime:
        calendar = self.country.calendar
        whole = int(hours)
        at = calendar.add(start, WorkingTime(days=whole // 8, hours=whole % 8))
        return calendar.next_opening(at + timedelta(hours=hours - whole))
