"""What a fresh process needs until it answers: seconds, and memory beside what a bare Python holds."""

import json
import subprocess
import sys
import time
from statistics import median

READER = """
from intents.reader import load_reader
read = load_reader().read
"""
NEWMM = """
from pythainlp.tokenize import newmm
read = newmm.segment
"""
_PROGRAM = """
import sys
def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
before = resident()
{made}
read("ฉลากโดนน้ำแล้วลอก อยู่พัทลุงค่ะ")
sys.stdout.write("answered\\n")
sys.stdout.flush()
for line in sys.stdin:
    read(line)
print(resident() - before)
"""


def start_and_memory(made: str, texts: list[str], rounds: int = 7) -> dict[str, float]:
    """Seconds from the start of the process to its first answer, and megabytes after reading all texts.

    Of the seconds the best: a start that had to wait for others says nothing about ours.
    """
    found = [_once(made, texts) for _ in range(rounds)]
    return {
        "seconds_to_first_answer": round(min(seconds for seconds, _ in found), 3),
        "megabytes": round(median(megabytes for _, megabytes in found), 1),
    }


def _once(made: str, texts: list[str]) -> tuple[float, float]:
    began = time.perf_counter()
    command = [sys.executable, "-c", _PROGRAM.format(made=made)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.perf_counter() - began
        process.stdin.write("\n".join(json.dumps(text, ensure_ascii=False) for text in texts))
        process.stdin.close()
        return seconds, float(process.stdout.read())
