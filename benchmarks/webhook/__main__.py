"""Signed webhooks acknowledged: ours, durable and deduplicated, beside a sample and a bare 200 that keep nothing."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.figures import percentile, publish
from benchmarks.line import line
from benchmarks.load import measured
from benchmarks.postgres import postgres
from benchmarks.servers import Server
from benchmarks.webhook.plot import draw

ROUNDS, EVENTS, CONNECTIONS = 3, 5_000, 64
RATES, PACED_EVENTS, PACED_CONNECTIONS = (300, 800), 3_000, 64
FOLDER = Path(__file__).parent
NUMBERS = count(1)
SAMPLE, BARE, EMBEDDED, ONE_WEB, TWO_WEB = (
    "LINE's sample, gunicorn",
    "bare 200, granian",
    "rismep serve, SQLite",
    "rismep web, PostgreSQL",
    "2 × rismep web, PostgreSQL",
)


@dataclass
class Rival:
    """Somebody who acknowledges, and what was measured: rates, and at each pace the seconds of every request."""

    servers: Sequence[Server]
    rates: list[float] = field(default_factory=list)
    paced: dict[int, list[float]] = field(default_factory=dict)

    @contextmanager
    def alone(self) -> Iterator[Sequence[int]]:
        """Its ports, while it runs; whoever is not measured stands still, or it would work off what it has kept."""
        processes = [one for server in self.servers for one in server.processes()]
        for process in processes:
            process.resume()
        try:
            yield [server.port for server in self.servers]
        finally:
            for process in processes:
                process.suspend()


def main() -> None:
    """Measure in turns and publish the ratios."""
    with ExitStack() as stack:
        rivals = stack.enter_context(_rivals())
        for rival in rivals.values():
            with rival.alone() as ports:
                measured(ports, _take(500), 500, CONNECTIONS)  # to warm up
        for _ in range(ROUNDS):
            for rival in rivals.values():
                with rival.alone() as ports:
                    found = measured(ports, _take(EVENTS), EVENTS, CONNECTIONS)
                rival.rates.append(found["rate"])  # type: ignore[arg-type]
        for _ in range(ROUNDS):
            for rate in RATES:
                for name in (SAMPLE, EMBEDDED, ONE_WEB, TWO_WEB):
                    events = PACED_EVENTS // ROUNDS
                    with rivals[name].alone() as ports:
                        found = measured(ports, _take(events), events, PACED_CONNECTIONS, rate)
                    rivals[name].paced.setdefault(rate, []).extend(found["seconds"])  # type: ignore[arg-type]
        _report(rivals)


def _take(events: int) -> int:
    """The first of so many numbers that no request has had."""
    first = next(NUMBERS)
    for _ in range(events):
        next(NUMBERS)
    return first


@contextmanager
def _rivals() -> Iterator[dict[str, Rival]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _, api = stack.enter_context(line())
        address = stack.enter_context(postgres())("bench")

        def ours(command: str, database: str | None = None) -> Server:
            port = servers.free_port()
            environment = servers.environment_of(folder, api, port, database)
            return stack.enter_context(servers.rismep(environment, folder / f"{port}.log", command))

        yield {
            SAMPLE: Rival([stack.enter_context(servers.sample_on_gunicorn(api))]),
            BARE: Rival([stack.enter_context(servers.bare())]),
            EMBEDDED: Rival([ours("serve")]),
            ONE_WEB: Rival([web := ours("web", address)]),
            TWO_WEB: Rival([web, ours("web", address)]),
        }


def _report(rivals: Mapping[str, Rival]) -> None:
    best = {name: max(rival.rates) for name, rival in rivals.items()}
    p99 = {
        name: {rate: round(percentile(times, 0.99) * 1000, 2) for rate, times in rival.paced.items()}
        for name, rival in rivals.items()
        if rival.paced
    }
    lines = [f"{ROUNDS} rounds of {EVENTS} events each, {CONNECTIONS} connections, in turns"]
    for name, rate in best.items():
        paced = "".join(f", p99 {p99[name][pace]} ms at {pace}/s" for pace in p99.get(name, {}))
        lines.append(f"{name}: {rate:.0f} acknowledged a second at best{paced}")
    ratios: dict[str, Any] = {}
    for name in (EMBEDDED, ONE_WEB, TWO_WEB):
        ratios[name] = {
            "to_sample": round(best[name] / best[SAMPLE], 2),
            "to_bare": round(best[name] / best[BARE], 2),
            "p99_to_sample": {rate: round(p99[name][rate] / p99[SAMPLE][rate], 2) for rate in RATES},
        }
        its = ratios[name]
        lines.append(
            f"{name}: {its['to_sample']}× the sample (to reach 1.8), {its['to_bare']}× the bare 200 (0.65), "
            f"p99 {', '.join(f'{ratio}× at {rate}/s' for rate, ratio in its['p99_to_sample'].items())} (limit 2)"
        )
    draw(FOLDER / "webhook.png", best, p99)
    publish(FOLDER, lines, {"rates": {n: r.rates for n, r in rivals.items()}, "p99_ms": p99, "ratios": ratios})


if __name__ == "__main__":
    main()
