"""The zone that machine and database are set to changes nothing: what is computed and shown is Thailand's time."""

import shutil
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from tests.conftest import PostgresServer
from tests.stories import Loopback, play, stage

STORIES = Path(__file__).parents[1] / "conversations"
ZONES = ("America/New_York", "Pacific/Kiritimati")
"""Half a day behind Thailand, and as far ahead of UTC as it goes."""


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def set_zone() -> Iterator[Callable[[str], None]]:
    """As the environment variable TZ does it before a start; at the end it is as it was."""
    with pytest.MonkeyPatch.context() as environment:

        def set_to(zone: str) -> None:
            environment.setenv("TZ", zone)
            time.tzset()

        yield set_to
    time.tzset()


def heard(story: str, address: str, loopback: Loopback) -> list[tuple[str, str]]:
    """All that everybody heard in a story, in their order."""
    numbers = count(1)
    with stage(address, lambda: UUID(int=next(numbers)), loopback) as on:
        play(STORIES / f"{story}.txt", on)
        return [(who, entry.text) for who, phone in on.phones.items() for entry in phone.chat]


@pytest.mark.parametrize("story", ["first-loop", "person-at-night", "provider-pauses-until", "declined-then-next"])
def test_everybody_hears_the_same_in_every_zone(
    story: str,
    sqlite_network: Path,
    tmp_path: Path,
    loopback: Loopback,
    set_zone: Callable[[str], None],
) -> None:
    told = []
    for zone in ("UTC", *ZONES):
        set_zone(zone)
        file = tmp_path / f"{zone.replace('/', ' ')}.db"
        shutil.copy(sqlite_network, file)
        told.append(heard(story, f"sqlite:///{file}", loopback))
    assert len(told[0]) >= 5
    assert told[1] == told[0]
    assert told[2] == told[0]


def test_nor_does_that_of_the_server(
    postgres: PostgresServer, postgres_network: str, loopback: Loopback, set_zone: Callable[[str], None]
) -> None:
    told = []
    for zone in ("UTC", *ZONES):
        set_zone(zone)
        name = postgres.new_database(postgres_network)
        postgres.set(name, f"timezone = '{zone}'")
        told.append(heard("person-at-night", postgres.address(name), loopback))
        postgres.drop(name)
    assert told == [told[0]] * len(told)
