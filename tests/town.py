"""One PostgreSQL database for many stories: its rows are put back before each, and its connections stay.

A new database for each, to which every connection was new as well, took a fifth of the stories' time.
"""

from sqlalchemy import Connection, text

from storage.database import open_database

TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
SEQUENCES = text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")


class Town:
    """A database as it is now, and as often as it is asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.engine = open_database(address)
        # Every story closes its bot, and with it what the next one goes on with.
        self._end, self.engine.dispose = self.engine.dispose, lambda close=True: None  # type: ignore[method-assign]
        with self.engine.begin() as connection:
            self._put_back = "; ".join(_kept(connection))

    def put_back(self) -> None:
        """Everything is as it was at the beginning."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(self._put_back)

    def close(self) -> None:
        self._end()


def _kept(connection: Connection) -> list[str]:
    """Copy every table; the statements that put them back, whatever refers to what."""
    connection.execute(text("CREATE SCHEMA kept"))
    statements = ["SET LOCAL session_replication_role = replica"]
    for table in connection.scalars(TABLES).all():
        rows = connection.execute(text(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')).rowcount
        statements.append(f'DELETE FROM public."{table}"')
        if rows:
            statements.append(f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE TABLE kept."{table}"')
    for sequence, last in connection.execute(SEQUENCES).all():
        statements.append(f"SELECT setval('public.\"{sequence}\"', {last or 1}, {last is not None})")
    return statements
