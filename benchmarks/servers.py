"""The bots of a run, each a process of its own on a free port of the loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import urllib3
from cryptography.fernet import Fernet

SECRET = "a-secret-of-the-benchmark"
TOKEN = "a-token-of-the-benchmark"
START_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A running bot."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def webhook(self) -> str:
        return f"{self.address}/line/webhook"

    def processes(self) -> list[psutil.Process]:
        """The process and its children."""
        whole = psutil.Process(self.process.pid)
        return [whole, *whole.children(recursive=True)]

    def resident_megabytes(self) -> float:
        """Memory that all of it holds now, what is shared counted once."""
        held = sum(one.memory_full_info().pss for one in self.processes())
        return float(held) / 1024**2


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def environment_of(folder: Path, api: str, port: int, database: str | None = None) -> dict[str, str]:
    """What `rismep serve` is configured by: a database of its own, and LINE's stand-in at `api`."""
    return {
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "DATABASE_URL": database or f"sqlite:///{folder / 'rismep.sqlite3'}",
        "SECRET_KEY": Fernet.generate_key().decode(),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LINE_API_BASE": api,
        "PORT": str(port),
    }


@contextmanager
def echo(api: str, *, silent: bool = False) -> Iterator[Server]:
    """The SDK's sample."""
    port = free_port()
    given = ["--secret", SECRET, "--token", TOKEN, "--api", api, "--port", str(port)]
    command = [sys.executable, "-m", "benchmarks.echo", *given, *(["--silent"] if silent else [])]
    with _running("echo sample", command, {}, port, Path(os.devnull)) as server:
        yield server


@contextmanager
def sample_on_gunicorn(api: str) -> Iterator[Server]:
    """The SDK's sample without its answering, on the server and the threads that its readers would take."""
    port = free_port()
    app = f"benchmarks.echo:echo_app('{SECRET}', '{TOKEN}', '{api}', replies=False)"
    command = [str(Path(sys.executable).with_name("gunicorn")), "--worker-class", "gthread", "--threads", "8"]
    command += ["--keep-alive", "60", "--log-level", "error", "--bind", f"127.0.0.1:{port}", app]
    with _running("echo sample", command, {}, port, Path(os.devnull)) as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """A webhook that answers 200 and does nothing, on the server that ours runs on."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--blocking-threads", "64"]
    command += ["--log-level", "error", "--port", str(port), "benchmarks.bare:app"]
    with _running("bare 200", command, {}, port, Path(os.devnull)) as server:
        yield server


@contextmanager
def rismep(environment: Mapping[str, str], log: Path, part: str = "serve") -> Iterator[Server]:
    """`rismep serve`, as it is installed, or another part of it."""
    command = [str(Path(sys.executable).with_name("rismep")), part]
    with _running("rismep", command, environment, int(environment["PORT"]), log) as server:
        yield server


@contextmanager
def worker(environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """`rismep worker`, which only operators can call."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("rismep")), "worker"]
    with _running("rismep worker", command, {**environment, "METRICS_PORT": str(port)}, port, log) as server:
        yield server


@contextmanager
def _running(
    name: str, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[Server]:
    with log.open("ab") as lines:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=lines, stderr=lines)
        server = Server(name, port, process)
        try:
            wait_until_up(process, port)
            yield server
        finally:
            if process.poll() is None:
                for one in server.processes():
                    # Who was stopped for a while would not hear of the end.
                    one.resume()
            _end(process, server)


def _end(process: subprocess.Popen[bytes], server: Server) -> None:
    """A rival that was stopped for a while does not always hear of the end."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        for one in server.processes():
            one.kill()


def wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    """Return at the first answer of any kind. Raises RuntimeError when the process ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    pool = urllib3.PoolManager(retries=False, timeout=1.0)
    while time.monotonic() < end and process.poll() is None:
        try:
            pool.request("GET", f"http://127.0.0.1:{port}/healthz")
            return
        except urllib3.exceptions.HTTPError:
            time.sleep(0.02)
    raise RuntimeError(f"no answer on port {port}; the process ended with {process.poll()}")
