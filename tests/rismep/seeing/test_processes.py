"""What the processes show that an operator starts: a port of their own, and a log that machines read."""

import json
import signal
import subprocess
import time
from pathlib import Path

from urllib3.exceptions import HTTPError

from tests.conftest import PostgresServer
from tests.rismep.seeing.conftest import Operator
from tests.rismep.test_serving import BIN, ROOT, environment, free_port, hears, line, running
from tests.waiting import until


def lines_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_one_process_shows_itself_on_its_port_and_logs_json(tmp_path: Path) -> None:
    port, own = free_port(), free_port()
    with line(port) as (platform, address):
        env = environment(port, address, f"sqlite:///{tmp_path / 'bot.sqlite3'}")
        env |= {"METRICS_PORT": str(own), "LOG_FORMAT": "json"}
        log = tmp_path / "log"
        with log.open("w") as written:
            process = subprocess.Popen([BIN / "rismep", "serve"], env=env, cwd=ROOT, stderr=written)
        try:
            public, operator = Operator(f"http://127.0.0.1:{port}"), Operator(f"http://127.0.0.1:{own}")
            wait_until_up(public)
            wait_until_up(operator)
            phone = platform.add_phone("ตัวอย่าง")
            phone.follow()
            assert hears(phone, "สวัสดีค่ะ")
            assert shows(operator, 'rismep_events_total{kind="follow"} 1.0')
            assert public.ask("/metrics")[0] == 404
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)
    said = [str(line["msg"]).split()[0] for line in lines_of(log) if line.get("event")]
    assert said[:3] == ["came", "turn", "sent"]


def test_a_worker_shows_itself_and_sees_what_the_web_process_keeps(postgres: PostgresServer) -> None:
    port, own = free_port(), free_port()
    name = postgres.new_database("template0")
    with line(port) as (platform, address):
        env = environment(port, address, postgres.address(name)) | {"METRICS_PORT": str(own)}
        subprocess.run([BIN / "rismep", "db", "upgrade"], env=env, check=True, capture_output=True)
        with running([str(BIN / "honcho"), "start", "web", "worker", "-p", str(port)], env, port):
            web, worker = Operator(f"http://127.0.0.1:{port}"), Operator(f"http://127.0.0.1:{own}")
            wait_until_up(worker)
            phone = platform.add_phone("ตัวอย่าง")
            phone.follow()
            assert hears(phone, "สวัสดีค่ะ")
            assert shows(worker, 'rismep_reply_seconds_count{way="reply"} 1.0')
            assert worker.readiness()[1]["checks"]["events"] == web.readiness()[1]["checks"]["events"]
    postgres.drop(name)


def wait_until_up(operator: Operator) -> None:
    for _ in range(900):
        try:
            assert operator.ask("/healthz")[0] == 200
            return
        except HTTPError:
            time.sleep(0.1)
    raise AssertionError("it did not come up within 90 seconds")


def shows(operator: Operator, series: str) -> bool:
    """Whether a figure stands there before long: an answer is heard before it is settled."""
    return until(lambda: series in operator.ask("/metrics")[1])
