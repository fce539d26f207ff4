"""What every kind of workbook gives: sheets, their rows, and the cells that were merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from datasets.intake.errors import IntakeError

# What a cell is, a sign each. A capital is the result of a formula.
BLANK, TEXT, WHOLE, FLOAT, SERIAL, PERCENT, TYPED, ERROR = " ", "s", "i", "f", "d", "p", "t", "e"
UNCALCULATED = "x"  # a formula that the workbook keeps no result of
NUMBERS = frozenset("ifpIFP")

AREA = 50_000_000  # rows times columns up to the last filled cell


class Row(NamedTuple):
    """A row with its cells as text from column A on; `kinds` has a sign for each cell."""

    number: int
    cells: list[str]
    kinds: str
    hidden: bool

    @property
    def blank(self) -> bool:
        return not any(cell and not cell.isspace() for cell in self.cells)


class Merge(NamedTuple):
    """Merged cells: rows from 1, columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    name: str
    visible: bool


class Book(Protocol):
    """An opened workbook. Rows come in order; a row without any cell may be left out."""

    sheets: tuple[Sheet, ...]
    counts_from_1904: bool

    def rows(self, index: int) -> Iterator[Row]: ...

    def merges(self, index: int, last_row: int) -> list[Merge]:
        """The merged cells that start on or above this row."""
        ...


def put(cells: list[str], kinds: list[str], column: int, text: str, kind: str) -> None:
    """A cell in its place, with blanks before it."""
    missing = column - len(cells)
    if missing > 0:
        cells.extend([""] * missing)
        kinds.extend(BLANK * missing)
    if missing >= 0:
        cells.append(text)
        kinds.append(kind)
    else:
        cells[column] = text
        kinds[column] = kind


def within_area(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, as long as the sheet they span is one that a person can have meant.

    Raises IntakeError sheet-bomb: a filled cell in the last column and one in the last row of a
    workbook span 17 billion cells.
    """
    widest = 0
    for row in rows:
        if len(row.cells) > widest:
            widest = len(row.cells)
        if row.number * widest > AREA and row.cells:
            raise IntakeError("sheet-bomb", found=row.number * widest, limit=AREA)
        yield row
