"""The figures of a report: what each is counted from, and whether two plays differ in it by more than chance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

import numpy as np
from numpy.typing import NDArray

from network.cases import HandoffStatus
from network.deadlines import Rules
from network.rules import Whom
from rismep.simulated_year.figures import CaseStory, Played, busiest_share

Values = NDArray[np.float64]
SOON = 2
"""Working days within which an owner is promised to be called."""

RESAMPLED = 400
SURE = (2.5, 97.5)


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"
    PER_CASE = "per_case"
    HOURS = "hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    STARS = "stars"
    MILLION = "million"


@dataclass(frozen=True)
class OfCases:
    """A figure over all cases: `of` is one case's part in it (None: it has none), `put` puts them together."""

    name: str
    unit: Unit
    of: Callable[[CaseStory], float | None]
    put: Callable[[Values], float]

    def value(self, played: Played) -> float:
        return _of_values(self.put, self.values(played.stories))

    def values(self, stories: Sequence[CaseStory]) -> Values:
        parts = (self.of(story) for story in stories)
        return np.array([np.nan if part is None else part for part in parts], dtype=float)


@dataclass(frozen=True)
class OfYear:
    """A figure that is no sum over cases."""

    name: str
    unit: Unit
    value: Callable[[Played], float]


def _of_values(put: Callable[[Values], float], values: Values) -> float:
    known = values[~np.isnan(values)]
    return float(put(known)) if known.size else 0.0


def _slowest_tenth(values: Values) -> float:
    return float(np.percentile(values, 90))


def _soon(days: float | None) -> bool:
    return days is not None and days <= SOON


def _per_case(count: Callable[[Played], int]) -> Callable[[Played], float]:
    return lambda played: count(played) / len(played.stories) if played.stories else 0.0


def _asked(whom: Whom) -> Callable[[Played], int]:
    names = frozenset(rule.name for rule in Rules().every() if rule.whom is whom and rule.pushes)
    return lambda played: sum(number for rule, number in played.follow_ups.items() if rule in names)


PARTS: Mapping[str, tuple[OfCases | OfYear, ...]] = {
    "help": (
        OfYear("cases", Unit.COUNT, lambda played: len(played.stories)),
        OfCases("accepted", Unit.SHARE, lambda story: story.accepted_hours is not None, np.mean),
        OfCases("accepted_half", Unit.HOURS, lambda story: story.accepted_hours, np.median),
        OfCases("accepted_slowest", Unit.HOURS, lambda story: story.accepted_hours, _slowest_tenth),
        OfCases("called_half", Unit.WORKING_DAYS, lambda story: story.called_days, np.median),
        OfCases("called_slowest", Unit.WORKING_DAYS, lambda story: story.called_days, _slowest_tenth),
        OfCases("called_soon", Unit.SHARE, lambda story: _soon(story.called_days), np.mean),
        OfCases("contacted", Unit.SHARE, lambda story: story.contact_days is not None, np.mean),
        OfCases("contact_half", Unit.WORKING_DAYS, lambda story: story.contact_days, np.median),
        OfCases("contact_slowest", Unit.WORKING_DAYS, lambda story: story.contact_days, _slowest_tenth),
        OfCases("contact_soon", Unit.SHARE, lambda story: _soon(story.contact_days), np.mean),
    ),
    "ends": (
        OfCases("resolved", Unit.SHARE, lambda story: story.resolved, np.mean),
        OfCases("with_result", Unit.SHARE, lambda story: story.resolved and story.with_result, np.mean),
        OfCases("baht", Unit.MILLION, lambda story: story.baht / 1e6, np.sum),
        OfCases("stars", Unit.STARS, lambda story: story.stars, np.mean),
        OfCases("closed_half", Unit.DAYS, lambda story: story.closed_days, np.median),
    ),
    "together": (
        OfCases("joint", Unit.COUNT, lambda story: story.joint, np.sum),
        OfCases("joint_share", Unit.SHARE, lambda story: story.joint, np.mean),
    ),
    "officers": (
        OfCases("held", Unit.SHARE, lambda story: bool(story.held_for), np.mean),
        OfCases("held_reasons", Unit.PER_CASE, lambda story: len(story.held_for), np.mean),
        OfYear("escalated", Unit.COUNT, lambda played: played.follow_ups.get("held_escalate", 0)),
        OfYear("officer_moves", Unit.PER_CASE, _per_case(lambda played: played.officer_moves)),
    ),
    "asked": (
        OfCases("offers", Unit.PER_CASE, lambda story: story.offers, np.mean),
        OfYear("declined", Unit.PER_CASE, _per_case(lambda played: played.answers.get(HandoffStatus.DECLINED, 0))),
        OfYear("expired", Unit.PER_CASE, _per_case(lambda played: played.answers.get(HandoffStatus.EXPIRED, 0))),
        OfYear("asked_owner", Unit.PER_CASE, _per_case(_asked(Whom.OWNER))),
        OfYear("asked_provider", Unit.PER_CASE, _per_case(_asked(Whom.PROVIDER))),
        OfYear("pushes", Unit.PER_CASE, _per_case(lambda played: played.sent.get("push", 0))),
        OfYear("replies", Unit.PER_CASE, _per_case(lambda played: played.sent.get("reply", 0))),
    ),
    "load": (
        OfYear("load_half", Unit.COUNT, lambda played: median([load.taken for load in played.loads] or [0])),
        OfYear("load_most", Unit.COUNT, lambda played: max((load.taken for load in played.loads), default=0)),
        OfYear("load_at_once", Unit.COUNT, lambda played: max((load.at_once for load in played.loads), default=0)),
        OfYear("load_busiest", Unit.SHARE, lambda played: busiest_share(played.loads)),
    ),
}
"""The figures of each part of the report, in its order, with the words `year.part.<name>`, `year.figure.<name>`."""

MEASURES = tuple(measure for part in PARTS.values() for measure in part)


def spans(first: Played, second: Played, seed: int) -> Mapping[str, tuple[float, float]]:
    """Between what and what each figure over cases differs, 19 times out of 20: second less first.

    The same owners are in both, so they are drawn together (paired bootstrap).
    """
    owners = sorted({story.owner for story in (*first.stories, *second.stories)})
    drawn = np.random.default_rng(seed).integers(0, len(owners), (RESAMPLED, len(owners)))
    return {
        measure.name: _span(measure, _by_owner(measure, first, owners), _by_owner(measure, second, owners), drawn)
        for measure in MEASURES
        if isinstance(measure, OfCases) and owners
    }


def _by_owner(measure: OfCases, played: Played, owners: Sequence[str]) -> Values:
    found = dict(zip((story.owner for story in played.stories), measure.values(played.stories), strict=True))
    return np.array([found.get(owner, np.nan) for owner in owners], dtype=float)


def _span(measure: OfCases, first: Values, second: Values, drawn: NDArray[np.int64]) -> tuple[float, float]:
    differences = [_of_values(measure.put, second[some]) - _of_values(measure.put, first[some]) for some in drawn]
    low, high = np.percentile(differences, SURE)
    return float(low), float(high)
