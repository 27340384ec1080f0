"""Every story of tests/conversations, played on the real bot over HTTP, on both databases."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.conftest import PostgresServer
from tests.stories import Loopback, play, stage
from tests.town import Town

SCRIPTS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.fixture(scope="session")
def loopback() -> Iterator[Loopback]:
    """One web server for all stories of this process."""
    server = Loopback()
    yield server
    server.close()


@pytest.fixture(scope="session")
def town(postgres: PostgresServer, postgres_network: str) -> Iterator[Town]:
    """The sample network in PostgreSQL, for all stories of this process."""
    name = postgres.new_database(postgres_network)
    town = Town(postgres.address(name))
    yield town
    town.close()
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def town_address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The DATABASE_URL of a database in which the sample network stands and nobody has written yet."""
    if request.param == "sqlite":
        path = tmp_path / "town.db"
        shutil.copy(request.getfixturevalue("sqlite_network"), path)
        return f"sqlite:///{path}"
    town: Town = request.getfixturevalue("town")
    town.put_back()
    monkeypatch.setattr("rismep.wiring.open_database", lambda _address: town.engine)
    return town.address


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_story(script: Path, town_address: str, new_id: Callable[[], UUID], loopback: Loopback) -> None:
    with stage(town_address, new_id, loopback) as on:
        play(script, on)


def test_there_are_stories() -> None:
    assert len(SCRIPTS) >= 60


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_story_says_what_it_shows(script: Path) -> None:
    assert script.read_text(encoding="utf-8").startswith("# ")
