"""The words on a page: catalogue, dates, names, in the language that the reader chose."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import cast

from flask import Flask, flash, g

from console.desk import desk
from network import wording
from network.fiscal import buddhist_year
from network.office_hours import in_bangkok
from network.wording import Meant
from storage.tables import OrganisationRow, dialled
from texts.catalogue import LANGUAGES, Catalogue

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def language() -> str:
    """The language of this request; Thai before anyone chose."""
    return cast(str, g.get("language", LANGUAGES[0]))


def catalogue() -> Catalogue:
    """The texts, read once per request: the agency's own wording comes from the database."""
    if "texts" not in g:
        g.texts = desk().texts()
    return cast(Catalogue, g.texts)


def say(key: str, **parameters: object) -> str:
    """One of the console's own texts."""
    return catalogue().say(f"console.{key}", language(), **parameters)


def word(key: str) -> str:
    """A text that the console shares with the bot."""
    return catalogue().say(key, language())


def meant(value: Meant) -> str:
    return wording.in_words(value, language(), catalogue())


def needs(codes: Iterable[str]) -> str:
    return meant(wording.needs(codes))


def province(code: str | None) -> str:
    return meant(wording.province(code)) if code else "–"


def name(row: OrganisationRow) -> str:
    return meant(wording.name(row.name_th, row.name_en))


def day(at: datetime | date) -> str:
    """A day as people write it, of the Buddhist era in Thai."""
    shown = in_bangkok(at).date() if isinstance(at, datetime) else at
    year = buddhist_year(shown) if language() == "th" else shown.year
    return say("date.day", day=shown.day, month=word(f"date.month_{shown.month}"), year=year)


def moment(at: datetime | None) -> str:
    if at is None:
        return "–"
    return say("date.moment", day=day(at), time=f"{in_bangkok(at):%H:%M}")


def ago(at: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    passed = max(desk().clock() - at, timedelta(0))
    if passed < MINUTE:
        return say("ago.now")
    unit, length = next((u, n) for u, n in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)) if passed >= n)
    return say(f"ago.{unit}", count=passed // length)


def iso(at: datetime) -> str:
    return in_bangkok(at).isoformat(timespec="minutes")


def number(value: int) -> str:
    return f"{value:,}"


def reason(code: str | None, kind: str) -> str | None:
    """The words of a reason that the bot wrote as a code; what a person wrote stays as it is."""
    if code is None:
        return None
    for key in (f"console.{kind}.{code}", f"choice.decline_{code}"):
        if catalogue().has(key):
            return word(key)
    return code


def complain(said: str) -> None:
    """Say on the next page that something was not done; what was done is flashed as it is."""
    flash(said, "problem")


def teach(app: Flask) -> None:
    """Let every template speak."""
    app.add_template_global(say, "t")
    app.add_template_global(word, "word")
    app.add_template_global(language, "language")
    app.add_template_global(reason, "reason")
    for one in (meant, needs, province, name, day, moment, ago, iso, number, dialled):
        app.add_template_filter(one, one.__name__)
