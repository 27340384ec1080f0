"""A year with all its people, played from one seed on a moved clock until everything has come to its end."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from intents.reader import load_reader
from network.office_hours import BANGKOK
from network.provinces import PROVINCES
from rismep.simulated_year.agenda import Agenda
from rismep.simulated_year.chance import Chance
from rismep.simulated_year.country import Country
from rismep.simulated_year.habits import IN_LINE, OfficerHabits, OwnerHabits, ServingHabits
from rismep.simulated_year.matters import matters
from rismep.simulated_year.officers import Officer
from rismep.simulated_year.owners import Owner
from rismep.simulated_year.providers import Provider
from rismep.simulated_year.rule_sets import numbers_of
from rismep.simulated_year.world import Desk, World
from storage import directory, invites, staff
from storage.tables import ProviderRow

START = datetime(2026, 10, 1, tzinfo=BANGKOK)
"""The first day of fiscal year 2570."""

LOOKS_EVERY = timedelta(hours=1)
"""The real clock job looks every few seconds; here nothing is decided in minutes, and a look takes time."""

NEVER = datetime.max.replace(tzinfo=UTC)
AFTERWARDS = timedelta(days=400)
"""By then the last owner was asked about the last result, or something is stuck."""

NATIONAL_OFFICERS = 2
PASSWORD = "a password of the play"  # noqa: S105 - nobody signs in
WRITES_AT = {
    7: 1,
    8: 3,
    9: 5,
    10: 6,
    11: 5,
    12: 5,
    13: 5,
    14: 5,
    15: 4,
    16: 4,
    17: 4,
    18: 4,
    19: 6,
    20: 7,
    21: 5,
    22: 3,
    23: 1,
}
"""When owners write first, by the hour of the day."""


@dataclass(frozen=True)
class Year:
    """What is played: so many owners within so many days, under rules that differ from the shipped ones."""

    owners: int
    seed: int
    days: int = 365
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def end(self) -> datetime:
        return START + timedelta(days=self.days)


Passed = Callable[[datetime], None]


def play(
    year: Year, folder: Path, key: str, passed: Passed, provinces: Collection[str] = frozenset(PROVINCES)
) -> Country:
    """The country after everything has happened that owners of these provinces began; `passed` hears how far it is.

    Raises `Senseless`.
    """
    country = Country(folder, START, key, load_reader(), numbers_of(year.rules))
    world = World(country, Agenda(), Chance(year.seed))
    _let_serve(world, year)
    _let_write(world, year, provinces)
    _let_pass(world, year.end + AFTERWARDS, passed)
    return country


def _let_serve(world: World, year: Year) -> None:
    """Officers of every centre and people of the organisations join the bot."""
    providers: list[tuple[Provider, str]] = []
    officers: list[tuple[Officer, str]] = []
    with world.country.work() as session:
        centres = [centre.id for centre in directory.centre_organisations(session)]
        for number, centre in enumerate([*centres, *[None] * NATIONAL_OFFICERS]):
            officers.append(_officer(session, world, str(number), centre))
        for row in session.scalars(select(ProviderRow).order_by(ProviderRow.id)).all():
            if world.chance.of(row.code, "in line").happens(IN_LINE):
                providers.append(_provider(session, world, row))
    for officer, code in officers:
        officer.join(code)
    for provider, code in providers:
        provider.join(code)
        provider.plan_leaves(START, year.days)


def _officer(session: Session, world: World, name: str, centre_id: int | None) -> tuple[Officer, str]:
    row = staff.add_staff(session, name=name, shown_name=name, password=PASSWORD, centre_id=centre_id, now=world.now)
    habits = OfficerHabits.of(world.chance.of("officer", name))
    code = invites.make_invite(session, staff_id=row.id, now=world.now, secret=_secret(world, "officer", name))
    return Officer(world, name, row.id, habits), code


def _provider(session: Session, world: World, row: ProviderRow) -> tuple[Provider, str]:
    name = row.code or str(row.id)
    desk = Desk(name, ServingHabits.of(world.chance.of(name)))
    code = invites.make_invite(session, provider_id=row.id, now=world.now, secret=_secret(world, name))
    return Provider(world, name, desk), code


def _secret(world: World, *about: object) -> bytes:
    return world.chance.of("secret", *about).random.randbytes(invites.SECRET_BYTES)


def _let_write(world: World, year: Year, provinces: Collection[str]) -> None:
    """Owners all over the country write on all days of the year, few of them at night."""
    habits = OwnerHabits()
    for number in range(year.owners):
        dice = world.chance.of("owner", number)
        matter, province = dice.one_of(matters()), dice.one_of(list(PROVINCES))
        if province not in provinces:
            continue
        owner = Owner(world, number, matter, province, habits)
        hour = dice.weighed(WRITES_AT)
        day = START + timedelta(days=dice.random.randrange(year.days))
        world.agenda.add(day + timedelta(hours=hour, seconds=dice.between(0, 3600)), owner.begin)


def _let_pass(world: World, end: datetime, passed: Passed) -> None:
    """Do what people planned and what time brings, until neither has anything left."""
    country, agenda = world.country, world.agenda
    looks_at = due = world.now
    while looks_at <= end:
        acted = False
        while agenda.next_at is not None and agenda.next_at <= looks_at:
            country.now, acted = agenda.next_at, True
            agenda.take()()
        country.now = looks_at
        if acted or due <= looks_at:
            country.tick()
        passed(looks_at)
        due = country.next_due() or NEVER
        coming = min(due, agenda.next_at or NEVER)
        if coming is NEVER:
            return
        looks_at = _next_look(max(coming, looks_at + LOOKS_EVERY))


def _next_look(at: datetime) -> datetime:
    """The first moment from `at` on at which the clock job looks."""
    late = (at - START) % LOOKS_EVERY
    return at if not late else at + LOOKS_EVERY - late
