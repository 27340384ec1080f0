"""What an import does to the directory, and that an export can be read back."""

import csv
from collections.abc import Callable
from datetime import datetime
from io import StringIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from network import wording
from storage.directory import centres, set_service
from storage.directory_csv import read_directory, template
from storage.directory_entries import Counts, Difference, Directory, LineError
from storage.directory_import import export_directory, export_providers, import_directory
from storage.tables import OrganisationRow, PersonRow, ProviderRow, ServiceRow

HEADER = "code,name_th,name_en,network,kind,province,needs,service,centre_of"


def _read(text: str) -> Directory:
    directory = read_directory(text.encode())
    assert isinstance(directory, Directory), directory
    return directory


def _office(code: str, centre_of: str) -> Directory:
    return _read(f"{HEADER}\n{code},หน่วยงานตัวอย่าง,Sample,bdsp,state,พัทลุง,,,{centre_of}\n")


# --- what an import does ------------------------------------------------------------------------------------


def test_an_import_adds_then_changes_then_leaves_alone(session: Session) -> None:
    assert import_directory(session, _read(template()), sample=True) == Counts(added=1)
    assert import_directory(session, _read(template()), sample=True) == Counts(unchanged=1)
    session.expire_all()
    row = session.scalars(select(OrganisationRow)).one()
    assert (row.province, row.sample, row.capacity, row.languages) == ("TH-93", True, 10, ["en", "th"])
    changed = template().replace("พัทลุง|ตรัง", "พัทลุง").replace("02-000-0001", "02-000-0009")
    assert import_directory(session, _read(changed)) == Counts(changed=1)
    session.expire_all()
    row = session.scalars(select(OrganisationRow)).one()
    assert (row.phone, row.sample) == ("02-000-0009", False)
    areas = {service.need: sorted(area.area for area in service.areas) for service in row.services}
    assert areas == {"branding": ["TH-93"], "packaging": ["TH-93"], "credit": ["TH"]}


def test_an_import_never_deletes(session: Session, organisation: Callable[..., OrganisationRow]) -> None:
    other, same = organisation("OTHER"), organisation("EXAMPLE-1")
    set_service(same, "organic", "advice", ["TH-93"])
    import_directory(session, _read(template()))
    kept = session.scalars(select(ServiceRow.need).where(ServiceRow.organisation_id == same.id))
    assert set(kept) == {"organic", "branding", "packaging", "credit"}
    assert session.get(OrganisationRow, other.id) is other


def test_a_file_names_the_regional_centre(session: Session) -> None:
    import_directory(session, _office("IPC-11", "พัทลุง|สงขลา"))
    import_directory(session, _office("IPC-10", "พัทลุง"))
    names = {row.id: row.code for row in session.scalars(select(OrganisationRow))}
    assert {province: names[its] for province, its in centres(session).items()} == {
        "TH-93": "IPC-10",
        "TH-90": "IPC-11",
    }


def test_providers_join_their_organisation_and_keep_their_line(
    session: Session, person: Callable[..., PersonRow], now: datetime
) -> None:
    import_directory(session, _read(template()))
    assert import_directory(session, _read(template("providers"))) == Counts(added=2)
    first = session.scalars(select(ProviderRow).order_by(ProviderRow.id)).first()
    assert first is not None
    first.person_id = person("U1").id
    changed = template("providers").replace("สอง", "สาม")
    assert import_directory(session, _read(changed)) == Counts(changed=1, unchanged=1)
    assert first.person_id is not None


def test_a_provider_of_nobody_stops_the_whole_import(session: Session) -> None:
    import_directory(session, _read(template()))
    text = "code,organisation,name\nP-1,EXAMPLE-1,ก\nP-2,NOBODY,ข\n"
    assert import_directory(session, _read(text)) == [
        LineError(3, "organisation", "directory.wrong.unknown_organisation", {"value": "NOBODY"})
    ]
    assert session.scalars(select(ProviderRow)).all() == []


def test_an_import_tells_what_is_new_and_what_differs(session: Session) -> None:
    added = import_directory(session, _read(template()))
    changed = template().replace("พัทลุง|ตรัง", "พัทลุง").replace("02-000-0001", "02-000-0009")
    moved = import_directory(session, _read(changed))
    assert isinstance(added, Counts)
    assert isinstance(moved, Counts)
    advice = wording.said("service_kind.advice")
    both = wording.province("TH-92"), wording.province("TH-93")
    assert [(one.code, one.differences) for one in (*added.each, *moved.each)] == [
        ("EXAMPLE-1", ()),
        (
            "EXAMPLE-1",
            (
                Difference("phone", ("02-000-0001",), ("02-000-0009",)),
                Difference("service", both, both[1:], (wording.needs(["branding"]), advice)),
                Difference("service", both, both[1:], (wording.needs(["packaging"]), advice)),
            ),
        ),
    ]


# --- what an export writes ----------------------------------------------------------------------------------


def test_an_export_is_read_back_without_a_change(session: Session) -> None:
    import_directory(session, _read(template()))
    import_directory(session, _read(template("providers")))
    import_directory(session, _office("IPC-11", "พัทลุง|สงขลา"))
    for exported in (export_directory(session), export_providers(session)):
        read = read_directory(exported.encode("utf-8-sig"))
        assert isinstance(read, Directory), read
        assert import_directory(session, read) == Counts(unchanged=2)


def test_who_has_no_code_is_known_again_by_the_one_that_the_export_gave_them(session: Session) -> None:
    import_directory(session, _read(template()))
    organisation_id = session.scalars(select(OrganisationRow.id)).one()
    session.add(ProviderRow(organisation_id=organisation_id, name="ตัวอย่าง"))
    session.flush()
    read = read_directory(export_providers(session).encode("utf-8-sig"))
    assert isinstance(read, Directory)
    assert import_directory(session, read) == Counts(unchanged=1)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_an_export_holds_no_formula(
    session: Session, organisation: Callable[..., OrganisationRow], start: str
) -> None:
    evil = f'{start}cmd|" /C calc"!A0'
    organisation("A", address=evil)
    cells = [cell for row in csv.reader(StringIO(export_directory(session))) for cell in row]
    assert f"'{evil}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert _read(export_directory(session)).organisations[0].address == evil
