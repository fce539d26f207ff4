"""Totals, notes and sources under the table of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from datasets.intake import footer
from datasets.intake.sheets.grid import Row
from datasets.intake.sheets.layout import Layout


def footer_start(rows: Sequence[Row], found: Layout) -> int:
    """Index of the first row of the footer among the last rows of a sheet, or their number.

    As in a text, see `footer.start`: rows that the sheet leaves out are its blank lines.
    """
    cells: list[list[str]] = []
    places: list[int] = []
    previous = rows[0].number - 1 if rows else 0
    for index, row in enumerate(rows):
        if row.number > previous + 1:
            cells.append([])
            places.append(index)
        cells.append(row.cells)
        places.append(index)
        previous = row.number
    at = footer.start(cells, found.header.width)
    return places[at] if at < len(cells) else len(rows)
