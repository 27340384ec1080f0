"""Provinces, their neighbours and centres, and the province of a place on the map."""

import math

import pytest

from network.provinces import (
    BANGKOK,
    CENTRES,
    PROVINCES,
    centre_of,
    neighbours,
    province_at,
)


def test_there_are_seventy_six_provinces_and_bangkok() -> None:
    assert len(PROVINCES) == 77
    assert PROVINCES["TH-93"].name_th == "พัทลุง"
    assert PROVINCES[BANGKOK].name_en == "Bangkok"


def test_neighbours_are_neighbours_both_ways() -> None:
    for code in PROVINCES:
        for other in neighbours(code):
            assert code in neighbours(other), (code, other)
        assert code not in neighbours(code)


def test_every_province_but_phuket_touches_two_or_more_on_land() -> None:
    few = {code for code in PROVINCES if len(neighbours(code)) < 2}
    assert few <= {"TH-83", "TH-11", "TH-23"}
    assert all(neighbours(code) for code in PROVINCES)


def test_bangkok_alone_has_no_centre() -> None:
    assert [code for code in PROVINCES if centre_of(code) is None] == [BANGKOK]


def test_a_seat_lies_in_its_own_area() -> None:
    assert len(CENTRES) == 11
    for number, seat in CENTRES.items():
        assert centre_of(seat) == number


def test_an_unknown_code_has_neither_neighbours_nor_centre() -> None:
    assert neighbours("TH-99") == ()
    assert centre_of("TH-99") is None


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (13.7563, 100.5018, "TH-10"),
        (18.7883, 98.9853, "TH-50"),
        (19.9105, 99.8406, "TH-57"),
        (7.6167, 100.0833, "TH-93"),
        (7.0086, 100.4747, "TH-90"),
        (14.9799, 102.0978, "TH-30"),
        (15.2287, 104.8564, "TH-34"),
        (18.3609, 103.6464, "TH-38"),
        (13.5475, 100.2744, "TH-74"),
        (13.4098, 100.0023, "TH-75"),
        (6.4264, 101.8253, "TH-96"),
        (12.6810, 101.2570, "TH-21"),
        (10.0956, 99.8404, "TH-84"),
        (7.7407, 98.7784, "TH-81"),
        (8.6500, 97.6400, "TH-82"),
        (12.0500, 102.3200, "TH-23"),
        (13.1500, 100.8100, "TH-20"),
        (3.1390, 101.6869, None),
        (21.0278, 105.8342, None),
        (9.0, 101.5, None),
        (0.0, 0.0, None),
        (math.nan, 100.0, None),
        (math.inf, math.inf, None),
    ],
)
def test_province_at_a_place(lat: float, lon: float, code: str | None) -> None:
    assert province_at(lat, lon) == code
