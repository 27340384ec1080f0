"""What is looked at every few seconds: what the processes hold, what stands on the disk, how long answers took."""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil
import urllib3

from benchmarks.figures import percentile
from benchmarks.servers import Server
from benchmarks.soak.people import Crowd
from simulator.platform import Platform

MEGABYTE = 1024**2
WAITING = re.compile(r"^rismep_(?:events_waiting|messages_owed) (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """One look. Memory is that of all processes of the bot: PSS counts what they share once, USS what is their own.

    `waiting`: events without their turn and messages that may go; `answered` and the latencies are of the interval.
    """

    seconds: float
    pss_mb: float
    uss_mb: float
    descriptors: int
    threads: int
    file_mb: float
    wal_mb: float
    waiting: int
    written: int
    answered: int
    p50_ms: float
    p99_ms: float


class Sampler:
    """Looks at one running bot and at what LINE's stand-in has had of it."""

    def __init__(self, server: Server, database: Path, metrics_token: str, platform: Platform, crowd: Crowd) -> None:
        self._server = server
        self._database = database
        self._token = metrics_token
        self._platform = platform
        self._crowd = crowd
        self._pool = urllib3.PoolManager(retries=False, timeout=10.0)
        self.began: datetime = platform.clock()

    def look(self) -> Sample:
        whole = psutil.Process(self._server.process.pid)
        every = (whole, *whole.children(recursive=True))
        memory = [one.memory_full_info() for one in every]
        waits = self._waits()
        return Sample(
            seconds=round((self._platform.clock() - self.began).total_seconds(), 1),
            pss_mb=round(sum(its.pss for its in memory) / MEGABYTE, 2),
            uss_mb=round(sum(its.uss for its in memory) / MEGABYTE, 2),
            descriptors=sum(one.num_fds() for one in every),
            threads=sum(one.num_threads() for one in every),
            file_mb=round(_size(self._database) / MEGABYTE, 3),
            wal_mb=round(_size(self._database.with_name(f"{self._database.name}-wal")) / MEGABYTE, 3),
            waiting=self.waiting(),
            written=self._crowd.written,
            answered=len(waits),
            p50_ms=round(percentile(waits, 0.5) * 1000, 2),
            p99_ms=round(percentile(waits, 0.99) * 1000, 2),
        )

    def _waits(self) -> list[float]:
        """Seconds from the sending of each event to its answer, of the answers that have come since the last look."""
        sent, waits = self._crowd.sent, []
        for call in self._platform.calls:
            if call.operation == "replyMessage" and call.status == 200 and (at := sent.pop(str(call.to), None)):
                waits.append((call.at - at).total_seconds())
        return waits

    def waiting(self) -> int:
        """As operators see it."""
        told = self._pool.request(
            "GET", f"{self._server.address}/metrics", headers={"Authorization": f"Bearer {self._token}"}
        )
        return round(sum(map(float, WAITING.findall(told.data.decode()))))


def _size(file: Path) -> int:
    return os.stat(file).st_size if file.exists() else 0
