"""Chats of officers: they take one over, write, and give it back when all is said."""

from datetime import timedelta
from functools import partial

from casework import chats
from rismep.simulated_year.world import World
from storage.tables import ConversationRow, PersonRow, StaffRow

A_TALK = timedelta(minutes=40)


def take_over(world: World, staff_id: int, person_id: int) -> None:
    """Answer someone who waits for a person, unless a colleague does so already."""
    with world.country.work() as session:
        person, officer = session.get(PersonRow, person_id), session.get_one(StaffRow, staff_id)
        conversation = session.get(ConversationRow, person_id)
        if person is None or conversation is None or conversation.wants_person_since is None:
            return
        if conversation.paused_since is None:
            chats.take_over(session, person, officer, world.now)
            chats.write(session, person, officer, "สวัสดีค่ะ มีอะไรให้ช่วยคะ", world.now)
            world.later(A_TALK, partial(_give_back, world, person_id))
    world.country.settle()


def _give_back(world: World, person_id: int) -> None:
    with world.country.work() as session:
        person = session.get(PersonRow, person_id)
        if person is not None:
            chats.give_back(session, person, world.now)
    world.country.settle()
