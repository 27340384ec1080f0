"""Whether a turn costs the same however many people and messages there are: `python -m benchmarks.growth`."""

import argparse
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.due.plot import draw
from benchmarks.figures import percentile, publish
from benchmarks.growth.stores import TALK, Store, Turn
from benchmarks.line import line
from benchmarks.postgres import postgres

FOLDER = Path(__file__).parent
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
MESSAGES = 10
WARM_UP = 5
LIMIT = 1.3

WHAT: Mapping[str, Callable[[Turn], float]] = {
    "turn": lambda turn: turn.seconds,
    "without_line": lambda turn: turn.ours,
    "processor": lambda turn: turn.processor,
}
WORDS = {
    "turn": "a turn of a whole talk",
    "without_line": "the same without waiting for LINE",
    "processor": "the same as time of the bot's processor",
}


def main() -> None:
    given = _arguments()
    logging.disable(logging.WARNING)
    with ExitStack() as stack:
        stores = _stores(stack, given)
        for each in stores:
            for _ in range(WARM_UP):
                each.talk()
            each.talks.clear()
        for _ in range(given.talks):
            for each in stores:
                each.talk()
        _report(stores, given)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="people in a store"
    )
    parser.add_argument("--talks", type=int, default=300, help="talks in each store, stores taken in turn")
    parser.add_argument("--on", nargs="+", choices=[SQLITE, POSTGRESQL], default=[SQLITE, POSTGRESQL])
    parser.add_argument("--folder", type=Path, help="where the SQLite files are made, if not among temporary files")
    return parser.parse_args()


def _stores(stack: ExitStack, given: argparse.Namespace) -> list[Store]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder)))
    addresses: dict[str, Callable[[int], str]] = {SQLITE: lambda size: f"sqlite:///{folder / f'{size}.sqlite3'}"}
    if POSTGRESQL in given.on:
        new_postgres = stack.enter_context(postgres())
        addresses[POSTGRESQL] = lambda size: new_postgres(f"people_{size}")
    stores = []
    for kind in given.on:
        for size in sorted(given.sizes):
            platform, api = stack.enter_context(line())
            store = Store(kind, size, addresses[kind](size), platform, api, MESSAGES)
            stack.callback(store.close)
            print(f"{kind}: {size:,} people, {size * MESSAGES:,} messages: {store.megabytes():,.0f} MB", flush=True)
            stores.append(store)
    return stores


def _report(stores: Sequence[Store], given: argparse.Namespace) -> None:
    figures: dict[str, Any] = {"talks": given.talks, "messages_a_person": MESSAGES}
    lines = [
        f"milliseconds of one turn, median of {given.talks} talks of {len(TALK)} turns by people picked at random, "
        f"{MESSAGES} messages a person, stores taken in turn"
    ]
    kinds = dict.fromkeys(each.kind for each in stores)
    for kind in kinds:
        own = [each for each in stores if each.kind == kind]
        figures[kind] = _of_kind(own)
        lines += [f"{kind}, {words}: {_told(figures[kind][what])}" for what, words in WORDS.items()]
        lines += [f"{kind},   of it “{words}”: {_told(figures[kind][words])}" for words in TALK]
        figures[kind]["megabytes"] = {each.people: round(each.megabytes()) for each in own}
        lines.append(
            f"{kind}, on the disk: " + ", ".join(f"{n:,}: {mb:,} MB" for n, mb in figures[kind]["megabytes"].items())
        )
    worst = max(figures[kind][what]["growth"] for kind in kinds for what in WHAT)
    lines.append(f"the most that a turn grows: {worst}× (limit {LIMIT:g}×)")
    publish(FOLDER, lines, figures)
    panels = {kind: {what: figures[kind][what] for what in WORDS} for kind in kinds}
    draw(FOLDER / "growth.png", panels, WORDS, LIMIT, "people in the store", "milliseconds of one turn, median")


def _of_kind(stores: Sequence[Store]) -> dict[str, Any]:
    """What a turn costs is the mean of a talk's turns, since one talk opens one case."""
    found = {
        what: _grown({store.people: [fmean(map(cost, talk)) for talk in store.talks] for store in stores})
        for what, cost in WHAT.items()
    }
    for at, words in enumerate(TALK):
        found[words] = _grown({store.people: [talk[at].ours for talk in store.talks] for store in stores})
    return found


def _grown(seconds: Mapping[int, Sequence[float]]) -> dict[str, Any]:
    medians = {size: round(percentile(its, 0.5) * 1000, 2) for size, its in seconds.items()}
    sizes = list(medians)
    return {"median_ms": medians, "growth": round(medians[sizes[-1]] / medians[sizes[0]], 2)}


def _told(its: Mapping[str, Any]) -> str:
    shown = ", ".join(f"{size:,}: {ms} ms" for size, ms in its["median_ms"].items())
    return f"{shown}; grows {its['growth']}×"


if __name__ == "__main__":
    main()
