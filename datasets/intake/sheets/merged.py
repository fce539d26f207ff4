"""Cells that were merged downwards among the rows: their value stands for every row they span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from datasets.intake.sheets.grid import BLANK, Merge, Row, put
from datasets.intake.sheets.layout import Layout


class MergedDown:
    """Gives rows the value of the merged cells that reach into them; rows come in order.

    `filled` counts the cells that got a value so, by their column on the sheet.
    """

    def __init__(self, merges: Sequence[Merge], found: Layout) -> None:
        self.filled: Counter[int] = Counter()
        self._coming = sorted(
            (
                merge
                for merge in merges
                if merge.bottom > merge.top > found.header.last_line
                and found.left <= merge.left < found.right
            ),
            reverse=True,
        )
        self._open: dict[Merge, tuple[str, str]] = {}

    def row(self, row: Row) -> Row:
        if not self._coming and not self._open:
            return row
        self._open = {
            merge: told for merge, told in self._open.items() if merge.bottom >= row.number
        }
        row = self._completed(row)
        while self._coming and self._coming[-1].top <= row.number:
            merge = self._coming.pop()
            if merge.top == row.number and merge.left < len(row.cells):
                self._open[merge] = row.cells[merge.left], row.kinds[merge.left]
        return row

    def _completed(self, row: Row) -> Row:
        """The row with what reaches into it from above."""
        cells, kinds = list(row.cells), list(row.kinds)
        for merge, (text, kind) in self._open.items():
            empty = merge.left >= len(cells) or not cells[merge.left].strip()
            if empty and kind != BLANK and text.strip():
                put(cells, kinds, merge.left, text, kind)
                self.filled[merge.left] += 1
        return row._replace(cells=cells, kinds="".join(kinds)) if self._open else row
