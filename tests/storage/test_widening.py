"""Processes of the former release go on while a new one's revisions run: each only adds what they can ignore."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, create_engine, inspect

from storage import schema
from storage.migrations.revise import VERSIONS, revise

FIRST = "0001"

NARROWS: frozenset[str] = frozenset()
"""Of what a revision drops or narrows, as `narrowings` says it: that which the release before it stopped using."""

Shape = dict[str, dict[str, tuple[str, bool]]]
"""Of each table each column: its type, and whether a row without it is refused."""


def shape(seen: Inspector) -> Shape:
    return {
        table: {
            column["name"]: (str(column["type"]), not column["nullable"] and column["default"] is None)
            for column in seen.get_columns(table)
        }
        for table in seen.get_table_names()
    }


def narrowings(before: Shape, after: Shape) -> set[str]:
    """What a process that knows the tables as they were would stumble over."""
    found = {f"{table} is gone" for table in before.keys() - after.keys()}
    for table in before.keys() & after.keys():
        was, now = before[table], after[table]
        found |= {f"{table}.{name} is gone" for name in was.keys() - now.keys()}
        found |= {
            f"{table}.{name} is of another type" for name in was.keys() & now.keys() if was[name][0] != now[name][0]
        }
        found |= {
            f"{table}.{name} must be filled"
            for name, (_, must) in now.items()
            if must and not was.get(name, ("", False))[1]
        }
    return found


def each_step(connection: Connection, settings: Config) -> Iterator[tuple[Shape, Shape]]:
    """The tables before and after each revision from the first release on."""
    command.upgrade(settings, FIRST)
    before = shape(inspect(connection))
    later = ScriptDirectory.from_config(settings).iterate_revisions("head", FIRST)
    for revision in reversed([script.revision for script in later if script.revision != FIRST]):
        command.upgrade(settings, revision)
        after = shape(inspect(connection))
        yield before, after
        before = after


def narrowed_by(*versions: Path) -> set[str]:
    with create_engine("sqlite://").connect() as connection:
        settings = schema.config(connection)
        settings.set_main_option("version_locations", ";".join(map(str, versions)))
        return {word for before, after in each_step(connection, settings) for word in narrowings(before, after)}


def test_no_revision_takes_away_what_a_running_process_uses() -> None:
    assert narrowed_by(VERSIONS) <= NARROWS


CHANGES = {
    "op.add_column('people', sa.Column('nickname', sa.String()))": set(),
    "op.add_column('people', sa.Column('shoes', sa.Integer(), nullable=False, server_default='0'))": set(),
    "op.create_table('shoes', sa.Column('id', sa.Integer(), primary_key=True))": set(),
    "op.drop_table('notes')": {"notes is gone"},
    "op.drop_column('notes', 'text')": {"notes.text is gone"},
    "op.alter_column('people', 'language', new_column_name='tongue')": {
        "people.language is gone",
        "people.tongue must be filled",
    },
}


@pytest.mark.parametrize(("change", "found"), CHANGES.items())
def test_what_would_stop_a_running_process_is_seen(change: str, found: set[str], tmp_path: Path) -> None:
    revise("The tables of a test", tmp_path)
    revise("A change", tmp_path)
    (file,) = tmp_path.glob("0002_*.py")
    file.write_text(file.read_text("utf-8").replace("    pass", f"    {change}", 1), "utf-8")
    assert narrowed_by(tmp_path) == found
