"""What was measured: percentiles, and the results as text and JSON beside the benchmark."""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)] if ordered else float("nan")


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, p99 and worst in milliseconds, and how many there were."""
    return {
        "count": len(seconds),
        "median_ms": round(percentile(seconds, 0.5) * 1000, 2),
        "p99_ms": round(percentile(seconds, 0.99) * 1000, 2),
        "worst_ms": round(max(seconds, default=float("nan")) * 1000, 2),
    }


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "sqlite": sqlite3.sqlite_version,
    }


def publish(folder: Path, lines: Sequence[str], figures: Figures) -> None:
    """Print the lines, and keep them and the figures beside the benchmark."""
    text = "\n".join(lines)
    print(text)
    (folder / "results.txt").write_text(f"{text}\n", encoding="utf-8")
    (folder / "results.json").write_text(f"{json.dumps({**figures, 'machine': machine()}, indent=2)}\n")
