"""Totals, notes and sources under the table of a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasets.intake import footer
from datasets.intake.sheets.grid import Row
from datasets.intake.sheets.layout import Layout

_TOTAL = re.compile(
    r"\s*(?:(?:eind|sub|generaal|algemeen)[ -]?)?(?:totaal|totalen)\b"
    r"|\s*(?:grand |sub[ -]?)?totals?\b|\s*som\b\s*:?\s*$",
    re.IGNORECASE,
)


def footer_start(rows: Sequence[Row], found: Layout) -> int:
    """Index of the first row of the footer among the last rows of a sheet, or their number.

    As in a text (see `footer.start`), and with the totals that stand right under the data.
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
    start = places[at] if at < len(cells) else len(rows)
    while start > 0 and _is_total(rows[start - 1], found):
        start -= 1
    return start


def _is_total(row: Row, found: Layout) -> bool:
    first = next((cell for cell in row.cells[: found.right] if cell.strip()), "")
    return bool(_TOTAL.match(first))
