"""A played year as it is kept beside its report, so that a later play can be laid beside it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rismep.simulated_year.figures import CaseStory, Played, ends, reasons
from rismep.simulated_year.measures import MEASURES
from rismep.simulated_year.play import Year

FILE = "figures.json"


@dataclass(frozen=True)
class Summary:
    """What was played, each figure by its name, and what the plots are drawn from.

    `waits` holds the waits of all cases that came so far, shortest first; `ends`, `reasons` and `months` count
    cases, `contact_by_month` is the median wait in working days of those opened in a month.
    """

    owners: int
    seed: int
    days: int
    rules: Mapping[str, str]
    figures: Mapping[str, float]
    waits: Mapping[str, Sequence[float]]
    ends: Mapping[str, int]
    reasons: Mapping[str, int]
    loads: Sequence[int]
    months: Mapping[str, int]
    contact_by_month: Mapping[str, float]

    @property
    def cases(self) -> int:
        return sum(self.ends.values())


def sum_up(year: Year, played: Played) -> Summary:
    stories = played.stories
    return Summary(
        owners=year.owners,
        seed=year.seed,
        days=year.days,
        rules=dict(year.rules),
        figures={measure.name: round(measure.value(played), 4) for measure in MEASURES},
        waits={name: _sorted(getattr(story, name) for story in stories) for name in WAITS},
        ends=ends(stories),
        reasons=reasons(stories),
        loads=[load.taken for load in played.loads],
        months=dict(sorted(Counter(story.month for story in stories).items())),
        contact_by_month=_contact_by_month(stories),
    )


WAITS = ("accepted_hours", "called_days", "contact_days", "closed_days")


def _sorted(waits: Iterable[float | None]) -> list[float]:
    return sorted(round(wait, 2) for wait in waits if wait is not None)


def _contact_by_month(stories: Sequence[CaseStory]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for story in stories:
        if story.contact_days is not None:
            found.setdefault(story.month, []).append(story.contact_days)
    return {month: round(median(waits), 2) for month, waits in sorted(found.items())}


def keep(summary: Summary, file: Path) -> None:
    file.write_text(json.dumps(asdict(summary), indent=1) + "\n", encoding="utf-8")


def load(file: Path) -> Summary:
    """Raises OSError when the file cannot be read, ValueError when it holds something else."""
    try:
        return Summary(**json.loads(file.read_text(encoding="utf-8")))
    except TypeError as error:
        raise ValueError(str(file)) from error
