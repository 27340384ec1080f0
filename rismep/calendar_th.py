"""The days on which Thai government offices are closed, as far as they are known or can be computed.

The cabinet adds days at short notice, and lunar days of coming years are estimates: this fills the calendar
once, staff correct it.
"""

from collections.abc import Iterable
from datetime import date

import holidays
from holidays.constants import GOVERNMENT, HOLIDAY_NAME_DELIMITER, PUBLIC

OFFICES_OPEN = ("วันแรงงานแห่งชาติ", "วันเด็กแห่งชาติ", "National Labor Day", "National Children's Day")
"""Public holidays on which government offices work: of the private sector, and of children (a Saturday)."""


def government_days_off(years: Iterable[int]) -> dict[date, tuple[str, str]]:
    """The days off of these years (CE) with their Thai and English names, substitution days included."""
    spans = tuple(years)
    thai, english = _names(spans, "th"), _names(spans, "en_US")
    return {day: (thai[day], english[day]) for day in sorted(thai)}


def _names(years: tuple[int, ...], language: str) -> dict[date, str]:
    listed = holidays.country_holidays("TH", years=years, categories=(PUBLIC, GOVERNMENT), language=language)
    kept = {day: _kept(listed.get_list(day)) for day in list(listed)}
    return {day: HOLIDAY_NAME_DELIMITER.join(names) for day, names in kept.items() if names}


def _kept(names: Iterable[str]) -> list[str]:
    """Without the days on which offices work, be it the day itself or its substitute."""
    return [name for name in names if not any(working in name for working in OFFICES_OPEN)]
