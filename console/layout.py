"""What every template may call: the form's token, the other language, what the audit's words mean."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from console import words


def token() -> Markup:
    """The field without which no form of ours is taken."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def endpoints() -> frozenset[str]:
    return frozenset(current_app.view_functions)


def other_language() -> str:
    """This page in the other language; what answered a form cannot be asked for again, so from there it is home."""
    wanted = "en" if words.language() == "th" else "th"
    if request.method != "GET":
        return url_for("console.home.show", lang=wanted)
    arguments = MultiDict(request.args)
    arguments["lang"] = wanted
    return f"?{urlencode(list(arguments.items(multi=True)))}"


def filled(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters that are set."""
    return {name: value for name, value in asked.items() if value}


def audit_words(action: str) -> str:
    """What an officer did, as the audit's code says it."""
    key = f"console.audit.{action}"
    if words.catalogue().has(key):
        return words.word(key)
    move = f"console.moves.{action.removeprefix('move_')}.button"
    return words.word(move) if words.catalogue().has(move) else action


def teach(app: Flask) -> None:
    for one in (token, endpoints, other_language, filled, audit_words):
        app.add_template_global(one, one.__name__)
