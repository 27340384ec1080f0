"""What a process does now and then: however the machine's clock is set, and while somebody keeps it waiting."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

import pytest
from apscheduler.schedulers import base

from rismep import wiring
from rismep.serving import start_working
from rismep.wiring import House
from scheduler.engines.embedded import EmbeddedEngine
from tests.waiting import until


class Household:
    """As much of a house as the clock needs; while `hung` a tick does not end."""

    def __init__(self) -> None:
        self.engine = EmbeddedEngine(lambda chats, done: (), workers=1)
        self.ticks = list[float]()
        self.hung = threading.Event()

    def tick(self) -> None:
        self.ticks.append(time.monotonic())
        while self.hung.is_set():
            time.sleep(0.01)

    def read_texts(self) -> None:
        pass

    def note_line(self) -> None:
        pass


@pytest.fixture
def house() -> Iterator[Household]:
    house = Household()
    yield house
    house.hung.clear()
    house.engine.stop()


def set_the_clock(by: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator would: for everything that reads it."""
    real = time.time

    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromtimestamp(real() + by, tz)

    monkeypatch.setattr(time, "time", lambda: real() + by)
    for module in (base, wiring):
        monkeypatch.setattr(module, "datetime", Now)


@pytest.mark.parametrize("leap", [-3600.0, 172_800.0], ids=["back", "ahead"])
def test_the_clock_job_goes_on_when_the_machine_s_clock_is_set(
    house: Household, monkeypatch: pytest.MonkeyPatch, leap: float
) -> None:
    clock = start_working(cast(House, house), seconds=0.2)
    assert until(lambda: len(house.ticks) >= 2)
    set_the_clock(leap, monkeypatch)
    at = time.monotonic()
    assert until(lambda: sum(tick > at + 0.5 for tick in house.ticks) >= 3, 20)
    assert len(house.ticks) < 40
    clock.shutdown()


def test_a_start_waits_for_nothing_that_is_due(house: Household) -> None:
    """An announcement that is due while LINE hangs."""
    house.hung.set()
    before = time.monotonic()
    clock = start_working(cast(House, house))
    assert time.monotonic() - before < 10
    assert until(lambda: bool(house.ticks))
    house.hung.clear()
    clock.shutdown()
