"""Makes shapes.json out of the province outlines of apisit/thailand.json (its path is the only argument)."""

import csv
import json
import sys
from collections.abc import Iterator
from math import hypot
from pathlib import Path

Point = tuple[float, float]
Ring = list[Point]

TOLERANCE = 0.003  # degrees, about 300 m
OTHER_NAMES = {"Bangkok Metropolis": "Bangkok"}
# The source gives islands of seven provinces to Satun: corner of the island -> whose it is.
NOT_SATUN = {
    (99.82, 10.06): "TH-84",
    (102.45, 11.79): "TH-23",
    (100.77, 12.67): "TH-20",
    (98.43, 9.79): "TH-85",
    (98.27, 9.17): "TH-82",
    (97.63, 8.61): "TH-82",
    (98.94, 7.78): "TH-81",
    (98.36, 7.59): "TH-83",
    (99.56, 7.08): "TH-92",
}
# Inhabited islands that it lacks, as points.
LACKING = {
    "TH-20": ((100.78, 12.92), (100.81, 13.15)),
    "TH-21": ((101.45, 12.57),),
    "TH-81": ((98.77, 7.74), (98.86, 7.62)),
}


def corner(ring: Ring) -> Point:
    """South-west corner of the box round a ring."""
    return round(min(x for x, _ in ring), 2), round(min(y for _, y in ring), 2)


def distance(point: Point, start: Point, end: Point) -> float:
    """Of a point from a line, in degrees."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
    return abs(across) / length


def simplified(ring: Ring) -> Ring:
    """Fewer points, none further than the tolerance from the old line (Ramer, Douglas, Peucker)."""
    if len(ring) < 3:
        return ring
    gaps = [distance(point, ring[0], ring[-1]) for point in ring[1:-1]]
    widest = max(gaps)
    if widest <= TOLERANCE:
        return [ring[0], ring[-1]]
    middle = gaps.index(widest) + 1
    return simplified(ring[: middle + 1])[:-1] + simplified(ring[middle:])


def rings(source: Path) -> Iterator[tuple[str, Ring]]:
    """(province code, outline), each island for itself; the source has no holes."""
    with (Path(__file__).parent / "provinces.csv").open(encoding="utf-8") as lines:
        codes = {row["name_en"].replace(" ", ""): row["code"] for row in csv.DictReader(lines)}
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        name = OTHER_NAMES.get(feature["properties"]["name"], feature["properties"]["name"])
        code = codes[name.replace(" ", "")]
        shape = feature["geometry"]
        for part in shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]:
            ring = [(x, y) for x, y in part[0]]
            yield (NOT_SATUN.get(corner(ring), code) if code == "TH-91" else code), ring


def main() -> None:
    """Write shapes.json to the standard output."""
    shapes: dict[str, list[list[int]]] = {}
    for code, ring in rings(Path(sys.argv[1])):
        flat = [round(value * 1000) for point in simplified(ring) for value in point]
        shapes.setdefault(code, []).append(flat)
    for code, points in LACKING.items():
        shapes[code].extend([round(value * 1000) for value in point] for point in points)
    lines = [f"{json.dumps(code)}:{json.dumps(shapes[code], separators=(',', ':'))}" for code in sorted(shapes)]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
