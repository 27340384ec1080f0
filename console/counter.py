"""Entering a case for someone at the counter or on the telephone."""

from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from casework.opening import Matter, open_case
from console import words
from console.desk import desk
from console.foreseeing import foreseen
from console.forms import Form, NotSaid, chosen, facts_said, words_said
from console.officers import Officer, officer
from intake.questions import NOTICE_VERSION
from network.needs import Need
from storage import audit, people
from storage.tables import AuditRow, CaseRow, PersonRow, StaffRow
from texts.catalogue import LANGUAGES

counter = Blueprint("counter", __name__, url_prefix="/cases/new")

CHANNELS = ("counter", "telephone")
PURPOSES = ("service", "pass_on")
"""What the notice that is read out asks for; news is asked about in LINE alone."""

SAME_FORM_WITHIN = timedelta(days=1)
Answer = str | Response | tuple[str, int]


@counter.get("")
def show() -> str:
    return _form(Form(), None)


def _form(filled: Form, problem: str | None) -> str:
    return render_template(
        "console/counter.html",
        filled=filled,
        ticked=filled.getlist("needs"),
        problem=problem,
        once=filled.get("once") or f"{desk().clock().timestamp():.6f}",
        channels=CHANNELS,
        languages=LANGUAGES,
        needs=tuple(Need),
        provinces=officer().provinces(),
        notice=words.catalogue().say("ask.consent", words.language(), version=NOTICE_VERSION),
    )


@counter.post("")
def enter() -> Answer:
    now = desk().clock()
    try:
        matter = matter_said(request.form, officer())
    except NotSaid as missing:
        return _form(request.form, missing.about), 422
    if "edit" in request.form:
        return _form(request.form, None)
    if "sure" not in request.form:
        return _shown(matter, now)
    with desk().work() as session:
        case_id = _entered_once(session, matter, request.form.get("once", ""), now)
    flash(words.say("counter.done"))
    return redirect(url_for("console.cases.show", case_id=case_id))


def matter_said(form: Form, by: Officer) -> Matter:
    """The matter as the officer wrote it down. Raises `NotSaid`, also when the notice was not read out."""
    facts = facts_said(form)
    if not by.sees(facts.province):
        raise NotSaid("province")
    if "notice" not in form:
        raise NotSaid("notice")
    return Matter(
        needs=facts.needs,
        province=facts.province,
        product=facts.product,
        text=words_said(form, "words"),
        name=facts.name,
        phone=facts.phone,
        channel=chosen(form, "channel", CHANNELS),
        language=chosen(form, "language", LANGUAGES),
    )


def _shown(matter: Matter, now: datetime) -> str:
    outgoing = foreseen(desk(), partial(enter_case, matter=matter, by=officer(), now=now), words.catalogue(), now)
    filled = [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"]
    return render_template("console/counter_sure.html", matter=matter, outgoing=outgoing, filled=filled)


def enter_case(session: Session, matter: Matter, by: Officer, now: datetime) -> CaseRow:
    """A case of someone without LINE, with their consent as it was given by word of mouth."""
    owner = PersonRow(display_name=matter.name, language=matter.language, first_seen_at=now)
    session.add(owner)
    session.flush()
    for purpose in PURPOSES:
        people.record_consent(session, owner.id, purpose, True, NOTICE_VERSION, matter.channel, now)
    return open_case(session, matter, owner, by.actor, now)


def _entered_once(session: Session, matter: Matter, once: str, now: datetime) -> int:
    """The id of the case. The same form sent twice, as by a double click, is one case."""
    session.get_one(StaffRow, officer().id, with_for_update=True)
    opened = select(AuditRow).where(
        AuditRow.staff_id == officer().id, AuditRow.action == "open", AuditRow.at > now - SAME_FORM_WITHIN
    )
    for row in session.scalars(opened):
        if row.about_id is not None and (row.detail or {}).get("once") == once:
            return row.about_id
    case = enter_case(session, matter, officer(), now)
    detail = {"once": once, "channel": matter.channel, "consent": NOTICE_VERSION}
    audit.record(session, officer().id, "open", "case", case.id, now, detail)
    return case.id
