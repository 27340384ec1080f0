"""The real processes told to stop, or killed by half, while LINE or the database keeps them waiting."""

import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from simulator.platform import Platform
from tests.conftest import PostgresServer
from tests.faults.test_faults import friend
from tests.faults.test_troubled_database import Logged, heard
from tests.rismep.test_serving import BIN, environment, free_port, line, wait_until_up
from tests.waiting import until

SENDING = "/v2/bot/message/*"
HUNG = 30.0


def keep_waiting(platform: Platform, chats: int) -> None:
    """LINE answers nothing any more, and so many people wrote."""
    platform.faults.add(SENDING, "hang", times=1000, seconds=HUNG)
    for _ in range(chats):
        friend(platform).type("สถานะ")


def test_a_worker_stops_within_ten_seconds_though_neither_line_nor_the_database_answers(
    own_postgres: PostgresServer,
) -> None:
    port = free_port()
    address = own_postgres.address(own_postgres.new_database("template0"))
    with line(port) as (platform, api):
        settings = environment(port, api, address)
        web, worker = Logged("web", settings), Logged("worker", settings)
        wait_until_up(web.process, port)
        keep_waiting(platform, chats=8)
        assert until(lambda: any(" turn row=" in one for one in worker.lines))
        own_postgres.go_away()
        before = time.monotonic()
        assert worker.stop() == 0
        assert time.monotonic() - before < 10
        platform.faults.clear()
        assert web.stop() == 0


def test_a_server_of_which_only_the_first_process_was_killed_makes_room_for_the_next(tmp_path: Path) -> None:
    port = free_port()
    with line(port) as (platform, api):
        settings = environment(port, api, f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        killed = Logged("serve", settings)
        wait_until_up(killed.process, port)
        keep_waiting(platform, chats=3)
        killed.process.kill()
        next_one = Logged("serve", settings)
        # The first still answers at the port until the next one has all that it needs, so both are waited for.
        assert until(lambda: any("serving port=" in one for one in next_one.lines))
        wait_until_up(next_one.process, port)
        platform.faults.clear()
        phone = friend(platform)
        phone.type("สถานะ")
        assert until(lambda: heard(phone) == 1)
        assert next_one.stop() == 0


def test_a_release_older_than_its_database_says_so_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    settings = environment(free_port(), "http://127.0.0.1:1", f"sqlite:///{file}")
    subprocess.run([BIN / "rismep", "db", "upgrade"], env=settings, check=True, capture_output=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    refused = subprocess.run([BIN / "rismep", "serve"], env=settings, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert "9999" in refused.stderr
