"""A running bot for tests that go deeper than a story can."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from tests.stories.stage import Loopback, Stage, stage


@pytest.fixture(scope="session")
def web() -> Iterator[Loopback]:
    """One web server for all tests of this process."""
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def on(network_address: str, new_id: Callable[[], UUID], web: Loopback) -> Iterator[Stage]:
    """A bot on a fresh database with the sample network, on SQLite and on PostgreSQL in turn."""
    with stage(network_address, new_id, web) as running:
        yield running
