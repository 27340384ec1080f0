"""Announcements to owners who agreed to news: written, counted, seen as LINE shows them, and sent once."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from casework import broadcasting
from console.desk import desk
from console.forms import NotSaid, words_said
from console.officers import officer
from network.needs import Need
from network.provinces import PROVINCES
from storage import audit
from storage.tables import BroadcastRow, StaffRow

broadcasts = Blueprint("broadcasts", __name__, url_prefix="/news")

LONGEST = 1_500
MOST_LISTED = 100
SPOKEN = "th"
"""One body goes to all recipients of a batch, so it has one language."""


@dataclass(frozen=True)
class Progress:
    """How far the batches are, in recipients."""

    sent: int
    failed: int
    waiting: int


@broadcasts.get("/")
def show_list() -> str:
    with desk().look() as session:
        newest = select(BroadcastRow).order_by(BroadcastRow.id.desc()).limit(MOST_LISTED)
        own = [row for row in session.scalars(newest) if _is_seen(session, row)]
        return render_template(
            "console/broadcasts.html",
            rows=own,
            progress={row.id: progress_of(row) for row in own},
            needs=tuple(Need),
            provinces=officer().provinces(),
            longest=LONGEST,
            problem=None,
        )


def _is_seen(session: Session, row: BroadcastRow) -> bool:
    """National officers see all announcements, others those of their own centre."""
    if officer().is_national:
        return True
    me, author = session.get_one(StaffRow, officer().id), session.get_one(StaffRow, row.staff_id)
    return me.centre_id == author.centre_id


def progress_of(row: BroadcastRow) -> Progress:
    sent = sum(len(batch.person_ids) for batch in row.batches if batch.outcome == "sent")
    failed = sum(len(batch.person_ids) for batch in row.batches if batch.ended_at and batch.outcome != "sent")
    return Progress(sent, failed, sum(len(batch.person_ids) for batch in row.batches) - sent - failed)


@broadcasts.post("/")
def write() -> Response | tuple[str, int]:
    """Keep a draft: nothing is sent before its own page was looked at."""
    try:
        text = words_said(request.form, "words", longest=LONGEST)
    except NotSaid as missing:
        return render_template("console/broadcast_problem.html", about=missing.about), 422
    wanted = [code for code in PROVINCES if code in request.form.getlist("provinces") and officer().sees(code)]
    needs = [need for need in Need if need in request.form.getlist("needs")]
    with desk().work() as session:
        author = session.get_one(StaffRow, officer().id)
        row = broadcasting.draft(session, author, text, wanted or None, needs, desk().clock())
        broadcast_id = row.id
    return redirect(url_for("console.broadcasts.show", broadcast_id=broadcast_id))


@broadcasts.get("/<int:broadcast_id>")
def show(broadcast_id: int) -> str:
    with desk().look() as session:
        row = _seen(session, broadcast_id)
        preview = desk().preview(broadcasting.parts_of(row), SPOKEN) if row.started_at is None else None
        return render_template(
            "console/broadcast.html",
            row=row,
            author=session.get_one(StaffRow, row.staff_id),
            preview=preview,
            count=broadcasting.count(session, reached(row), row.needs),
            progress=progress_of(row),
        )


def reached(row: BroadcastRow) -> Collection[str] | None:
    """The provinces that an announcement of this officer reaches; None: everywhere."""
    scope = officer().scope
    if scope is None:
        return row.provinces or None
    return [code for code in row.provinces if code in scope] if row.provinces else scope


@broadcasts.post("/<int:broadcast_id>/start")
def start(broadcast_id: int) -> Response:
    """Freeze the recipients and owe the batches. Pressed twice, it still goes to each person once."""
    now = desk().clock()
    with desk().look() as session:
        complaints = desk().preview(broadcasting.parts_of(_seen(session, broadcast_id)), SPOKEN).complaints
    if not complaints:
        with desk().work() as session:
            row = _seen(session, broadcast_id)
            recipients = broadcasting.start(session, row, officer().scope, now)
            audit.record(session, officer().id, "start", "broadcast", row.id, now, {"recipients": recipients})
    return redirect(url_for("console.broadcasts.show", broadcast_id=broadcast_id))


def _seen(session: Session, broadcast_id: int) -> BroadcastRow:
    row = session.get(BroadcastRow, broadcast_id)
    if row is None or not _is_seen(session, row):
        abort(404)
    return row
