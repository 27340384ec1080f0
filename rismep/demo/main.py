"""Starting the demo: one server for the bot, LINE's stand-in and the page."""

import gc
import logging
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bot.rich_menus import make_menus
from rismep.app import create_app
from rismep.demo.clock import MovableClock
from rismep.demo.page import demo_pages
from rismep.demo.play import SIMULATOR, START, Stage, demo_settings, make_platform, raise_curtain, set_stage
from rismep.serving import start_working
from rismep.wiring import House, new_id
from texts.catalogue import Catalogue

THREADS = 24
"""Phones poll, the bot calls the simulator, the simulator the bot: all through this one server."""

CLOCK_SECONDS = 1
SECONDS_TO_CLOSE = 2.0
KEYS = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN")


class RealKeys(Exception):  # noqa: N818 - told to who started it
    """The environment holds keys of a real channel, which the demo refuses to run beside."""


class PortUnusable(Exception):  # noqa: N818 - told to who started it
    """The port is taken, or not for this user; says why."""


def run_demo(environment: Mapping[str, str], port: int, language: str, ready: Callable[[str], None]) -> None:
    """Play the demo until it is interrupted; `ready` is called with its address once it can be used.

    Raises RealKeys, PortUnusable, and KeyboardInterrupt when it is interrupted before it is ready.
    """
    if any(environment.get(name) for name in KEYS):
        raise RealKeys
    with playing(port, language) as stage:
        ready(stage.house.settings.public_url)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
        _be_left_alone()


def _be_left_alone() -> None:
    """A second Ctrl+C must not break the tidying, nor does it matter what page still asked for something."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    logging.disable()
    # Else Python would free what the reader knows object by object, for longer than a second.
    gc.freeze()


@contextmanager
def playing(port: int, language: str) -> Iterator[Stage]:
    """The demo, running on a port (0: any that is free); on leaving it ends and nothing of it is kept.

    Raises PortUnusable.
    """
    clock, texts = MovableClock(START, monotonic), Catalogue.shipped()
    with ExitStack() as ending:
        listening = ending.enter_context(_listening(port))
        port = listening.getsockname()[1]
        folder = ending.enter_context(tempfile.TemporaryDirectory(prefix="rismep-demo-", ignore_cleanup_errors=True))
        settings = demo_settings(f"http://127.0.0.1:{port}", f"sqlite:///{Path(folder) / 'demo.sqlite3'}", port)
        house = House(settings, clock=clock, demo=True)
        ending.callback(house.close)
        stage = set_stage(house, make_platform(settings, clock, new_id), clock, language, texts)
        ending.enter_context(_served(stage, listening, language, texts))
        # The workers go before the server: what they are sending to the phones still arrives.
        ending.callback(house.engine.stop)
        ending.callback(start_working(house, CLOCK_SECONDS).shutdown)
        make_menus(house.client, texts)
        raise_curtain(stage)
        yield stage


def _listening(port: int) -> socket.socket:
    """The socket, before anything slow is made: a port that is taken is told at once."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=128)
    except (OSError, OverflowError) as error:
        raise PortUnusable(getattr(error, "strerror", None) or str(error)) from error


@contextmanager
def _served(stage: Stage, listening: socket.socket, language: str, texts: Catalogue) -> Iterator[None]:
    app = create_app(stage.house)
    app.register_blueprint(demo_pages(stage, texts, language))
    whole = DispatcherMiddleware(app, {SIMULATOR: stage.platform.app})
    server = create_server(whole, sockets=[listening], threads=THREADS, ident="rismep-demo")
    web = threading.Thread(target=server.run, name="web", daemon=True)
    web.start()
    yield
    # Its sockets may be closed only where it waits for them. A page just served may bring it there first.
    with suppress(OSError):
        server.trigger.pull_trigger(lambda: _close(server))
    web.join(SECONDS_TO_CLOSE)


def _close(server: Any) -> None:
    server.close()
    for channel in list(server.active_channels.values()):
        channel.close()
