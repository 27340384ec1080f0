"""Running it for real: the web server, the workers, the clock; stopped by SIGTERM without losing anything."""

import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from functools import partial
from multiprocessing.util import Finalize
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from granian.constants import HTTPModes, Interfaces
from granian.server import Server
from waitress.server import create_server

from rismep import wiring
from rismep.seeing import logs
from rismep.seeing.pages import operators_app
from rismep.settings import Settings
from rismep.wiring import House
from scheduler.engines.distributed import DRAIN, DistributedEngine
from scheduler.leaps import Leaps

log = logging.getLogger(__name__)

CLOCK_SECONDS = 5
JOBS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
"""What comes late is done late, and once."""

LINE_SECONDS = 10
"""How often what was seen of LINE is written down."""

TEXTS_SECONDS = 10
"""`cli.texts.changed` and `console.wording.changed` promise it."""

SECONDS_TO_STOP = 6
"""For a server's work to end after SIGTERM; hosting platforms kill all of it after ten."""

SECONDS_TO_WAIT = 12
"""For a server to end that was killed only in part, until a SQLite file counts as in use."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; on SQLite also answer, send, and run the clock job.

    The server runs the application in a process of its own; when that process ends, so does this one, with an error.
    The database must be up to date.
    """
    server = Server(
        "rismep",
        address="0.0.0.0",  # noqa: S104 - behind a proxy
        port=settings.port,
        interface=Interfaces.RSGI,
        # Who sends no whole head within half a minute is hung up on: with HTTP/2 offered beside it, only some were.
        http=HTTPModes.http1,
        workers_kill_timeout=SECONDS_TO_STOP,
        websockets=False,
        log_enabled=False,
    )
    server.serve(target_loader=partial(_application, settings), wrap_loader=False)


def _application(settings: Settings) -> Any:
    """What the server's process serves: a house of its own, which is closed when the process ends."""
    from rismep.app import create_app
    from rismep.door import Door

    logs.set_up(as_json=settings.log_as_json)
    house = House(settings)
    house.read_texts()
    clock = start_reading(house) if house.jobs else start_working(house)
    if not house.jobs:
        show_operators(house)
    Finalize(house, _stop, (clock, house), exitpriority=1)
    _end_with_parent()
    door = Door(create_app(house), settings.channel_secrets, house.keeper)
    spare_the_collector()
    log.info("serving port=%d", settings.port)
    return door


def _stop(clock: BackgroundScheduler, house: House) -> None:
    clock.shutdown(wait=True)
    house.close()


def spare_the_collector() -> None:
    """What was made at the start stays to the end: looking through it for garbage, again and again, took a tenth of a
    turn's time, and each look at all of it stopped everything for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _end_with_parent() -> None:
    """If the server's main process is killed, nobody else would stop this one."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        _leave_after(SECONDS_TO_STOP)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def work(house: House) -> None:
    """Work off jobs until SIGTERM, beside any number of others."""
    assert house.jobs is not None
    clock = start_reading(house)
    start_noting(house, clock)
    show_operators(house)
    spare_the_collector()
    _stop_when_told(house.jobs)
    log.info("working")
    house.jobs.run()
    clock.shutdown(wait=True)
    house.close()


def _stop_when_told(jobs: DistributedEngine) -> None:
    def stop(*_: object) -> None:
        _leave_after(DRAIN)
        jobs.stop()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)


def _leave_after(seconds: float) -> None:
    """End then, whoever still waits for LINE or for the database: what was not ended stands in the rows."""

    def leave() -> None:
        log.warning("stopped before all that ran had ended")
        os._exit(0)

    leaving = threading.Timer(seconds, leave)
    leaving.daemon = True
    leaving.start()


def start_noting(house: House, clock: BackgroundScheduler) -> None:
    """Whoever calls LINE lets the others know how it answers."""
    clock.add_job(house.note_line, "interval", seconds=LINE_SECONDS)


def show_operators(house: House) -> None:
    """Answer operators on a port of their own, if one is set: without a token only those on this very machine."""
    port, token = house.settings.metrics_port, house.settings.metrics_token
    if port is None:
        return
    host = "0.0.0.0" if token else "127.0.0.1"  # noqa: S104 - the token opens it
    try:
        server = create_server(operators_app(house.seeing()), host=host, port=port, threads=2, ident="rismep")
    except OSError as error:
        # Whoever cannot be watched still works.
        log.error("operators cannot be answered port=%d why=%s", port, error.strerror)
        return
    threading.Thread(target=server.run, name="operators", daemon=True).start()


def start_working(house: House, seconds: float = CLOCK_SECONDS) -> BackgroundScheduler:
    """Start the workers and the clock job; what an earlier process left is taken up at once."""
    house.engine.start()
    clock = start_reading(house)
    clock.add_job(house.tick, "interval", seconds=seconds, next_run_time=wiring.clock())
    start_noting(house, clock)
    return clock


def start_reading(house: House) -> BackgroundScheduler:
    """Take up the agency's own wording as long as the process runs, whoever changes it."""
    clock = BackgroundScheduler(timezone="UTC", job_defaults=JOBS)
    clock.add_job(house.read_texts, "interval", seconds=TEXTS_SECONDS)
    clock.start()
    threading.Thread(target=_wake_after_leaps, args=(clock,), name="leaps", daemon=True).start()
    return clock


def _wake_after_leaps(clock: BackgroundScheduler) -> None:
    """The scheduler waits by the machine's clock: for an hour, when that is set back by an hour."""
    leaps = Leaps(wiring.clock, time.monotonic)
    while clock.running:
        time.sleep(1)
        if leaps.leapt():
            for job in clock.get_jobs():
                job.modify(next_run_time=wiring.clock())
