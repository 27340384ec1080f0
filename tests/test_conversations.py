"""Every story of tests/conversations, played on the real bot over HTTP, on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.stories import Loopback, play, stage

SCRIPTS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.fixture(scope="session")
def loopback() -> Iterator[Loopback]:
    """One web server for all stories of this process."""
    server = Loopback()
    yield server
    server.close()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_story(script: Path, network_address: str, new_id: Callable[[], UUID], loopback: Loopback) -> None:
    with stage(network_address, new_id, loopback) as on:
        play(script, on)


def test_there_are_stories() -> None:
    assert len(SCRIPTS) >= 60


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_story_says_what_it_shows(script: Path) -> None:
    assert script.read_text(encoding="utf-8").startswith("# ")
