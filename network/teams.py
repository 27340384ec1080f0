"""The smallest team that covers what can be covered, out of organisations that each cover a part."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from network.needs import Need

Cost = tuple[int, int, int, int, float, tuple[int, ...]]


@dataclass(frozen=True)
class Member:
    """An organisation that could join: which of the open needs it covers, and what speaks for it.

    `joined`: it is on the team already, so taking it makes the team no larger.
    """

    organisation_id: int
    needs: frozenset[Need]
    speaks: bool
    joined: bool
    open_cases: int
    answer_hours: float | None

    @property
    def cost(self) -> Cost:
        """Less is better: language, size of the team, load, speed of answering; the id settles a draw."""
        return (
            0 if self.speaks else 1,
            0 if self.joined else 1,
            self.open_cases,
            1 if self.answer_hours is None else 0,
            self.answer_hours or 0.0,
            (self.organisation_id,),
        )


Team = tuple[Member, ...]


def smallest_team(members: Sequence[Member]) -> Team:
    """The cheapest team that covers every need that any of `members` covers, the widest member first.

    Of members that cover the same needs only the best is looked at, so the work grows with the number of
    different sets of needs (at most 7 for a case of three), not with the size of the network.
    """
    best: dict[frozenset[Need], Member] = {}
    for member in sorted(members, key=lambda one: one.cost):
        best.setdefault(member.needs, member)

    @cache
    def cheapest(left: frozenset[Need]) -> Team:
        if not left:
            return ()
        need = min(left)
        teams = ((one, *cheapest(left - one.needs)) for one in best.values() if need in one.needs)
        return min(teams, key=_cost_of)

    team = cheapest(frozenset().union(*best))
    return tuple(sorted(team, key=lambda one: (-len(one.needs), one.cost)))


def _cost_of(team: Team) -> Cost:
    strangers, size, load, silent, hours, ids = zip(*(member.cost for member in team), strict=True)
    return sum(strangers), sum(size), sum(load), sum(silent), sum(hours), tuple(sorted(sum(ids, ())))
