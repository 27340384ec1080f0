"""`rismep rules` and `rismep texts`: what an agency sets for itself is listed, changed, and taken back."""

import argparse
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from casework import agency
from casework.rules import rules_of
from network import wording
from network.deadlines import Rules
from network.rule_settings import Senseless, Setting, in_words, setting_named, settings_of, typed
from rismep.administration import session_of
from rismep.terminal import meant, refuse, say, settings, write
from rismep.wiring import clock
from storage import settings as stored
from texts.catalogue import LANGUAGES, Catalogue
from texts.checks import Unfit, clusters

# --- deadlines ------------------------------------------------------------------------------------------


def list_rules(_asked: argparse.Namespace) -> int:
    with session_of(settings()) as session:
        return write(_table(rules_of(session)))


def _table(rules: Rules) -> Iterator[str]:
    heads = tuple(say(f"rules.{column}") for column in ("name", "value", "shipped", "meaning"))
    rows = [heads, *map(_row, settings_of(rules))]
    widths = [max(clusters(row[column]) for row in rows) for column in range(3)]
    for *short, meaning in rows:
        yield "  ".join([*map(_padded, short, widths), meaning])
    yield ""
    yield say("rules.how")


def _row(setting: Setting) -> tuple[str, str, str, str]:
    words = meant(in_words(setting.value))
    if setting.leads:
        meaning = f"{words} · {meant(wording.said(f'rule.{setting.rule}'))}"
    else:
        meaning = f"… {meant(wording.said(f'rule_part.{setting.part}'))} {words}"
    return setting.name, typed(setting.value), typed(setting.default) if setting.is_own else "", meaning


def _padded(text: str, width: int) -> str:
    return text + " " * (width - clusters(text))


def set_rule(asked: argparse.Namespace) -> int:
    value = " ".join(asked.value)
    return _change_rule(asked.name, lambda session, now: agency.set_rule(session, asked.name, value, None, now))


def reset_rule(asked: argparse.Namespace) -> int:
    return _change_rule(asked.name, lambda session, now: agency.reset_rule(session, asked.name, None, now))


def _change_rule(name: str, change: Callable[[Session, datetime], Setting]) -> int:
    try:
        with session_of(settings()) as session:
            before = change(session, clock())
            after = setting_named(rules_of(session), name)
    except Senseless as refused:
        return refuse(meant(refused.said))
    old, new = meant(in_words(before.value)), meant(in_words(after.value))
    return write([say("rules.changed", name=name, old=old, new=new)])


# --- wording --------------------------------------------------------------------------------------------


def list_texts(asked: argparse.Namespace) -> int:
    with session_of(settings()) as session:
        own = stored.text_overrides(session)
    shipped = Catalogue.shipped()
    now = shipped.with_overrides(own)
    found = now.find(asked.part)
    write(line for key in found for line in _entry(key, shipped, now))
    return write([say("texts.found", count=len(found))])


def _entry(key: str, shipped: Catalogue, now: Catalogue) -> Iterator[str]:
    yield key
    for language in LANGUAGES:
        text, before = now.shown(key, language), shipped.shown(key, language)
        yield f"  {language}  {_in_one_line(text)}"
        if text != before:
            yield f"      ({say('texts.shipped', text=_in_one_line(before))})"


def _in_one_line(text: str) -> str:
    return text.replace("\n", "\\n")


def set_text(asked: argparse.Namespace) -> int:
    """A text is typed as it is listed, so a line ends with `\\n`."""
    text = asked.text.replace("\\n", "\n")
    return _change_text(lambda session, now: agency.set_text(session, asked.language, asked.key, text, None, now))


def reset_text(asked: argparse.Namespace) -> int:
    return _change_text(lambda session, now: agency.reset_text(session, asked.language, asked.key, None, now))


def _change_text(change: Callable[[Session, datetime], None]) -> int:
    try:
        with session_of(settings()) as session:
            change(session, clock())
    except Unfit as refused:
        return refuse(meant(refused.said))
    return write([say("texts.changed")])
