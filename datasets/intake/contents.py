"""Rows of a table that was read, for pages, downloads and the command line.

Only our own Parquet is opened here, in DuckDB's closed profile, so this may run in a web process.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.intake import display, engine
from datasets.intake.grammar import quoted
from datasets.intake.reading import DATE, MOMENT, NUMBER, TEXT, WHOLE, YES_NO, Reading
from kit.exports import safe_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value = str | int | float | bool | None

_MEMORY = 256_000_000
_AT_ONCE = 2_000


class Cell(str):
    """A cell as text; `misfit` tells that it is the raw text of a cell that does not fit."""

    __slots__ = ("misfit",)
    misfit: bool

    def __new__(cls, text: str, *, misfit: bool = False) -> Cell:
        made = super().__new__(cls, text)
        made.misfit = misfit
        return made


class Row(list[Cell | None]):
    """The cells of a row; `line` is where it stands in the delivered file."""

    __slots__ = ("line",)
    line: int

    def __init__(self, cells: Iterable[Cell | None], line: int = 0) -> None:
        super().__init__(cells)
        self.line = line


def preview(
    table: Path,
    reading: Reading,
    offset: int = 0,
    limit: int = 50,
    *,
    longest: int | None = None,
) -> list[Row]:
    """`limit` rows from the 0-based row `offset` on, as text in file order.

    Of a text only the first `longest` characters: a cell may hold a million.

    Numbers plain (1234.5), dates and moments ISO 8601, ja or nee, None for an empty or missing
    cell. A cell that does not fit its column's type has its raw text and `misfit` set. Any page
    costs the same: only the row groups that hold it are read.
    """
    if limit <= 0:
        return []
    where = f"WHERE file_row_number BETWEEN {int(offset)} AND {int(offset) + int(limit) - 1}"
    with _open(table) as connection:
        query = _query(table, reading, where, display.text, longest)
        found = connection.execute(query).fetchall()
    return [_cells(row, reading) for row in found]


def misfits(
    table: Path, reading: Reading, column: str, limit: int = 50, *, longest: int | None = None
) -> list[Row]:
    """The first `limit` rows, as `preview` gives them, in which `column` does not fit its type."""
    places = [i for i, read in enumerate(reading.columns) if read.name == column and read.misfits]
    if not places:
        return []
    query = _query(table, reading, f"WHERE c{places[0]}_text IS NOT NULL", display.text, longest)
    with _open(table) as connection:
        found = connection.execute(f"{query} LIMIT {int(limit)}").fetchall()
    return [_cells(row, reading) for row in found]


def rows(table: Path, reading: Reading) -> Iterator[Row]:
    """All rows as `preview` gives them, a few thousand in memory at a time.

    Each call has a connection of its own and no state is shared, so it may run in any thread.
    """
    for row in _stream(table, _query(table, reading, "", display.text)):
        yield _cells(row, reading)


def values(table: Path, reading: Reading) -> Iterator[list[Value]]:
    """All rows as values for JSON: numbers, booleans, ISO texts; misfits as their raw text."""
    for row in _stream(table, _query(table, reading, "", display.value)):
        yield [
            raw if typed is None and raw is not None else typed
            for typed, raw in zip(row[1::2], row[2::2], strict=True)
        ]


def csv_chunks(table: Path, reading: Reading, *, for_spreadsheet: bool = True) -> Iterator[bytes]:
    """The table as RFC 4180 CSV (UTF-8, CR LF, comma), in pieces for a streamed answer.

    For a spreadsheet every cell is quoted and a text that would be taken for a formula gets a
    quote mark before it, in the header as well; numbers stay numbers. Otherwise cells are quoted
    where needed and the text is exactly that of the table.
    """
    buffer = io.StringIO(newline="")
    writer = (
        csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        if for_spreadsheet
        else csv.writer(buffer, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    )
    safe = safe_text if for_spreadsheet else _as_it_is
    plain = [column.type in (WHOLE, NUMBER, DATE, MOMENT, YES_NO) for column in reading.columns]
    writer.writerow([safe(column.name) for column in reading.columns])
    for number, row in enumerate(rows(table, reading), 1):
        writer.writerow(
            [
                "" if cell is None else (cell if typed and not cell.misfit else safe(cell))
                for cell, typed in zip(row, plain, strict=True)
            ]
        )
        if number % _AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _as_it_is(text: str) -> str:
    return text


@contextmanager
def _open(table: Path) -> Iterator[DuckDBPyConnection]:
    with (
        tempfile.TemporaryDirectory(prefix="koers-rows-") as spill,
        engine.connect(
            memory_bytes=_MEMORY, threads=1, spill=Path(spill), files=[table.resolve()]
        ) as connection,
    ):
        yield connection


def _stream(table: Path, query: str) -> Iterator[tuple[Any, ...]]:
    with _open(table) as connection:
        # A pending result, not a whole one: memory stays flat however long the table is.
        result = connection.execute(query)
        while part := result.fetchmany(_AT_ONCE):
            yield from part


def _query(
    table: Path,
    reading: Reading,
    where: str,
    form: Callable[[str, str], str],
    longest: int | None = None,
) -> str:
    """The line, and two expressions a column: its value in this form, and the raw text of a misfit
    or NULL."""

    def cut(text: str) -> str:
        return text if longest is None else f"left({text}, {int(longest)})"

    asked = ["_line"]
    for index, column in enumerate(reading.columns):
        value = form(f"c{index}", column.type)
        asked.append(cut(value) if column.type == TEXT else value)
        asked.append(cut(f"c{index}_text") if column.misfits else "NULL")
    source = f"read_parquet({quoted(str(table.resolve()))}, file_row_number=true)"
    return f"SELECT {', '.join(asked)} FROM {source} {where} ORDER BY file_row_number"  # noqa: S608


def _cells(row: tuple[Any, ...], reading: Reading) -> Row:
    places = range(1, 2 * len(reading.columns), 2)
    return Row((_cell(row[at], row[at + 1]) for at in places), int(row[0]))


def _cell(typed: Any, raw: str | None) -> Cell | None:
    if typed is None:
        return None if raw is None else Cell(raw, misfit=True)
    return Cell(display.plain(typed))
