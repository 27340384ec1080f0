"""What an operator does to the database from the command line: officers, the directory, the calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import rich_menus
from bot.client import Client
from casework import agency
from rismep import sample
from rismep.settings import Settings
from rismep.wiring import clock, left_alone, new_id, new_secret
from storage import audit, directory, directory_import, invites, moving, schema, staff
from storage.database import Database, open_database
from storage.directory_csv import read_directory
from storage.directory_entries import Counts, LineError
from storage.tables import CalendarDayRow
from storage.types import KEYRING
from texts.catalogue import Catalogue


class Unknown(Exception):  # noqa: N818 - told to who asked
    """There is no row of that name."""


@contextmanager
def session_of(settings: Settings) -> Iterator[Session]:
    """A session on an up-to-date database, beside a bot that may be running."""
    KEYRING.use(list(settings.encryption_keys))
    database = Database(open_database(settings.database_url), new_id)
    schema.upgrade(database.engine)
    try:
        with database.writing() as session:
            yield session
    finally:
        database.close()


def move_database(settings: Settings, to: str) -> dict[str, int]:
    """Copy everything into another, empty database; the rows of each table. Raises AlreadyRunning, NotEmpty,
    ArgumentError for no address of a database, OperationalError when there is none.
    """
    target = open_database(to)
    with left_alone(settings):
        source = open_database(settings.database_url)
        try:
            return moving.move(source, target)
        finally:
            source.dispose()
            target.dispose()


def add_officer(settings: Settings, name: str, shown_name: str, password: str, centre_code: str | None) -> None:
    """A new officer, of a regional centre or (without one) national. Raises Unknown, NameTaken, PasswordTooShort."""
    with session_of(settings) as session:
        centre = directory.organisation_with_code(session, centre_code) if centre_code else None
        if centre_code and centre is None:
            raise Unknown(centre_code)
        staff.add_staff(
            session,
            name=name,
            shown_name=shown_name,
            password=password,
            centre_id=centre.id if centre else None,
            now=clock(),
        )


def change_password(settings: Settings, name: str, password: str) -> None:
    """A new password for an officer, whom this signs out everywhere. Raises Unknown, PasswordTooShort."""
    with session_of(settings) as session:
        officer = staff.staff_named(session, name)
        if officer is None:
            raise Unknown(name)
        staff.change_password(session, officer, password)
        audit.record(session, None, "password", "staff", officer.id, clock())


def invite_officer(settings: Settings, name: str) -> str:
    """A code that joins this officer's LINE. Raises Unknown."""
    with session_of(settings) as session:
        officer = staff.staff_named(session, name)
        if officer is None:
            raise Unknown(name)
        return invites.make_invite(session, staff_id=officer.id, now=clock(), secret=new_secret())


def import_directory(settings: Settings, content: bytes) -> Counts | list[LineError]:
    """Take in a CSV file as a whole, or say what is wrong with each line."""
    read = read_directory(content)
    if isinstance(read, list):
        return read
    with session_of(settings) as session:
        return directory_import.import_directory(session, read)


def export_directory(settings: Settings) -> str:
    with session_of(settings) as session:
        return directory_import.export_directory(session)


def load_sample_directory(settings: Settings) -> Counts:
    with session_of(settings) as session:
        return sample.load_sample(session)


def set_day(settings: Settings, day: date, *, off: bool, name: str) -> None:
    """Close or open government offices on a day."""
    with session_of(settings) as session:
        agency.set_day(session, day, off, (name, name), None, clock())


def calendar_lines(settings: Settings) -> list[str]:
    """Every day on which the calendar differs from Monday to Friday."""
    with session_of(settings) as session:
        rows = session.scalars(select(CalendarDayRow).order_by(CalendarDayRow.day))
        return [f"{row.day} {'off' if row.off else 'open'} {row.name_th}" for row in rows]


def make_menus(settings: Settings) -> list[str]:
    """Bring the rich menus of the account up to date; the names of those made anew. Raises CallFailed."""
    client = Client(settings.channel_access_token, settings.line_api_base)
    made = rich_menus.make_menus(client, Catalogue.shipped())
    with session_of(settings) as session:
        rich_menus.show_again(session, client, made)
    return made
