"""The real thing as an operator starts it: `rismep serve`, and web and worker under a Procfile runner."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from waitress.server import create_server

from rismep.serving import TEXTS_SECONDS
from rismep.wiring import clock, new_id
from simulator.phones import Phone
from simulator.platform import Platform
from simulator.rules import Rules
from tests.conftest import PostgresServer
from tests.keys import TEST_KEY
from tests.waiting import until

BIN = Path(sys.executable).parent
SECRET, TOKEN = "a-secret-of-the-tests", "a-token-of-the-tests"
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def line(webhook_port: int, rules: Rules | None = None) -> Iterator[tuple[Platform, str]]:
    """A stand-in for LINE on its own port, calling the bot on `webhook_port`."""
    platform = Platform(
        clock=clock,
        new_id=new_id,
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        webhook_url=f"http://127.0.0.1:{webhook_port}/line/webhook",
        rules=rules,
    )
    server = create_server(platform.app, host="127.0.0.1", port=0, threads=16)
    threading.Thread(target=server.run, daemon=True).start()
    yield platform, f"http://127.0.0.1:{server.effective_port}"
    server.close()


def environment(port: int, line_address: str, database_url: str) -> dict[str, str]:
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a key of the tests that is long enough",
        "ENCRYPTION_KEYS": TEST_KEY,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LINE_API_BASE": line_address,
        "PORT": str(port),
    }


@contextmanager
def running(command: list[str], env: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    """A process that answers on `port`, stopped by SIGTERM."""
    process = subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        wait_until_up(process, port)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_until_up(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(900):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
                return
        except OSError:
            assert process.poll() is None, process.stderr.read() if process.stderr else "it ended"
            time.sleep(0.1)
    raise AssertionError("it did not come up within 90 seconds")


def hears(phone: Phone, words: str) -> bool:
    return until(lambda: any(words in entry.text for entry in phone.chat if entry.who == "bot"))


def test_serve_answers_on_sqlite_and_ends_cleanly(tmp_path: Path) -> None:
    port = free_port()
    with line(port) as (platform, address):
        env = environment(port, address, f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        with running([str(BIN / "rismep"), "serve"], env, port) as process:
            phone = platform.add_phone("ตัวอย่าง")
            phone.follow()
            assert hears(phone, "สวัสดีค่ะ")
            second = subprocess.run([BIN / "rismep", "serve"], env=env, capture_output=True, text=True, check=False)
            assert second.returncode == 2
            assert "Traceback" not in second.stderr
        assert process.returncode == 0


def test_killed_at_once_it_leaves_nothing_that_bars_the_next_start(tmp_path: Path) -> None:
    port = free_port()
    with line(port) as (platform, address):
        env = environment(port, address, f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        process = subprocess.Popen([BIN / "rismep", "serve"], env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        wait_until_up(process, port)
        process.kill()
        process.wait()
        _wait_until_down(port)
        with running([str(BIN / "rismep"), "serve"], env, port):
            phone = platform.add_phone("ตัวอย่าง")
            phone.follow()
            assert hears(phone, "สวัสดีค่ะ")


def _wait_until_down(port: int) -> None:
    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz").close()
        except OSError:
            return
        time.sleep(0.1)
    raise AssertionError("still there a minute later")


def test_a_bot_that_runs_says_what_was_worded_anew_by_command(tmp_path: Path) -> None:
    port = free_port()
    with line(port) as (platform, address):
        env = environment(port, address, f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        with running([str(BIN / "rismep"), "serve"], env, port):
            worded: list[str | Path] = [BIN / "rismep", "texts", "set", "th", "hello.first", "ศูนย์ตัวอย่าง ยินดีต้อนรับค่ะ"]
            subprocess.run(worded, env=env, check=True, capture_output=True)
            time.sleep(TEXTS_SECONDS)
            phone = platform.add_phone("ตัวอย่าง")
            phone.follow()
            assert hears(phone, "ศูนย์ตัวอย่าง ยินดีต้อนรับค่ะ")


def test_web_and_worker_answer_on_postgresql_under_a_procfile_runner(postgres: PostgresServer) -> None:
    port = free_port()
    name = postgres.new_database("template0")
    with line(port) as (platform, address):
        env = environment(port, address, postgres.address(name))
        subprocess.run([BIN / "rismep", "db", "upgrade"], env=env, check=True, capture_output=True)
        with running([str(BIN / "honcho"), "start", "web", "worker", "-p", str(port)], env, port):
            phone = platform.add_phone("ตัวอย่าง")
            phone.follow()
            assert hears(phone, "สวัสดีค่ะ")
    postgres.drop(name)


@pytest.mark.parametrize("command", ["worker", "web"])
def test_parts_refuse_sqlite_with_one_sentence(command: str, tmp_path: Path) -> None:
    env = environment(free_port(), "http://127.0.0.1:1", f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    refused = subprocess.run([BIN / "rismep", command], env=env, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "rismep serve" in refused.stderr


def test_a_start_without_settings_names_all_of_them() -> None:
    env = {"PATH": os.environ["PATH"]}
    refused = subprocess.run([BIN / "rismep", "serve"], env=env, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    for name in ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "SECRET_KEY", "ENCRYPTION_KEYS", "PUBLIC_URL"):
        assert name in refused.stderr
