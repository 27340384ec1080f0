"""The tables of a database brought to the newest revision, at the start of the bot or by `rismep db upgrade`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, DefaultClause, Engine, False_, True_, text

from storage.database import connected_to_write, is_sqlite
from storage.tables import Base
from storage.types import Sealed, UtcDateTime

ONE_AT_A_TIME = 5_690_123
"""Number of the PostgreSQL advisory lock under which web and worker processes upgrade one after the other."""

QUEUE = "procrastinate"
"""The tables of the queue belong to Procrastinate: they are made and changed by its own SQL."""


class NewerDatabase(Exception):  # noqa: N818 - told to who started it
    """A newer release has upgraded this database; names the revision."""


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest revision; nothing happens when they are there already.

    All of it is one transaction on both kinds of database. Raises NewerDatabase.
    """
    with _alone(engine) as connection:
        revision = _revision(connection)
        if revision == newest_revision():
            return
        if revision is not None and revision not in _known():
            raise NewerDatabase(revision)
        command.upgrade(config(connection), "head")


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()


def revision_of(engine: Engine) -> str | None:
    """The revision that a database is at; None before the first upgrade."""
    with engine.connect() as connection:
        return _revision(connection)


def differences(engine: Engine) -> list[Any]:
    """What autogenerate would change in this database to match `storage.tables`; empty when they agree."""
    with engine.connect() as connection:
        found: list[Any] = compare_metadata(_context(connection), Base.metadata)
        return found


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings without a file of settings."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    settings.attributes["connection"] = connection
    return settings


def _revision(connection: Connection) -> str | None:
    return _context(connection).get_current_revision()


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"target_metadata": Base.metadata, **OPTIONS})


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One writing transaction that no other process can be upgrading in at the same time."""
    if is_sqlite(engine):
        with _without_foreign_keys(engine) as connection, connection.begin():
            yield connection
        return
    with engine.begin() as connection:
        # Whoever is upgrading may take its time.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        yield connection


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """SQLite changes a table by making it anew; with its keys on, dropping the old one would drop its children.

    The switch works only outside a transaction, so it is thrown on the driver's own connection.
    """
    with connected_to_write(engine) as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name is None or not name.startswith(QUEUE)


def _plainly(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """Revisions name no type of ours: they must still run when `storage.types` has changed."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Sealed):
        return "sa.LargeBinary()"
    if kind == "server_default" and isinstance(thing, DefaultClause):
        # Each database has its own word for false; autogenerate would write down that of the one it ran on.
        if isinstance(thing.arg, False_):
            return "sa.false()"
        return "sa.true()" if isinstance(thing.arg, True_) else False
    return False


OPTIONS: dict[str, Any] = {
    "render_as_batch": True,
    "compare_type": True,
    "compare_server_default": True,
    "include_name": _is_ours,
    "render_item": _plainly,
}
