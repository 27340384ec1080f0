"""What Alembic runs: always on the connection that `storage.schema` hands in, never on one of its own."""

from alembic import context

from storage.schema import OPTIONS
from storage.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, **OPTIONS)
context.run_migrations()
