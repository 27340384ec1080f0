"""Reading a file of the directory as a spreadsheet saves it: all of it, or every error in it.

Two shapes, told apart by their columns: organisations, one line for each organisation and service (further
lines of an organisation may leave its own columns empty), and providers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from network.wording import province as said_province
from storage import directory_cells as cells
from storage.directory_entries import Directory, LineError, OrganisationEntry, ProviderEntry, ServiceEntry
from storage.directory_lines import Line, Table, table_of

Readers = Mapping[str, Callable[[str], Any]]
Errors = list[LineError]

OF_ORGANISATION: Readers = {
    "code": cells.code_of,
    "name_th": cells.name_of,
    "name_en": cells.name_of,
    "network": lambda cell: cells.choice_of("network", cell),
    "kind": lambda cell: cells.choice_of("kind", cell),
    "province": cells.province_of,
    "phone": cells.phone_of,
    "address": cells.text_of,
    "url": cells.url_of,
    "languages": cells.languages_of,
    "capacity": cells.capacity_of,
}
OF_SERVICE: Readers = {
    "needs": cells.needs_of,
    "service": lambda cell: cells.choice_of("service", cell),
    "areas": cells.areas_of,
    "centre_of": cells.provinces_of,
}
OF_PROVIDER: Readers = {
    "code": cells.code_of,
    "organisation": cells.code_of,
    "name": cells.name_of,
    "phone": cells.phone_of,
}
ORGANISATION_COLUMNS = (*OF_ORGANISATION, *OF_SERVICE)
PROVIDER_COLUMNS = tuple(OF_PROVIDER)
OF_AN_ORGANISATION = ("code", "name_th", "network", "kind", "province")
OF_A_PROVIDER = ("code", "organisation", "name")
NOTE = "note"
"""A column for the officer's own use."""


def template(kind: str = "organisations") -> str:
    """A file to be filled in, with its header and two sample lines; `kind`: organisations or providers."""
    return files("storage.templates").joinpath(f"{kind}.csv").read_text("utf-8")


def read_directory(content: bytes) -> Directory | list[LineError]:
    """What the file says, or everything that is wrong with it, in order of lines; never a part."""
    table = table_of(content)
    if isinstance(table, LineError):
        return [table]
    errors = list(table.errors)
    read = _providers if "organisation" in table.columns else _organisations
    directory = read(table, errors)
    return sorted(errors, key=lambda error: error.line) or directory


def _odd_columns(
    header: Line, columns: Sequence[str], allowed: Sequence[str], needed: Sequence[str]
) -> Iterator[LineError]:
    yield from (header.error(column, "no_column") for column in needed if column not in columns)
    yield from (header.error(column, "other_column") for column in columns if column not in (NOTE, *allowed))


def _values(line: Line, readers: Readers, errors: Errors) -> dict[str, Any]:
    """What the filled cells mean; those that mean nothing are left out and told in `errors`."""
    values: dict[str, Any] = {}
    for column, read in readers.items():
        cell = line.cells.get(column, "")
        try:
            values |= {column: read(cell)} if cell else {}
        except cells.UnreadableError as problem:
            errors.append(LineError(line.number, column, problem.key, problem.parameters))
    return values


def _missing(line: Line, needed: Sequence[str]) -> Iterator[LineError]:
    return (line.error(column, "missing") for column in needed if not line.cells.get(column, ""))


# --- organisations ------------------------------------------------------------------------------------------


@dataclass
class _Gathered:
    """One organisation while its lines are being read."""

    first: Line
    values: dict[str, Any]
    services: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    centre_of: frozenset[str] = frozenset()


def _organisations(table: Table, errors: Errors) -> Directory:
    errors += _odd_columns(table.header, table.columns, ORGANISATION_COLUMNS, OF_AN_ORGANISATION)
    gathered: dict[str, _Gathered] = {}
    for line in table.lines if "code" in table.columns else ():
        _gather(line, gathered, errors)
    errors += _claimed_twice(gathered.values())
    return Directory(organisations=tuple(_organisation(own) for own in gathered.values() if not errors))


def _gather(line: Line, gathered: dict[str, _Gathered], errors: Errors) -> None:
    values = _values(line, OF_ORGANISATION, errors)
    own = gathered.get(line.cells["code"])
    if own is None:
        errors += _missing(line, [column for column in OF_AN_ORGANISATION if column in line.cells])
        own = _Gathered(line, values)
        if line.cells["code"]:
            gathered[line.cells["code"]] = own
    else:
        errors += _differences(line, values, own)
    _add_services(line, own, errors)


def _differences(line: Line, values: Mapping[str, Any], own: _Gathered) -> Iterator[LineError]:
    for column, value in values.items():
        if value != own.values.get(column):
            yield line.error(column, "differs", first=own.first.number)


def _add_services(line: Line, own: _Gathered, errors: Errors) -> None:
    values = _values(line, OF_SERVICE, errors)
    own.centre_of |= values.get("centre_of", frozenset())
    filled = {column for column in ("needs", "service", "areas") if line.cells.get(column)}
    if filled:
        errors += (line.error(column, "missing") for column in ("needs", "service") if column not in filled)
    areas = values.get("areas") or frozenset({own.values.get("province", "")})
    for need in values.get("needs", ()):
        key = (need, values.get("service", ""))
        own.services[key] = own.services.get(key, frozenset()) | areas


def _claimed_twice(gathered: Iterable[_Gathered]) -> Iterator[LineError]:
    claimed: dict[str, str] = {}
    for own in gathered:
        for province in sorted(own.centre_of):
            other = claimed.setdefault(province, own.first.cells["code"])
            if other != own.first.cells["code"]:
                yield own.first.error("centre_of", "two_centres", province=said_province(province), other=other)


def _organisation(own: _Gathered) -> OrganisationEntry:
    unsaid: dict[str, Any] = dict.fromkeys(("phone", "address", "url", "capacity"))
    unsaid |= {"name_en": own.values["name_th"], "languages": ("th",)}
    return OrganisationEntry(
        line=own.first.number,
        services=tuple(ServiceEntry(*key, areas) for key, areas in sorted(own.services.items())),
        centre_of=own.centre_of,
        **unsaid | own.values,
    )


# --- providers ----------------------------------------------------------------------------------------------


def _providers(table: Table, errors: Errors) -> Directory:
    errors += _odd_columns(table.header, table.columns, PROVIDER_COLUMNS, OF_A_PROVIDER)
    seen: dict[str, int] = {}
    entries = []
    for line in table.lines:
        errors += _missing(line, [column for column in OF_A_PROVIDER if column in line.cells])
        first = seen.setdefault(line.cells.get("code") or str(line.number), line.number)
        if first != line.number:
            errors.append(line.error("code", "same_code", first=first))
        entries.append((line.number, {"phone": None} | _values(line, OF_PROVIDER, errors)))
    if errors:
        return Directory()
    return Directory(providers=tuple(ProviderEntry(line=number, **values) for number, values in entries))
