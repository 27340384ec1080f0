"""Signed webhooks acknowledged: ours (durable, deduplicated) beside the SDK's sample that does nothing with them.

Same server, same machine, in turns; 8 connections at once.
"""

import base64
import hashlib
import hmac
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import urllib3

from benchmarks import servers
from benchmarks.figures import publish, spread
from benchmarks.line import line

ROUNDS, EVENTS, CONNECTIONS = 3, 1_500, 8
NUMBERS = count(1)


def body_of(number: int) -> bytes:
    """One text message of one of 200 people; the event's id is new each time."""
    event = {
        "type": "unknownToBoth",
        "mode": "active",
        "timestamp": 1_790_000_000_000 + number,
        "source": {"type": "user", "userId": f"U{number % 200:032x}"},
        "webhookEventId": f"01BENCH{number:019d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        "message": {"type": "text", "id": str(number), "text": "อยากได้คนช่วยออกแบบบรรจุภัณฑ์", "quoteToken": "q"},
    }
    return json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False).encode()


def requests() -> Iterator[tuple[bytes, dict[str, str]]]:
    for _ in range(EVENTS):
        body = body_of(next(NUMBERS))
        signature = base64.b64encode(hmac.new(servers.SECRET.encode(), body, hashlib.sha256).digest()).decode()
        yield body, {"x-line-signature": signature, "content-type": "application/json"}


def acknowledged(server: servers.Server) -> tuple[float, list[float]]:
    """Webhooks a second, and the seconds that each took."""
    pool = urllib3.PoolManager(maxsize=CONNECTIONS, retries=False)
    made = list(requests())
    times: list[float] = []
    lock = threading.Lock()

    def send(one: tuple[bytes, dict[str, str]]) -> None:
        began = time.perf_counter()
        answer = pool.request("POST", server.webhook, body=one[0], headers=one[1])
        took = time.perf_counter() - began
        assert answer.status == 200, answer.status
        with lock:
            times.append(took)

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as senders:
        list(senders.map(send, made))
    return len(made) / (time.perf_counter() - began), times


def main() -> None:
    """Measure in turns and publish the ratio."""
    rates: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, line() as (_, api):
        environment = servers.environment_of(Path(folder), api, servers.free_port())
        log = Path(folder) / "rismep.log"
        with servers.echo(api, silent=True) as sample, servers.rismep(environment, log) as ours:
            for _ in range(ROUNDS):
                for server in (sample, ours):
                    rate, took = acknowledged(server)
                    rates.setdefault(server.name, []).append(rate)
                    times.setdefault(server.name, []).extend(took)
    lines = [f"{ROUNDS} rounds of {EVENTS} events each, {CONNECTIONS} connections, in turns"]
    best = {name: max(of) for name, of in rates.items()}
    for name in rates:
        lines.append(f"{name}: {best[name]:.0f} acknowledged a second at best, {spread(times[name])}")
    ratio = best["rismep"] / best["echo sample"]
    lines.append(f"ratio: ours {ratio:.2f} of the sample's rate")
    publish(
        Path(__file__).parent,
        lines,
        {"rates": rates, "times": {name: spread(of) for name, of in times.items()}, "ratio": round(ratio, 3)},
    )


if __name__ == "__main__":
    main()
