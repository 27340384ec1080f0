"""Moving a case: what a button will say to whom is shown first, and then done once."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from console import words
from console.desk import desk
from console.foreseeing import Outgoing, outgoing_of, rehearsed
from console.forms import NotSaid, row_number
from console.moves import MOVES, make
from console.officers import officer, seen_case
from console.story import Entry, story_of
from network.cases import Refused
from storage import audit, cases
from storage.tables import CaseRow, HandoffRow, OrganisationRow

case_moves = Blueprint("case_moves", __name__, url_prefix="/cases")

CARRIED = frozenset({"csrf_token", "sure", "seen"})
"""Fields of the form itself; the others are what the officer filled in."""

Answer = str | Response | tuple[str, int]


class _Changed(Exception):  # noqa: N818 - the officer is shown the move anew
    """Something happened to the case after the officer was shown what the move would do."""


@case_moves.post("/<int:case_id>/moves/<name>")
def move(case_id: int, name: str) -> Answer:
    if name not in MOVES:
        abort(404)
    now = desk().clock()
    try:
        return _attempt(case_id, name, now)
    except Refused as refused:
        return _refused(case_id, name, refused)
    except NotSaid as missing:
        return render_template("console/missing.html", about=missing.about, case_id=case_id), 422


def _attempt(case_id: int, name: str, now: datetime) -> Answer:
    """Make the move, or show what it would do: before it is made, and anew when the case has changed meanwhile."""
    if not (MOVES[name].at_once or request.form.get("sure")):
        return _shown(case_id, name, now)
    try:
        return _done(case_id, name, now)
    except _Changed:
        return _shown(case_id, name, now, changed=True)


def _make(session: Session, case_id: int, name: str, now: datetime) -> CaseRow:
    case = make(session, name, case_id, request.form, officer(), now)
    if case is None:
        abort(404)
    return case


def _done(case_id: int, name: str, now: datetime) -> Response:
    with desk().work() as session:
        _refuse_when_changed(session, case_id, name)
        _make(session, case_id, name, now)
        audit.record(session, officer().id, f"move_{name}", "case", case_id, now)
    flash(words.say(f"done.{name}"))
    return redirect(url_for("console.cases.show", case_id=case_id))


def _refuse_when_changed(session: Session, case_id: int, name: str) -> None:
    if MOVES[name].at_once:
        return
    cases.locked_case(session, case_id)
    if request.form.get("seen", type=row_number) != happened_so_far(session, case_id):
        raise _Changed


def happened_so_far(session: Session, case_id: int) -> int:
    """How many things: what tells whether a case was moved, or a result was told, since it was looked at."""
    return len(cases.moves_of(session, case_id)) + len(cases.outcomes_of(session, case_id))


def _shown(case_id: int, name: str, now: datetime, *, changed: bool = False) -> str:
    outgoing, written = rehearsed(desk(), partial(_come_to, case_id=case_id, name=name, now=now))
    with desk().look() as session:
        case = seen_case(session, case_id)
        part = session.get(HandoffRow, request.form.get("handoff", 0, type=row_number))
        return render_template(
            "console/move.html",
            case=case,
            move=name,
            organisation=part.organisation if part else _named_organisation(session),
            outgoing=outgoing,
            written=written,
            filled=[(key, value) for key, value in request.form.items(multi=True) if key not in CARRIED],
            seen=happened_so_far(session, case_id),
            changed=changed,
        )


def _come_to(session: Session, case_id: int, name: str, now: datetime) -> tuple[list[Outgoing], list[Entry]]:
    """What a move would say to whom, and what it would add to the case's story."""
    before = story_of(session, seen_case(session, case_id))
    case = _make(session, case_id, name, now)
    outgoing = outgoing_of(session, case, words.catalogue(), now)
    session.expire_all()
    return outgoing, _added(before, story_of(session, case))


def _added(before: Sequence[Entry], after: Sequence[Entry]) -> list[Entry]:
    """What is new, and the questions that were answered. What only lost its words, as by an erasure, is no news."""
    known = {(entry.kind, entry.of) for entry in before}
    new = [entry for entry in after if entry not in before]
    return [entry for entry in new if entry.kind == "ask" or (entry.kind, entry.of) not in known]


def _named_organisation(session: Session) -> OrganisationRow | None:
    return cast(
        "OrganisationRow | None", session.get(OrganisationRow, request.form.get("organisation", 0, type=row_number))
    )


def _refused(case_id: int, name: str, refused: Refused) -> tuple[str, int]:
    """Someone was faster, or time was: no fault of the officer, who is told how it stands now."""
    with desk().look() as session:
        case = seen_case(session, case_id)
        return render_template("console/refused.html", case=case, move=name, status=refused.status), 409
