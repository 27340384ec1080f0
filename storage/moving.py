"""Everything of one database taken into another, as when an installation outgrows its SQLite file."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, func, insert, select, text

from storage import schema
from storage.database import connected_to_write, is_sqlite
from storage.tables import Base
from storage.types import Sealed

AT_ONCE = 1000


class NotEmpty(Exception):  # noqa: N818 - told to who asked
    """The database that is to be filled has rows already; names one of its tables."""


def move(source: Engine, target: Engine) -> dict[str, int]:
    """Copy every row of `source` into `target` in one transaction; how many rows each table has now.

    Both are brought to the newest revision first. `source` keeps all that it has. What stands encrypted is taken as
    it stands, without a key. Raises NotEmpty, having changed nothing.
    """
    schema.upgrade(source)
    schema.upgrade(target)
    with source.connect() as here, connected_to_write(target) as there, there.begin():
        tables = _as_they_stand().sorted_tables
        for table in tables:
            if there.scalar(select(func.count()).select_from(table)):
                raise NotEmpty(table.name)
        return {table.name: _copy(table, here, there) for table in tables}


def _as_they_stand() -> MetaData:
    """Our tables, with what is encrypted as the bytes that it is."""
    plain = MetaData()
    for table in Base.metadata.sorted_tables:
        for column in table.to_metadata(plain).columns:
            if isinstance(column.type, Sealed):
                column.type = LargeBinary()
    return plain


def _copy(table: Table, here: Connection, there: Connection) -> int:
    copied = 0
    for rows in _in_batches(table, here):
        there.execute(insert(table), rows)
        copied += len(rows)
    if not is_sqlite(there.engine):
        _go_on_counting(table, there)
    return copied


def _in_batches(table: Table, here: Connection) -> Iterator[list[dict[str, object]]]:
    """In the order of the keys: a row may refer to an earlier one of its table."""
    found = here.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(*table.primary_key.columns))
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _go_on_counting(table: Table, there: Connection) -> None:
    """The next row gets a number of its own: PostgreSQL counts apart from the rows."""
    for column in table.primary_key.columns:
        sequence = there.scalar(text("SELECT pg_get_serial_sequence(:table, :key)"), _named(table, column.name))
        highest = there.scalar(select(func.max(column)))
        if sequence and highest:
            there.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _named(table: Table, key: str) -> dict[str, str]:
    return {"table": table.name, "key": key}
