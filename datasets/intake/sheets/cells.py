"""Rows of a sheet of an xlsx, from their XML to text.

A row as Excel and most others write it is read with one pattern. Every `<` in it has to be
accounted for; a row with anything else in it is parsed as XML, with the same outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from datasets.intake.errors import IntakeError
from datasets.intake.sheets import formats
from datasets.intake.sheets.formats import GENERAL, PLAIN, Style
from datasets.intake.sheets.grid import (
    BLANK,
    ERROR,
    TEXT,
    TYPED,
    UNCALCULATED,
    WHOLE,
    Row,
    put,
)
from datasets.intake.sheets.parts import OddXml

_COLUMNS = 16_384
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    r"(?:(/)>|>(?:(<f[ />][^<&]*(?:</f>)?)?<v>([^<&]+)</v>"
    r'|<is><t(?: xml:space="preserve")?>([^<&]+)</t></is>)</c>)'
)
_NUMBER = re.compile(r'\sr="([0-9]+)"')
_SHORT = 15  # digits that a workbook keeps exact
_KEPT = 100_000  # dates and percentages that are worked out once


class Cells:
    """Rows made of their XML."""

    def __init__(self, texts: list[str], styles: list[Style], *, from_1904: bool) -> None:
        self._texts = texts
        self._styles = styles
        self._from_1904 = from_1904
        self._places = _Places()
        plain = (str(at) for at, style in enumerate(styles) if style.kind == PLAIN)
        self._plain = frozenset(plain) | ({""} if self._style("").kind == PLAIN else frozenset())
        self._worked_out: dict[tuple[str, str], tuple[str, str]] = {}

    def rows(self, block: str, opening: str, last: int) -> Iterator[Row]:
        """The rows of a piece of a sheet; `opening` is the sheet's start tag."""
        if "\r" in block:
            block = block.replace("\r\n", "\n").replace("\r", "\n")
        pieces = block.split("</row>")
        _only_empty_rows(pieces.pop())
        for piece in pieces:
            at = piece.rfind("<row")
            _only_empty_rows(piece[: max(at, 0)])
            row = self._plain_row(piece, at)
            if row is None:
                text = f"{opening}{piece[at:]}</row></worksheet>"
                row = self.row(ET.fromstring(text)[0], last)  # noqa: S314 - it has no DTD
            if row.number <= last:
                raise IntakeError("bad-workbook", detail="order of rows")
            last = row.number
            yield row

    def every_row(self, part: IO[bytes], after: int) -> Iterator[Row]:
        """The rows behind row `after` of any sheet, however it is written."""
        data: ET.Element | None = None
        last = 0
        for event, element in ET.iterparse(part, ("start", "end")):  # noqa: S314 - it has no DTD
            name = element.tag.rpartition("}")[2]
            if event == "start":
                data = element if name == "sheetData" else data
            elif name == "row" and data is not None:
                row = self.row(element, last)
                if row.number <= last:
                    raise IntakeError("bad-workbook", detail="order of rows")
                last = row.number
                if row.number > after:
                    yield row
                data.clear()

    def _plain_row(self, piece: str, at: int) -> Row | None:
        """The row that starts at this place of the text, when there is nothing unusual in it."""
        end = piece.find(">", at)
        tag = piece[at:end]
        number = _NUMBER.search(tag)
        if number is None or "'" in tag or tag.endswith("/"):
            return None
        cells, kinds, signs = self._plain_cells(_CELL.findall(piece, end))
        if piece.count("<", end) != signs:
            return None
        hidden = 'hidden="1"' in tag or 'hidden="true"' in tag
        return Row(int(number[1]), cells, "".join(kinds), hidden)

    def _plain_cells(self, found: list[tuple[str, ...]]) -> tuple[list[str], list[str], int]:
        """The cells that were found, their kinds, and the number of `<` that they are written with."""
        cells: list[str] = []
        kinds: list[str] = []
        signs = 4 * len(found)
        places, texts, plain = self._places, self._texts, self._plain
        for letters, style, kind, blank, formula, value, inline in found:
            if blank:
                signs -= 3
                continue
            if inline:
                signs += 2
                text, sort = _decoded(inline), TEXT
            elif kind == "s":
                text, sort = texts[int(value)], TEXT
            elif not kind and len(value) <= _SHORT and value.isdigit() and style in plain:
                text, sort = value.lstrip("0") or "0", WHOLE
            else:
                text, sort = self._value(kind or "n", value, style)
            if formula:
                signs += 2 if formula.endswith("</f>") else 1
                sort = sort.upper()
            column = places[letters]
            if column == len(cells):
                cells.append(text)
                kinds.append(sort)
            else:
                put(cells, kinds, column, text, sort)
        return cells, kinds, signs

    def row(self, element: ET.Element, last: int) -> Row:
        """The row of a row element; `last`: the number of the one before."""
        told = element.get("r")
        number = int(told) if told else last + 1
        cells: list[str] = []
        kinds: list[str] = []
        column = -1
        for cell in element:
            place = cell.get("r")
            column = column + 1 if place is None else self._places[place.rstrip("0123456789")]
            text, kind = self._cell(cell)
            if text:
                put(cells, kinds, column, text, kind)
        hidden = element.get("hidden") in ("1", "true")
        return Row(number, cells, "".join(kinds), hidden)

    def _cell(self, cell: ET.Element) -> tuple[str, str]:
        value = formula = None
        for child in cell:
            if child.tag.endswith("}v"):
                value = child
            elif child.tag.endswith("}f"):
                formula = child
            elif child.tag.endswith("}is"):
                return text_of(child), TEXT
        unknown = value is None or (not value.text and cell.get("t", "n") != "str")
        if formula is not None and unknown:
            return _written(formula), UNCALCULATED
        if value is None:
            return "", BLANK
        text, kind = self._value(cell.get("t", "n"), value.text or "", cell.get("s", ""))
        return (text, kind) if formula is None else (text, kind.upper())

    def _value(self, kind: str, raw: str, style: str) -> tuple[str, str]:
        if kind == "s":
            return self._texts[int(raw)], TEXT
        if kind == "str":
            return _decoded(raw), TEXT
        raw = raw.strip()
        if not raw:
            return "", BLANK
        if kind == "n":
            return self._number(raw, style)
        if kind == "b":
            return ("WAAR" if raw in ("1", "true") else "ONWAAR"), TYPED
        if kind == "e":
            return (raw if raw.startswith("#") else f"#{raw}"), ERROR
        if kind == "d":
            return raw.removesuffix("T00:00:00"), TYPED
        raise IntakeError("bad-workbook", detail="kind of cell")

    def _number(self, raw: str, style: str) -> tuple[str, str]:
        if style in self._plain:
            return formats.number(raw)
        found = self._worked_out.get((raw, style))
        if found is None:
            found = formats.shown(raw, self._style(style), from_1904=self._from_1904)
            if len(self._worked_out) < _KEPT:
                self._worked_out[raw, style] = found
        return found

    def _style(self, style: str) -> Style:
        at = int(style or 0)
        return self._styles[at] if at < len(self._styles) else GENERAL


def _only_empty_rows(text: str) -> None:
    if text.count("<") != text.count("/>"):
        raise OddXml


class _Places(dict[str, int]):
    """Columns by their letters."""

    def __missing__(self, letters: str) -> int:
        column = column_of(letters)
        if not 0 <= column < _COLUMNS:
            raise IntakeError("bad-workbook", detail="address")
        self[letters] = column
        return column


def column_of(letters: str) -> int:
    """The column, from 0, that letters stand for; -1 for what is no column."""
    column = 0
    for sign in letters:
        if not "A" <= sign <= "Z":
            return -1
        column = column * 26 + ord(sign) - 64
    return column - 1


def _written(formula: ET.Element) -> str:
    """The text of a formula; of one that is shared only the first cell has it."""
    return f"={formula.text or '…'}"


def text_of(element: ET.Element) -> str:
    """The text of a cell or shared string: of rich text all parts, without a phonetic guide."""
    pieces = []
    for child in element:
        if child.tag.endswith("}t"):
            pieces.append(child.text or "")
        elif child.tag.endswith("}r"):
            pieces += [part.text or "" for part in child if part.tag.endswith("}t")]
    return _decoded("".join(pieces))


def _decoded(text: str) -> str:
    """`_x000D_` is how a workbook writes a sign that XML cannot."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    readable = code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code < 0xE000)
    return chr(code) if readable else match[0]
