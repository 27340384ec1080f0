"""An evaluation as one page of HTML that needs nothing beside itself."""

from functools import partial
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from intents.evaluation import Evaluation
from intents.plots import reliability, risk_and_coverage
from texts.catalogue import Catalogue

TILES = ("exact", "needs_macro_f1", "right_when_sure", "asked")
FIGURES = (
    "exact",
    "needs_macro_f1",
    "needs_micro_f1",
    "macro_f1",
    "micro_f1",
    "both_found",
    "sure",
    "right_when_sure",
    "asked",
    "expected_calibration_error",
)
"""What is told of every set of messages, in this order."""

_OF_CHAT = ("chat_sure_of_a_need", "chat_need_or_asked")


def page(figures: Evaluation, file: str, texts: Catalogue, language: str) -> str:
    """The page in one language; `file` is where the messages came from."""

    def say(key: str, **parameters: object) -> str:
        return texts.say(key, language, **parameters)

    words = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = words.from_string(files("intents.data").joinpath("evaluation.html").read_text("utf-8"))
    return template.render(
        figures=figures,
        file=file,
        language=language,
        say=say,
        tiles=TILES,
        names=FIGURES + (_OF_CHAT if figures.chat_messages else ()),
        percent="{:.1%}".format,
        named=partial(labels_in_words, texts=texts, language=language),
        difficulty=lambda kind: _worded(f"evaluation.difficulty_is.{kind}", kind, texts, language),
        # Made by us from numbers and from words that are escaped.
        reliability=Markup(reliability(figures.reliability, say)),  # noqa: S704
        curve=Markup(risk_and_coverage(figures, say)),  # noqa: S704
    )


def labels_in_words(codes: str, texts: Catalogue, language: str) -> str:
    """What labels are called; several have a plus between them."""
    return " + ".join(_label_in_words(code, texts, language) for code in codes.split("+"))


def _label_in_words(code: str, texts: Catalogue, language: str) -> str:
    key = f"need.{code}" if texts.has(f"need.{code}", language) else f"evaluation.kind.{code}"
    return _worded(key, code, texts, language)


def _worded(key: str, otherwise: str, texts: Catalogue, language: str) -> str:
    return texts.say(key, language) if texts.has(key, language) else otherwise
