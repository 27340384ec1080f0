"""What is compiled once for a whole run: it is the same for every test, and took a fifth of all their time."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event


def engines_of_one_dialect() -> Callable[..., Engine]:
    """A `create_engine` whose engines of one kind share a dialect, and so find the statements compiled before."""
    dialects: dict[str, Dialect] = {}
    compiled: dict[Any, Any] = {}

    def create(*given: Any, **options: Any) -> Engine:
        engine = create_engine(*given, **options)
        dialect = engine.dialect
        # The first connection tells a dialect what its server can do.
        event.listen(engine, "connect", lambda *_: dialects.setdefault(dialect.name, dialect), once=True)
        engine.dialect = dialects.get(dialect.name, dialect)
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    return create
