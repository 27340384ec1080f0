"""The page of the demo: phones side by side, the console beside them, and the buttons that move time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from network.fiscal import buddhist_year
from network.office_hours import in_bangkok
from rismep.demo.play import LANGUAGE_WORDS, SIMULATOR, Stage, let_all_read
from texts.catalogue import LANGUAGES, Catalogue

SENTENCES = 5
LONGEST_SENTENCE = 500
MOST_SILENT_MOMENTS = 30


def demo_pages(stage: Stage, texts: Catalogue, language: str) -> Blueprint:
    """The demo's own routes; phones and console are pages of their own, shown in frames."""
    pages = Blueprint("demo", __name__, template_folder="templates", static_folder="static", static_url_path="/demo")
    page = DemoPage(stage, texts, language)
    pages.add_url_rule("/", view_func=page.show)
    pages.add_url_rule("/demo/now", view_func=page.now)
    pages.add_url_rule("/demo/pass/<how>", view_func=page.let_time_pass, methods=["POST"])
    pages.add_url_rule("/demo/say", view_func=page.say_as_owner, methods=["POST"])
    pages.add_url_rule("/demo/language/<chosen>", view_func=page.choose_language, methods=["POST"])
    pages.before_request(_refuse_strangers)
    return pages


def _refuse_strangers() -> ResponseReturnValue | None:
    """Another page that is open in the same browser may not play with the demo."""
    if request.method in ("GET", "HEAD"):
        return None
    own_fetch = request.headers.get("Sec-Fetch-Site") in (None, "none", "same-origin")
    origin = request.headers.get("Origin")
    own_origin = origin is None or urlsplit(origin).netloc == request.host
    return None if own_fetch and own_origin else ("", 403)


@dataclass
class DemoPage:
    """The demo as its page shows it, in one language at a time."""

    stage: Stage
    texts: Catalogue
    language: str
    one_at_a_time: Lock = field(default_factory=Lock)

    def say(self, key: str, **parameters: object) -> str:
        return self.texts.say(key, self.language, **parameters)

    def show(self) -> ResponseReturnValue:
        phones = enumerate(self.stage.phones)
        return render_template(
            "demo.html",
            say=self.say,
            language=self.language,
            languages=LANGUAGE_WORDS,
            phones=[(f"{SIMULATOR}/phones/{phone.user_id}", self.say(f"demo.phone_{n}")) for n, phone in phones],
            sentences=[self._sentence(n) for n in range(1, SENTENCES + 1)],
            console=f"/console/?lang={self.language}",
        )

    def _sentence(self, number: int) -> dict[str, str]:
        """A first sentence; who reads no Thai finds its English beside the Thai."""
        key = f"demo.sentence_{number}"
        gloss = "" if self.language == "en" else self.texts.say(key, "en")
        return {"text": self.say(key), "meaning": self.say(f"demo.meaning_{number}"), "gloss": gloss}

    def now(self) -> ResponseReturnValue:
        return jsonify(self._now())

    def _now(self) -> dict[str, object]:
        """The demo's time in words, and how many messages each phone has got."""
        at = in_bangkok(self.stage.clock())
        date = self.say(
            "demo.date",
            weekday=self.say(f"date.weekday_{at.isoweekday()}"),
            day=at.day,
            month=self.say(f"date.month_{at.month}"),
            year=buddhist_year(at) if self.language == "th" else at.year,
        )
        return {"time": f"{at:%H:%M:%S}", "date": date, "heard": self._heard()}

    def _heard(self) -> list[int]:
        return [sum(entry.who == "bot" for entry in phone.chat) for phone in self.stage.phones]

    def let_time_pass(self, how: str) -> ResponseReturnValue:
        ways: dict[str, Callable[[], str | None]] = {
            "hour": lambda: self.stage.passing.pass_hours(1),
            "days": lambda: self.stage.passing.pass_days(3),
            "event": self._to_next_event,
        }
        if how not in ways:
            return "", 404
        with self.one_at_a_time:
            note = ways[how]()
        return jsonify(self._now() | {"note": self.say(note) if note else None})

    def _to_next_event(self) -> str | None:
        """Go on until somebody hears something; what is due in silence (words that lapse) is no event to a viewer.

        What to tell the viewer when nobody does.
        """
        before = self._heard()
        for _ in range(MOST_SILENT_MOMENTS):
            if not self.stage.passing.to_next_event():
                return "demo.nothing_due"
            if self._heard() != before:
                return None
        return "demo.quiet"

    def say_as_owner(self) -> ResponseReturnValue:
        """Type a suggested sentence into the owner's phone."""
        given = request.get_json(silent=True)
        text = given.get("text") if isinstance(given, dict) else None
        if not isinstance(text, str) or not text.strip():
            return "", 400
        try:
            self.stage.owner.type(text[:LONGEST_SENTENCE])
        except RuntimeError:
            return jsonify(message=self.say("demo.blocked")), 409
        return "", 204

    def choose_language(self, chosen: str) -> ResponseReturnValue:
        """Let everyone read another language, and come back to the page in it."""
        if chosen not in LANGUAGES:
            return "", 404
        with self.one_at_a_time:
            self.language = chosen
            let_all_read(self.stage, chosen, self.texts)
        return redirect("/", code=303)
