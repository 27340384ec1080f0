"""Wording: every text of both languages can be found and seen; national officers word it for the agency."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from casework import agency
from console import words
from console.desk import Preview, desk
from console.officers import national_only, officer
from intake.saying import Say, to_plain
from storage import settings
from texts.catalogue import LANGUAGES, Catalogue
from texts.checks import AGREED, LABEL, LONGEST, Unfit, check_own, examples, fill_in, is_label, is_spoken

wording = Blueprint("wording", __name__, url_prefix="/wording")

MOST_LISTED = 60
OF_TERMINAL = frozenset({"cli", "demo", "evaluation", "map"})
"""Sections that only who runs the bot reads, in a terminal, on the demo's page or in drawings."""

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Worded:
    """A text of one language: the shipped words, and those that are said now."""

    key: str
    language: str
    shipped: str
    now: str

    @property
    def is_own(self) -> bool:
        return self.now != self.shipped

    @property
    def places(self) -> list[str]:
        """What has to stand in it, to be filled in."""
        return [f"{{{name}}}" for name in sorted(Catalogue.shipped().placeholders(self.key, self.language))]


@wording.get("/")
def search() -> str:
    """What was looked for; before that, what the agency has worded itself."""
    part = request.args.get("q", "").strip()
    with desk().look() as session:
        now = _now(session)
    found = [key for key in now.find(part) if key.partition(".")[0] not in OF_TERMINAL]
    keys = found if part else [key for key in found if any(one.is_own for one in _both(key, now))]
    listed = [_both(key, now) for key in keys[:MOST_LISTED]]
    return render_template("console/wordings.html", part=part, found=listed, count=len(keys))


def _now(session: Session) -> Catalogue:
    """The texts as the database has them: what was just changed is seen at once."""
    return Catalogue.shipped().with_overrides(settings.text_overrides(session))


def _both(key: str, now: Catalogue) -> list[Worded]:
    shipped = Catalogue.shipped()
    return [Worded(key, one, shipped.shown(key, one), now.shown(key, one)) for one in LANGUAGES]


@wording.get("/<key>")
def show(key: str) -> str:
    return _page(key)


@wording.post("/<key>/<language>")
def change(key: str, language: str) -> Answer:
    """Look at the words as they will be read, then keep them; or go back to the shipped ones."""
    national_only()
    if language not in LANGUAGES or not Catalogue.shipped().has(key, language):
        abort(404)
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    try:
        if "reset" in request.form:
            return _done(key, language, None)
        if "sure" in request.form:
            return _done(key, language, text)
        check_own(key, language, text, Catalogue.shipped())
    except Unfit as refused:
        return _page(key, language, text, problem=words.meant(refused.said)), 422
    return _page(key, language, text, preview=_preview(key, language, text))


def _done(key: str, language: str, text: str | None) -> Response:
    with desk().work() as session:
        if text is None:
            agency.reset_text(session, language, key, officer().id, desk().clock())
        else:
            agency.set_text(session, language, key, text, officer().id, desk().clock())
    flash(words.say("wording.changed"))
    return redirect(url_for("console.wording.show", key=key))


def _preview(key: str, language: str, text: str) -> Preview:
    """A message as LINE takes and shows it; a text of a page stands as it is."""
    filled = fill_in(text, examples(Catalogue.shipped(), language))
    if is_label(key) or not is_spoken(key):
        return Preview([{"type": "text", "text": filled}])
    return desk().preview([to_plain(Say("chat.words", {"words": filled}))], language)


def _page(
    key: str, language: str = "", text: str = "", *, problem: str | None = None, preview: Preview | None = None
) -> str:
    if not Catalogue.shipped().has(key):
        abort(404)
    with desk().look() as session:
        both = _both(key, _now(session))
    return render_template(
        "console/wording.html",
        key=key,
        both=both,
        typed={language: text},
        problem=problem,
        preview=preview,
        language_of_preview=language,
        is_label=is_label(key),
        is_agreed=key in AGREED,
        most=LABEL if is_label(key) else LONGEST,
    )
