"""Which sheet of a workbook holds the table."""

from __future__ import annotations

import re
from itertools import islice

from datasets.intake.errors import IntakeError
from datasets.intake.sheets.grid import Book, Row, within_area

_LOOKED_AT = 60  # filled rows from the top of each sheet
_LOOKED_PAST = 5_000  # rows, blank ones as well
_ABOUT = re.compile(
    r"toelichting|leeswijzer|lees\s?mij|inhoud|voorblad|titelblad|legenda|meta\s?data|uitleg|info"
    r"|readme|colofon|verantwoording|versie|bronnen|instructie",
    re.IGNORECASE,
)


def choose(book: Book, wanted: str | None) -> int:
    """The index of the sheet a person chose, or else of the first visible one with a table.

    Sheets of notes come last: by their name, or because hardly two cells stand beside each other.
    Raises IntakeError: bad-option, no-table-in-sheet.
    """
    if wanted is not None:
        for index, sheet in enumerate(book.sheets):
            if sheet.name == wanted:
                return index
        raise IntakeError("bad-option", option="sheet", value=wanted[:80])
    best, most = -1, 0
    for index, sheet in enumerate(book.sheets):
        if not sheet.visible:
            continue
        likely = _likeliness(first_rows(book, index, _LOOKED_AT))
        if likely and _ABOUT.search(sheet.name):
            likely = 1
        if likely > most:
            best, most = index, likely
        if most == _CERTAIN:
            break
    if best < 0:
        raise IntakeError("no-table-in-sheet")
    return best


def first_rows(book: Book, index: int, wanted: int) -> list[Row]:
    """The first rows of a sheet that are not blank."""
    rows = (
        row for row in islice(within_area(book.rows(index)), wanted + _LOOKED_PAST) if not row.blank
    )
    return list(islice(rows, wanted))


_CERTAIN = 4


def _likeliness(rows: list[Row]) -> int:
    """0 for an empty sheet, then one column, two, few rows, and 4 for what is surely a table."""
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in rows]
    wide = sum(1 for count in filled if count > 2)
    pairs = sum(1 for count in filled if count > 1)
    if wide > 2 and wide * 2 >= min(len(rows), 20):
        return _CERTAIN
    if wide > 1:
        return 3
    return 2 if pairs > 1 else int(bool(rows))
