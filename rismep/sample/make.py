"""Makes the sample directory: invented members and people for every province, plainly marked as such.

    python -m rismep.sample.make

writes `organisations.csv` and `providers.csv` beside this file, the same each time. Kinds of offices by need
follow who answers which need in Thailand; which office stands in which province is invented, thinly enough
that an offer often has to look next door, to the regional centre or to Bangkok. Sizes are those that the
programme named for 2561: 245 organisations, 217 people who serve.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from network.provinces import BANGKOK, CENTRES, PROVINCES, centre_of, neighbours
from network.services import WHOLE_COUNTRY
from rismep.sample.offices import (
    BANK,
    BANK_SEATS,
    BRAND_CONSULTANT,
    BRAND_SEATS,
    BY_TURNS,
    CENTRE,
    COMMUNITY,
    FARMING,
    GUARANTEE,
    HEALTH,
    INDUSTRY,
    NATIONAL,
    NO_FARMING_NEAR,
    PLANT_CONSULTANT,
    PLANT_SEATS,
    UNIVERSITY,
    UNIVERSITY_SEATS,
    Office,
)

ORGANISATIONS = 245
PROVIDERS = 217
FOLDER = Path(__file__).parent
MALAY_SPEAKING = {"TH-91", "TH-94", "TH-95", "TH-96"}
PHATTHALUNG = "TH-93"
"""Home of the demo's owner, whose box can be designed by two members there and by others next door."""


@dataclass(frozen=True)
class Member:
    """One office in one place."""

    office: Office
    seat: str
    areas: tuple[str, ...]
    centre_of: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return f"SAMPLE-{self.seat[3:]}-{self.office.mark}"


def members() -> Iterator[Member]:
    """Every sample member, in the order of the file."""
    for seat in CENTRES.values():
        area = _region(seat)
        yield Member(CENTRE, seat, area, centre_of=area)
    for place, province in enumerate(code for code in PROVINCES if code != BANGKOK):
        yield Member(INDUSTRY, province, (province,))
        yield Member(_second_office(place, province), province, (province,))
    yield from (Member(UNIVERSITY, seat, (seat,)) for seat in UNIVERSITY_SEATS)
    yield from (Member(BANK, seat, (seat, *neighbours(seat))) for seat in BANK_SEATS)
    yield from (Member(GUARANTEE, seat, _region(seat)) for seat in CENTRES.values())
    for mark, name_th, name_en, kind, needs, service in NATIONAL:
        office = Office(mark, name_th, name_en, kind, ((needs, service),), capacity=60, languages="th|en")
        yield Member(office, BANGKOK, (WHOLE_COUNTRY,))
    yield from (Member(BRAND_CONSULTANT, seat, (seat, *neighbours(seat))) for seat in BRAND_SEATS)
    yield from (Member(PLANT_CONSULTANT, seat, (seat,)) for seat in PLANT_SEATS)


def _second_office(place: int, province: str) -> Office:
    if province == PHATTHALUNG:
        return COMMUNITY
    office = BY_TURNS[place % len(BY_TURNS)]
    return HEALTH if office is FARMING and centre_of(province) == NO_FARMING_NEAR else office


def _region(seat: str) -> tuple[str, ...]:
    return tuple(code for code in PROVINCES if centre_of(code) == centre_of(seat))


def organisation_rows(every: Iterable[Member]) -> Iterator[dict[str, str]]:
    """The lines of `organisations.csv`: a member's own columns stand on its first line."""
    for number, member in enumerate(every, start=1):
        own = _own_columns(number, member)
        for needs, service in member.office.services:
            areas = "|".join(_place(code) for code in member.areas)
            yield own | {"code": member.code, "needs": needs, "service": service, "areas": areas}
            own = {}


def _own_columns(number: int, member: Member) -> dict[str, str]:
    office, province = member.office, PROVINCES[member.seat]
    languages = f"{office.languages}|ms" if member.seat in MALAY_SPEAKING else office.languages
    return {
        "name_th": f"{office.name_th} {_in_thai(member.seat)} (ข้อมูลตัวอย่าง)",
        "name_en": f"{office.name_en}, {province.name_en} (sample data)",
        "network": office.network,
        "kind": office.kind,
        "province": province.name_th,
        "phone": f"02-000-{number:04}",
        "address": f"ที่อยู่ตัวอย่าง {_in_thai(member.seat)}",
        "url": f"https://example.org/{member.code.lower()}",
        "languages": languages,
        "capacity": str(office.capacity),
        "centre_of": "|".join(_place(code) for code in member.centre_of),
    }


def _in_thai(code: str) -> str:
    return PROVINCES[code].name_th if code == BANGKOK else f"จังหวัด{PROVINCES[code].name_th}"


def _place(code: str) -> str:
    return code if code == WHOLE_COUNTRY else PROVINCES[code].name_th


def provider_rows(every: Iterable[Member]) -> Iterator[dict[str, str]]:
    """The lines of `providers.csv`: fewer people than members, so some members have nobody by name."""
    numbers = count(1)
    for place, member in enumerate(_staffed(every)):
        people = member.office.people + (1 if member.office is UNIVERSITY and place % 3 == 1 else 0)
        for letter in "AB"[:people]:
            number = next(numbers)
            yield {
                "code": f"{member.code}-{letter}",
                "organisation": member.code,
                "name": f"คุณตัวอย่าง {number:03} (ข้อมูลตัวอย่าง)",
                "phone": f"02-000-{1000 + number}",
            }


def _staffed(every: Iterable[Member]) -> Iterator[Member]:
    """Nobody is named at every fifth plain office, Phatthalung's excepted."""
    plain = 0
    for member in every:
        small = member.office.people == 1 and member.seat != PHATTHALUNG
        plain += small
        if not small or plain % 5:
            yield member


def _write(name: str, columns: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    every = list(members())
    _write("organisations.csv", COLUMNS, organisation_rows(every))
    _write("providers.csv", ("code", "organisation", "name", "phone"), provider_rows(every))


COLUMNS = (
    *("code", "name_th", "name_en", "network", "kind", "province", "phone", "address", "url", "languages"),
    *("capacity", "needs", "service", "areas", "centre_of"),
)

if __name__ == "__main__":
    main()
