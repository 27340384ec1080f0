"""The sample directory that the demo starts with: invented, and marked as such in every name."""

from importlib.resources import files

from sqlalchemy.orm import Session

from storage.directory_csv import read_directory
from storage.directory_entries import Counts, Directory
from storage.directory_import import import_directory

FILES = ("organisations.csv", "providers.csv")


def load_sample(session: Session) -> Counts:
    """Bring the sample members and people into the directory; a second time changes nothing.

    Raises ValueError when a shipped file cannot be read, which only a change of it can cause.
    """
    return sum((_load(session, name) for name in FILES), start=Counts())


def _load(session: Session, name: str) -> Counts:
    directory = read_directory(files("rismep.sample").joinpath(name).read_bytes())
    done = import_directory(session, directory, sample=True) if isinstance(directory, Directory) else directory
    if isinstance(done, Counts):
        return done
    raise ValueError(f"{name} line {done[0].line}: {done[0].key}")
