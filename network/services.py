"""What the network's organisations offer and where, and how near a service is to an owner.

Provinces are ISO 3166-2 codes ("TH-93"). Names follow Open Referral's HSDS: an organisation gives services,
each in its service areas.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from network.needs import Need
from network.provinces import neighbours

WHOLE_COUNTRY = "TH"


class Ring(StrEnum):
    """How near a service is to the owner, nearest first."""

    SAME_PROVINCE = "same_province"
    NEIGHBOUR = "neighbour"
    CENTRE = "centre"
    NATIONAL = "national"


class ServiceKind(StrEnum):
    """What a service consists of: the local resources that a consulting team draws on."""

    ADVICE = "advice"
    PROJECT = "project"
    TRAINING = "training"
    EXPERT = "expert"
    EQUIPMENT = "equipment"
    FINANCE = "finance"


@dataclass(frozen=True)
class Service:
    """What an organisation does for one need; `areas` holds province codes, or "TH" for the whole country."""

    need: Need
    areas: frozenset[str]
    kind: ServiceKind = ServiceKind.ADVICE


@dataclass(frozen=True)
class Candidate:
    """An organisation as matching sees it, now: seat, services, load.

    `open_cases` counts what it was offered and what it works on; at `capacity` it gets no more (None: no
    limit). `answer_hours` is the median from offer to answer, in working hours, None before its first answer.
    """

    id: int
    province: str
    services: tuple[Service, ...]
    open_cases: int = 0
    capacity: int | None = None
    paused: bool = False
    answer_hours: float | None = None
    languages: frozenset[str] = frozenset({"th"})
    has_line: bool = True


@dataclass(frozen=True)
class Surroundings:
    """The owner's province, those next door, and those that share its regional centre."""

    province: str
    neighbours: frozenset[str]
    region: frozenset[str]
    centre: int | None

    @classmethod
    def of(cls, code: str, centres: Mapping[str, int]) -> "Surroundings":
        centre = centres.get(code)
        region = frozenset(one for one, its in centres.items() if its == centre)
        return cls(code, frozenset(neighbours(code)), region, centre)


def ring_of(candidate: Candidate, areas: frozenset[str], around: Surroundings) -> Ring | None:
    """The nearest ring from which `areas` reach the owner.

    The regional centre lists all its provinces but stands in its own ring, behind the offices of the province
    and of its neighbours, except in the province where it sits. A national service is local at its seat.
    """
    national = WHOLE_COUNTRY in areas
    if candidate.province == around.province and (national or around.province in areas):
        return Ring.SAME_PROVINCE
    if candidate.id == around.centre and (national or areas & around.region):
        return Ring.CENTRE
    if around.province in areas:
        return Ring.SAME_PROVINCE
    if areas & around.neighbours:
        return Ring.NEIGHBOUR
    if areas & around.region:
        return Ring.CENTRE
    return Ring.NATIONAL if national else None
