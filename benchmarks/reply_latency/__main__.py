"""How long an answer takes: `python -m benchmarks.reply_latency`."""

import argparse
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.figures import publish, spread
from benchmarks.line import line
from benchmarks.offices import fill_directory
from benchmarks.throughput.talks import TALK
from simulator.phones import Phone
from simulator.platform import Platform

FOLDER = Path(__file__).parent


@dataclass
class Bot:
    """One side of the comparison, and what was measured of it."""

    server: servers.Server
    platform: Platform
    sent: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def say(self, phone: Phone, step: int) -> None:
        event = phone.text_event(TALK[step])
        self.sent[event["replyToken"]] = (step, self.platform.clock())
        self.platform.send_events([event])

    def waits(self) -> dict[int, list[float]]:
        """Seconds from sending a webhook to the arrival of its answer, by step of the talk."""
        arrived = {call.to: call.at for call in self.platform.calls if call.operation == "replyMessage"}
        waits = defaultdict(list)
        for token, (step, at) in self.sent.items():
            if token in arrived:
                waits[step].append((arrived[token] - at).total_seconds())
        return waits


def main() -> None:
    given = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bots = [_sample(stack), _ours(stack, folder)]
        for bot in bots:
            _block(bot, given.people, given.rate)  # to warm up
            bot.sent.clear()
        for _ in range(given.blocks):
            for bot in bots:
                _block(bot, given.people, given.rate)
        _report(bots, given)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reply_latency")
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second")
    parser.add_argument("--people", type=int, default=20, help="people who talk at once in a block")
    parser.add_argument("--blocks", type=int, default=6, help="blocks of each bot, taken in turn")
    return parser.parse_args()


def _sample(stack: ExitStack) -> Bot:
    platform, api = stack.enter_context(line())
    server = stack.enter_context(servers.echo(api))
    platform.mail.url = server.webhook
    return Bot(server, platform)


def _ours(stack: ExitStack, folder: Path) -> Bot:
    platform, api = stack.enter_context(line())
    environment = servers.environment_of(folder, api, servers.free_port())
    fill_directory(environment)
    server = stack.enter_context(servers.rismep(environment, folder / "log"))
    platform.mail.url = server.webhook
    return Bot(server, platform)


def _block(bot: Bot, people: int, rate: float) -> None:
    """New people, each saying the whole talk, at an even pace that waits for no answer."""
    phones = [bot.platform.add_phone("ผู้ใช้ตัวอย่าง") for _ in range(people)]
    start, threads = time.perf_counter(), []
    for n, (step, phone) in enumerate((step, phone) for step in range(len(TALK)) for phone in phones):
        time.sleep(max(0.0, start + n / rate - time.perf_counter()))
        threads.append(threading.Thread(target=bot.say, args=(phone, step)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    time.sleep(1.0)


def _report(bots: list[Bot], given: argparse.Namespace) -> None:
    figures: dict[str, Any] = {"rate": given.rate, "people": given.people, "blocks": given.blocks}
    lines = [f"{given.rate:g} messages a second, {given.blocks} blocks of {given.people} talks each, in turn"]
    for bot in bots:
        by_step = bot.waits()
        every = [wait for waits in by_step.values() for wait in waits]
        figures[bot.server.name] = {
            **spread(every),
            "unanswered": len(bot.sent) - len(every),
            "by_step": [spread(by_step[step]) for step in range(len(TALK))],
        }
        lines.append(_line(bot.server.name, figures[bot.server.name]))
        lines += [_line(f"  {words}", figures[bot.server.name]["by_step"][n]) for n, words in enumerate(TALK)]
    sample, ours = (figures[bot.server.name] for bot in bots)
    figures["ratio"] = {name: round(ours[name] / sample[name], 2) for name in ("median_ms", "p99_ms")}
    lines.append(
        f"ratio: median {figures['ratio']['median_ms']} (limit 5), p99 {figures['ratio']['p99_ms']} (limit 10)"
    )
    publish(FOLDER, lines, figures)


def _line(name: str, its: dict[str, Any]) -> str:
    return f"{name}: {its['count']} answers, median {its['median_ms']} ms, p99 {its['p99_ms']} ms"


if __name__ == "__main__":
    main()
