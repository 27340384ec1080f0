"""Writes a revision from what `storage/tables.py` says now and the revisions before it do not.

    python -m storage.migrations.revise "Why the tables change"
    python -m storage.migrations.revise --remake-first

The second makes the first revision anew, which is right only until a database with real data stands on it.
"""

import argparse
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from storage.schema import config

VERSIONS = Path(__file__).parent / "versions"
FIRST = "The tables of the first release"
QUEUE = "0000"
"""The revision of the queue's tables, which are not ours."""


def revise(why: str, versions: Path = VERSIONS) -> None:
    """Add a revision file to `versions`; it is to be read and, where data must move, completed by hand."""
    number = 1 + len(_ours(versions))
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        settings = config(connection)
        settings.set_main_option("version_locations", str(versions))
        command.upgrade(settings, "head")
        command.revision(settings, why, autogenerate=True, rev_id=f"{number:04}")


def _ours(versions: Path) -> list[Path]:
    return [file for file in versions.glob("[0-9]*.py") if not file.name.startswith(QUEUE)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("why", nargs="?", default=FIRST)
    parser.add_argument("--remake-first", action="store_true")
    asked = parser.parse_args()
    if asked.remake_first:
        for file in _ours(VERSIONS):
            file.unlink()
    revise(FIRST if asked.remake_first else asked.why)


if __name__ == "__main__":
    main()
