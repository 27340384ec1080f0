"""Fiscal years begin on 1 October in Bangkok, not in Greenwich."""

from datetime import UTC, datetime, timedelta

import pytest

from network.fiscal import CaseNumber, buddhist_year, fiscal_year, fiscal_year_span, read_case_number
from network.office_hours import BANGKOK


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2025, 9, 30, 23, 59, tzinfo=BANGKOK), 2568),
        (datetime(2025, 10, 1, 0, 0, tzinfo=BANGKOK), 2569),
        (datetime(2025, 9, 30, 17, 0, tzinfo=UTC), 2569),
        (datetime(2025, 9, 30, 16, 59, tzinfo=UTC), 2568),
        (datetime(2026, 1, 1, tzinfo=BANGKOK), 2569),
        (datetime(2026, 11, 24, tzinfo=BANGKOK), 2570),
        (datetime(2024, 2, 29, tzinfo=BANGKOK), 2567),
        (datetime(2017, 10, 1, tzinfo=BANGKOK), 2561),
        (datetime(2018, 9, 30, tzinfo=BANGKOK), 2561),
    ],
)
def test_fiscal_year(moment: datetime, year: int) -> None:
    assert fiscal_year(moment) == year
    begin, end = fiscal_year_span(year)
    assert begin <= moment < end


def test_spans_meet_without_gap() -> None:
    assert fiscal_year_span(2569)[1] == fiscal_year_span(2570)[0]
    last = fiscal_year_span(2569)[1] - timedelta(microseconds=1)
    assert fiscal_year(last) == 2569
    assert buddhist_year(last.date()) == 2569


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2569-000123", CaseNumber(2569, 123)),
        ("  ๒๕๖๙-๐๐๐๑๒๓ ", CaseNumber(2569, 123)),
        ("2569 – 123", CaseNumber(2569, 123)),
        ("2569-1000000", CaseNumber(2569, 1_000_000)),
        ("2569-000000", None),
        ("0812345678", None),
        ("เรื่อง 2569-000123", None),
        ("", None),
    ],
)
def test_case_numbers_are_read(text: str, number: CaseNumber | None) -> None:
    assert read_case_number(text) == number
    if number is not None:
        assert read_case_number(str(number)) == number


def test_case_numbers_are_written() -> None:
    assert str(CaseNumber(2569, 123)) == "2569-000123"
    assert str(CaseNumber(2569, 1_000_000)) == "2569-1000000"
    with pytest.raises(ValueError, match="begin with 1"):
        CaseNumber(2569, 0)
