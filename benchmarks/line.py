"""LINE's stand-in for one bot of a run, on the loopback and on the real clock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from waitress.server import create_server

from benchmarks.servers import SECRET, TOKEN
from simulator.platform import Platform
from simulator.rules import Rules

THREADS = 16
CONNECTIONS = 2000
"""Several workers keep more of them open than the hundred that this server takes by itself."""
NO_RATES = Rules(rates=None)


@contextmanager
def line(rules: Rules = NO_RATES) -> Iterator[tuple[Platform, str]]:
    """A platform, and the address of its API. Where it sends webhooks is set afterwards."""
    platform = Platform(
        clock=lambda: datetime.now(UTC),
        new_id=uuid4,
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        webhook_url="http://127.0.0.1:9/not-yet",
        rules=rules,
    )
    server = create_server(platform.app, host="127.0.0.1", port=0, threads=THREADS, connection_limit=CONNECTIONS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield platform, f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)
