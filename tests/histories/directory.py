"""A small network in which everything runs out soon: two provinces next to each other, and Bangkok far away.

A town of five organisations meets in 30 steps what the whole country meets in years: nobody left to ask, nobody in
LINE, one person in two organisations, an owner who serves, a need that nobody serves.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from network.needs import Need
from rismep.calendar_th import government_days_off
from storage import settings
from storage.directory import set_centre, set_service
from storage.tables import OrganisationRow, PersonRow, ProviderRow, StaffRow
from tests.histories.people import OFFICERS, PROVIDERS, line_id, named

HOME, NEXT_DOOR, CAPITAL = "TH-93", "TH-90", "TH-10"
"""Phatthalung, Songkhla beside it, and Bangkok, which no regional centre looks after."""

PROVINCES = (HOME, NEXT_DOOR, CAPITAL)
NEEDS = (Need.PACKAGING, Need.CREDIT, Need.BRANDING, Need.ORGANIC)
"""The last one nobody serves."""

ORGANISATIONS: dict[str, tuple[str, dict[Need, tuple[str, ...]], int | None]] = {
    "PAC": (HOME, {Need.PACKAGING: (HOME,)}, None),
    "BRA": (HOME, {Need.BRANDING: (HOME,), Need.PACKAGING: (HOME,)}, 2),
    "NEA": (NEXT_DOOR, {Need.PACKAGING: (NEXT_DOOR,), Need.BRANDING: (NEXT_DOOR,)}, None),
    "COR": (HOME, {Need.CREDIT: (HOME, NEXT_DOOR)}, None),
    "IPC": (NEXT_DOOR, {Need.PACKAGING: (HOME, NEXT_DOOR)}, None),
    "BAN": (CAPITAL, {Need.CREDIT: ("TH",), Need.BRANDING: (CAPITAL,)}, None),
}
"""By code: seat, areas by need, and how many cases at a time. Nobody of COR or IPC is in LINE."""


def found(session: Session, now: datetime) -> None:
    """Write the whole network down, with everyone who has joined it."""
    rows = {code: _organisation(session, code) for code in ORGANISATIONS}
    for province in (HOME, NEXT_DOOR):
        set_centre(session, province, rows["IPC"].id)
    for name, codes in PROVIDERS.items():
        person = _person(session, name, now)
        for code in codes:
            serving = ProviderRow(organisation_id=rows[code].id, person_id=person.id, joined_at=now)
            serving.name, serving.phone = named(name), None
            session.add(serving)
    for name, centre in OFFICERS.items():
        session.add(
            StaffRow(
                name=name,
                shown_name="คุณตัวอย่าง",
                password_hash="nobody signs in",
                centre_id=rows[centre].id if centre else None,
                person_id=_person(session, name, now).id,
                made_at=now,
            )
        )
    settings.fill_calendar(session, government_days_off((2026, 2027, 2028)))


def _organisation(session: Session, code: str) -> OrganisationRow:
    seat, services, capacity = ORGANISATIONS[code]
    row = OrganisationRow(
        code=code,
        name_th=f"หน่วยงาน {code} ตัวอย่าง",
        name_en=f"Sample office {code}",
        network="bdsp",
        kind="state",
        province=seat,
        phone="02-000-0000",
        languages=["th"],
        capacity=capacity,
        services=[],
    )
    session.add(row)
    session.flush()
    for need, areas in services.items():
        set_service(row, need, "advice", areas)
    session.flush()
    return row


def _person(session: Session, name: str, now: datetime) -> PersonRow:
    row = PersonRow(line_user_id=line_id(name), display_name=named(name), first_seen_at=now)
    session.add(row)
    session.flush()
    return row
