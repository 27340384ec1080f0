"""The government's days off: the cabinet adds and moves them at short notice, national officers follow."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from casework import agency
from console import words
from console.desk import desk
from console.forms import FAR_AHEAD, LONG_AGO, Form, NotSaid, day_said, line_said
from console.officers import national_only, officer
from network.office_hours import in_bangkok
from storage.tables import CalendarDayRow

calendar_days = Blueprint("calendar_days", __name__, url_prefix="/calendar")


@calendar_days.get("/")
def show() -> str:
    return _page({})


def _page(filled: Mapping[str, str], problem: str | None = None, renaming: str = "") -> str:
    """The days; with what was filled in, the problem, and the day that has a name already."""
    today = in_bangkok(desk().clock()).date()
    shown = CalendarDayRow.day.between(today - LONG_AGO, today + FAR_AHEAD)
    with desk().look() as session:
        days = session.scalars(select(CalendarDayRow).where(shown).order_by(CalendarDayRow.day)).all()
        return render_template(
            "console/calendar.html", days=days, today=today, filled=filled, problem=problem, renaming=renaming
        )


@calendar_days.post("/")
def save() -> Response | tuple[str, int]:
    """Close offices on a day, or open them on one that was closed; every deadline is worked out anew."""
    national_only()
    now = desk().clock()
    try:
        day = day_said(request.form, "day", in_bangkok(now).date())
        already = _named_already(day, request.form)
        if already:
            return _page(request.form, already, day.isoformat()), 422
        with desk().work() as session:
            names = _names(session.get(CalendarDayRow, day), request.form)
            agency.set_day(session, day, "off" in request.form, names, officer().id, now)
        flash(words.say("saved"))
    except NotSaid as missing:
        return _page(request.form, words.say(f"missing.{missing.about}")), 422
    return redirect(url_for("console.calendar_days.show"))


def _named_already(day: date, form: Form) -> str | None:
    """How a day is called that would get another name, from somebody who was not told so yet."""
    with desk().look() as session:
        known = session.get(CalendarDayRow, day)
        is_told = form.get("renaming") == day.isoformat()
        if known is None or is_told or _names(known, form) == (known.name_th, known.name_en):
            return None
        name = known.name_th if words.language() == "th" else known.name_en
        return words.say("calendar.named_already", day=words.day(day), name=name)


def _names(known: CalendarDayRow | None, form: Form) -> tuple[str, str]:
    """The names given, else those that the day has already."""
    name_th = line_said(form, "name_th") or (known.name_th if known else None)
    if name_th is None:
        raise NotSaid("day_name")
    return name_th, line_said(form, "name_en") or (known.name_en if known else name_th)
