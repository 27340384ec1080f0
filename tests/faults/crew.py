"""The bot as real processes that can be killed at any moment and are started again, on both kinds of database."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
RISMEP = Path(sys.executable).with_name("rismep")
START_SECONDS = 90.0


class Crew:
    """Processes of one installation by the names of their commands; `web` is the one that LINE calls."""

    def __init__(self, commands: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._commands = list(commands)
        self._environment = {**os.environ, **environment}
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []
        self.port = int(environment["PORT"])
        self.kills = 0

    def start(self) -> None:
        self._running = [self._started(command) for command in self._commands]
        self.wait_until_up()

    def kill_one(self, chance: random.Random) -> str:
        """Kill any process with SIGKILL and start it again; its command."""
        number = chance.randrange(len(self._commands))
        process = self._running[number]
        # The whole group: nothing of it may finish its work decently.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._running[number] = self._started(self._commands[number])
        self.kills += 1
        return self._commands[number]

    def stop(self) -> None:
        """SIGTERM to all. Raises TimeoutExpired when one takes longer than is promised."""
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            process.wait(20)

    def wait_until_up(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"not up again: {self._log.read_text()[-2000:]}")

    def _started(self, command: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as lines:
            return subprocess.Popen(
                [RISMEP, command],
                env=self._environment,
                cwd=ROOT,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
            )


@contextmanager
def crew(commands: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Crew]:
    """Started, and stopped at the end."""
    made = Crew(commands, environment, log)
    try:
        made.start()
        yield made
    finally:
        made.stop()
