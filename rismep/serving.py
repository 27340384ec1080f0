"""Running it for real: the web server, the workers, the clock; stopped by SIGTERM without losing anything."""

import logging
import signal
import threading
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from waitress.server import create_server

from rismep.wiring import House

log = logging.getLogger(__name__)

CLOCK_SECONDS = 5
TEXTS_SECONDS = 10
"""`cli.texts.changed` and `console.wording.changed` promise it."""
THREADS = 8


def serve(house: House, app: Flask, *, host: str = "0.0.0.0", works: bool = True) -> None:  # noqa: S104 - behind a proxy
    """Serve until SIGTERM or SIGINT; with `works` also answer, send, and run the clock job."""
    server = create_server(app, host=host, port=house.settings.port, threads=THREADS, ident="rismep")
    clock = start_working(house) if works else start_reading(house)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.close()
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("serving port=%d", house.settings.port)
    try:
        server.run()
    finally:
        clock.shutdown(wait=True)
        house.close()


def work(house: House, seconds: float) -> None:
    """Work without a web server until SIGTERM: look for what other processes kept every `seconds`."""
    stopped = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda _signal, _frame: stopped.set())
    clock = start_working(house, seconds)
    log.info("working")
    stopped.wait()
    clock.shutdown(wait=True)
    house.close()


def start_working(house: House, seconds: float = CLOCK_SECONDS) -> BackgroundScheduler:
    """Start the workers and the clock job; what an earlier process left is taken up at once."""
    house.engine.start()
    clock = start_reading(house)
    clock.add_job(house.tick, "interval", seconds=seconds, coalesce=True, max_instances=1)
    house.tick()
    return clock


def start_reading(house: House) -> BackgroundScheduler:
    """Take up the agency's own wording as long as the process runs, whoever changes it."""
    clock = BackgroundScheduler(timezone="UTC")
    clock.add_job(house.read_texts, "interval", seconds=TEXTS_SECONDS, coalesce=True, max_instances=1)
    clock.start()
    return clock
