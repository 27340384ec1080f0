"""The web application: LINE's webhook, the console, and what operators look at."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bot.webhook import PLACE, webhook
from console import add_console
from rismep.seeing.pages import status_pages
from rismep.wiring import House


def create_app(house: House) -> Flask:
    """A Flask application around one house; nothing is global."""
    app = Flask("rismep", static_folder=None)
    app.config.update(
        SECRET_KEY=house.settings.secret_key,
        SESSION_COOKIE_SECURE=house.settings.is_public,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
    )
    add_console(app, house.desk())
    app.register_blueprint(status_pages(house.seeing(), is_private=False))
    line = webhook(house.settings.channel_secrets, house.keeper.keep)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PLACE: line})  # type: ignore[method-assign]
    return app
