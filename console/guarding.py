"""What holds for every page: who is signed in, forged forms, headers, and pages that say what went wrong."""

from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request, session, url_for
from flask.sessions import SessionMixin
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as AnyResponse

from console.desk import desk
from console.forms import ROW_NUMBER
from console.officers import officer_of
from storage import staff
from storage.tables import StaffRow
from storage.trouble import trouble_of
from texts.catalogue import LANGUAGES

IDLE = timedelta(hours=1)
"""So long a page may lie open without a touch; then the officer signs in again."""

FRESHENING = "X-Freshen"
"""Sent by a page that renews itself: nobody touched it, so it keeps nobody signed in."""

OURS = ("/console", "/handoff")
OPEN_TO_ALL = frozenset({"console.login.sign_in", "console.login.try_to_sign_in", "console.static"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
FRAMED_BY = "'self' http://127.0.0.1:* http://localhost:*"


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that no row can have is not found, as any other that none has."""

    regex = ROW_NUMBER


def guard(app: Flask, console: Blueprint, csrf: CSRFProtect) -> None:
    """Put the rules before and after every page of the console."""
    app.url_map.converters["int"] = RowNumber

    @console.before_request
    def _before() -> AnyResponse | None:
        csrf.protect()
        choose_language()
        return _let_in()

    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _say_what_went_wrong)


def set_rules(app: Flask) -> None:
    """How large a form may be, and a cookie that no script reads and no other site sends; whether over https alone,
    the application says.
    """
    app.config.update(
        SESSION_COOKIE_NAME="rismep_console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The LINE webhook of the same application has its own signature: only the console asks for tokens.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # Of a file of the directory that was looked at, and is carried by the form that confirms it.
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
    )


def choose_language(otherwise: str | None = None) -> None:
    """The language named in the address, else the one chosen before; where none was, the one that they read."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        session["language"] = wanted
    g.language = session.get("language", otherwise or LANGUAGES[0])


def _let_in() -> AnyResponse | None:
    with desk().look() as looking:
        row = _signed_in(looking)
        g.officer = officer_of(looking, row) if row is not None else None
    if g.officer is not None or request.endpoint in OPEN_TO_ALL:
        return None
    return _ask_who_it_is()


def _ask_who_it_is() -> AnyResponse:
    """The way to the wanted page; what was typed into a form goes along, as this page is all that is left of it."""
    if request.method != "POST":
        return redirect(url_for("console.login.sign_in", next=request.full_path.rstrip("?")))
    if request.endpoint == "console.login.sign_out":
        return redirect(url_for("console.login.sign_in"))
    if request.files:
        # No page can hold a chosen file for them: the one with the form tells them.
        return redirect(url_for("console.login.sign_in", next=f"{request.path}?file_lost=1"))
    kept = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template("console/sign_in.html", name="", problem=None, again=request.path, kept=kept)
    return make_response(page, 401)


def _signed_in(looking: Session) -> StaffRow | None:
    now = desk().clock()
    row = None
    if "staff" in session and not _idle(now):
        row = staff.staff_signed_in(looking, session["staff"], session["version"])
    if row is None and desk().demo:
        row = looking.scalar(select(StaffRow).where(StaffRow.active).order_by(StaffRow.id).limit(1))
        if row is not None:
            begin_session(row, now)
    if row is not None and FRESHENING not in request.headers:
        session["seen"] = now.timestamp()
    return row


def is_signed_in(kept: SessionMixin | None) -> bool:
    """Whether a session is one that `begin_session` began; whether it still holds, the database knows."""
    return kept is not None and "staff" in kept


def _idle(now: datetime) -> bool:
    if desk().demo:
        # Its clock leaps by days, and nobody but the demo signs its officer in.
        return False
    return now.timestamp() - float(session.get("seen", 0)) > IDLE.total_seconds()


def begin_session(row: StaffRow, now: datetime) -> None:
    """A session that shares nothing with what the browser had before it, but for the language."""
    chosen = session.get("language", LANGUAGES[0])
    session.clear()
    session.update(staff=row.id, version=row.session_version, seen=now.timestamp(), language=chosen)


def _add_headers(response: Response) -> Response:
    if not _is_ours():
        return response
    framed = FRAMED_BY if desk().demo else "'none'"
    response.headers.setdefault("Content-Security-Policy", POLICY + framed)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.endpoint == "console.static":
        response.headers["Cache-Control"] = "public, max-age=3600"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _is_ours() -> bool:
    return any(request.path == start or request.path.startswith(f"{start}/") for start in OURS)


def _say_what_went_wrong(error: HTTPException) -> ResponseReturnValue:
    if not _is_ours() or error.code is None or error.code < 400:
        return error.get_response()
    g.setdefault("language", session.get("language", LANGUAGES[0]))
    kind, status = _kind(error), error.code
    return render_template("console/wrong.html", kind=kind), 503 if kind == "database" else status


def _kind(error: HTTPException) -> str:
    if isinstance(error, CSRFError):
        return "forged"
    if isinstance(error, InternalServerError) and trouble_of(error.original_exception) is not None:
        return "database"
    return str(error.code) if error.code in (404, 413) else "other"
