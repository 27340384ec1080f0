"""What the agency sets for itself: days off, deadlines, wording. A change is written down and counts at once."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from casework.rules import rules_of, rules_with
from intake.steps import TELLING
from network.cases import LIVE, CaseStatus
from network.rule_settings import Setting, check_reminders, numbers_for, setting_named, typed
from storage import audit, settings
from storage.tables import CaseRow, ConversationRow, HandoffRow
from texts.catalogue import Catalogue
from texts.checks import Unfit, check_own


def set_day(session: Session, day: date, off: bool, names: tuple[str, str], by: int | None, now: datetime) -> None:
    """Close offices on a day (its Thai and English name), or open them. `by` is the officer, None the operator."""
    settings.set_calendar_day(session, day, off, *names)
    look_at_all_again(session, now)
    audit.record(session, by, "calendar", None, None, now, {"day": day.isoformat(), "off": off})


def set_rule(session: Session, name: str, said: str, by: int | None, now: datetime) -> Setting:
    """Give one value of a rule, as people write it; the value as it was. Raises `Senseless` and changes nothing."""
    rules = rules_of(session)
    setting = setting_named(rules, name)
    numbers = numbers_for(rules, setting, said)
    own = settings.rule_overrides(session).get(setting.rule, {})
    _keep(session, setting, own | numbers, by, now)
    return setting


def reset_rule(session: Session, name: str, by: int | None, now: datetime) -> Setting:
    """Take one value of a rule back to what is shipped; the value as it was. Raises `Senseless`."""
    setting = setting_named(rules_of(session), name)
    own = settings.rule_overrides(session)
    cleared = setting.numbers(setting.value)
    left = {key: number for key, number in own.get(setting.rule, {}).items() if key not in cleared}
    check_reminders(rules_with(own | {setting.rule: left}))
    _keep(session, setting, left, by, now)
    return setting


def _keep(session: Session, before: Setting, numbers: Mapping[str, int], by: int | None, now: datetime) -> None:
    settings.set_rule_numbers(session, before.rule, numbers, now)
    session.flush()
    look_at_all_again(session, now)
    after = setting_named(rules_of(session), before.name)
    detail = {"rule": before.name, "from": typed(before.value), "to": typed(after.value)}
    audit.record(session, by, "rule", None, None, now, detail)


def set_text(session: Session, language: str, key: str, text: str, by: int | None, now: datetime) -> None:
    """Word a text differently from the shipped one. Raises `Unfit` and changes nothing.

    The audit names the text; its words stand in the row alone.
    """
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    shipped = Catalogue.shipped()
    check_own(key, language, plain, shipped)
    own = None if plain == shipped.shown(key, language) else plain
    settings.set_text(session, language, key, own, now)
    audit.record(session, by, "text", None, None, now, {"language": language, "key": key, "own": own is not None})


def reset_text(session: Session, language: str, key: str, by: int | None, now: datetime) -> None:
    """Take a text back to the shipped wording, if there is one. Raises `Unfit` for a text that nobody knows."""
    known = (language, key) in settings.text_overrides(session)
    if not known and not Catalogue.shipped().has(key, language):
        raise Unfit("unknown", key=key, language=language)
    settings.set_text(session, language, key, None, now)
    audit.record(session, by, "text", None, None, now, {"language": language, "key": key, "own": False})


def look_at_all_again(session: Session, now: datetime) -> None:
    """Have the clock work out anew when each open matter is due: working days or deadlines have changed.

    A chat in which nobody waits and no matter is told waits for consent alone, which no rule moves.
    """
    waits_for = {
        CaseRow: or_(CaseRow.next_look_at.is_not(None), CaseRow.status != CaseStatus.CLOSED),
        HandoffRow: or_(HandoffRow.next_look_at.is_not(None), HandoffRow.status.in_(LIVE)),
        ConversationRow: or_(
            ConversationRow.paused_since.is_not(None),
            ConversationRow.wants_person_since.is_not(None),
            ConversationRow.step.in_(TELLING),
        ),
    }
    for table, waits in waits_for.items():
        session.execute(update(table).where(waits).values(next_look_at=now))
