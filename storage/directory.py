"""The directory: members of both networks, what they offer where, who serves, which centre looks after whom."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from network.cases import HOLDING
from storage.database import is_among, straight, write_what_is_new
from storage.tables import (
    CentreRow,
    HandoffRow,
    OrganisationRow,
    PersonRow,
    ProviderRow,
    ServiceAreaRow,
    ServiceRow,
)

# --- organisations and services -----------------------------------------------------------------------------


def organisation_with_code(session: Session, code: str) -> OrganisationRow | None:
    return session.scalar(select(OrganisationRow).where(OrganisationRow.code == code))


def services_of(session: Session, organisation_id: int) -> Sequence[ServiceRow]:
    """What one organisation offers, with its areas."""
    offered = select(ServiceRow).where(ServiceRow.organisation_id == organisation_id)
    return session.scalars(offered.order_by(ServiceRow.need, ServiceRow.kind)).all()


def set_service(organisation: OrganisationRow, need: str, kind: str, areas: Collection[str]) -> bool:
    """Let `organisation` offer `need` in exactly these areas; False when it already did."""
    same = (service for service in organisation.services if (service.need, service.kind) == (need, kind))
    service = next(same, None)
    if service is None:
        service = ServiceRow(need=need, kind=kind, areas=[])
        organisation.services.append(service)
    kept = [row for row in service.areas if row.area in areas]
    missing = sorted(set(areas) - {row.area for row in kept})
    if not missing and len(kept) == len(service.areas):
        return False
    service.areas = kept + [ServiceAreaRow(area=area) for area in missing]
    return True


def remove_service(session: Session, service: ServiceRow) -> None:
    """Offer this no longer; cases already handed over go on."""
    session.delete(service)
    session.flush()


# --- the regional centres -----------------------------------------------------------------------------------


def centres(session: Session) -> dict[str, int]:
    """For each province that has one, the id of the organisation that is its regional centre."""
    write_what_is_new(session)
    return {row.province: row.organisation_id for row in straight(session, _CENTRES, {})}


_CENTRES = select(CentreRow.province, CentreRow.organisation_id)


def centre_for(session: Session, province: str) -> OrganisationRow | None:
    """The regional centre of a province; Bangkok has none."""
    its = select(OrganisationRow).join(CentreRow, CentreRow.organisation_id == OrganisationRow.id)
    return session.scalar(its.where(CentreRow.province == province))


def centre_organisations(session: Session) -> Sequence[OrganisationRow]:
    """Every organisation that is the regional centre of some province."""
    some = select(OrganisationRow).where(OrganisationRow.id.in_(select(CentreRow.organisation_id)))
    return session.scalars(some.order_by(OrganisationRow.code)).all()


def set_centre(session: Session, province: str, organisation_id: int | None) -> bool:
    """Give a province its regional centre (None: take it away); False when nothing changed."""
    row = session.get(CentreRow, province)
    if (row.organisation_id if row else None) == organisation_id:
        return False
    if organisation_id is None:
        session.delete(row)
    elif row is None:
        session.add(CentreRow(province=province, organisation_id=organisation_id))
    else:
        row.organisation_id = organisation_id
    session.flush()
    return True


# --- those who serve ----------------------------------------------------------------------------------------


def providers_of(session: Session, organisation_id: int) -> Sequence[ProviderRow]:
    """Who serves for an organisation, with or without LINE; not those who left."""
    return session.scalars(_SERVING_FOR, {"organisation_id": organisation_id}).all()


def provider_rows_of(session: Session, person_id: int) -> Sequence[ProviderRow]:
    """The organisations for which a person serves now, one row each."""
    return session.scalars(_SERVED_BY, {"person_id": person_id}).all()


def available_providers(session: Session, organisation_id: int, now: datetime) -> Sequence[ProviderRow]:
    """Whom an offer to this organisation can reach in LINE now; empty: staff call its public number."""
    return session.scalars(_REACHED, {"organisation_id": organisation_id, "now": now}).all()


def locked_provider(session: Session, provider_id: int, *, shared: bool = False) -> ProviderRow:
    """Someone who serves, as they stand now: until the transaction ends they neither leave nor, unless `shared`, take
    anything.
    """
    lock = {"read": shared, "of": ProviderRow}
    return session.get_one(ProviderRow, provider_id, with_for_update=lock, populate_existing=True)


def leave(session: Session, provider: ProviderRow, now: datetime) -> None:
    """This person serves for the organisation no longer; their row stays, since handoffs name it."""
    provider.left_at = now
    session.flush()


def in_line() -> tuple[ColumnElement[bool], ...]:
    """When a provider (joined with their person) reads what the bot writes."""
    return ProviderRow.left_at.is_(None), PersonRow.line_user_id.is_not(None), PersonRow.blocked_at.is_(None)


def has_room() -> ColumnElement[bool]:
    """When a provider looks after fewer cases than they said they can; all their organisations count together."""
    same = aliased(ProviderRow)
    working_on = (
        select(func.count(HandoffRow.id))
        .join(same, same.id == HandoffRow.provider_id)
        .where(same.person_id == ProviderRow.person_id, is_among(HandoffRow.status, HOLDING))
        .correlate(ProviderRow)
        .scalar_subquery()
    )
    return or_(ProviderRow.capacity.is_(None), working_on < ProviderRow.capacity)


def _serving() -> Select[ProviderRow]:
    return select(ProviderRow).where(ProviderRow.left_at.is_(None))


_SERVING_FOR = _serving().where(ProviderRow.organisation_id == bindparam("organisation_id")).order_by(ProviderRow.id)
_SERVED_BY = _serving().where(ProviderRow.person_id == bindparam("person_id")).order_by(ProviderRow.id)
_REACHED = (
    _serving()
    .join(PersonRow, PersonRow.id == ProviderRow.person_id)
    .where(ProviderRow.organisation_id == bindparam("organisation_id"), *in_line(), has_room())
    .where(not_(ProviderRow.are_paused(bindparam("now"))))
    .order_by(ProviderRow.id)
)
"""Put together once: it takes longer than asking."""
