"""The queue

Procrastinate's own tables, by its own SQL, on PostgreSQL only. A release that brings a newer Procrastinate adds a
revision that runs what its documentation ("Migrations") asks for.

Revision ID: 0000
Revises:
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0000"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers")
# Jobs live for milliseconds: a share of the table is no measure of its dead rows.
TIDIED = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    as_it_stands = connection.execution_options(no_parameters=True)
    as_it_stands.exec_driver_sql(SchemaManager.get_schema())
    for table in TABLES:
        as_it_stands.exec_driver_sql(f"ALTER TABLE {table} SET ({TIDIED})")
