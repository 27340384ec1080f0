"""Cases as staff look for them: within their provinces, by what was told, by who telephones."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from network.cases import LIVE, CaseStatus, HandoffStatus
from network.fiscal import read_case_number
from storage.tables import CaseNeedRow, CaseRow, HandoffRow, OrganisationRow
from storage.types import KEYRING

HAS_IT = LIVE | {HandoffStatus.DONE}
"""An organisation that was asked for a case and is not out of it."""


def within(scope: Collection[str] | None) -> list[ColumnElement[bool]]:
    """The condition that a case lies in the officer's provinces."""
    return [] if scope is None else [CaseRow.province.in_(scope)]


def listed_cases(  # noqa: PLR0913 - every filter of the page
    session: Session,
    *,
    scope: Collection[str] | None,
    province: str | None = None,
    need: str | None = None,
    status: CaseStatus | None = None,
    held: bool = False,
    words: str = "",
    after: int | None = None,
    most: int = 50,
) -> Sequence[CaseRow]:
    """Cases for staff, newest first. `scope` are the provinces they may see, None all of them.

    `words` are looked for in the case number, which may be typed without its zeros, in the names of the organisations
    that have it, and in the masked text only; `after` is the last id of the page before.
    """
    listed = select(CaseRow).where(*within(scope)).options(selectinload(CaseRow.handoffs))
    if province:
        listed = listed.where(CaseRow.province == province)
    if need:
        listed = listed.where(CaseRow.id.in_(select(CaseNeedRow.case_id).where(CaseNeedRow.need == need)))
    if status:
        listed = listed.where(CaseRow.status == status)
    if held:
        listed = listed.where(CaseRow.held_by_staff)
    if words:
        listed = listed.where(_names(words))
    if after is not None:
        listed = listed.where(CaseRow.id < after)
    return session.scalars(listed.order_by(CaseRow.id.desc()).limit(most)).all()


def _names(words: str) -> ColumnElement[bool]:
    number = read_case_number(words)
    said = [column.contains(words, autoescape=True) for column in (CaseRow.number, CaseRow.masked_text)]
    named = [column.contains(words, autoescape=True) for column in (OrganisationRow.name_th, OrganisationRow.name_en)]
    theirs = (
        select(HandoffRow.case_id).join(HandoffRow.organisation).where(or_(*named), HandoffRow.status.in_(HAS_IT))
    )
    said.append(CaseRow.id.in_(theirs))
    return or_(*said, CaseRow.number == str(number)) if number else or_(*said)


def cases_with_phone(
    session: Session, phone: str, scope: Collection[str] | None, most: int = 50
) -> Sequence[CaseRow]:
    """Cases whose owner has this number ("0812345678"), newest first, whatever extension stands behind it."""
    marked = CaseRow.phone_mark.in_(KEYRING.marks(phone))
    found = select(CaseRow).where(marked, *within(scope)).options(selectinload(CaseRow.handoffs))
    return session.scalars(found.order_by(CaseRow.id.desc()).limit(most)).all()
