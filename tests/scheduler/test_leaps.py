"""A clock that is set is told from one that goes."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.leaps import Leaps

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(("set_by", "leaps"), [(0, False), (-5, False), (3_600, True), (-3_600, True)])
def test_only_a_clock_that_is_set_leaps(set_by: float, leaps: bool) -> None:
    passed, ahead = 100.0, 0.0
    watched = Leaps(lambda: NOON + timedelta(seconds=passed + ahead), lambda: passed)
    passed += 600
    assert not watched.leapt()
    passed, ahead = passed + 1, ahead + set_by
    assert watched.leapt() is leaps
    assert not watched.leapt()
