"""The page of the demo: phones side by side, the console beside them, and the buttons that move time."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from network import wording
from rismep.demo.play import SIMULATOR, Stage
from texts.catalogue import LANGUAGES, Catalogue

SENTENCES = 5
LANGUAGE_WORDS = {"th": "ไทย", "en": "English"}
"""What a person types to be answered in another language."""


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
    own = request.headers.get("Sec-Fetch-Site") in (None, "none", "same-origin")
    return None if own or request.method == "GET" else ("", 403)


@dataclass
class DemoPage:
    """The demo as its page shows it, in one language at a time."""

    stage: Stage
    texts: Catalogue
    language: str

    def say(self, key: str, **parameters: object) -> str:
        return self.texts.say(key, self.language, **parameters)

    def show(self) -> ResponseReturnValue:
        phones = enumerate(self.stage.phones)
        return render_template(
            "demo.html",
            say=self.say,
            language=self.language,
            phones=[(f"{SIMULATOR}/phones/{phone.user_id}", self.say(f"demo.phone_{n}")) for n, phone in phones],
            sentences=[
                (self.say(f"demo.sentence_{n}"), self.say(f"demo.meaning_{n}")) for n in range(1, SENTENCES + 1)
            ],
        )

    def now(self) -> ResponseReturnValue:
        at = wording.moment(self.stage.clock())
        return jsonify(now=wording.in_words(at, self.language, self.texts))

    def let_time_pass(self, how: str) -> ResponseReturnValue:
        passing = self.stage.passing
        ways: dict[str, Callable[[], object]] = {
            "hour": lambda: passing.pass_hours(1),
            "days": lambda: passing.pass_days(3),
            "event": passing.to_next_event,
        }
        if how not in ways:
            return "", 404
        ways[how]()
        return self.now()

    def say_as_owner(self) -> ResponseReturnValue:
        """Type a suggested sentence into the owner's phone."""
        text = (request.get_json(silent=True) or {}).get("text")
        if not isinstance(text, str) or not text.strip():
            return "", 400
        self.stage.owner.type(text[:500])
        return "", 204

    def choose_language(self, chosen: str) -> ResponseReturnValue:
        """Let everyone read another language: each phone asks for it as a person would."""
        if chosen not in LANGUAGES:
            return "", 404
        self.language = chosen
        for phone in self.stage.phones:
            phone.language = chosen
            phone.type(LANGUAGE_WORDS[chosen])
        self.stage.passing.settle()
        return redirect("/")
