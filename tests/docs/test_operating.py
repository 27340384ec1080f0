"""What the page for operators tells them to type does what it says."""

import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "operating.md"
BACK_UP = re.compile(r"`(python -c [^`]*backup[^`]*)`")


def test_a_copy_of_a_file_that_is_written_to_is_whole(tmp_path: Path) -> None:
    (command,) = BACK_UP.findall(PAGE.read_text("utf-8"))
    _, *words = shlex.split(command)
    with closing(sqlite3.connect(tmp_path / "rismep.sqlite3", isolation_level=None)) as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("CREATE TABLE kept (number INTEGER)")
        running.executemany("INSERT INTO kept VALUES (?)", ((number,) for number in range(100)))
        running.execute("BEGIN IMMEDIATE")
        running.execute("INSERT INTO kept VALUES (100)")
        subprocess.run([sys.executable, *words], cwd=tmp_path, check=True)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT count(*) FROM kept").fetchone() == (100,)
