"""Who is asked: the rings, the smallest team, load and speed, and why nobody could be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import wording
from network.cases import Role
from network.matching import Match, Wanted, match
from network.needs import Need
from network.provinces import PROVINCES, centre_of, neighbours
from network.services import Candidate, Ring, Service
from tests.waiting import within
from texts.catalogue import Catalogue

PHATTHALUNG, SONGKHLA, TRANG, SATUN, YALA = "TH-93", "TH-90", "TH-92", "TH-91", "TH-95"
BANGKOK, CHIANG_MAI, NONTHABURI = "TH-10", "TH-50", "TH-12"
CENTRE = 11
CENTRES = dict.fromkeys((PHATTHALUNG, SONGKHLA, TRANG, SATUN, YALA), CENTRE)
PACKAGING, CREDIT, BRANDING, IP = Need.PACKAGING, Need.CREDIT, Need.BRANDING, Need.IP


def serving(*served: Need, areas: tuple[str, ...] = (PHATTHALUNG,)) -> tuple[Service, ...]:
    return tuple(Service(need, frozenset(areas)) for need in served)


def one(number: int, *served: Need, at: str = PHATTHALUNG, areas: tuple[str, ...] = (), **more: object) -> Candidate:
    """An organisation that serves its own province unless `areas` say otherwise."""
    return Candidate(number, at, serving(*served, areas=areas or (at,)), **more)  # type: ignore[arg-type]


def found(*candidates: Candidate, needs: tuple[Need, ...] = (PACKAGING,), at: str = PHATTHALUNG) -> Match:
    return match(Wanted(frozenset(needs), at), candidates, CENTRES)


def asked(result: Match) -> list[tuple[int, Ring]]:
    return [(offer.organisation_id, offer.ring) for offer in result.offers]


OWN = one(1, PACKAGING)
NEXT_DOOR = one(2, PACKAGING, at=TRANG)
REGION = one(3, PACKAGING, at=YALA)
NATIONAL = one(4, PACKAGING, at=BANGKOK, areas=("TH",))
FAR = one(5, PACKAGING, at=CHIANG_MAI)
THE_CENTRE = one(CENTRE, PACKAGING, at=SONGKHLA, areas=tuple(CENTRES))


@pytest.mark.parametrize(
    ("candidates", "first"),
    [
        ((OWN, NEXT_DOOR, REGION, NATIONAL, FAR), (1, Ring.SAME_PROVINCE)),
        ((NEXT_DOOR, REGION, NATIONAL, FAR), (2, Ring.NEIGHBOUR)),
        ((REGION, NATIONAL, FAR), (3, Ring.CENTRE)),
        ((NATIONAL, FAR), (4, Ring.NATIONAL)),
        ((THE_CENTRE, NEXT_DOOR), (2, Ring.NEIGHBOUR)),
        ((THE_CENTRE, NATIONAL), (CENTRE, Ring.CENTRE)),
        ((THE_CENTRE, OWN), (1, Ring.SAME_PROVINCE)),
    ],
)
def test_the_nearest_ring_is_asked_first(candidates: tuple[Candidate, ...], first: tuple[int, Ring]) -> None:
    assert asked(found(*candidates)) == [first]


def test_an_office_elsewhere_that_lists_the_province_serves_it() -> None:
    branch = one(6, CREDIT, at=SONGKHLA, areas=(SONGKHLA, PHATTHALUNG))
    assert asked(found(branch, needs=(CREDIT,))) == [(6, Ring.SAME_PROVINCE)]


def test_the_centre_is_a_local_office_where_it_sits() -> None:
    assert asked(found(THE_CENTRE, at=SONGKHLA)) == [(CENTRE, Ring.SAME_PROVINCE)]


def test_bangkok_has_no_centre_but_neighbours_and_national_members() -> None:
    near = one(7, PACKAGING, at=NONTHABURI)
    assert asked(found(near, FAR, at=BANGKOK)) == [(7, Ring.NEIGHBOUR)]
    assert asked(found(NATIONAL, near, at=BANGKOK)) == [(4, Ring.SAME_PROVINCE)]


def test_one_that_covers_everything_goes_before_two_less_loaded_ones() -> None:
    both = one(8, PACKAGING, CREDIT, open_cases=9)
    result = found(OWN, one(9, CREDIT), both, needs=(PACKAGING, CREDIT))
    assert asked(result) == [(8, Ring.SAME_PROVINCE)]
    assert result.offers[0].needs == (PACKAGING, CREDIT)
    assert result.offers[0].role is Role.LEAD


def test_a_team_of_the_province_goes_before_one_neighbour_who_covers_everything() -> None:
    everything_next_door = one(8, PACKAGING, CREDIT, at=TRANG)
    result = found(OWN, one(9, CREDIT), everything_next_door, needs=(PACKAGING, CREDIT))
    assert {offer.organisation_id for offer in result.offers} == {1, 9}


def test_only_what_stays_uncovered_goes_outward() -> None:
    wide = one(8, PACKAGING, CREDIT, BRANDING, at=TRANG)
    bank = one(9, CREDIT, at=BANGKOK, areas=("TH",))
    result = found(OWN, wide, bank, needs=(PACKAGING, CREDIT, BRANDING, IP))
    assert [(offer.organisation_id, offer.needs, offer.role) for offer in result.offers] == [
        (1, (PACKAGING,), Role.LEAD),
        (8, (BRANDING, CREDIT), Role.MEMBER),
    ]
    assert [hole.need for hole in result.uncovered] == [IP]


def test_the_smallest_team_is_found_where_taking_the_widest_first_would_need_three() -> None:
    needs = (PACKAGING, CREDIT, BRANDING, IP, Need.ORGANIC, Need.SHELF_LIFE)
    widest = one(1, *needs[1:5])
    left, right = one(2, *needs[:3]), one(3, *needs[3:])
    assert {offer.organisation_id for offer in found(widest, left, right, needs=needs).offers} == {2, 3}


def test_a_member_of_the_team_fills_in_from_further_out() -> None:
    services = (*serving(PACKAGING), *serving(CREDIT, areas=("TH",)))
    joined = Candidate(1, PHATTHALUNG, services, open_cases=5)
    # Its national service is a local one at its seat.
    assert asked(found(joined, needs=(PACKAGING, CREDIT))) == [(1, Ring.SAME_PROVINCE)]
    neighbour = Candidate(2, TRANG, (*serving(PACKAGING, areas=(TRANG,)), *serving(CREDIT, areas=("TH",))))
    bank = one(3, CREDIT, at=BANGKOK, areas=("TH",))
    result = found(neighbour, bank, needs=(PACKAGING, CREDIT))
    assert asked(result) == [(2, Ring.NEIGHBOUR)]
    near, far = in_words(result.offers[0].reason).split("\n")
    assert ("ติดกับพัทลุง" in near, "ทั่วประเทศ" in far) == (True, True)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (one(9, PACKAGING, open_cases=1), one(1, PACKAGING, open_cases=2, answer_hours=0.5)),
        (one(9, PACKAGING, answer_hours=2), one(1, PACKAGING, answer_hours=3)),
        (one(9, PACKAGING, answer_hours=20), one(1, PACKAGING, answer_hours=None)),
        (one(1, PACKAGING), one(9, PACKAGING)),
        (one(9, PACKAGING), one(1, PACKAGING, paused=True)),
        (one(9, PACKAGING, open_cases=3), one(1, PACKAGING, open_cases=2, capacity=2)),
    ],
)
def test_within_a_ring(better: Candidate, worse: Candidate) -> None:
    for order in ((better, worse), (worse, better)):
        assert asked(found(*order)) == [(better.id, Ring.SAME_PROVINCE)]


def test_language_decides_within_a_ring_but_shuts_nobody_out() -> None:
    busy = one(9, PACKAGING, open_cases=7, languages=frozenset({"th", "en"}))
    english = Wanted(frozenset({PACKAGING}), PHATTHALUNG, language="en")
    assert [offer.organisation_id for offer in match(english, (OWN, busy), CENTRES).offers] == [9]
    assert [offer.organisation_id for offer in match(english, (OWN,), CENTRES).offers] == [1]


def test_whoever_was_asked_is_not_asked_again_until_nobody_is_left() -> None:
    everyone = (OWN, NEXT_DOOR, REGION, NATIONAL, FAR, THE_CENTRE)
    order: list[int] = []
    while True:
        wanted = Wanted(frozenset({PACKAGING}), PHATTHALUNG, asked=frozenset(order))
        result = match(wanted, everyone, CENTRES)
        if not result.offers:
            break
        order += [offer.organisation_id for offer in result.offers]
    assert order == [1, 2, 3, CENTRE, 4]
    hole = result.uncovered[0]
    assert (hole.asked, hole.paused, hole.full, hole.out_of_reach) == (5, 0, 0, 1)


def in_words(meant: wording.Meant, language: str = "th") -> str:
    return wording.in_words(meant, language, Catalogue.shipped())


@pytest.mark.parametrize(
    ("candidates", "thai", "english"),
    [
        ((), "ยังไม่มีสมาชิกเครือข่าย", "No member of the network serves packaging design"),
        ((FAR,), "พื้นที่อื่น 1 แห่ง", "elsewhere: 1"),
        ((one(1, PACKAGING, paused=True), FAR), "พักรับเรื่อง 1 แห่ง", "paused: 1, full: 0"),
        ((one(1, PACKAGING, open_cases=4, capacity=4),), "งานเต็ม 1 แห่ง", "full: 1"),
    ],
)
def test_why_nobody_was_found(candidates: tuple[Candidate, ...], thai: str, english: str) -> None:
    result = found(*candidates)
    assert not result.offers
    assert thai in in_words(result.uncovered[0].why())
    assert english in in_words(result.uncovered[0].why(), "en")


@pytest.mark.parametrize(
    ("candidate", "thai", "english"),
    [
        (
            one(1, PACKAGING, open_cases=2, answer_hours=2.4),
            "ให้บริการออกแบบบรรจุภัณฑ์ ในพื้นที่พัทลุง กำลังดูแลอยู่ 2 เรื่อง ปกติตอบภายใน 3 ชั่วโมงทำการ",
            "Serves packaging design in Phatthalung. Open cases: 2, usual time to answer: 3 working h.",
        ),
        (
            NEXT_DOOR,
            "ให้บริการออกแบบบรรจุภัณฑ์ ในพื้นที่ตรัง ซึ่งติดกับพัทลุง กำลังดูแลอยู่ 0 เรื่อง ยังไม่เคยได้รับเรื่องผ่านระบบนี้",
            "Serves packaging design in Trang, next to Phatthalung. "
            "Open cases: 0, nothing referred through this system before.",
        ),
        (THE_CENTRE, "ที่ดูแลพัทลุง", "regional centre that looks after Phatthalung"),
        (NATIONAL, "ทั่วประเทศ", "in the whole country"),
    ],
)
def test_the_choice_is_explained_in_words(candidate: Candidate, thai: str, english: str) -> None:
    why = found(candidate).offers[0].reason
    assert thai in in_words(why)
    assert english in in_words(why, "en")


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 30),
        province=st.sampled_from([PHATTHALUNG, TRANG, YALA, BANGKOK, CHIANG_MAI]),
        services=st.lists(
            st.builds(
                Service,
                need=st.sampled_from([PACKAGING, CREDIT, BRANDING, IP]),
                areas=st.frozensets(st.sampled_from([PHATTHALUNG, TRANG, YALA, "TH", CHIANG_MAI]), min_size=1),
            ),
            max_size=4,
        ).map(tuple),
        open_cases=st.integers(0, 4),
        capacity=st.none() | st.integers(0, 4),
        paused=st.booleans(),
        answer_hours=st.none() | st.floats(0, 50),
    ),
    unique_by=lambda candidate: candidate.id,
    max_size=12,
)
WANTED = st.frozensets(st.sampled_from([PACKAGING, CREDIT, BRANDING, IP]), min_size=1)


@given(CANDIDATES, WANTED)
def test_every_need_is_offered_once_or_explained(candidates: list[Candidate], needs: frozenset[Need]) -> None:
    wanted = Wanted(needs, PHATTHALUNG)
    result = match(wanted, candidates, CENTRES)
    covered = [need for offer in result.offers for need in offer.needs]
    assert sorted(covered + [hole.need for hole in result.uncovered]) == sorted(needs)
    assert [offer.role for offer in result.offers[:1]] == [Role.LEAD][: len(result.offers)]
    assert all(offer.role is Role.MEMBER for offer in result.offers[1:])
    for offer in result.offers:
        assert set(offer.needs) <= {service.need for service in offer.candidate.services}
        assert not offer.candidate.paused
        assert offer.candidate.capacity is None or offer.candidate.open_cases < offer.candidate.capacity
    assert match(wanted, reversed(candidates), CENTRES) == result


def whole_network() -> list[Candidate]:
    """As many members as the network had in 2561, each with 2 to 5 services."""
    codes, every = sorted(PROVINCES), list(Need)
    members = []
    for number in range(245):
        home = codes[number % len(codes)]
        areas = ("TH",) if number % 20 == 0 else (home, *neighbours(home)[: number % 3])
        served = {every[(number * 7 + step * step) % len(every)] for step in range(2 + number % 4)}
        members.append(one(number, *served, at=home, areas=areas))
    return members


def test_the_whole_network_is_searched_in_a_millisecond() -> None:
    members = whole_network()
    centres = {code: number for code in PROVINCES if (number := centre_of(code)) is not None}
    wanted = Wanted(frozenset({PACKAGING, CREDIT, BRANDING}), PHATTHALUNG)
    assert match(wanted, members, centres).offers
    # With room for a machine that is busy with other tests.
    assert within(0.003, lambda: match(wanted, members, centres))
