"""Workbooks of Excel up to 2003, through xlrd.

calamine would be faster, but empties cells with an error and forgets formats (23% becomes 0.23),
and aborts the process when it lacks memory. xlrd is Python through and through.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDoc, CompDocError

from datasets.intake.errors import IntakeError
from datasets.intake.sheets import formats
from datasets.intake.sheets.formats import GENERAL, Style
from datasets.intake.sheets.grid import BLANK, ERROR, TEXT, TYPED, Merge, Row, Sheet

_RECORD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_SHEET_AT = struct.Struct("<I")
_BOUND_SHEET, _FORMULA, _FILE_PASS, _END = 0x85, 0x06, 0x2F, 0x0A
_WORKSHEET, _VISIBLE = 0, 0


class Workbook:
    """An xls file. Raises IntakeError: bad-workbook, encrypted, macro."""

    def __init__(self, source: Path) -> None:
        content = source.read_bytes()
        self._stream = _stream(content)
        try:
            self._book = xlrd.open_workbook(
                file_contents=content, logfile=StringIO(), formatting_info=True, on_demand=True
            )
        except (XLRDError, CompDocError, AssertionError, TypeError, AttributeError) as error:
            raise IntakeError("bad-workbook", detail=type(error).__name__) from error
        self.counts_from_1904 = self._book.datemode == 1
        names = self._book.sheet_names()
        self._starts, visible = _sheet_starts(self._stream)
        if len(visible) != len(names):
            raise IntakeError("bad-workbook", detail="sheets")
        self.sheets = tuple(map(Sheet, names, visible))

    def rows(self, index: int) -> Iterator[Row]:
        sheet = self._sheet(index)
        formulas = self._formulas(index)
        styles = self._styles()
        for at in range(sheet.nrows):
            cells: list[str] = []
            kinds: list[str] = []
            for column, cell in enumerate(sheet.row(at)):
                style = styles[cell.xf_index] if cell.xf_index is not None else GENERAL
                text, kind = self._cell(cell.ctype, cell.value, style)
                cells.append(text)
                kinds.append(kind.upper() if (at, column) in formulas else kind)
            info = sheet.rowinfo_map.get(at)
            yield Row(at + 1, cells, "".join(kinds), bool(info and info.hidden))

    def merges(self, index: int, last_row: int) -> list[Merge]:
        return [
            Merge(top + 1, left, bottom, right - 1)
            for top, bottom, left, right in self._sheet(index).merged_cells
            if top < last_row
        ]

    def _sheet(self, index: int) -> Any:
        try:
            return self._book.sheet_by_index(index)
        except (XLRDError, AssertionError, TypeError, AttributeError) as error:
            raise IntakeError("bad-workbook", detail=type(error).__name__) from error

    def _styles(self) -> list[Style]:
        book = self._book
        return [
            formats.style_of(
                one.format_key,
                book.format_map[one.format_key].format_str
                if one.format_key in book.format_map
                else None,
            )
            for one in book.xf_list
        ]

    def _cell(self, kind: int, value: Any, style: Style) -> tuple[str, str]:
        if kind == xlrd.XL_CELL_TEXT:
            return str(value), TEXT if value else BLANK
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return formats.shown(repr(value), style, from_1904=self.counts_from_1904)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return ("WAAR" if value else "ONWAAR"), TYPED
        if kind == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, f"#{value}"), ERROR
        return "", BLANK

    def _formulas(self, index: int) -> frozenset[tuple[int, int]]:
        """The places of formulas, which xlrd gives no word about."""
        found = set()
        for kind, at, length in _records(self._stream, self._starts[index]):
            if kind == _FORMULA and length >= _PLACE.size:
                found.add(_PLACE.unpack_from(self._stream, at))
            elif kind == _END:
                break
        return frozenset(found)


def _stream(content: bytes) -> bytes:
    """The records of the workbook within the file, which is a file system of its own."""
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return content
    try:
        compound = CompDoc(content, logfile=StringIO())
        names = {entry.name for entry in compound.dirlist}
        if "EncryptedPackage" in names:
            raise IntakeError("encrypted")
        found = compound.get_named_stream("Workbook") or compound.get_named_stream("Book")
    except (CompDocError, AssertionError, TypeError, AttributeError) as error:
        raise IntakeError("bad-workbook", detail=type(error).__name__) from error
    if not found:
        raise IntakeError("not-text", found="ole")
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise IntakeError("macro")
    stream = bytes(found)
    for kind, _, _ in _records(stream, 0):
        if kind == _FILE_PASS:
            raise IntakeError("encrypted")
        if kind == _END:
            break
    return stream


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The kind of every record from a place on, where its content stands, and how long it is."""
    while at + _RECORD.size <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        yield kind, at + _RECORD.size, length
        at += _RECORD.size + length


def _sheet_starts(stream: bytes) -> tuple[list[int], list[bool]]:
    """Where in the stream each worksheet starts, and whether it is visible."""
    found: list[int] = []
    visible: list[bool] = []
    for kind, at, length in _records(stream, 0):
        if kind == _BOUND_SHEET and length >= 6 and stream[at + 5] == _WORKSHEET:
            found.append(_SHEET_AT.unpack_from(stream, at)[0])
            visible.append(stream[at + 4] & 3 == _VISIBLE)
        elif kind == _END:
            break
    return found, visible
