"""Signing in and out."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from console.desk import desk
from console.guarding import begin_session
from storage import audit, staff
from storage.staff import NotSignedIn
from storage.tables import StaffRow

login = Blueprint("login", __name__)
LONGEST = 200
KEPT = "kept_"


@login.get("/sign-in")
def sign_in() -> str | Response:
    if g.officer is not None:
        return redirect(url_for("console.home.show"))
    return render_template("console/sign_in.html", name="", problem=None)


@login.post("/sign-in")
def try_to_sign_in() -> str | Response | tuple[str, int]:
    """The slow check of the password stands between two short transactions, so that it holds up nobody."""
    name, password = request.form.get("name", "")[:LONGEST], request.form.get("password", "")[:LONGEST]
    now = desk().clock()
    found = staff.sign_in(desk().work, name, password, now)
    again = request.form.get("again", "")
    if isinstance(found, NotSignedIn):
        status = 429 if found is NotSignedIn.TOO_MANY else 401
        return render_template("console/sign_in.html", name=name, problem=found, again=again, kept=_kept()), status
    begin_session(found, now)
    _remember(found, "sign_in")
    if again:
        return render_template("console/go_on.html", address=_wanted(again), kept=_kept())
    return redirect(_wanted(request.args.get("next", "")))


@login.post("/sign-out")
def sign_out() -> Response:
    """Signing out ends every session of the officer: a copied cookie is worth nothing afterwards."""
    with desk().work() as work:
        staff.end_sessions(work, work.get_one(StaffRow, g.officer.id))
        audit.record(work, g.officer.id, "sign_out", "staff", g.officer.id, desk().clock())
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    return redirect(url_for("console.login.sign_in"))


def _kept() -> list[tuple[str, str]]:
    """What stood in a form that was sent after the session had ended."""
    fields = request.form.items(multi=True)
    return [(name.removeprefix(KEPT), value) for name, value in fields if name.startswith(KEPT)]


def _remember(row: StaffRow, action: str) -> None:
    with desk().work() as work:
        audit.record(work, row.id, action, "staff", row.id, desk().clock())


def _wanted(address: str) -> str:
    """Where they were going, if that is a page of ours: a link must not lead elsewhere after signing in."""
    home = url_for("console.home.show")
    root = home.split("console/")[0] + "console/"
    safe = address.startswith(root) and "\\" not in address and not address.startswith("//")
    return address if safe else home
