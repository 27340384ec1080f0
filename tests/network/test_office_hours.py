"""The working calendar on days that Thai offices know: Songkran, substitution days, the turn of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from network.office_hours import BANGKOK, Calendar, WorkingTime, in_bangkok

DAYS_OFF_2026 = frozenset(
    date.fromisoformat(day)
    for day in (
        "2026-01-01",
        "2026-01-02",  # the extra day after New Year
        "2026-04-06",  # Chakri day, a Monday
        "2026-04-13",
        "2026-04-14",
        "2026-04-15",  # Songkran, Monday to Wednesday
        "2026-06-01",  # Visakha Bucha (31 May, a Sunday) substituted on Monday
        "2026-12-07",  # 5 December, a Saturday, substituted on Monday
        "2026-12-10",
        "2026-12-31",
        "2027-01-01",
    )
)
CALENDAR = Calendar(DAYS_OFF_2026)


def at(text: str) -> datetime:
    """A moment in Bangkok, written as 2026-04-10 14:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK).astimezone(UTC)


ADDED = [
    # start, working days, working hours, end
    ("2026-03-03 09:30", 0, 4, "2026-03-03 13:30"),
    ("2026-03-03 12:30", 0, 4, "2026-03-03 16:30"),
    ("2026-03-03 12:31", 0, 4, "2026-03-04 08:31"),
    ("2026-03-03 08:30", 0, 8, "2026-03-03 16:30"),
    ("2026-03-03 09:30", 0, 8, "2026-03-04 09:30"),
    ("2026-03-03 09:30", 0, 20, "2026-03-05 13:30"),
    ("2026-03-03 16:30", 0, 1, "2026-03-04 09:30"),
    ("2026-03-03 22:00", 0, 4, "2026-03-04 12:30"),
    ("2026-03-03 05:00", 0, 4, "2026-03-03 12:30"),
    ("2026-03-03 09:30", 3, 0, "2026-03-06 09:30"),
    ("2026-03-05 09:30", 3, 0, "2026-03-10 09:30"),
    ("2026-03-06 15:00", 0, 4, "2026-03-09 11:00"),
    ("2026-03-07 11:00", 1, 0, "2026-03-10 08:30"),
    ("2026-03-03 15:30", 1, 2, "2026-03-05 09:30"),
    # Songkran week
    ("2026-04-10 14:00", 0, 4, "2026-04-16 10:00"),
    ("2026-04-10 14:00", 1, 0, "2026-04-16 14:00"),
    ("2026-04-14 10:00", 0, 8, "2026-04-16 16:30"),
    ("2026-04-03 10:00", 3, 0, "2026-04-09 10:00"),
    # a day off that is substituted
    ("2026-05-29 16:00", 0, 1, "2026-06-02 09:00"),
    ("2026-12-04 10:00", 2, 0, "2026-12-09 10:00"),
    # year end: Thursday and Friday off, then a weekend
    ("2026-12-30 16:00", 0, 1, "2027-01-04 09:00"),
    ("2026-12-29 10:00", 2, 0, "2027-01-04 10:00"),
    ("2026-03-03 09:30", 0, 0, "2026-03-03 09:30"),
    ("2026-03-03 19:30", 0, 0, "2026-03-04 08:30"),
]


@pytest.mark.parametrize(("start", "days", "hours", "end"), ADDED)
def test_working_time_is_added(start: str, days: int, hours: int, end: str) -> None:
    assert in_bangkok(CALENDAR.add(at(start), WorkingTime(days, hours))) == at(end)


@pytest.mark.parametrize(
    ("moment", "working", "push", "opens", "pushes"),
    [
        ("2026-03-03 08:29", False, False, "2026-03-03 08:30", "2026-03-03 08:30"),
        ("2026-03-03 08:30", True, True, "2026-03-03 08:30", "2026-03-03 08:30"),
        ("2026-03-03 12:15", True, True, "2026-03-03 12:15", "2026-03-03 12:15"),
        ("2026-03-03 16:30", False, True, "2026-03-04 08:30", "2026-03-03 16:30"),
        ("2026-03-03 18:00", False, False, "2026-03-04 08:30", "2026-03-04 08:30"),
        ("2026-03-06 17:59", False, True, "2026-03-09 08:30", "2026-03-06 17:59"),
        ("2026-03-07 10:00", False, False, "2026-03-09 08:30", "2026-03-09 08:30"),
        ("2026-04-11 10:00", False, False, "2026-04-16 08:30", "2026-04-16 08:30"),
        ("2026-12-31 10:00", False, False, "2027-01-04 08:30", "2027-01-04 08:30"),
        ("2026-12-07 08:30", False, False, "2026-12-08 08:30", "2026-12-08 08:30"),
    ],
)
def test_when_offices_open_and_pushes_go(moment: str, working: bool, push: bool, opens: str, pushes: str) -> None:
    now = at(moment)
    assert (CALENDAR.is_working(now), CALENDAR.is_push_time(now)) == (working, push)
    assert (CALENDAR.next_opening(now), CALENDAR.next_push(now)) == (at(opens), at(pushes))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-03-03 09:30", "2026-03-03 16:00", 0),
        ("2026-03-03 09:30", "2026-03-04 09:29", 0),
        ("2026-03-03 09:30", "2026-03-04 09:30", 1),
        ("2026-03-06 09:30", "2026-03-08 23:00", 0),
        ("2026-03-06 09:30", "2026-03-09 09:30", 1),
        ("2026-04-10 10:00", "2026-04-17 10:00", 2),
        ("2026-03-04 10:00", "2026-03-03 10:00", 0),
    ],
)
def test_whole_working_days_between(start: str, end: str, days: int) -> None:
    assert CALENDAR.working_days_between(at(start), at(end)) == days


def test_calendar_time_runs_through_nights_and_holidays() -> None:
    assert CALENDAR.after(at("2026-04-10 14:00"), timedelta(days=3)) == at("2026-04-13 14:00")
    assert CALENDAR.after(at("2026-04-10 14:00"), WorkingTime(days=3)) == at("2026-04-20 14:00")


def test_times_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 3, 3, 10, 0)  # noqa: DTZ001 - that is the point
    for question in (CALENDAR.is_working, CALENDAR.next_opening, CALENDAR.next_push):
        with pytest.raises(ValueError, match="time zone"):
            question(naive)
    with pytest.raises(ValueError, match="negative"):
        WorkingTime(days=-1)


MOMENTS = st.integers(0, 425 * 24 * 60).map(lambda minutes: at("2025-12-01 00:00") + timedelta(minutes=minutes))
WAITS = st.builds(WorkingTime, st.integers(0, 15), st.integers(0, 40))


@given(MOMENTS, WAITS)
def test_an_end_lies_in_office_hours_of_a_working_day(start: datetime, wait: WorkingTime) -> None:
    end = CALENDAR.add(start, wait)
    local = in_bangkok(end)
    assert end.tzinfo is UTC
    assert end >= start
    assert CALENDAR.is_working_day(local.date())
    assert time(8, 30) <= local.time() <= time(16, 30)


@given(MOMENTS, MOMENTS, WAITS)
def test_who_starts_later_never_ends_earlier(one: datetime, other: datetime, wait: WorkingTime) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.add(early, wait) <= CALENDAR.add(late, wait)


@given(MOMENTS, st.integers(0, 30))
def test_hours_count_only_minutes_in_which_offices_are_open(start: datetime, hours: int) -> None:
    end = CALENDAR.add(start, WorkingTime(hours=hours))
    minutes = int((end - start) / timedelta(minutes=1))
    steps = range(0, minutes, 10)
    worked = sum(CALENDAR.is_working(start + timedelta(minutes=step)) for step in steps)
    assert abs(worked - hours * 6) <= 1 + minutes // (24 * 60)


@given(MOMENTS, MOMENTS)
def test_days_between_agree_with_days_added(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    days = CALENDAR.working_days_between(start, end)
    assume(CALENDAR.next_opening(start) <= end)
    assert CALENDAR.add(start, WorkingTime(days=days)) <= end
    assert CALENDAR.add(start, WorkingTime(days=days + 1)) > end


@given(MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_was(moment: datetime) -> None:
    opening = CALENDAR.next_opening(moment)
    assert CALENDAR.is_working(opening)
    assert CALENDAR.next_push(moment) <= opening
    if opening != moment:
        assert not CALENDAR.is_working(moment)
        assert not CALENDAR.is_working(opening - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-03 09:30", "2026-03-03 13:30", 4),
        ("2026-03-03 15:30", "2026-03-04 09:30", 2),
        ("2026-03-03 18:00", "2026-03-04 07:00", 0),
        ("2026-04-10 15:30", "2026-04-16 09:30", 2),
        ("2026-03-07 10:00", "2026-03-08 10:00", 0),
    ],
)
def test_how_long_offices_were_open(start: str, end: str, hours: int) -> None:
    assert CALENDAR.open_between(at(start), at(end)) == timedelta(hours=hours)


@given(begin=st.integers(0, 400_000), minutes=st.integers(1, 5000))
def test_so_much_office_time_later_so_much_office_time_has_passed(begin: int, minutes: int) -> None:
    start, length = at("2026-01-05 00:00") + timedelta(minutes=begin), timedelta(minutes=minutes)
    assert CALENDAR.open_between(start, CALENDAR.later(start, length)) == length
    assert CALENDAR.later(start, timedelta(0)) == start
