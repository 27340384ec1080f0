"""Which organisations are asked to serve a case: nearest ring first, smallest team, least loaded, fastest.

    match(wanted: Wanted, candidates: Iterable[Candidate], centres: Mapping[str, int]) -> Match

To ask again after a "no" or a silence, call it with the needs that are still open and everyone who was asked
about them in `Wanted.asked`. Provinces are ISO 3166-2 codes ("TH-93"); the result depends on the arguments
alone, not on their order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from network.cases import Role
from network.needs import Need
from network.services import Candidate, Ring, Surroundings, ring_of
from network.teams import Member, smallest_team
from network.wording import Meant, lines, needs, province, said

NEEDS_IN_ORDER = {need: place for place, need in enumerate(Need)}


@dataclass(frozen=True)
class Wanted:
    """What an owner needs and where; `asked` are the organisations that are not to be asked (again)."""

    needs: frozenset[Need]
    province: str
    language: str = "th"
    asked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Offer:
    """One organisation to be asked, and for what; the first of a match is its lead.

    `ring` is that of its nearest service; `reason` says for `network.wording` why it was chosen, also for what it
    fills in from further out.
    """

    candidate: Candidate
    needs: tuple[Need, ...]
    ring: Ring
    role: Role
    reason: Meant

    @property
    def organisation_id(self) -> int:
        return self.candidate.id


@dataclass(frozen=True)
class Uncovered:
    """A need for which nobody can be asked: how many near serve it but cannot, how many are too far."""

    need: Need
    asked: int
    paused: int
    full: int
    out_of_reach: int

    def why(self) -> Meant:
        """The explanation for `network.wording`."""
        named = needs([self.need])
        if self.asked or self.paused or self.full:
            return said("nobody.free", needs=named, asked=self.asked, paused=self.paused, full=self.full)
        if self.out_of_reach:
            return said("nobody.near", needs=named, out_of_reach=self.out_of_reach)
        return said("nobody.at_all", needs=named)


@dataclass(frozen=True)
class Match:
    """Who is asked for what (lead first), and for which needs nobody was found."""

    offers: tuple[Offer, ...]
    uncovered: tuple[Uncovered, ...]


def match(wanted: Wanted, candidates: Iterable[Candidate], centres: Mapping[str, int]) -> Match:
    """Whom to ask for a case; all offers of a match are made at once.

    One organisation that covers all needs within a ring, else the smallest team; only what stays uncovered is
    looked for in the next ring. Equal teams: who speaks the owner's language, then least loaded, then fastest
    to answer (unknown last), then the lowest id. `centres` says which organisation is the regional centre of
    a province (Bangkok has none); the provinces of one centre are its area.
    """
    around = Surroundings.of(wanted.province, centres)
    reaches = [reach for one in candidates if (reach := _reach_of(one, wanted.needs, around)) is not None]
    free = [reach for reach in reaches if _unavailable(reach.candidate, wanted) is None]
    parts = tuple(_parts(wanted, free, around))
    found = {need for part in parts for need in part.needs}
    return Match(
        offers=_offers(parts, wanted),
        uncovered=tuple(_explain(need, reaches, wanted) for need in _in_order(wanted.needs - found)),
    )


@dataclass(frozen=True)
class _Reach:
    """For each wanted need that an organisation serves: from which ring it can, None from none."""

    candidate: Candidate
    areas: Mapping[Need, frozenset[str]]
    rings: Mapping[Need, Ring | None]

    def needs_from(self, ring: Ring) -> frozenset[Need]:
        return frozenset(need for need, its in self.rings.items() if its is ring)


def _reach_of(candidate: Candidate, wanted: frozenset[Need], around: Surroundings) -> _Reach | None:
    areas: dict[Need, frozenset[str]] = {}
    for service in candidate.services:
        if service.need in wanted:
            areas[service.need] = areas.get(service.need, frozenset()) | service.areas
    if not areas:
        return None
    return _Reach(candidate, areas, {need: ring_of(candidate, areas[need], around) for need in areas})


def _unavailable(candidate: Candidate, wanted: Wanted) -> str | None:
    """Why an organisation cannot be asked now, None if it can."""
    if candidate.id in wanted.asked:
        return "asked"
    if candidate.paused:
        return "paused"
    full = candidate.capacity is not None and candidate.open_cases >= candidate.capacity
    return "full" if full else None


@dataclass(frozen=True)
class _Part:
    """What one organisation takes on from one ring; `place` is the neighbouring province from which it helps."""

    candidate: Candidate
    ring: Ring
    needs: tuple[Need, ...]
    place: str | None


def _parts(wanted: Wanted, free: Sequence[_Reach], around: Surroundings) -> Iterator[_Part]:
    """Ring by ring, each taking only what the rings before left open."""
    left = wanted.needs
    joined: set[int] = set()
    for ring in Ring:
        reaches = {reach.candidate.id: reach for reach in free if reach.needs_from(ring) & left}
        for member in smallest_team([_member(one, ring, left, joined, wanted) for one in reaches.values()]):
            reach = reaches[member.organisation_id]
            taken = member.needs & left
            if taken:
                yield _Part(reach.candidate, ring, _in_order(taken), _place(reach, ring, taken, around))
                joined.add(member.organisation_id)
                left -= taken


def _member(reach: _Reach, ring: Ring, left: frozenset[Need], joined: set[int], wanted: Wanted) -> Member:
    candidate = reach.candidate
    return Member(
        organisation_id=candidate.id,
        needs=reach.needs_from(ring) & left,
        speaks=wanted.language in candidate.languages,
        joined=candidate.id in joined,
        open_cases=candidate.open_cases,
        answer_hours=candidate.answer_hours,
    )


def _place(reach: _Reach, ring: Ring, taken: frozenset[Need], around: Surroundings) -> str | None:
    """The province from which a neighbour helps: its seat if that is next door, else the first by code."""
    if ring is not Ring.NEIGHBOUR:
        return None
    areas = frozenset().union(*(reach.areas[need] for need in taken))
    near = areas & around.neighbours
    return reach.candidate.province if reach.candidate.province in near else min(near)


def _offers(parts: Sequence[_Part], wanted: Wanted) -> tuple[Offer, ...]:
    by_organisation: dict[int, list[_Part]] = {}
    for part in parts:
        by_organisation.setdefault(part.candidate.id, []).append(part)
    return tuple(
        Offer(
            candidate=own[0].candidate,
            needs=_in_order({need for part in own for need in part.needs}),
            ring=own[0].ring,
            role=Role.MEMBER if place else Role.LEAD,
            reason=_reason(own[0], wanted) if len(own) == 1 else lines(_reason(part, wanted) for part in own),
        )
        for place, own in enumerate(by_organisation.values())
    )


def _reason(part: _Part, wanted: Wanted) -> Meant:
    return said(
        f"reason.{part.ring}",
        needs=needs(part.needs),
        province=province(wanted.province),
        place=province(part.place or wanted.province),
        load=said("reason.load", open_cases=part.candidate.open_cases),
        speed=_speed(part.candidate.answer_hours),
    )


def _speed(answer_hours: float | None) -> Meant:
    if answer_hours is None:
        return said("reason.no_answer_yet")
    return said("reason.speed", hours=max(1, ceil(answer_hours)))


def _explain(need: Need, reaches: Iterable[_Reach], wanted: Wanted) -> Uncovered:
    serving = [reach for reach in reaches if need in reach.rings]
    near = [reach.candidate for reach in serving if reach.rings[need] is not None]
    why = Counter(_unavailable(candidate, wanted) for candidate in near)
    return Uncovered(need, why["asked"], why["paused"], why["full"], len(serving) - len(near))


def _in_order(some: Iterable[Need]) -> tuple[Need, ...]:
    """In the order of the programme's own list, so that equal matches are equal."""
    return tuple(sorted(some, key=NEEDS_IN_ORDER.__getitem__))
