"""Service as it really goes: the call, the weeks of work, the end; nobody has said anything about it yet."""

from collections.abc import Callable
from datetime import timedelta

from rismep.simulated_year.chance import Dice
from rismep.simulated_year.world import Desk, Work, World

TRIES_TO_CALL = 3
CAN_BE_REACHED = 0.85
"""Of owners, at one call."""

Told = Callable[[Work], None]


def begin(world: World, work: Work, told: Told) -> None:
    """Serve from now on. `told` is what whoever serves does after each step, such as to tap a button."""
    world.works[work.handoff_id] = work
    world.works_of[work.owner_id].append(work)
    work.desk.load += 1
    dice = _dice(world, work, "call")
    if not dice.happens(work.desk.habits.forgets_to_call):
        hours = dice.about(work.desk.habits.calls_after_hours) * work.desk.slowed
        world.in_office_hours(hours, lambda: call(world, work, told))


def new_work(world: World, handoff_id: int, owner_id: str, desk: Desk) -> Work:
    dice = world.chance.of("work", owner_id, desk.name)
    habits = desk.habits
    return Work(handoff_id, owner_id, desk, dice.happens(habits.serves_well), dice.happens(habits.gives_up))


def call(world: World, work: Work, told: Told, tries: int = 1) -> None:
    """Ring the owner up; whoever does not answer is tried again on the next working days."""
    if work.called_at is not None or not work.goes_on:
        return
    if _dice(world, work, "reached", tries).happens(CAN_BE_REACHED) or tries >= TRIES_TO_CALL:
        work.called_at = world.country.called[work.handoff_id] = world.now
        _serve(world, work, told)
        told(work)
    else:
        world.in_office_hours(8, lambda: call(world, work, told, tries + 1))


def _serve(world: World, work: Work, told: Told) -> None:
    days = _dice(world, work, "days").about(work.desk.habits.serves_days) * work.desk.slowed
    at = world.now + timedelta(days=days / 3 if work.gives_up else days)
    world.agenda.add(world.country.calendar.next_opening(at), lambda: _end(work, told))


def _end(work: Work, told: Told) -> None:
    if work.goes_on:
        work.ended = True
        work.desk.load -= 1
        told(work)


def take_back(work: Work) -> None:
    """They have lost the case, by whoever's will."""
    if work.goes_on:
        work.taken_back = True
        work.desk.load -= 1


def _dice(world: World, work: Work, *about: object) -> Dice:
    return world.chance.of("work", work.owner_id, work.desk.name, *about)
