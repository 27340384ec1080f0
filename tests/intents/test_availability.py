"""Providers say until when they are away, and how much they can take, in their own words."""

from datetime import date

import pytest

from intents.availability import back_on, most_cases

TODAY = date(2026, 11, 24)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("ถึงวันจันทร์", "2026-12-01"),
        ("ถึงจันทร์ค่ะ", "2026-12-01"),
        ("วันจันทร์ที่ 30", "2026-12-01"),
        ("กลับมาวันจันทร์", "2026-11-30"),
        ("กลับวันจันทร์หน้า", "2026-11-30"),
        ("ถึงวันศุกร์", "2026-11-28"),
        ("ถึง 5 ธ.ค.", "2026-12-06"),
        ("ถึง ๕ ธ.ค. ๖๙", "2026-12-06"),
        ("ถึง 5 ธันวาคม 2569", "2026-12-06"),
        ("5/12/69", "2026-12-06"),
        ("1-5 ธ.ค.", "2026-12-06"),
        ("เริ่มรับได้ 5 ธ.ค.", "2026-12-05"),
        ("7 วัน", "2026-12-01"),
        ("อีก 7 วัน", "2026-12-01"),
        ("ลาพักร้อนสองอาทิตย์", "2026-12-08"),
        ("1 สัปดาห์", "2026-12-01"),
        ("2 เดือน", "2027-01-23"),
        ("สิ้นเดือน", "2026-12-01"),
        ("อาทิตย์หน้า", "2026-12-07"),
        ("ถึงวันนี้", "2026-11-25"),
        ("ถึงพรุ่งนี้", "2026-11-26"),
        ("until Friday", "2026-11-28"),
        ("until 5 Dec", "2026-12-06"),
        ("back on 3 December", "2026-12-03"),
        ("two weeks", None),
        ("ไม่แน่ใจ", None),
        ("เมื่อวาน", None),
        ("24 พ.ย. 68", None),
        ("30 ก.พ.", None),
        ("99999 วัน", None),
        ("ปีหน้า", None),
        ("", None),
    ],
)
def test_the_day_from_which_a_provider_is_back(said: str, day: str | None) -> None:
    assert back_on(said, TODAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("said", "cases"),
    [
        ("5", 5),
        ("ไม่เกิน ๓", 3),
        ("สามเรื่อง", 3),
        ("เรื่องเดียวค่ะ 1 เรื่อง", 1),
        ("ยี่สิบ", 20),
        ("at most 4", 4),
        ("99", 99),
        ("0", None),
        ("100", None),
        ("3-5", None),
        ("ครึ่งเรื่อง", None),
        ("ไม่จำกัด", None),
        ("", None),
    ],
)
def test_how_many_cases_a_provider_takes(said: str, cases: int | None) -> None:
    assert most_cases(said) == cases
