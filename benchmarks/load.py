"""Signed webhooks sent as fast as they are acknowledged, or at an even pace: `python -m benchmarks.load`, in a
process of its own, so that what is measured shares no lock with who measures it.
"""

import argparse
import base64
import hashlib
import hmac
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from benchmarks.servers import SECRET

PEOPLE = 200


def body_of(number: int) -> bytes:
    """One text message of one of 200 people; the event's id is new each time."""
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": 1_790_000_000_000 + number,
        "source": {"type": "user", "userId": f"U{number % PEOPLE:032x}"},
        "webhookEventId": f"01BENCH{number:019d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        "message": {"type": "text", "id": str(number), "text": "อยากได้คนช่วยออกแบบบรรจุภัณฑ์", "quoteToken": "q"},
    }
    return json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False).encode()


def request_of(number: int) -> bytes:
    body = body_of(number)
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    head = (
        "POST /line/webhook HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
        f"x-line-signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection:
    """One kept connection; one request after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> float:
        """Seconds until it was acknowledged with 200. Raises ValueError for any other answer."""
        began = time.perf_counter()
        self._socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._read()
        head, _, body = answer.partition(b"\r\n\r\n")
        for _ in range(_length(head) - len(body)):
            body += self._read() if len(body) < _length(head) else b""
        took = time.perf_counter() - began
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head[:60])
        return took

    def _read(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("closed")
        return part


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def send(ports: Sequence[int], first: int, count: int, connections: int, rate: float) -> dict[str, object]:
    """Send `count` events over so many connections, spread over the ports; at `rate` a second, or (0) as fast as they
    are acknowledged. At a rate time counts from when a request was due, not from when it could be sent.
    """
    requests = [request_of(first + number) for number in range(count)]
    times: list[float] = []
    lock = threading.Lock()
    start = time.perf_counter() + 0.1

    def run(own: int) -> None:
        connection = Connection(ports[own % len(ports)])
        took = []
        for number in range(own, count, connections):
            due = start + number / rate if rate else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.send(requests[number])
            took.append(time.perf_counter() - due)
        with lock:
            times.extend(took)

    threads = [threading.Thread(target=run, args=(own,)) for own in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"rate": len(times) / (time.perf_counter() - start), "seconds": times}


def measured(ports: Sequence[int], first: int, count: int, connections: int, rate: float = 0.0) -> dict[str, object]:
    """As `send`, in a process of its own."""
    given = [*map(str, ports), "--first", str(first), "--count", str(count), "--connections", str(connections)]
    command = [sys.executable, "-m", "benchmarks.load", *given, "--rate", str(rate)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("ports", type=int, nargs="+")
    for name in ("first", "count", "connections"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--rate", type=float, default=0.0)
    given = parser.parse_args()
    print(json.dumps(send(given.ports, given.first, given.count, given.connections, given.rate)))


if __name__ == "__main__":
    main()
