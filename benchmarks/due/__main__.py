"""Whether finding and doing what is due stays flat as cases pile up: `python -m benchmarks.due`."""

import argparse
import gc
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from sqlalchemy import select

from benchmarks.due import matters, store
from benchmarks.due.plot import draw
from benchmarks.figures import percentile, publish
from benchmarks.postgres import postgres
from casework import retention
from network.deadlines import SOON
from rismep.sample import load_sample
from rismep.settings import Settings
from rismep.wiring import House
from storage import cases, settings
from storage.tables import OrganisationRow

FOLDER = Path(__file__).parent
START = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
"""A Tuesday, 10:30 in Bangkok."""

TICKS = {
    "idle": "nothing is due",
    "due": "{due} cases are due",
    "daily": "once a day, with the search for what is to be forgotten",
}
LIMIT = 2.0
KEY = Fernet.generate_key().decode()


class Clock:
    """The time of one store: it stands still but when it is moved on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Store:
    """One database with its house, and the seconds that each kind of tick took."""

    kind: str
    cases: int
    house: House
    clock: Clock
    seconds: dict[str, list[float]] = field(default_factory=lambda: {tick: [] for tick in TICKS})
    numbers: Iterator[int] = field(default_factory=count)

    def round(self, due: int) -> None:
        """Let a minute pass, make matters that are due by then, and take the time of three ticks."""
        self.clock.now += timedelta(minutes=1)
        with self.house.work() as session:
            made = matters.make(session, self.clock.now, due, self.numbers)
        self._check(sorted(made))
        self._take("due")
        self._check([])
        with self.house.work() as session:
            matters.hear_all(session, self.clock.now)
        self.clock.now += SOON
        self.house.tick()  # which looks at the offers that were made just now
        self._take("idle")
        with self.house.work() as session:
            settings.set_state_of_service(session, retention.LOOKED, None, self.clock.now)
        self._take("daily")

    def _take(self, tick: str) -> None:
        gc.collect()
        began = time.perf_counter()
        self.house.tick()
        self.seconds[tick].append(time.perf_counter() - began)

    def _check(self, expected: list[int]) -> None:
        """Exactly these are due: a benchmark that does nothing would be fast."""
        with self.house.database.reading() as session:
            found = sorted(cases.due_case_ids(session, self.clock.now))
        if found != expected:
            raise RuntimeError(f"{self.kind}, {self.cases}: {len(found)} cases are due, not {len(expected)}")


def main() -> None:
    given = _arguments()
    logging.disable(logging.WARNING)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        new_postgres = stack.enter_context(postgres())
        addresses: dict[str, Callable[[int], str]] = {
            "SQLite": lambda size: f"sqlite:///{folder / f'{size}.sqlite3'}",
            "PostgreSQL": lambda size: new_postgres(f"cases_{size}"),
        }
        stores = [_filled(kind, size, addresses[kind](size)) for kind in addresses for size in given.sizes]
        for each in stores:
            each.round(given.due)  # to warm up
            each.seconds = {tick: [] for tick in TICKS}
        for _ in range(given.rounds):
            for each in stores:
                each.round(given.due)
        _report(stores, given)
        for each in stores:
            each.house.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.due")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="cases in a store")
    parser.add_argument("--due", type=int, default=100, help="cases that are due at a tick")
    parser.add_argument("--rounds", type=int, default=7, help="ticks of each kind in each store, in turn")
    return parser.parse_args()


def _filled(kind: str, size: int, address: str) -> Store:
    clock, ids = Clock(), count(1)
    house = House(_settings(address), clock=clock, new_id=lambda: UUID(int=next(ids)), alone=True)
    house.prepare()
    with house.work() as session:
        load_sample(session)
    began = time.perf_counter()
    with house.database.reading() as session:
        organisations = session.scalars(select(OrganisationRow.id)).all()
    store.fill(house.database.engine, size, organisations, START)
    with house.work() as session:
        store.let_everyone_read(session, START)
    print(f"{kind}: {size:,} cases made in {time.perf_counter() - began:.0f} s", flush=True)
    return Store(kind, size, house, clock)


def _settings(address: str) -> Settings:
    return Settings(
        channel_secrets=("a-secret-of-the-benchmark",),
        channel_access_token="a-token-of-the-benchmark",
        database_url=address,
        secret_key="a key of the benchmark that is long enough",
        encryption_keys=(KEY,),
        public_url="http://127.0.0.1:9",
    )


def _report(stores: list[Store], given: argparse.Namespace) -> None:
    figures: dict[str, Any] = {"due": given.due, "rounds": given.rounds}
    lines = [f"milliseconds of one tick of the clock job, median of {given.rounds}, stores taken in turn"]
    kinds = dict.fromkeys(each.kind for each in stores)
    for kind in kinds:
        own = [each for each in stores if each.kind == kind]
        figures[kind] = {}
        for tick, words in TICKS.items():
            medians = {each.cases: round(percentile(each.seconds[tick], 0.5) * 1000, 2) for each in own}
            growth = round(medians[own[-1].cases] / medians[own[0].cases], 2)
            figures[kind][tick] = {"median_ms": medians, "growth": growth}
            shown = ", ".join(f"{size:,}: {ms} ms" for size, ms in medians.items())
            lines.append(f"{kind}, {words.format(due=given.due)}: {shown}; grows {growth}×")
    worst = max(figures[kind]["due"]["growth"] for kind in kinds)
    lines.append(f"the most that a tick with {given.due} due cases grows: {worst}× (limit {LIMIT:g}×)")
    publish(FOLDER, lines, figures)
    labels = {tick: its.format(due=given.due) for tick, its in TICKS.items()}
    draw(FOLDER / "due.png", {kind: figures[kind] for kind in kinds}, labels, LIMIT)


if __name__ == "__main__":
    main()
