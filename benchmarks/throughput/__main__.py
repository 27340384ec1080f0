"""Whole turns a second, from the webhook to the answer at LINE: `python -m benchmarks.throughput`."""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.figures import percentile, publish, spread
from benchmarks.line import line
from benchmarks.offices import fill_directory
from benchmarks.postgres import postgres
from benchmarks.throughput.plot import draw
from benchmarks.throughput.stages import cpu_by_stage
from benchmarks.throughput.talks import play, play_evenly
from simulator.platform import Platform

FOLDER = Path(__file__).parent
SAMPLE = "LINE's sample"
WORKERS = (1, 2, 4)
TO_REACH, P99_LIMIT, TWO_TO_ONE = 0.3, 10.0, 1.6
WARM_UP = 20

Start = Callable[[], AbstractContextManager[Platform]]


@dataclass
class Rival:
    """Somebody who answers, and what was measured: a rate a round, and the waits at an even pace."""

    start: Start
    rates: list[float] = field(default_factory=list)
    paced: list[float] = field(default_factory=list)


def main() -> None:
    given = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rivals = _rivals(folder, stack.enter_context(postgres()))
        for _ in range(given.rounds):
            for rival in rivals.values():
                with rival.start() as platform:
                    play(platform, WARM_UP)
                    rival.rates.append(play(platform, given.people).rate)
        pace = max(rivals[SAMPLE].rates) * TO_REACH / 2
        for rival in rivals.values():
            with rival.start() as platform:
                play(platform, WARM_UP)
                rival.paced += play_evenly(platform, given.people, pace).waits
        _report(rivals, pace, cpu_by_stage(folder, given.people), given)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput")
    parser.add_argument("--people", type=int, default=200, help="people who have a whole talk at once")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, all rivals in turn")
    return parser.parse_args()


def _rivals(folder: Path, new_database: Callable[[str], str]) -> dict[str, Rival]:
    runs = count(1)
    rivals = {SAMPLE: Rival(_sample)}
    for workers in WORKERS:
        rivals[f"SQLite, {workers} workers"] = Rival(partial(_embedded, folder, runs, workers))
    for workers in WORKERS:
        name = f"PostgreSQL, {workers} workers"
        rivals[name] = Rival(partial(_distributed, folder, runs, workers, new_database))
    return rivals


@contextmanager
def _sample() -> Iterator[Platform]:
    with line() as (platform, api), servers.echo(api) as server:
        platform.mail.url = server.webhook
        yield platform


@contextmanager
def _embedded(folder: Path, runs: Iterator[int], workers: int) -> Iterator[Platform]:
    """One process; its workers are threads."""
    own = folder / str(next(runs))
    own.mkdir()
    with line() as (platform, api):
        environment = {**servers.environment_of(own, api, servers.free_port()), "WORKERS": str(workers)}
        fill_directory(environment)
        with servers.rismep(environment, own / "log") as server:
            platform.mail.url = server.webhook
            yield platform


@contextmanager
def _distributed(
    folder: Path, runs: Iterator[int], workers: int, new_database: Callable[[str], str]
) -> Iterator[Platform]:
    """A web process, and workers that are processes."""
    own = folder / str(number := next(runs))
    own.mkdir()
    with ExitStack() as stack:
        platform, api = stack.enter_context(line())
        address = new_database(f"turns_{number}")
        environment = servers.environment_of(own, api, servers.free_port(), address)
        fill_directory(environment)
        web = stack.enter_context(servers.rismep(environment, own / "web.log", "web"))
        for worker in range(workers):
            stack.enter_context(servers.worker(environment, own / f"worker-{worker}.log"))
        platform.mail.url = web.webhook
        yield platform


def _report(rivals: Mapping[str, Rival], pace: float, stages: Mapping[str, float], given: argparse.Namespace) -> None:
    rates = {name: round(percentile(rival.rates, 0.5), 1) for name, rival in rivals.items()}
    waits = {name: spread(rival.paced) for name, rival in rivals.items()}
    lines = [f"{given.rounds} rounds of {given.people} people who have a talk of five messages at once, in turn"]
    lines += [
        f"{name}: {rate:g} answers a second ({rate / rates[SAMPLE]:.2f}× the sample); at {pace:.0f} a second "
        f"median {waits[name]['median_ms']} ms, p99 {waits[name]['p99_ms']} ms"
        for name, rate in rates.items()
    ]
    ours = [name for name in rates if name != SAMPLE]
    ratios: dict[str, Any] = {
        "rate": round(max(rates[name] for name in ours) / rates[SAMPLE], 2),
        "p99": round(min(waits[name]["p99_ms"] for name in ours) / waits[SAMPLE]["p99_ms"], 2),
        "two_worker_processes": round(rates["PostgreSQL, 2 workers"] / rates["PostgreSQL, 1 workers"], 2),
    }
    lines += [
        f"best rate {ratios['rate']}× the sample (to reach {TO_REACH}), p99 {ratios['p99']}× (limit {P99_LIMIT:g})",
        f"two worker processes {ratios['two_worker_processes']}× one (to reach {TWO_TO_ONE} where there are cores)",
        "processor milliseconds of one turn: " + ", ".join(f"{stage} {ms:.2f}" for stage, ms in stages.items()),
    ]
    draw(FOLDER / "throughput.png", rates, waits, stages)
    figures = {"rates": rates, "pace": round(pace, 1), "waits": waits, "stages_ms": stages, "ratios": ratios}
    publish(FOLDER, lines, figures)


if __name__ == "__main__":
    main()
