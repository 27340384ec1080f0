"""The whole application over HTTP, LINE's stand-in beside it, and what an operator asks of it."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
import urllib3
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from rismep.app import create_app
from rismep.demo.play import SIMULATOR
from rismep.seeing.logs import JsonLines
from rismep.seeing.pages import operators_app
from tests.stories.stage import Loopback, Stage, stage

OPERATORS = "/operators"
"""In place of the port of their own, on which nobody from outside comes in."""


@pytest.fixture(scope="session")
def web() -> Iterator[Loopback]:
    """One web server for all tests of this process."""
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def on(network_address: str, new_id: Callable[[], UUID], web: Loopback) -> Iterator[Stage]:
    """The whole application on a fresh database with the sample network, on SQLite and on PostgreSQL in turn."""
    with stage(network_address, new_id, web) as running:
        show(running, web)
        yield running


def show(on: Stage, web: Loopback, token: str | None = None) -> None:
    """Serve the application as it is with this token for its figures."""
    on.house.settings = replace(on.house.settings, metrics_token=token)
    web.app = DispatcherMiddleware(
        create_app(on.house), {SIMULATOR: on.platform.app, OPERATORS: operators_app(on.house.seeing())}
    )


@dataclass
class Operator:
    """Who looks at the bot from outside."""

    address: str

    def ask(self, path: str, token: str | None = None) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = urllib3.request("GET", self.address + path, headers=headers, retries=False, timeout=10)
        return answer.status, answer.data.decode()

    def readiness(self) -> tuple[int, dict[str, Any]]:
        status, told = self.ask("/readyz")
        return status, json.loads(told)

    def figures(self) -> dict[str, float]:
        """Every series as it is written, with its value."""
        status, told = self.ask(f"{OPERATORS}/metrics")
        assert status == 200, told
        series = re.findall(r"^([^#\s]\S*(?: \S+?\S*)*) (\S+)$", told, re.MULTILINE)
        return {name: float(value) for name, value in series}


@pytest.fixture
def operator(web: Loopback) -> Operator:
    return Operator(web.address)


@pytest.fixture
def log() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the bot has written into its log since the test began, a JSON object a line."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.setLevel(before)
    root.removeHandler(handler)
