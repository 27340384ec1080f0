"""What an import must not do to cases in hand."""

from sqlalchemy.orm import Session

from casework import offers
from casework.history import Actor
from network.cases import Who
from network.needs import Need
from storage import cases, directory
from storage.directory_entries import Directory, ProviderEntry
from storage.directory_import import import_directory
from storage.tables import CaseRow
from tests.casework.conftest import Network


def test_a_file_moves_nobody_who_works_on_a_case(network: Network) -> None:
    """The case would stay behind, with nobody who may report on it."""
    case_id = network.opened(Need.PACKAGING)

    def accept(session: Session, case: CaseRow) -> None:
        part = cases.handoffs_of(case)[0]
        provider = directory.providers_of(session, part.organisation_id)[0]
        offers.accept(session, part, Actor(Who.PROVIDER, provider.id), provider, network.now)

    network.do(case_id, accept)
    with network.database.writing() as session:
        part = network.parts(case_id)[0]
        (row,) = (one for one in directory.providers_of(session, part.organisation_id) if one.id == part.provider_id)
        own, other = row.organisation.code, next(code for code in ("NEA", "BRA") if code != row.organisation.code)
        moved = ProviderEntry(1, f"P{row.id}", other, row.name or "", row.phone)
        wrong = import_directory(session, Directory((), (moved,)))
        assert isinstance(wrong, list)
        assert [(one.line, one.key) for one in wrong] == [(1, "directory.wrong.works_on_cases")]
        assert row.organisation.code == own
