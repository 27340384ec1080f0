"""Parameters of a text before anyone knows in which language it is read.

A text owed today may be sent tomorrow and read by staff in another language, so rows keep what is meant
(a need, a province, a moment, another text) and the words are made when it is shown.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from network.fiscal import buddhist_year
from network.office_hours import Wait, WorkingTime, in_bangkok
from network.provinces import PROVINCES
from texts.catalogue import Catalogue

Meant = str | int | dict[str, Any]


def needs(codes: Iterable[str]) -> Meant:
    return {"needs": [str(code) for code in codes]}


def province(code: str) -> Meant:
    return {"province": code}


def moment(at: datetime) -> Meant:
    return {"moment": at.isoformat()}


def day(on: date) -> Meant:
    return {"day": on.isoformat()}


def wait(length: Wait) -> Meant:
    """How long, such as "2 working days"."""
    if isinstance(length, WorkingTime):
        return {"wait": [["working_day", length.days], ["working_hour", length.hours]]}
    return {"wait": [["day", length.days]]}


def times(count: int) -> Meant:
    """How often, such as "3 times"."""
    return {"wait": [["time", count]]}


def name(th: str, en: str) -> Meant:
    return {"th": th, "en": en}


def said(key: str, /, **parameters: Meant) -> Meant:
    """Another text of the catalogue."""
    return {"say": key, "with": parameters}


def lines(of: Iterable[Meant]) -> Meant:
    """Several values, each on its own line."""
    return {"lines": list(of)}


def in_words(value: Meant, language: str, catalogue: Catalogue) -> str:
    """What `value` is called in `language`."""
    if not isinstance(value, dict):
        return str(value)
    kind = next(kind for kind in _WORDS if kind in value)
    return _WORDS[kind](value, language, catalogue)


def say(key: str, parameters: Mapping[str, Meant], language: str, catalogue: Catalogue) -> str:
    """The text of `key` with its parameters in words."""
    words = {name: in_words(value, language, catalogue) for name, value in parameters.items()}
    return catalogue.say(key, language, **words)


def _needs(value: dict[str, Any], language: str, catalogue: Catalogue) -> str:
    return _listed((catalogue.say(f"need.{code}", language) for code in value["needs"]), language, catalogue)


def _province(value: dict[str, Any], language: str, _catalogue: Catalogue) -> str:
    place = PROVINCES[value["province"]]
    return place.name_th if language == "th" else place.name_en


def _listed(words: Iterable[str], language: str, catalogue: Catalogue) -> str:
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return catalogue.say("list.and", language, first=", ".join(every[:-1]), last=every[-1])


def _day(value: dict[str, Any], language: str, catalogue: Catalogue) -> str:
    return catalogue.say("date.day", language, **_date(date.fromisoformat(value["day"]), language, catalogue))


def _date(on: date, language: str, catalogue: Catalogue) -> dict[str, object]:
    return {
        "weekday": catalogue.say(f"date.weekday_{on.isoweekday()}", language),
        "day": on.day,
        "month": catalogue.say(f"date.month_{on.month}", language),
        "year": buddhist_year(on) if language == "th" else on.year,
    }


def _moment(value: dict[str, Any], language: str, catalogue: Catalogue) -> str:
    at = in_bangkok(datetime.fromisoformat(value["moment"]))
    # The time is rounded up to the minute: a promise must never be read as earlier than it is.
    at = at if at.second == at.microsecond == 0 else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    time = f"{at:%H}{catalogue.say('date.clock', language)}{at:%M}"
    return catalogue.say("date.moment", language, **_date(at.date(), language, catalogue), time=time)


_UNITS = {
    "day": ("wait.day", "wait.days"),
    "working_day": ("wait.working_day", "wait.working_days"),
    "working_hour": ("wait.working_hour", "wait.working_hours"),
    "time": ("wait.time", "wait.times"),
}


def _wait(value: dict[str, Any], language: str, catalogue: Catalogue) -> str:
    """One is said differently from many; a wait of nothing is "at once"."""
    parts = [catalogue.say(_UNITS[unit][count != 1], language, count=count) for unit, count in value["wait"] if count]
    return " ".join(parts) or catalogue.say("wait.at_once", language)


def _said(value: dict[str, Any], language: str, catalogue: Catalogue) -> str:
    return say(value["say"], value["with"], language, catalogue)


def _lines(value: dict[str, Any], language: str, catalogue: Catalogue) -> str:
    return "\n".join(in_words(line, language, catalogue) for line in value["lines"])


def _named(value: dict[str, Any], language: str, _catalogue: Catalogue) -> str:
    return str(value.get(language) or value["th"])


_WORDS = {
    "needs": _needs,
    "province": _province,
    "moment": _moment,
    "day": _day,
    "wait": _wait,
    "say": _said,
    "lines": _lines,
    "th": _named,
}
