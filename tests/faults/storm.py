"""What goes wrong, and how people go on writing meanwhile. All of it by one seed."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from simulator.phones import Phone
from simulator.platform import Platform
from tests.faults.crew import Crew

WORDS = ("สถานะ", "ข้อมูลของฉัน", "ขอบคุณค่ะ")
"""Each is answered by one message that tells it from the other two."""

OF_LINE = (
    "500",
    "500_after_accept",
    "503",
    "429_rate",
    "reset",
    "reset_after_accept",
    "slow",
    "hang",
    "empty_after_accept",
)
REDELIVER_AFTER, REDELIVERIES = 2.0, 60
"""Seconds until LINE sends again what was not acknowledged, and how often at most."""


@dataclass(frozen=True)
class Weather:
    """How bad it gets: `kills` of processes, `restarts` of the database, faults of LINE in a hundred calls."""

    kills: int
    restarts: int
    faults: int


class Storm:
    """People who write, and a world in which things break."""

    def __init__(
        self, platform: Platform, crew: Crew, restart_database: Callable[[], None] | None, seed: int
    ) -> None:
        self._platform = platform
        self._crew = crew
        self._restart_database = restart_database
        self._chance = random.Random(seed)
        self._written = 0
        self._lock = threading.Lock()

    def pass_over(self, phones: Sequence[Phone], each: int, weather: Weather) -> None:
        """Everyone writes `each` messages, in order, waiting for no answer; return when all are acknowledged."""
        total = len(phones) * each
        breaking = threading.Thread(target=self._break_things, args=(total, weather))
        breaking.start()
        with ThreadPoolExecutor(16) as writers:
            for done in [writers.submit(self._write, phone, each) for phone in self._shuffled(phones)]:
                done.result()
        breaking.join()
        self._platform.faults.clear()

    def _shuffled(self, phones: Sequence[Phone]) -> list[Phone]:
        return self._chance.sample(list(phones), len(phones))

    def _write(self, phone: Phone, each: int) -> None:
        numbers = iter(range(each))
        for first in numbers:
            second = next(numbers, None) if self._chance.random() < 0.1 else None
            together = [number for number in (first, second) if number is not None]
            self._send([self._written_now(phone, number) for number in together])
            with self._lock:
                self._written += len(together)

    def _written_now(self, phone: Phone, number: int) -> dict[str, object]:
        # Two that were written in the same millisecond have no order.
        time.sleep(0.002)
        return phone.text_event(WORDS[number % len(WORDS)])

    def _send(self, events: Sequence[dict[str, object]]) -> None:
        """As LINE does: two at once in the wrong order, again until acknowledged, now and then although it was."""
        if self._platform.send_events([*reversed(events)]).status != 200:
            for event in events:
                self._send_again(event)
        if self._chance.random() < 0.03:
            self._platform.redeliver(str(events[0]["webhookEventId"]))

    def _send_again(self, event: dict[str, object]) -> None:
        for _ in range(REDELIVERIES):
            time.sleep(REDELIVER_AFTER)
            sent = self._platform.redeliver(str(event["webhookEventId"]))
            if sent.status == 200:
                return
        raise AssertionError(f"never acknowledged: {sent.status} {sent.error}")

    def _break_things(self, total: int, weather: Weather) -> None:
        """Spread evenly over what is written, in an order of chance."""
        deeds = self._chance.sample(*_repeated({"kill": weather.kills, "restart": weather.restarts}))
        for number, deed in enumerate(deeds, 1):
            while self._written < total * number / (len(deeds) + 1):
                time.sleep(0.05)
            self._trouble_line(weather)
            if deed == "kill":
                self._crew.kill_one(self._chance)
            elif self._restart_database is not None:
                self._restart_database()

    def _trouble_line(self, weather: Weather) -> None:
        """What was before is over, met or not: it would pile up while the bot takes LINE for down."""
        self._platform.faults.clear()
        for _ in range(weather.faults):
            kind = self._chance.choice(OF_LINE)
            path = self._chance.choice(("/v2/bot/message/reply", "/v2/bot/message/push"))
            self._platform.faults.add(
                path, kind, times=self._chance.randint(1, 3), seconds=self._chance.uniform(0.2, 4)
            )


def _repeated(numbers: dict[str, int]) -> tuple[list[str], int]:
    every = [name for name, number in numbers.items() for _ in range(number)]
    return every, len(every)
