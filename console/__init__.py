"""The staff's pages: thin blueprints per noun, under /console, and the provider's signed page under /handoff."""

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect

from console import guarding, layout, words
from console.desk import KEY, Desk, Preview

__all__ = ["Desk", "Preview", "add_console"]


def add_console(app: Flask, desk: Desk) -> None:
    """Register every page of the staff with its rules. `app` brings its secret key and says
    by SESSION_COOKIE_SECURE whether it is reached over https alone."""
    from console.pages import PAGES
    from console.provider_page import provider_page

    app.extensions[KEY] = desk
    guarding.set_rules(app)
    csrf = CSRFProtect(app)
    words.teach(app)
    layout.teach(app)
    console = Blueprint(
        "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static"
    )
    guarding.guard(app, console, csrf)
    for page in PAGES:
        console.register_blueprint(page)
    app.register_blueprint(console)
    app.register_blueprint(provider_page)
