"""A record of a JSON file as the cells of a row."""

import json
from collections.abc import Mapping
from typing import Any

from datasets.intake.documents.stream import Number
from datasets.intake.errors import IntakeError

_DEPTH = 6  # objects within objects that become columns; what lies deeper is kept as JSON text

PLACE = ("\x00x", "\x00y")  # where a feature is, under names that no property can have


class Columns:
    """The columns of a table of records, in order of first appearance, and what their cells were.

    `texts` counts the cells of each that are text.
    """

    def __init__(self, limit: int, field_limit: int) -> None:
        self._limit = limit
        self._field_limit = field_limit
        self.names: dict[str, int] = {}
        self.texts: list[int] = []
        self.exact: list[int] = []  # of the row made last: where numbers with decimals stand
        self.filled: list[bool] = []
        self.nested = False
        self.lists = False

    @property
    def kept(self) -> dict[str, int]:
        """The columns of the table and where their cells stand, those of a place behind the others.

        An object that is missing in some records (`null`) is no column of its own.
        """
        outer = {name[:at] for name in self.names for at, sign in enumerate(name) if sign == "."}
        kept = {
            name: index
            for name, index in self.names.items()
            if self.filled[index] or name not in outer
        }
        return dict(sorted(kept.items(), key=lambda item: item[0] in PLACE))

    def cells(self, record: Mapping[str, Any], number: int) -> list[str] | None:
        """The cells of a record, as many as there are columns; None when two have one name.

        Raises IntakeError: too-many-columns, field-too-large.
        """
        row: list[str | None] = [None] * len(self.names)
        self.exact = []
        if not self._fill(row, record, "", 1):
            return None
        cells = [cell or "" for cell in row]
        if max(map(len, cells), default=0) > self._field_limit:
            raise IntakeError("field-too-large", line=number, limit=self._field_limit)
        return cells

    def _fill(
        self, row: list[str | None], record: Mapping[str, Any], before: str, depth: int
    ) -> bool:
        """Put the values of an object in a row; whether each has a name of its own."""
        places = self.names
        for inner, value in record.items():
            name = before + inner
            kind = type(value)
            if kind is dict and value and depth < _DEPTH:
                self.nested = True
                if not self._fill(row, value, name + ".", depth + 1):
                    return False
                continue
            index = places.get(name)
            if index is None:
                index = self._added(name)
                row.append(None)
            if row[index] is not None:
                return False
            if value is None or (kind is dict and not value):
                row[index] = ""
                continue
            self.filled[index] = True
            if kind is Number and value.isdigit():
                row[index] = value
            else:
                row[index] = self._cell(index, value)
        return True

    def cell(self, index: int, value: Any) -> str:
        """The text of a value in a list of lists, whose columns are known by their place."""
        while index >= len(self.texts):
            self._grow()
        return "" if value is None else self._cell(index, value)

    def _added(self, name: str) -> int:
        index = len(self.names)
        if index >= self._limit:
            raise IntakeError("too-many-columns", found=index + 1, limit=self._limit)
        self.names[name] = index
        self._grow()
        return index

    def _grow(self) -> None:
        self.texts.append(0)
        self.filled.append(False)

    def _cell(self, index: int, value: Any) -> str:
        kind = type(value)
        if kind is Number:
            return self._number(index, value)
        if kind is str:
            self.texts[index] += bool(value)
            return str(value)
        if kind is bool:
            return "true" if value else "false"
        self.lists = True
        return as_json(value)

    def _number(self, index: int, value: str) -> str:
        if not (value.isdigit() or value[1:].isdigit()):
            self.exact.append(index)
            # 1e5 may be a house number in text, not here: a sign makes it a number for all.
            low = value.lower()
            if "e" in low and "e-" not in low and "e+" not in low:
                return low.replace("e", "e+")
        return str(value)


def as_json(value: Any) -> str:
    """JSON text of a value, its numbers as they were written."""
    kind = type(value)
    if kind is Number:
        return str(value)
    if kind is dict:
        return "{" + ", ".join(f"{_quoted(k)}: {as_json(v)}" for k, v in value.items()) + "}"
    if kind is list:
        return "[" + ", ".join([as_json(item) for item in value]) + "]"
    return _quoted(value)


def as_text(value: Any) -> str:
    """A value as a cell before anything is known of its column."""
    if type(value) is str or type(value) is Number:
        return str(value)
    return "" if value is None else as_json(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
