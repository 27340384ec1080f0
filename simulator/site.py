"""The web application: Messaging API, control API and pages."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulator.api.gate import open_gate

if TYPE_CHECKING:
    from simulator.platform import Platform


def make_app(platform: "Platform") -> Flask:
    """A WSGI application that may be mounted anywhere; it makes no absolute links of its own."""
    app = Flask("simulator", root_path=str(Path(__file__).parent))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    open_gate(app, platform)
    return app
