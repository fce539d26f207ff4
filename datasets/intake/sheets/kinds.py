"""What the cells of each column were on the sheet, and what that says about the column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from datasets.intake.reading import NUMBER, WHOLE, ReadColumn
from datasets.intake.sheets.grid import BLANK, ERROR, FLOAT, NUMBERS, PERCENT, SERIAL, UNCALCULATED

_PATTERNS = 20_000
_EXACT = frozenset({FLOAT, PERCENT, FLOAT.upper(), PERCENT.upper()})


class Tally:
    """Counts of kinds of cells per column of the table.

    Rows of a table are much alike, so rows are counted by their kinds together, and cells only
    when there are many different rows, or at the end.
    """

    def __init__(self, left: int, width: int) -> None:
        self._left = left
        self._rows: Counter[str] = Counter()
        self._cells: list[Counter[str]] = [Counter() for _ in range(width)]
        self._exact: dict[str, tuple[int, ...]] = {}

    def exact(self, kinds: str) -> tuple[int, ...]:
        """Where in a row of the table stand numbers of the workbook itself that have decimals."""
        found = self._exact.get(kinds)
        if found is None:
            own = kinds[self._left : self._left + len(self._cells)]
            found = tuple(place for place, kind in enumerate(own) if kind in _EXACT)
            if len(self._exact) < _PATTERNS:
                self._exact[kinds] = found
        return found

    def add(self, kinds: str) -> None:
        self._rows[kinds] += 1
        if len(self._rows) > _PATTERNS:
            self._settle()

    def _settle(self) -> None:
        for kinds, times in self._rows.items():
            for column, kind in enumerate(kinds[self._left : self._left + len(self._cells)]):
                if kind != BLANK:
                    self._cells[column][kind] += times
        self._rows.clear()

    def _counts(self) -> list[Counter[str]]:
        self._settle()
        return self._cells

    @property
    def dated(self) -> bool:
        """Whether any cell is a day number."""
        return any(_both(one, SERIAL) for one in self._counts())

    def faults(self) -> Mapping[int, int]:
        """Per column with them the cells that say nothing about its type."""
        found = {
            column: _both(one, ERROR) + one[UNCALCULATED]
            for column, one in enumerate(self._counts())
        }
        return {column: times for column, times in found.items() if times}

    def noted(self, column: ReadColumn, place: int) -> ReadColumn:
        """The column with notes on what its cells were."""
        one = self._counts()[place]
        numbers = sum(times for kind, times in one.items() if kind in NUMBERS)
        notes = (
            ("serial-dates", _both(one, SERIAL) > 0),
            ("formula-results", any(kind.isupper() for kind in one)),
            ("formula-without-result", one[UNCALCULATED] > 0),
            ("error-cells", _both(one, ERROR) > 0),
            ("text-numbers", column.type in (WHOLE, NUMBER) and column.filled > numbers),
        )
        return replace(column, notes=column.notes + tuple(note for note, true in notes if true))


def _both(counts: Mapping[str, int], kind: str) -> int:
    """Cells of a kind, as they are or as the result of a formula."""
    return counts.get(kind, 0) + counts.get(kind.upper(), 0)
