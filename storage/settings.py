"""The agency's own calendar, rules and words, laid over the shipped defaults."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from network.office_hours import Calendar
from storage.database import unless_known
from storage.tables import CalendarDayRow, RuleRow, ServiceState, TextOverrideRow

CALENDAR = "calendar"
RULES = "rules"


def calendar(session: Session) -> Calendar:
    """The government calendar as staff keep it; read once in a session, since one move asks for it many times."""
    if CALENDAR not in session.info:
        off = session.scalars(select(CalendarDayRow.day).where(CalendarDayRow.off))
        session.info[CALENDAR] = Calendar(frozenset(off))
    return cast(Calendar, session.info[CALENDAR])


def fill_calendar(session: Session, days_off: Mapping[date, tuple[str, str]]) -> None:
    """Add days off that are not known yet, though others may be adding them at this moment; a day that staff changed
    stays as they want it.
    """
    days = [
        {"day": day, "off": True, "name_th": name_th, "name_en": name_en}
        for day, (name_th, name_en) in days_off.items()
    ]
    if days:
        session.execute(_UNLESS_FILLED[session.get_bind().dialect.name], days)
    session.info.pop(CALENDAR, None)


_UNLESS_FILLED = unless_known(CalendarDayRow, "day")


def set_calendar_day(session: Session, day: date, off: bool, name_th: str, name_en: str) -> None:
    """Staff close or open a day."""
    row = session.get(CalendarDayRow, day)
    if row is None:
        row = CalendarDayRow(day=day)
        session.add(row)
    row.off, row.name_th, row.name_en, row.by_staff = off, name_th, name_en, True
    session.info.pop(CALENDAR, None)


def rule_overrides(session: Session) -> dict[str, dict[str, int]]:
    """Rules by name whose numbers the agency set itself."""
    return {row.name: row.numbers for row in session.scalars(select(RuleRow))}


def set_rule_numbers(session: Session, name: str, numbers: Mapping[str, int], now: datetime) -> None:
    """The agency's own numbers for a rule, in place of those it had; none at all: as shipped."""
    session.info.pop(RULES, None)
    row = session.get(RuleRow, name)
    if not numbers:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = RuleRow(name=name)
        session.add(row)
    row.numbers, row.at = dict(numbers), now


def text_overrides(session: Session) -> dict[tuple[str, str], str]:
    """(language, key) to the agency's own wording."""
    return {(row.language, row.key): row.text for row in session.scalars(select(TextOverrideRow))}


def set_text(session: Session, language: str, key: str, text: str | None, now: datetime) -> None:
    """The agency's own wording of a text; None: as shipped."""
    row = session.get(TextOverrideRow, (key, language))
    if text is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = TextOverrideRow(key=key, language=language)
        session.add(row)
    row.text, row.at = text, now


def state_of_service(session: Session, name: str) -> dict[str, object] | None:
    """A fact of the service itself, such as that sending is stopped."""
    return session.scalar(_STATE, {"name": name})


_STATE = select(ServiceState.value).where(ServiceState.name == bindparam("name"))


def set_state_of_service(session: Session, name: str, value: dict[str, object] | None, now: datetime) -> None:
    """Note or clear (None) a fact of the service itself; several processes may do so at once."""
    if value is None:
        session.execute(delete(ServiceState).where(ServiceState.name == name))
        return
    if not begin_state_of_service(session, name, value, now):
        session.execute(update(ServiceState).where(ServiceState.name == name).values(value=value, at=now))


def begin_state_of_service(session: Session, name: str, value: dict[str, object], now: datetime) -> bool:
    """Note a fact unless it is known already; True for who noted it."""
    insert = _UNLESS_KNOWN[session.get_bind().dialect.name]
    return session.scalar(insert.values(name=name, value=value, at=now).returning(ServiceState.name)) is not None


_UNLESS_KNOWN = unless_known(ServiceState, "name")


def locked_state_of_service(session: Session, name: str) -> dict[str, Any]:
    """A fact that is known, as nobody else can change it before this transaction ends."""
    locked = select(ServiceState.value).where(ServiceState.name == name).with_for_update()
    return cast("dict[str, Any]", session.execute(locked).scalar_one())
