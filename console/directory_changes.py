"""What an officer may change in the directory, one function per change, read as a directory file is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from casework import leaving
from casework.history import Actor
from console.forms import Form, NotSaid, chosen, day_said, line_said, needs_said, row_number
from console.officers import Officer
from network.office_hours import BANGKOK, in_bangkok
from network.provinces import PROVINCES
from network.services import WHOLE_COUNTRY, ServiceKind
from storage import cases, directory
from storage import directory_cells as cells
from storage.tables import OrganisationRow, ProviderRow, ServiceRow

NETWORKS = ("bdsp", "consultant")
ORGANISATION_KINDS = ("state", "private", "university", "bank", "consultant")


@dataclass(frozen=True)
class Change:
    """The organisation to be changed, what was filled in, by whom and when."""

    session: Session
    row: OrganisationRow
    form: Form
    by: Actor
    now: datetime


def added(session: Session, form: Form, by: Officer) -> OrganisationRow:
    """A new member in one of the officer's provinces. Raises `NotSaid` or `UnreadableError`."""
    code = cells.code_of(line_said(form, "code") or "")
    if directory.organisation_with_code(session, code) is not None:
        raise NotSaid("code_taken")
    province = chosen(form, "province", tuple(PROVINCES))
    if not by.sees(province):
        raise NotSaid("province")
    row = OrganisationRow(code=code, province=province, services=[])
    _fill(row, form)
    session.add(row)
    session.flush()
    return row


def _fill(row: OrganisationRow, form: Form) -> None:
    name = cells.name_of(line_said(form, "name_th") or "")
    if not name:
        raise NotSaid("name_th")
    row.name_th, row.name_en = name, cells.name_of(line_said(form, "name_en") or name)
    row.network = chosen(form, "network", NETWORKS)
    row.kind = chosen(form, "organisation_kind", ORGANISATION_KINDS)
    row.phone = cells.phone_of(line_said(form, "phone") or "")
    row.address = cells.text_of(line_said(form, "address") or "")
    row.url = cells.url_of(line_said(form, "url") or "")
    row.capacity = cells.capacity_of(line_said(form, "capacity") or "")
    row.languages = [code for code in ("th", "en") if code in form.getlist("languages")] or ["th"]


class Unsure(Exception):  # noqa: N818 - the officer is asked
    """An organisation is to leave the network while it has cases: an officer is told of them first."""


def _edit(change: Change) -> None:
    _fill(change.row, change.form)
    leaves = change.row.active and "active" not in change.form
    if leaves and "sure" not in change.form and cases.live_parts_of(change.session, change.row.id):
        raise Unsure
    change.row.active = "active" in change.form
    if leaves:
        leaving.leave_network(change.session, change.row, change.by, change.now)


def _pause(change: Change) -> None:
    """No new cases from the one day on, or from now, and before the other; what the organisation has, it keeps."""
    today = in_bangkok(change.now).date()
    first = day_said(change.form, "from", today) if change.form.get("from") else None
    back = day_said(change.form, "until", today)
    if back <= today:
        raise NotSaid("until_past")
    if first is not None and back <= first:
        raise NotSaid("until_first")
    change.row.paused_from = _start_of(first) if first is not None else None
    change.row.paused_until = _start_of(back)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)


def _resume(change: Change) -> None:
    change.row.paused_from = change.row.paused_until = None


# --- services -----------------------------------------------------------------------------------------------


def _service(change: Change) -> None:
    """Add areas to those where it is given already: what was not ticked again stays."""
    kind = chosen(change.form, "kind", tuple(ServiceKind))
    ticked = set(change.form.getlist("areas"))
    areas = [area for area in (WHOLE_COUNTRY, *PROVINCES) if area in ticked]
    if not areas:
        raise NotSaid("areas")
    for need in needs_said(change.form):
        had = {area.area for one in change.row.services if (one.need, one.kind) == (need, kind) for area in one.areas}
        together = had | set(areas)
        directory.set_service(change.row, need, kind, [WHOLE_COUNTRY] if WHOLE_COUNTRY in together else together)


def _remove_service(change: Change) -> None:
    """Give it no longer in the areas that were ticked; where none is left, no longer at all."""
    service = change.session.get(ServiceRow, change.form.get("service", 0, type=row_number))
    if service is None or service.organisation_id != change.row.id:
        return
    dropped = change.form.getlist("dropped")
    if not dropped:
        raise NotSaid("areas")
    kept = [area.area for area in service.areas if area.area not in dropped]
    if kept:
        directory.set_service(change.row, service.need, service.kind, kept)
    else:
        directory.remove_service(change.session, service)


# --- people -------------------------------------------------------------------------------------------------


def _provider(change: Change) -> None:
    name = line_said(change.form, "name")
    if name is None:
        raise NotSaid("provider_name")
    phone = cells.phone_of(line_said(change.form, "phone") or "")
    change.session.get_one(OrganisationRow, change.row.id, with_for_update=True)
    if any((one.name, one.phone) == (name, phone) for one in directory.providers_of(change.session, change.row.id)):
        # They are on the list: the same form came twice.
        return
    change.session.add(ProviderRow(organisation_id=change.row.id, name=name, phone=phone))


def provider_named(change: Change) -> ProviderRow | None:
    """The provider that a form is about, if they serve for this organisation."""
    row = change.session.get(ProviderRow, change.form.get("provider", 0, type=row_number))
    serves = row is not None and row.organisation_id == change.row.id and row.left_at is None
    return row if serves else None


def _leave(change: Change) -> None:
    provider = provider_named(change)
    if provider is not None:
        leaving.leave(change.session, provider, change.by, change.now)


CHANGES: Mapping[str, Callable[[Change], None]] = {
    "edit": _edit,
    "pause": _pause,
    "resume": _resume,
    "service": _service,
    "remove-service": _remove_service,
    "provider": _provider,
    "leave": _leave,
}
