"""How long `rismep demo` takes until it answers, and how much memory `rismep serve` holds after some talk."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import servers
from benchmarks.figures import publish
from benchmarks.line import line

RISMEP = str(Path(sys.executable).with_name("rismep"))
PEOPLE = 50
SECONDS, MEGABYTES = 5, 300


def seconds_until_the_demo_answers() -> float:
    port = servers.free_port()
    began = time.perf_counter()
    process = subprocess.Popen([RISMEP, "demo", "--port", str(port)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(20)


def resident_after_talk() -> float:
    with tempfile.TemporaryDirectory() as folder, line() as (platform, api):
        environment = servers.environment_of(Path(folder), api, servers.free_port())
        with servers.rismep(environment, Path(folder) / "rismep.log") as ours:
            platform.mail.url = ours.webhook
            for number in range(PEOPLE):
                phone = platform.add_phone(f"sample {number}")
                phone.follow()
                phone.type("อยากได้คนช่วยออกแบบบรรจุภัณฑ์น้ำพริก อยู่พัทลุง")
            time.sleep(5)
            return ours.resident_megabytes()


def main() -> None:
    """Measure both and publish them."""
    starts = [seconds_until_the_demo_answers() for _ in range(3)]
    memory = resident_after_talk()
    publish(
        Path(__file__).parent,
        [
            f"rismep demo: ready after {min(starts):.1f} to {max(starts):.1f} s (limit {SECONDS})",
            f"rismep serve: {memory:.0f} MB resident after talking with {PEOPLE} people (limit {MEGABYTES})",
        ],
        {"demo_seconds": starts, "serve_megabytes": round(memory, 1)},
    )


if __name__ == "__main__":
    main()
