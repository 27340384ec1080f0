"""A directory file as lines: its encoding, its delimiter, its columns, before any cell is understood."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest

from network.wording import Meant
from storage.directory_cells import column_of, plain
from storage.directory_entries import LineError

PACKED = b"PK\x03\x04"
"""How an .xlsx or .ods begins: a spreadsheet that was not saved as CSV."""


@dataclass(frozen=True)
class Line:
    """One line of the file: what stands in it by column, and where it stood."""

    number: int
    cells: Mapping[str, str]

    def error(self, column: str | None, problem: str, **parameters: Meant) -> LineError:
        return LineError(self.number, column, f"directory.wrong.{problem}", parameters)


@dataclass(frozen=True)
class Table:
    """The header and what stands below it; blank lines are left out."""

    header: Line
    lines: Sequence[Line]
    errors: Sequence[LineError]

    @property
    def columns(self) -> Sequence[str]:
        return tuple(self.header.cells)


def table_of(content: bytes) -> Table | LineError:
    """The file as a table with whatever is wrong in its form, or why it is none.

    UTF-8, UTF-16 with its mark, or the TIS-620 of a Thai Excel; comma, semicolon or tab.
    """
    text = None if content.startswith(PACKED) else _text_of(content)
    if text is None:
        return Line(1, {}).error(None, "not_csv" if content.startswith(PACKED) else "not_text")
    try:
        rows = list(_rows(text))
    except csv.Error:
        return Line(1 + text.count("\n"), {}).error(None, "quotes")
    if len(rows) < 2:
        return Line(1, {}).error(None, "empty")
    return _table(rows)


def _text_of(content: bytes) -> str | None:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the number of the line where it begins: a cell may hold line breaks."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = reader.line_num + 1


def _table(rows: Sequence[tuple[int, list[str]]]) -> Table:
    number, names = rows[0]
    columns = [column_of(name) for name in names]
    header = Line(number, dict.fromkeys((column for column in columns if column), ""))
    errors = [*_odd_names(header, names, columns)]
    lines = []
    for number, row in rows[1:]:
        line = Line(number, {column: plain(cell) for column, cell in _pairs(columns, row) if column})
        if any(cell.strip() for cell in row[len(columns) :]):
            errors.append(line.error(None, "too_many_cells"))
        lines.append(line)
    return Table(header, lines, errors)


def _pairs(columns: list[str | None], row: list[str]) -> Iterator[tuple[str | None, str]]:
    return zip_longest(columns, row[: len(columns)], fillvalue="")


def _odd_names(header: Line, names: list[str], columns: list[str | None]) -> Iterator[LineError]:
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column is None and name.strip():
            yield header.error(None, "unknown_column", value=name.strip()[:40])
        elif column is not None and column in columns[:place]:
            yield header.error(column, "twice")
