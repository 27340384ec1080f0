"""Days and hours, read on a Tuesday."""

from datetime import date
from pathlib import Path

import pytest

from intents.dates import Moment, find_moments
from intents.normalise import normalise

TODAY = date(2026, 11, 24)
ROWS = [
    tuple(map(str.strip, line.rsplit("|", 1)))
    for line in (Path(__file__).parent / "cases/dates.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def as_written(moment: Moment) -> str:
    days = "" if moment.first is None else moment.first.isoformat()
    if moment.last != moment.first:
        days += f"..{moment.last}"
    hours = ""
    if moment.hours:
        start, end = (f"{each:%H:%M}" for each in (moment.hours.start, moment.hours.end))
        hours = start if start == end else f"{start}-{end}"
    return " ".join(filter(None, (days, hours))) + ("" if moment.sure else "?")


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_when(text: str, expected: str) -> None:
    assert (", ".join(map(as_written, find_moments(normalise(text), TODAY))) or "-") == expected


def test_a_leap_day_is_that_of_the_common_era() -> None:
    assert find_moments("29 ก.พ. 71", date(2028, 1, 1))[0].first == date(2028, 2, 29)


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2028, 2, 29), date(2027, 1, 31)])
def test_the_ends_of_months_and_years(day: date) -> None:
    for text, _ in ROWS:
        find_moments(normalise(text), day)


@pytest.mark.parametrize("unit", ["1/", "24 พ.ย. ", "9", "วันที่", "อีก 9", "บ่าย"])
def test_a_long_message_is_read(unit: str) -> None:
    assert isinstance(find_moments((unit * 1000)[:1000], TODAY), tuple)
