"""Deadlines: every officer sees them, national officers change them, for whatever is open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from casework import agency
from casework.rules import rules_of
from console import words
from console.desk import desk
from console.forms import Form
from console.officers import national_only, officer
from network import wording
from network.deadlines import Rules
from network.rule_settings import Senseless, Setting, in_words, settings_of
from network.wording import Meant

deadlines = Blueprint("deadlines", __name__, url_prefix="/deadlines")

NAMING = frozenset({"name", "first", "later"})
"""Parameters of a refusal that hold the name of a deadline."""


@dataclass(frozen=True)
class OneRule:
    """A rule and all of it that can be set."""

    name: str
    settings: tuple[Setting, ...]


Answer = Response | tuple[str, int]


@deadlines.get("/")
def show() -> str:
    return _page({})


def _page(typed: Mapping[str, str]) -> str:
    """The page; what was `typed` and refused stands in its fields."""
    with desk().look() as session:
        rules = rules_of(session)
    return render_template("console/deadlines.html", groups=tuple(_groups(rules)), in_words=in_words, typed=typed)


def _groups(rules: Rules) -> Iterator[tuple[str, list[OneRule]]]:
    """Parts of cases, cases, chats; how many organisations are asked stands with the parts."""
    kinds = {rule.name: kind for kind in ("case", "chat") for rule in getattr(rules, kind)}
    every = [OneRule(name, tuple(own)) for name, own in groupby(settings_of(rules), key=lambda one: one.rule)]
    for kind in ("handoff", "case", "chat"):
        yield kind, [one for one in every if kinds.get(one.name, "handoff") == kind]


@deadlines.post("/")
def save() -> Answer:
    name, said = request.form.get("name", ""), _said(request.form)
    return _change(lambda session, now: agency.set_rule(session, name, said, officer().id, now))


@deadlines.post("/reset")
def reset() -> Answer:
    name = request.form.get("name", "")
    return _change(lambda session, now: agency.reset_rule(session, name, officer().id, now))


def _said(form: Form) -> str:
    """What was filled in, as it would be typed."""
    if "times" in form:
        return form["times"]
    days = f"{form.get('days') or 0}d"
    return f"{days} {form.get('hours') or 0}h" if "hours" in form else days


def _change(change: Callable[[Session, datetime], Setting]) -> Answer:
    national_only()
    try:
        with desk().work() as session:
            change(session, desk().clock())
        flash(words.say("deadlines.saved"))
    except Senseless as refused:
        words.complain(_why_not(refused))
        return _page(request.form), 422
    return redirect(url_for("console.deadlines.show"))


def _why_not(refused: Senseless) -> str:
    """In words; which deadline is meant is told as on this page, its name is for the command line."""
    known = {key: _as_on_page(value) if key in NAMING else value for key, value in refused.parameters.items()}
    return words.meant(wording.said(f"rule_refused.{refused.why}", **known))


def _as_on_page(name: Meant) -> Meant:
    rule = f"rule.{str(name).partition('.')[0]}"
    return wording.said("console.deadlines.named", rule=wording.said(rule)) if words.catalogue().has(rule) else name
