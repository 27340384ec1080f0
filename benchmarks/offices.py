"""The database of a run: the sample directory, and someone in LINE where the talks lead to."""

from collections.abc import Mapping

from rismep import sample
from rismep.settings import from_environment
from rismep.wiring import new_id
from storage import schema
from storage.database import Database, open_database
from storage.types import KEYRING


def fill_directory(environment: Mapping[str, str]) -> None:
    """Make the tables and bring in the sample directory."""
    settings = from_environment(environment)
    KEYRING.use(list(settings.encryption_keys))
    database = Database(open_database(settings.database_url), new_id)
    schema.upgrade(database.engine)
    with database.writing() as session:
        sample.load_sample(session)
    database.close()
