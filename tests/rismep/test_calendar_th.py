"""The government's days off: what offices keep, what only the private sector keeps, and substitution days."""

from datetime import date

import pytest

from network.office_hours import Calendar
from rismep.calendar_th import government_days_off

DAYS_OFF = government_days_off((2026, 2027))


@pytest.mark.parametrize(
    ("day", "thai", "english"),
    [
        ("2026-01-01", "วันขึ้นปีใหม่", "New Year's Day"),
        ("2026-01-02", "วันหยุดพิเศษ", "Bridge Public Holiday"),
        ("2026-04-14", "วันสงกรานต์", "Songkran"),
        ("2026-05-13", "วันพืชมงคล", "Royal Ploughing"),
        ("2026-06-01", "ชดเชยวันวิสาขบูชา", "Visakha Bucha (in lieu)"),
        ("2026-12-07", "ชดเชย", "(in lieu)"),
        ("2027-02-22", "ชดเชยวันมาฆบูชา", "Makha Bucha (in lieu)"),
    ],
)
def test_days_on_which_offices_are_closed(day: str, thai: str, english: str) -> None:
    names = DAYS_OFF[date.fromisoformat(day)]
    assert thai in names[0]
    assert english in names[1]


@pytest.mark.parametrize(
    "day",
    [
        "2026-05-01",  # Labour Day
        "2027-05-03",  # its substitute
        "2026-01-10",  # Children's Day
        "2026-11-24",
    ],
)
def test_days_on_which_offices_work_or_that_are_ordinary(day: str) -> None:
    assert date.fromisoformat(day) not in DAYS_OFF


def test_years_have_as_many_days_as_the_government_announces() -> None:
    weekdays = [day for day in DAYS_OFF if day.year == 2026 and day.weekday() < 5]
    assert len(weekdays) == 20
    assert list(DAYS_OFF) == sorted(DAYS_OFF)
    assert all(th and en for th, en in DAYS_OFF.values())


def test_they_make_a_calendar() -> None:
    calendar = Calendar(frozenset(DAYS_OFF))
    assert calendar.is_working_day(date(2026, 5, 1))
    assert not calendar.is_working_day(date(2026, 12, 7))
