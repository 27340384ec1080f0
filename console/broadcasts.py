"""Announcements to owners who agreed to news: written, counted, seen as LINE shows them, and sent once."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from casework import broadcasting
from console import words
from console.desk import desk
from console.forms import Form, NotSaid, words_said
from console.officers import officer
from network.needs import Need
from network.provinces import PROVINCES
from storage import audit
from storage.broadcasts import count_audience
from storage.tables import BroadcastRow, StaffRow

broadcasts = Blueprint("broadcasts", __name__, url_prefix="/news")

LONGEST = 1_500
MOST_LISTED = 100
SPOKEN = "th"
"""One body goes to all recipients of a batch, so it has one language."""

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Progress:
    """Whom the batches have reached, in recipients."""

    sent: int
    left_out: int
    """Who wanted no news any more, or had blocked the account, when it went."""


@broadcasts.get("/")
def show_list() -> str:
    with desk().look() as session:
        newest = select(BroadcastRow).order_by(BroadcastRow.id.desc()).limit(MOST_LISTED)
        own = [row for row in session.scalars(newest) if _is_seen(session, row)]
        return render_template(
            "console/broadcasts.html",
            rows=own,
            progress={row.id: progress_of(row) for row in own},
            **_choices(),
        )


def _choices() -> dict[str, object]:
    return {"needs": tuple(Need), "provinces": officer().provinces(), "longest": LONGEST}


def _is_seen(session: Session, row: BroadcastRow) -> bool:
    """National officers see all announcements, others those of their own centre."""
    if officer().is_national:
        return True
    me, author = session.get_one(StaffRow, officer().id), session.get_one(StaffRow, row.staff_id)
    return me.centre_id == author.centre_id


def progress_of(row: BroadcastRow) -> Progress:
    sent = sum(len(batch.person_ids) for batch in row.batches if batch.outcome == "sent")
    return Progress(sent, row.recipients - sum(len(batch.person_ids) for batch in row.batches))


@broadcasts.post("/")
def write() -> Answer:
    """Keep a draft: nothing is sent before its own page was looked at."""
    try:
        said = _said(request.form)
    except NotSaid as missing:
        return _problem(missing)
    with desk().work() as session:
        author = session.get_one(StaffRow, officer().id)
        broadcast_id = broadcasting.draft(session, author, *said, desk().clock()).id
    return _to(broadcast_id)


def _said(form: Form) -> tuple[str, list[str] | None, list[Need]]:
    """The words, where they go and what they are about. Raises `NotSaid`."""
    text = words_said(form, "words", longest=LONGEST)
    wanted = form.getlist("provinces")
    if not all(code in PROVINCES and officer().sees(code) for code in wanted):
        raise NotSaid("province")
    return text, wanted or None, [need for need in Need if need in form.getlist("needs")]


def _problem(missing: NotSaid) -> tuple[str, int]:
    return render_template("console/broadcast_problem.html", about=missing.about), 422


def _to(broadcast_id: int) -> Response:
    return redirect(url_for("console.broadcasts.show", broadcast_id=broadcast_id))


@broadcasts.get("/<int:broadcast_id>/edit")
def edit(broadcast_id: int) -> Answer:
    with desk().look() as session:
        row = _seen(session, broadcast_id)
        if row.started_at is not None:
            return _to(broadcast_id)
        return render_template("console/broadcast_edit.html", row=row, **_choices())


@broadcasts.post("/<int:broadcast_id>/edit")
def rewrite(broadcast_id: int) -> Answer:
    try:
        said = _said(request.form)
    except NotSaid as missing:
        return _problem(missing)
    with desk().work() as session:
        done = broadcasting.rewrite(session, _seen(session, broadcast_id), *said, desk().clock())
        _note(session, "edit", broadcast_id, done)
    return _to(broadcast_id)


@broadcasts.post("/<int:broadcast_id>/delete")
def delete(broadcast_id: int) -> Response:
    with desk().work() as session:
        done = broadcasting.discard(session, _seen(session, broadcast_id))
        _note(session, "delete", broadcast_id, done)
    return redirect(url_for("console.broadcasts.show_list")) if done else _to(broadcast_id)


@broadcasts.post("/<int:broadcast_id>/stop")
def stop(broadcast_id: int) -> Response:
    """Keep back what has not gone out yet."""
    with desk().work() as session:
        done = broadcasting.stop(session, _seen(session, broadcast_id), desk().clock())
        _note(session, "stop", broadcast_id, done, otherwise="has_gone")
    return _to(broadcast_id)


def _note(session: Session, action: str, broadcast_id: int, done: bool, otherwise: str = "has_begun") -> None:
    """Record what was done; what has gone out, or begun to, stays as it is, and the officer hears so."""
    if done:
        audit.record(session, officer().id, action, "broadcast", broadcast_id, desk().clock())
        flash(words.say(f"news.{action}_done"))
    else:
        words.complain(words.say(f"news.{otherwise}"))


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
            count=count_audience(session, reached(row), row.needs),
            progress=progress_of(row),
            may_be_stopped=any(batch.ended_at is None and not batch.tries for batch in row.batches),
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
    with desk().look() as session:
        complaints = desk().preview(broadcasting.parts_of(_seen(session, broadcast_id)), SPOKEN).complaints
    if not complaints:
        with desk().work() as session:
            _start(session, _seen(session, broadcast_id))
    return _to(broadcast_id)


def _start(session: Session, row: BroadcastRow) -> None:
    now = desk().clock()
    if request.form.get("seen") != row.made_at.isoformat():
        # Written anew meanwhile: nobody has looked at what would go out.
        words.complain(words.say("news.changed"))
        return
    recipients = broadcasting.start(session, row, officer().scope, now)
    audit.record(session, officer().id, "start", "broadcast", row.id, now, {"recipients": recipients})


def _seen(session: Session, broadcast_id: int) -> BroadcastRow:
    row = session.get(BroadcastRow, broadcast_id)
    if row is None or not _is_seen(session, row):
        abort(404)
    return row
