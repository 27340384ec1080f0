"""Who sits at the desk: the signed-in officer, and what they may see."""

from dataclasses import dataclass
from typing import cast

from flask import abort, g
from sqlalchemy.orm import Session

from casework.history import Actor
from network.cases import Who
from network.provinces import PROVINCES, Province
from storage import staff
from storage.tables import CaseRow, StaffRow


@dataclass(frozen=True)
class Officer:
    """`scope` are the ISO codes of the provinces they see, None the whole country."""

    id: int
    shown_name: str
    scope: frozenset[str] | None

    @property
    def is_national(self) -> bool:
        return self.scope is None

    @property
    def actor(self) -> Actor:
        return Actor(Who.STAFF, self.id)

    def sees(self, province: str) -> bool:
        return self.scope is None or province in self.scope

    def provinces(self) -> list[Province]:
        """The provinces they see, in the order of their codes."""
        return [province for code, province in PROVINCES.items() if self.sees(code)]


def officer_of(session: Session, row: StaffRow) -> Officer:
    return Officer(row.id, row.shown_name, staff.provinces_of(session, row))


def officer() -> Officer:
    """The officer of this request."""
    return cast(Officer, g.officer)


def seen_case(session: Session, case_id: int) -> CaseRow:
    """The case, if the officer may see it; else the request ends with 404, which does not tell whether it exists."""
    case = session.get(CaseRow, case_id)
    if case is None or not officer().sees(case.province):
        abort(404)
    return case


def national_only() -> None:
    """End the request with 404 unless the officer looks after the whole country."""
    if not officer().is_national:
        abort(404)
