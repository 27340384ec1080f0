"""Half an hour of people who write, and whether anything grows that should not: `python -m benchmarks.soak`."""

import argparse
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks import servers
from benchmarks.figures import publish
from benchmarks.line import line
from benchmarks.offices import fill_directory
from benchmarks.soak.people import Crowd
from benchmarks.soak.plot import draw
from benchmarks.soak.samples import Sample, Sampler
from benchmarks.soak.verdict import judge, keeps_up
from simulator.rules import Rules

FOLDER = Path(__file__).parent
METRICS_TOKEN = "a-token-of-the-soak"
LOG_LENGTH = 8_000
"""Calls, webhooks and tokens that LINE's stand-in remembers: more than come in the minute of a reply token."""

PATIENCE_SECONDS = 120.0
KEEPS_UP = 0.98


def main() -> None:
    given = _arguments()
    with (
        tempfile.TemporaryDirectory(dir=given.folder) as name,
        line(Rules(rates=None, log_length=LOG_LENGTH)) as (
            platform,
            api,
        ),
    ):
        folder = Path(name)
        environment = {
            **servers.environment_of(folder, api, servers.free_port()),
            "METRICS_TOKEN": METRICS_TOKEN,
        }
        fill_directory(environment)
        with servers.rismep(environment, folder / "log") as server:
            platform.mail.url = server.webhook
            crowd = Crowd(platform, given.rate)
            sampler = Sampler(server, folder / "rismep.sqlite3", METRICS_TOKEN, platform, crowd)
            samples = _watch(sampler, crowd, given)
        counts = _counts(folder / "rismep.sqlite3")
    _report(samples, crowd, counts, given)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=100.0, help="events a second")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two looks")
    parser.add_argument("--folder", type=Path, help="where the SQLite file is made, if not among temporary files")
    return parser.parse_args()


def _watch(sampler: Sampler, crowd: Crowd, given: argparse.Namespace) -> list[Sample]:
    """Every few seconds one look while people write; at the end the answers that are still to come are waited for."""
    crowd.start()
    start, samples = time.monotonic(), list[Sample]()
    try:
        for number in range(1, int(given.minutes * 60 / given.every) + 1):
            time.sleep(max(0.0, start + number * given.every - time.monotonic()))
            samples.append(sampler.look())
    finally:
        crowd.stop()
    end = time.monotonic() + PATIENCE_SECONDS
    while sampler.waiting() and time.monotonic() < end:
        time.sleep(1.0)
    sampler.look()
    return samples


def _counts(database: Path) -> dict[str, int]:
    """What the bot has made of it all."""
    wanted = {
        "people": "people",
        "cases": "cases",
        "cases_open": "cases WHERE status <> 'closed'",
        "events": "incoming",
        "events_waiting": "incoming WHERE done_at IS NULL",
        "events_set_aside": "incoming WHERE set_aside_at IS NOT NULL",
        "messages": "messages",
        "messages_failed": "messages WHERE outcome = 'failed'",
        "answers_by_push": "messages WHERE reply_token_at IS NOT NULL AND tried_by = 'push'",
    }
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {rows}")) or 0 for name, rows in wanted.items()}


def _report(samples: list[Sample], crowd: Crowd, counts: dict[str, int], given: argparse.Namespace) -> None:
    flat, share = judge(samples), keeps_up(samples)
    first, last = samples[0], samples[-1]
    seconds = last.seconds - first.seconds
    lines = [
        f"{given.minutes:g} minutes, asked for {given.rate:g} events a second: "
        f"{(last.written - first.written) / seconds:.1f} a second were acknowledged, "
        f"{sum(one.answered for one in samples[1:]) / seconds:.1f} a second answered",
        f"{counts['people']:,} people, {counts['cases']:,} cases ({counts['cases_open']:,} still open), "
        f"{counts['messages']:,} messages",
        f"not acknowledged {crowd.refused}, not answered by reply {len(crowd.sent)} "
        f"(by push {counts['answers_by_push']}), set aside {counts['events_set_aside']}, "
        f"failed {counts['messages_failed']}, still waiting at the end {counts['events_waiting']}",
        f"waiting at the most: {max(one.waiting for one in samples)}",
        "middle third of the time beside its last:",
        *(f"  {one}" for one in flat),
        f"answered of the last third's events: {share:.1%} (to reach {KEEPS_UP:.0%})",
        f"flat: {'yes' if all(one.holds for one in flat) and share >= KEEPS_UP else 'no'}",
    ]
    draw(FOLDER / "soak.png", samples)
    publish(
        FOLDER,
        lines,
        {
            "minutes": given.minutes,
            "rate": given.rate,
            "refused": crowd.refused,
            "not_answered_by_reply": len(crowd.sent),
            "counts": counts,
            "answered_of_last_third": share,
            "flat": [{**asdict(one), "ratio": one.ratio, "holds": one.holds} for one in flat],
            "samples": [asdict(one) for one in samples],
        },
    )


if __name__ == "__main__":
    main()
