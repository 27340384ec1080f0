"""Bringing a directory file into the database, all of it or nothing, and writing the database as such a file."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from network import wording
from network.provinces import PROVINCES
from network.services import WHOLE_COUNTRY
from network.wording import Meant
from storage.cases import handoffs_taken_by
from storage.directory import centres, set_centre, set_service
from storage.directory_cells import BETWEEN, guarded
from storage.directory_csv import ORGANISATION_COLUMNS, PROVIDER_COLUMNS
from storage.directory_entries import (
    Change,
    Counts,
    Difference,
    Directory,
    LineError,
    OrganisationEntry,
    ProviderEntry,
    ServiceEntry,
)
from storage.tables import CentreRow, OrganisationRow, ProviderRow, ServiceRow

OWN_COLUMNS = (
    "name_th",
    "name_en",
    "network",
    "kind",
    "province",
    "phone",
    "address",
    "url",
    "capacity",
)


def import_directory(session: Session, directory: Directory, *, sample: bool = False) -> Counts | list[LineError]:
    """Add what is new and change what differs, by code; what the file does not name stays as it is.

    `sample` marks the organisations as sample data. Errors (a provider of an unknown organisation, or one who is to
    change it and works on cases) come back before anything is written.
    """
    known = _organisations_by_code(session)
    providers = _providers_by_code(session)
    errors = [*_strangers(directory, known), *_moved_with_cases(session, directory, providers)]
    if errors:
        return errors
    counts = _import_organisations(session, directory.organisations, known, sample)
    for provider in directory.providers:
        counts += _import_provider(session, provider, known[provider.organisation], providers)
    session.flush()
    return counts


def _organisations_by_code(session: Session) -> dict[str, OrganisationRow]:
    with_services = select(OrganisationRow).options(selectinload(OrganisationRow.services))
    return {row.code: row for row in session.scalars(with_services)}


def _providers_by_code(session: Session) -> dict[str, ProviderRow]:
    """By their own code, or by the one that an export gives to who has none."""
    rows = session.scalars(select(ProviderRow).order_by(ProviderRow.id)).all()
    return {_code(row): row for row in sorted(rows, key=lambda row: row.code is not None)}


def _code(row: ProviderRow) -> str:
    return row.code or f"P{row.id}"


def _strangers(directory: Directory, known: Iterable[str]) -> Iterator[LineError]:
    codes = {*known, *(entry.code for entry in directory.organisations)}
    for entry in directory.providers:
        if entry.organisation not in codes:
            asked: dict[str, Meant] = {"value": entry.organisation}
            yield LineError(entry.line, "organisation", "directory.wrong.unknown_organisation", asked)


def _moved_with_cases(
    session: Session, directory: Directory, known: Mapping[str, ProviderRow]
) -> Iterator[LineError]:
    """What someone works on stays with the organisation: they leave it first, so that it is handed on."""
    for entry in directory.providers:
        row = known.get(entry.code)
        moves = row is not None and row.left_at is None and row.organisation.code != entry.organisation
        if row is not None and moves and handoffs_taken_by(session, row.id):
            asked: dict[str, Meant] = {"value": entry.organisation, "now": row.organisation.name_th}
            yield LineError(entry.line, "organisation", "directory.wrong.works_on_cases", asked)


def _import_organisations(
    session: Session, entries: Sequence[OrganisationEntry], known: dict[str, OrganisationRow], sample: bool
) -> Counts:
    added = {entry.code for entry in entries} - known.keys()
    differs = {entry.code: _keep_organisation(session, entry, known, sample) for entry in entries}
    # Only now do all of them have an id, which the centres need.
    session.flush()
    counts = Counts()
    for entry in entries:
        differences = (*differs[entry.code], *_keep_centres(session, entry, known))
        counts += _counted(Change(entry.code, entry.name_th, differences), is_new=entry.code in added)
    return counts


def _keep_centres(
    session: Session, entry: OrganisationEntry, known: dict[str, OrganisationRow]
) -> Iterator[Difference]:
    before = centres(session)
    names = {row.id: row.name_th for row in known.values()}
    for province in sorted(entry.centre_of):
        if set_centre(session, province, known[entry.code].id):
            was = (names[before[province]],) if province in before else ()
            yield Difference("centre_of", was, (entry.name_th,), (wording.province(province),))


def _counted(change: Change, *, is_new: bool) -> Counts:
    if is_new:
        return Counts(added=1, each=(replace(change, differences=()),))
    return Counts(changed=1, each=(change,)) if change.differences else Counts(unchanged=1)


def _keep_organisation(
    session: Session, entry: OrganisationEntry, known: dict[str, OrganisationRow], sample: bool
) -> list[Difference]:
    """Bring one organisation in; what differed."""
    row = known.get(entry.code)
    if row is None:
        row = known[entry.code] = OrganisationRow(code=entry.code, services=[])
    asked = {name: getattr(entry, name) for name in OWN_COLUMNS}
    own = _set(row, asked | {"languages": list(entry.languages), "sample": sample})
    before = _areas(row)
    served = [one for one in entry.services if set_service(row, one.need, one.kind, one.areas)]
    session.add(row)
    return [*own, *(_of_service(one, before) for one in served)]


def _areas(row: OrganisationRow) -> dict[tuple[str, str], list[str]]:
    """Where each need is served in each way."""
    return {(one.need, one.kind): [area.area for area in one.areas] for one in row.services}


def _of_service(entry: ServiceEntry, before: dict[tuple[str, str], list[str]]) -> Difference:
    was, now = (
        tuple(map(_place, sorted(areas))) for areas in (before.get((entry.need, entry.kind), ()), entry.areas)
    )
    return Difference("service", was, now, (wording.needs([entry.need]), wording.said(f"service_kind.{entry.kind}")))


def _place(area: str) -> Meant:
    return wording.said("console.directory.whole_country") if area == WHOLE_COUNTRY else wording.province(area)


def _import_provider(
    session: Session, entry: ProviderEntry, organisation: OrganisationRow, known: dict[str, ProviderRow]
) -> Counts:
    row = known.get(entry.code) or ProviderRow(code=entry.code)
    differences = _set(row, {"organisation": organisation, "name": entry.name, "phone": entry.phone})
    session.add(row)
    return _counted(Change(entry.code, entry.name, tuple(differences)), is_new=entry.code not in known)


def _set(row: OrganisationRow | ProviderRow, values: dict[str, object]) -> list[Difference]:
    """What differed. Only that is written: an encrypted value is new each time."""
    before = {name: getattr(row, name) for name in values}
    different = [name for name, value in values.items() if before[name] != value]
    for name in different:
        setattr(row, name, values[name])
    return [Difference(name, _shown(name, before[name]), _shown(name, values[name])) for name in different]


def _shown(column: str, value: object) -> tuple[Meant, ...]:
    """What stands in a column, as people call it."""
    if isinstance(value, list):
        return tuple(wording.said(f"language.{code}") for code in value)
    if value is None or isinstance(value, bool):
        return ()
    if isinstance(value, OrganisationRow):
        return (value.name_th,)
    called = _CALLED.get(column, str)
    return (called(str(value)),)


_CALLED: dict[str, Callable[[str], Meant]] = {
    "province": wording.province,
    "network": lambda code: wording.said(f"console.network.{code}"),
    "kind": lambda code: wording.said(f"console.organisation_kind.{code}"),
}


# --- writing ------------------------------------------------------------------------------------------------


def export_directory(session: Session) -> str:
    """Every organisation with its services as CSV that `read_directory` reads back.

    A spreadsheet knows Thai text only in a file that begins with a byte order mark: encode as "utf-8-sig".
    """
    with_services = select(OrganisationRow).options(selectinload(OrganisationRow.services))
    centre_of: dict[int, list[str]] = {}
    for centre in session.scalars(select(CentreRow).order_by(CentreRow.province)):
        centre_of.setdefault(centre.organisation_id, []).append(centre.province)
    rows = session.scalars(with_services.order_by(OrganisationRow.code))
    lines = (line for row in rows for line in _lines(row, centre_of.get(row.id, ())))
    return _written(ORGANISATION_COLUMNS, lines)


def export_providers(session: Session) -> str:
    """Everyone who serves, with name and telephone: personal data, so whoever exports it is audited."""
    rows = session.scalars(select(ProviderRow).where(ProviderRow.left_at.is_(None)).order_by(ProviderRow.id))
    lines = ([_code(row), row.organisation.code, row.name or "", row.phone or ""] for row in rows)
    return _written(PROVIDER_COLUMNS, lines)


def _lines(row: OrganisationRow, centre_of: Sequence[str]) -> Iterator[list[str]]:
    """The organisation's own columns stand on its first line only."""
    own = [row.code, *(_text(getattr(row, name)) for name in OWN_COLUMNS)]
    own.insert(ORGANISATION_COLUMNS.index("languages"), BETWEEN.join(row.languages))
    own[ORGANISATION_COLUMNS.index("province")] = PROVINCES[row.province].name_th
    services = _services(row.services) or [["", "", ""]]
    yield [*own, *services[0], _places(centre_of)]
    for service in services[1:]:
        yield [row.code, *[""] * (len(own) - 1), *service, ""]


def _services(services: Iterable[ServiceRow]) -> list[list[str]]:
    """Needs that are served in the same way in the same places share a line."""
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for service in sorted(services, key=lambda one: (one.kind, one.need)):
        areas = tuple(sorted(row.area for row in service.areas))
        together.setdefault((service.kind, areas), []).append(service.need)
    return [[BETWEEN.join(needs), kind, _places(areas)] for (kind, areas), needs in together.items()]


def _places(codes: Iterable[str]) -> str:
    return BETWEEN.join(code if code == WHOLE_COUNTRY else PROVINCES[code].name_th for code in codes)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _written(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return file.getvalue()
