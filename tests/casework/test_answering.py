"""What people are told of themselves when they ask."""

from casework import answering
from storage import messages, people
from tests.casework.conftest import Network
from tests.histories.people import line_id

MANY = 230
"""More than the console shows of a chat."""


def test_whoever_asks_what_is_stored_hears_of_every_message(network: Network) -> None:
    with network.database.writing() as session:
        person, *_ = people.meet(session, line_id("owner-1"), network.now)
        for number in range(MANY):
            messages.keep_heard(session, person, f"ก{number}", None, network.now)
        answering.tell_my_data(session, person, network.now)
        told = messages.owed_just_now(session, person.id)
    counts = [part["with"]["facts"]["lines"][-1]["with"] for row in told for part in row.parts or ()]
    assert counts == [{"count": MANY}]
