"""The web application: Messaging API, control API and pages."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulator.api.gate import open_gate
from simulator.control import control
from simulator.pages import pages

if TYPE_CHECKING:
    from simulator.platform import Platform


def make_app(platform: "Platform") -> Flask:
    """A WSGI application that may be mounted anywhere; it makes no absolute links of its own."""
    app = Flask("simulator", root_path=str(Path(__file__).parent))
    open_gate(app, platform)
    app.register_blueprint(control(platform))
    app.register_blueprint(pages(platform))
    return app
