"""The real processes while their database fails: what is refused comes again, one line says why, none starts anew."""

import resource
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from simulator.phones import Phone
from simulator.platform import Platform
from tests.conftest import PostgresServer
from tests.faults.crew import ROOT
from tests.faults.test_faults import friend
from tests.rismep.test_serving import BIN, environment, free_port, line, wait_until_up
from tests.waiting import until

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
WORDS = ("สถานะ", "ข้อมูลของฉัน")


class Logged:
    """A process and the lines of its log. They go through a pipe: a full disk must not take them."""

    def __init__(self, command: str, settings: dict[str, str]) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [BIN / "rismep", command], env=settings, cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        ended = self.process.wait(20)
        self._reading.join(5)
        return ended

    def complaints(self) -> list[str]:
        """Errors in the log and lines of tracebacks, without when, where and how often."""
        said = [one for one in self.lines if " INFO " not in one and " WARNING " not in one]
        return [one.partition(" ERROR ")[2].partition(" failures=")[0] or one for one in said]

    def limit_files(self, limits: tuple[int, int]) -> None:
        """How large this process and its children may make a file."""
        for pid in (self.process.pid, *children_of(self.process.pid)):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def started(commands: Sequence[str], settings: dict[str, str]) -> Iterator[list[Logged]]:
    processes = [Logged(command, settings) for command in commands]
    try:
        wait_until_up(processes[0].process, int(settings["PORT"]))
        yield processes
    finally:
        ended = [one.stop() for one in processes]
    assert ended == [0] * len(processes)


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.sqlite3'}"


@contextmanager
def serving(address: str) -> Iterator[tuple[Platform, Logged]]:
    port = free_port()
    with line(port) as (platform, api), started(["serve"], environment(port, api, address)) as (process,):
        yield platform, process


def write(platform: Platform, phone: Phone) -> tuple[list[str], list[int | None]]:
    """Write all WORDS; the ids of the events, and what LINE was answered."""
    events = [phone.text_event(word) for word in WORDS]
    answers = [platform.send_events([one]).status for one in events]
    return [str(one["webhookEventId"]) for one in events], answers


def heard(phone: Phone) -> int:
    return sum(entry.who == "bot" for entry in phone.chat)


def assert_all_is_answered_once(platform: Platform, phone: Phone, event_ids: Sequence[str]) -> None:
    """As LINE does after some seconds: send again what was refused."""
    assert until(lambda: platform.redeliver(event_ids[0]).status == 200)
    assert [platform.redeliver(one).status for one in event_ids] == [200] * len(event_ids)
    assert until(lambda: heard(phone) == len(event_ids))
    time.sleep(1)
    assert heard(phone) == len(event_ids)


def test_a_disk_that_takes_nothing_is_named_once_and_waited_for(address: str) -> None:
    with serving(address) as (platform, process):
        phone = friend(platform)
        process.limit_files((0, resource.RLIM_INFINITY))
        event_ids, answers = write(platform, phone)
        assert answers == [503, 503]
        time.sleep(12)
        process.limit_files(UNLIMITED)
        assert_all_is_answered_once(platform, phone, event_ids)
    assert process.complaints() == ["storage.trouble database fails: the disk fails"]


def test_a_file_that_somebody_else_holds_locked_is_named_once_and_waited_for(address: str) -> None:
    with serving(address) as (platform, process):
        phone = friend(platform)
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            event_ids, answers = write(platform, phone)
            assert answers == [503, 503]
        assert_all_is_answered_once(platform, phone, event_ids)
    assert process.complaints() == ["storage.trouble keeping events fails: no commit within 5 s"]


def test_a_server_that_is_gone_is_named_once_by_each_process_and_waited_for(own_postgres: PostgresServer) -> None:
    port = free_port()
    address = own_postgres.address(own_postgres.new_database("template0"))
    with (
        line(port) as (platform, api),
        started(["web", "worker"], environment(port, api, address)) as (web, worker),
    ):
        phone = friend(platform)
        assert until(lambda: any("working" in one for one in worker.lines))
        own_postgres.go_away()
        event_ids, answers = write(platform, phone)
        assert answers == [503, 503]
        time.sleep(12)
        own_postgres.come_back()
        assert_all_is_answered_once(platform, phone, event_ids)
    for process in (web, worker):
        assert process.complaints() == ["storage.trouble database fails: it does not answer"]


def test_a_server_that_came_back_read_only_is_used_again_as_soon_as_it_takes_writes(
    own_postgres: PostgresServer,
) -> None:
    """Connections stay read-only when the server is not any more, so they have to be opened anew."""
    port = free_port()
    name = own_postgres.new_database("template0")
    with (
        line(port) as (platform, api),
        started(["web", "worker"], environment(port, api, own_postgres.address(name))) as (web, worker),
    ):
        phone = friend(platform)
        assert until(lambda: any("working" in one for one in worker.lines))
        own_postgres.set(name, "default_transaction_read_only = on")
        own_postgres.restart()
        event_ids, answers = write(platform, phone)
        assert answers == [503, 503]
        time.sleep(12)
        own_postgres.set(name, "default_transaction_read_only = off")
        assert_all_is_answered_once(platform, phone, event_ids)
    for process in (web, worker):
        said = process.complaints()
        assert said.count("storage.trouble database fails: it may be read but not written") == 1, said
        assert all(one.startswith("storage.trouble database fails: ") for one in said), said


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_start_without_its_server_ends_with_one_sentence(command: str) -> None:
    settings = environment(free_port(), "http://127.0.0.1:1", f"postgresql://u:secret@127.0.0.1:{free_port()}/none")
    refused = subprocess.run(
        [BIN / "rismep", command], env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 2
    assert refused.stderr == "The database cannot be used: it does not answer.\n"


def test_a_start_on_a_file_that_may_not_grow_ends_with_one_sentence(address: str) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    settings = environment(free_port(), "http://127.0.0.1:1", address)
    refused = subprocess.run(
        [BIN / "rismep", "serve"],
        env=settings,
        preexec_fn=no_room,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert refused.stderr == "The database cannot be used: the disk fails.\n"
