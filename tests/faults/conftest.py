"""What the tests of faults share."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PostgresServer


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that may be restarted or go away: nobody else is on it."""
    server = PostgresServer(Path(tempfile.mkdtemp(prefix="rismep-pg-")))
    yield server
    server.stop()
