"""Values of a JSON file put in a table: objects, GeoJSON features, or lists under a header."""

from __future__ import annotations

import re
from typing import Any

from datasets.intake import header
from datasets.intake.dialect import Record
from datasets.intake.documents.flatten import Columns, as_text
from datasets.intake.documents.geometry import Middles
from datasets.intake.documents.lists import Lists
from datasets.intake.documents.stream import Stream
from datasets.intake.header import Header
from datasets.intake.limits import Limits
from datasets.intake.reading import ReadingOptions
from datasets.intake.records import (
    BROKEN_JSON,
    DOUBLE_NAME,
    EMPTY_ROW,
    NO_RECORD,
    TOO_DEEP,
    UNDECODABLE,
)
from datasets.intake.staging import Staging

# Half a surrogate pair (so too a byte that the decoder could not place), or an escaped zero byte.
_LOST = re.compile("[\ud800-\udfff]")
_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class Rows:
    """Takes values one by one; what a record is, is decided by the first that can be one."""

    def __init__(
        self, staging: Staging, options: ReadingOptions, limits: Limits, *, wide: bool
    ) -> None:
        """`wide`: the text was decoded from UTF-16, whose decoder replaces what it cannot place."""
        self._staging = staging
        self._limits = limits
        self._wide = wide
        self._kind: type | None = None
        self.columns = Columns(limits.columns, limits.field_chars)
        self.lists = Lists(staging, self.columns, options, limits)
        self.middles: Middles | None = None  # when the records are features
        self.seen = 0

    def element(self, path: str, number: int, value: Any, stream: Stream) -> None:
        """For a walk over one list."""
        self.add(number, value, stream.raw, doubled=stream.doubled)

    def value(self, path: str, value: Any) -> None:
        """For a walk over one list: what stands beside it is no part of the table."""

    def add(self, number: int, value: Any, raw: str, *, doubled: bool) -> None:
        self.seen += 1
        if self._kind is None and type(value) in (dict, list):
            self._kind = type(value)
            if type(value) is dict and value.get("type") == "Feature" and "geometry" in value:
                self.middles = Middles()
        try:
            reason = self._fault(value, raw, doubled=doubled) or self._placed(number, value, raw)
        except RecursionError:
            reason = TOO_DEEP
        if reason:
            self._staging.reject(number, reason, raw)

    def reject(self, number: int, raw: str, reason: str = BROKEN_JSON) -> None:
        self.seen += 1
        self._staging.reject(number, reason, raw)

    def finish(self) -> Header:
        """The header, when all values have been taken. Raises IntakeError as `header` does."""
        if self._kind is list:
            return self.lists.finish()
        given = self.middles.names(self.columns.names) if self.middles else {}
        names = [given.get(name, name) for name in self.columns.kept]
        found = header.named(Record(1, 1, names), self._limits.columns)
        return Header(0, 0, found.names, found.blank)

    def order(self, header: Header) -> tuple[int, ...]:
        """Where in a staged row the cells of each column stand."""
        if self._kind is list:
            return tuple(range(header.width))
        return tuple(self.columns.kept.values())

    def _fault(self, value: Any, raw: str, *, doubled: bool) -> str:
        if type(value) is not self._kind:
            return NO_RECORD
        if doubled:
            return DOUBLE_NAME
        if not raw.isascii() and ("\ufffd" in raw if self._wide else _LOST.search(raw)):
            return UNDECODABLE
        if "\\u" in raw and (_LOST.search(as_text(value)) or _ZERO.search(raw)):
            return UNDECODABLE
        return ""

    def _placed(self, number: int, value: Any, raw: str) -> str:
        if self._kind is list:
            return self.lists.put(number, value, raw)
        record = self.middles.record(value) if self.middles else value
        if record is None:
            return NO_RECORD
        cells = self.columns.cells(record, number)
        if cells is None:
            return DOUBLE_NAME
        if not any(cell.strip() for cell in cells):
            return EMPTY_ROW
        self._staging.put(number, cells, self.columns.exact)
        return ""
