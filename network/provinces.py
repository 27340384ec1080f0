"""Thailand's 77 provinces, who is next door, and which regional centre of the agency looks after which."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, hypot, radians

Ring = tuple[tuple[float, float], ...]

BANGKOK = "TH-10"
# Two metres of beach or a coarse outline must not lose a place; a neighbouring country should be.
_NEAR = 0.05  # degrees, about 5 km


@dataclass(frozen=True)
class Province:
    """`code` is that of ISO 3166-2 ("TH-93")."""

    code: str
    name_th: str
    name_en: str


def _rows(file: str) -> Iterator[dict[str, str]]:
    with files("network.data").joinpath(file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


_ROWS = tuple(_rows("provinces.csv"))
PROVINCES: Mapping[str, Province] = {
    row["code"]: Province(row["code"], row["name_th"], row["name_en"]) for row in _ROWS
}
CENTRES: Mapping[int, str] = {int(row["number"]): row["seat"] for row in _rows("centres.csv")}
"""Regional centre (ศภ.) -> code of the province it sits in."""

_NEIGHBOURS = {row["code"]: tuple(row["neighbours"].split()) for row in _ROWS}
_CENTRE = {row["code"]: int(row["centre"]) for row in _ROWS if row["centre"]}


def neighbours(code: str) -> tuple[str, ...]:
    """Provinces that share a land border with this one, in order of code; none for an unknown code."""
    return _NEIGHBOURS.get(code, ())


def centre_of(code: str) -> int | None:
    """Number of the regional centre that looks after a province by default; None for Bangkok."""
    return _CENTRE.get(code)


def province_at(lat: float, lon: float) -> str | None:
    """The province at a place on the map (WGS84 degrees), to be confirmed; None abroad and out at sea."""
    inside = [code for code, ring in _near(lat, lon) if _holds(ring, lon, lat)]
    if inside:
        return inside[0]
    gaps = [(_distance(ring, lon, lat), code) for code, ring in _near(lat, lon)]
    gap, code = min(gaps, default=(_NEAR, ""))
    return code if gap < _NEAR else None


def _near(lat: float, lon: float) -> Iterator[tuple[str, Ring]]:
    for code, (west, south, east, north), ring in _shapes():
        if west - _NEAR <= lon <= east + _NEAR and south - _NEAR <= lat <= north + _NEAR:
            yield code, ring


@cache
def _shapes() -> tuple[tuple[str, tuple[float, float, float, float], Ring], ...]:
    """(province, box round it, outline) of every stretch of land."""
    shapes = json.loads(files("network.data").joinpath("shapes.json").read_text("utf-8"))
    found = []
    for code, rings in shapes.items():
        for flat in rings:
            across, up = [x / 1000 for x in flat[::2]], [y / 1000 for y in flat[1::2]]
            box = (min(across), min(up), max(across), max(up))
            found.append((code, box, tuple(zip(across, up, strict=True))))
    return tuple(found)


def _holds(ring: Ring, x: float, y: float) -> bool:
    """Whether a ray from the point to the east crosses the outline an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


def _distance(ring: Ring, x: float, y: float) -> float:
    """From the nearest edge, in degrees of latitude."""
    narrow = cos(radians(y))
    if len(ring) == 1:
        return hypot((ring[0][0] - x) * narrow, ring[0][1] - y)
    nearest = _NEAR
    for (x1, y1), (x2, y2) in pairwise(ring):
        ax, ay, bx, by = (x1 - x) * narrow, y1 - y, (x2 - x) * narrow, y2 - y
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length)) if length else 0.0
        nearest = min(nearest, hypot(ax + along * (bx - ax), ay + along * (by - ay)))
    return nearest
