"""What the histories have found, each as the shortest course of events that shows it."""

from intake.saying import Tap
from network.needs import Need
from tests.histories import deeds
from tests.histories.directory import HOME
from tests.histories.town import Town


def accept(town: Town, name: str) -> None:
    offered = [one for one in deeds.buttons(town, name, "offer") if "value=accept" in one.data]
    deeds.press(town, name, offered[-1], 1)


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
