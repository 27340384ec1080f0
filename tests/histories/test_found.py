"""What the histories have found, each as the shortest course of events that shows it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.saying import Tap
from network.cases import CaseStatus
from network.needs import Need
from storage import people
from storage.tables import CaseRow, IncomingRow, MessageRow
from tests.histories import beginnings, deeds
from tests.histories.directory import HOME
from tests.histories.people import line_id
from tests.histories.promises import nobody_is_told_twice
from tests.histories.standing import Standing
from tests.histories.town import Town


def accept(town: Town, name: str) -> None:
    deeds.press(town, name, deeds.buttons(town, name, "offer&value=accept")[-1])


def test_a_contact_that_waits_to_be_sent_does_not_go_out_after_the_owner_was_forgotten(town: Town) -> None:
    """LINE takes nothing while a provider accepts; the reply with the contact waits beside another one."""
    deeds.tell_matter(town, "owner-1", (Need.PACKAGING,), HOME, with_phone=True)
    town.line.is_busy = True
    accept(town, "provider-1")
    town.arrive(town.tap("provider-1", Tap("provider", "list").data()))
    deeds.erase(town, "owner-1")
    town.pass_until(town.now.replace(hour=3), late=True)
    assert not town.trail.leaks


def test_who_joins_again_is_shown_the_open_offers_and_colleagues_are_not(town: Town) -> None:
    deeds.tell_matter(town, "owner-1", (Need.PACKAGING,), HOME, with_phone=True)
    deeds.leave_or_join(town, "provider-1", "PAC")
    shown = {name: len(deeds.buttons(town, name, "offer")) for name in ("provider-1", "provider-2")}
    deeds.leave_or_join(town, "provider-1", "PAC")
    assert len(deeds.buttons(town, "provider-1", "offer")) > shown["provider-1"]
    assert len(deeds.buttons(town, "provider-2", "offer")) == shown["provider-2"]


def test_who_is_forgotten_while_answers_wait_is_forgotten(town: Town) -> None:
    """What a correction came to owe them is merged, cancelled and deleted within the very turn that erases them."""
    beginnings.play(town, "accepted", with_phone=False)
    town.line.is_busy = True
    for number in (False, True):
        deeds.correct(town, "officer-1", 0, Need.BRANDING, HOME, other_number=number)
    deeds.erase(town, "owner-1")
    town.pass_until(town.now.replace(hour=3), late=True)
    with town.look() as session:
        assert people.person_with_line_user(session, line_id("owner-1")) is None


def test_nothing_is_closed_by_the_silence_of_who_could_not_be_asked(town: Town) -> None:
    """The question whether it is done waits until LINE takes messages again, and the week begins then."""
    beginnings.play(town, "in service", with_phone=True)
    town.line.is_busy = True
    deeds.officer_does(town, "officer-1", "finish", 0)
    town.pass_until(town.now + timedelta(days=20), late=True)
    assert _status(town) == CaseStatus.IN_SERVICE
    town.pass_until(town.now + timedelta(days=6))
    assert _status(town) == CaseStatus.IN_SERVICE
    town.pass_until(town.now + timedelta(days=2))
    assert _status(town) == CaseStatus.CLOSED


def _status(town: Town) -> str:
    with town.look() as session:
        return session.scalars(select(CaseRow.status)).one()


@pytest.mark.parametrize("how", ["give_up", "finish"])
def test_a_contact_that_waits_to_be_sent_does_not_go_out_after_the_part_has_ended(town: Town, how: str) -> None:
    """LINE takes nothing while a provider looks at their cases, and then they are through with theirs."""
    beginnings.play(town, "accepted", with_phone=True)
    town.line.is_busy = True
    ending = deeds.buttons_saying(town, f"step=service&value={how}")[-1]
    town.arrive(town.tap(ending.to, Tap("provider", "list").data()))
    deeds.press(town, ending.to, ending)
    town.pass_until(town.now + timedelta(days=20), late=True)
    assert not town.trail.leaks


def test_nothing_that_arrives_is_nothing(town: Town) -> None:
    """LINE checks an address with a webhook that holds no event."""
    town.arrive()
    with town.look() as session:
        assert session.scalars(select(IncomingRow)).all() == []


def test_what_is_left_of_an_answer_is_still_the_answer(town: Town) -> None:
    """On a Saturday a provider's list waits for LINE; an officer takes the case from them, the rest stays."""
    beginnings.play(town, "accepted, days ago", with_phone=True)
    town.line.is_busy = True
    holder = deeds.buttons_saying(town, "step=service&value=give_up")[-1].to
    asked = town.tap(holder, Tap("provider", "list").data())
    town.arrive(asked)
    deeds.correct(town, "officer-1", 0, Need.CREDIT, HOME, other_number=False)
    with town.look() as session:
        rest = session.scalars(select(MessageRow).where(MessageRow.event_id == asked["webhookEventId"])).all()
    assert [row.outcome for row in rest].count(None) == 1
    assert all(telling.keeps_hours for telling in town.trail.tellings)


def test_what_is_left_of_two_answers_that_say_the_same_is_sent_once(town: Town) -> None:
    """Two lists of the same offer wait for LINE until the offer has expired."""
    deeds.tell_matter(town, "owner-1", (Need.CREDIT,), "TH-10", with_phone=False)
    town.line.is_busy = True
    town.arrive(town.words("provider-5", "2"))
    town.arrive(town.tap("provider-5", Tap("provider", "list").data()))
    town.pass_until(town.now + timedelta(days=90), late=True)
    assert "expire" in {move.name for move in town.trail.moves}
    with town.look() as session:
        nobody_is_told_twice(Standing.read(session), town.trail, town.now)


def test_a_contact_that_line_refused_is_not_tried_again_after_the_part_has_ended(town: Town) -> None:
    """It stood in the answer to who accepted."""
    deeds.tell_matter(town, "owner-1", (Need.PACKAGING,), HOME, with_phone=True)
    town.line.refuses = 9
    accept(town, "provider-1")
    town.line.refuses = 0
    deeds.withdraw(town, "owner-1", 0)
    deeds.try_again(town)
    assert not town.trail.leaks
