"""Starting the demo: one server for the bot, LINE's stand-in and the page."""

import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from rismep.app import create_app
from rismep.demo.clock import MovableClock
from rismep.demo.page import demo_pages
from rismep.demo.play import SIMULATOR, START, Stage, demo_settings, make_platform, raise_curtain, set_stage
from rismep.serving import start_working
from rismep.wiring import House, new_id
from texts.catalogue import Catalogue

THREADS = 24
"""Phones poll, the bot calls the simulator, the simulator the bot: all through this one server."""


class RealKeys(Exception):  # noqa: N818 - told to who started it
    """The environment holds keys of a real channel, which the demo refuses to run beside."""


def run_demo(environment: Mapping[str, str], port: int, language: str, ready: Callable[[str], None]) -> None:
    """Play the demo until interrupted; `ready` is called once it can be used. Raises RealKeys."""
    if any(environment.get(name) for name in ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN")):
        raise RealKeys
    with tempfile.TemporaryDirectory(prefix="rismep-demo-", ignore_cleanup_errors=True) as folder:
        clock = MovableClock(START, monotonic)
        address = f"http://127.0.0.1:{port}"
        settings = demo_settings(address, f"sqlite:///{Path(folder) / 'demo.sqlite3'}", port)
        house = House(settings, clock=clock, demo=True)
        stage = set_stage(house, make_platform(settings, clock, new_id), clock, language)
        app = create_app(house)
        app.register_blueprint(demo_pages(stage, Catalogue.shipped(), language))
        whole = DispatcherMiddleware(app, {SIMULATOR: stage.platform.app})
        _play(stage, create_server(whole, host="127.0.0.1", port=port, threads=THREADS, ident="rismep-demo"))
        raise_curtain(stage, language)
        ready(address)
        _until_interrupted(house)


def _play(stage: Stage, server: Any) -> None:
    threading.Thread(target=server.run, name="web", daemon=True).start()
    start_working(stage.house, seconds=1)


def _until_interrupted(house: House) -> None:
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    house.close()
