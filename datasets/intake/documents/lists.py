"""A list of lists: the rows of a table whose header is one of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from datasets.intake import header
from datasets.intake.dialect import Record
from datasets.intake.documents.flatten import Columns, as_text
from datasets.intake.header import Header
from datasets.intake.limits import Limits
from datasets.intake.reading import ReadingOptions
from datasets.intake.records import EMPTY_ROW, TOO_FEW, TOO_MANY
from datasets.intake.staging import Staging

_HEAD = 100  # lists from the top among which the header is sought


class _Waiting(NamedTuple):
    number: int
    value: list[Any]
    raw: str


class Lists:
    """Takes lists one by one; the first of them wait until they tell where the header stands."""

    def __init__(
        self, staging: Staging, columns: Columns, options: ReadingOptions, limits: Limits
    ) -> None:
        self._staging = staging
        self._columns = columns
        self._options = options
        self._limits = limits
        self._head: list[_Waiting] = []
        self._found: Header | None = None
        self.titles: list[str] = []

    def put(self, number: int, value: list[Any], raw: str) -> str:
        """Take a list; the reason why it is no row of the table, if so."""
        if self._found is not None:
            return self._row(self._found.width, number, value)
        self._head.append(_Waiting(number, value, raw))
        if len(self._head) >= _HEAD:
            self.finish()
        return ""

    def finish(self) -> Header:
        """The header. Raises IntakeError as `header.detect` does."""
        if self._found is not None:
            return self._found
        self._found = found = header.detect(
            [Record(one.number, one.number, [as_text(c) for c in one.value]) for one in self._head],
            limit=self._limits.columns,
            chosen=self._options.header_line,
        )
        for one in self._head:
            if one.number > found.last_line:
                reason = self._row(found.width, one.number, one.value)
                if reason:
                    self._staging.reject(one.number, reason, one.raw)
            elif one.number != found.line:
                self.titles.append(one.raw)
        self._head.clear()
        return found

    def _row(self, width: int, number: int, value: list[Any]) -> str:
        self._columns.exact = []
        cells = [self._columns.cell(index, cell) for index, cell in enumerate(value[:width])]
        if not any(cell.strip() for cell in cells):
            return EMPTY_ROW
        if len(value) != width:
            return TOO_FEW if len(value) < width else TOO_MANY
        self._staging.put(number, cells, self._columns.exact)
        return ""
