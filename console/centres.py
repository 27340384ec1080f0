"""Which regional centre looks after which province: national officers decide."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from console import words
from console.desk import desk
from console.forms import row_number
from console.officers import national_only, officer
from network.provinces import PROVINCES
from storage import audit, directory
from storage.tables import OrganisationRow

centres = Blueprint("centres", __name__, url_prefix="/directory/centres")


@centres.before_request
def _before() -> None:
    national_only()


@centres.get("/")
def show() -> str:
    with desk().look() as session:
        return render_template(
            "console/centres.html",
            provinces=tuple(PROVINCES),
            known=directory.centres(session),
            choices=directory.centre_organisations(session),
        )


@centres.post("/")
def save() -> Response:
    """Every province that the form names; another organisation becomes a centre by its code."""
    now = desk().clock()
    with desk().work() as session:
        for province in PROVINCES:
            if province not in request.form:
                continue
            wanted = request.form.get(province, 0, type=row_number)
            centre = session.get(OrganisationRow, wanted)
            if centre is None and request.form[province]:
                abort(404)
            if directory.set_centre(session, province, centre.id if centre else None):
                detail = {"province": province, "centre": centre.code if centre else None}
                audit.record(session, officer().id, "centre", "province", None, now, detail)
    flash(words.say("saved"))
    return redirect(url_for("console.centres.show"))


@centres.post("/new")
def add() -> Response:
    """Make an organisation the centre of its own province."""
    now = desk().clock()
    with desk().work() as session:
        row = directory.organisation_with_code(session, request.form.get("code", "").strip())
        if row is not None and directory.set_centre(session, row.province, row.id):
            detail = {"province": row.province, "centre": row.code}
            audit.record(session, officer().id, "centre", "province", None, now, detail)
    if row is None:
        words.complain(words.say("missing.code_unknown"))
    else:
        flash(words.say("saved"))
    return redirect(url_for("console.centres.show"))
