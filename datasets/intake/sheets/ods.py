"""OpenDocument spreadsheets, read straight from their XML.

A document says what each value is (a percentage, a date, an error), which calamine does not pass
on; and it may repeat a row a million times, which here costs nothing before it is looked at.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from datasets.intake.errors import IntakeError
from datasets.intake.sheets import formats
from datasets.intake.sheets.formats import SHARE, Style
from datasets.intake.sheets.grid import (
    AREA,
    BLANK,
    ERROR,
    TEXT,
    TYPED,
    UNCALCULATED,
    Merge,
    Row,
    Sheet,
    put,
)
from datasets.intake.sheets.parts import OddXml, Parts, row_blocks

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (
    f"{_NS}{part}:1.0}}" for part in ("table", "office", "text", "style")
)
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ROWS_REPEATED, _REPEATED, _FORMULA, _VISIBILITY = (
    f"{_TABLE}{name}"
    for name in ("number-rows-repeated", "number-columns-repeated", "formula", "visibility")
)
_KIND, _VALUE, _PARAGRAPH = f"{_OFFICE}value-type", f"{_OFFICE}value", f"{_TEXT}p"
_ROOT = re.compile(rb"<office:document-content(?=[\s>])[^>]*>")
_BODY = re.compile(rb"<office:body(?=[\s>])")
_SHEET = re.compile(rb"<table:table(?=[\s>])[^>]*>")
_NAME = re.compile(rb'\stable:name="([^"]*)"')
_STYLE_NAME = re.compile(rb'\stable:style-name="([^"]*)"')
_WRAPPERS = re.compile(r"</?table:(?:table-row-group|table-header-rows|table-rows)(?=[\s>/])[^>]*>")
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_WRITTEN_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+|Fout:\d+")
_SPANS_DOWN = re.compile(rb"number-rows-spanned=[\"'](?!1[\"'])")
_NEAR = 1_000  # rows from the top in which spans are sought anyway
_COLUMNS = 16_384
_HEAD = 32 << 20


class Workbook:
    """An ods file. Raises IntakeError as `parts.Parts` does, and bad-workbook."""

    counts_from_1904 = False  # dates are written as dates

    def __init__(self, source: Path) -> None:
        self._parts = Parts(source)
        if _MANIFEST in self._parts.names:
            with self._parts.open(_MANIFEST) as part:
                if b"encryption-data" in part.read(_HEAD):
                    raise IntakeError("encrypted")
        try:
            hidden = self._read_head()
            self.sheets = tuple(
                Sheet(html.unescape(_first(_NAME, tag)), _first(_STYLE_NAME, tag) not in hidden)
                for tag in self._sheet_tags()
            )
        except OddXml as error:
            raise IntakeError("bad-workbook", detail="content") from error

    def rows(self, index: int) -> Iterator[Row]:
        number = 1
        for element in self._elements(index):
            repeated = _times(element, _ROWS_REPEATED)
            cells, kinds = _row(element)
            filled = any(cells)
            if filled and (number + repeated) * len(cells) > AREA:
                found = (number + repeated) * len(cells)
                raise IntakeError("sheet-bomb", found=found, limit=AREA)
            hidden = element.get(_VISIBILITY, "visible") != "visible"
            for again in range(repeated if filled else 0):
                yield Row(number + again, cells, kinds, hidden)
            number += repeated

    def merges(self, index: int, last_row: int) -> list[Merge]:
        found: list[Merge] = []
        if last_row > _NEAR and not self._spans_down():
            last_row = _NEAR
        number = 1
        for element in self._elements(index):
            if number > last_row:
                break
            column = 0
            for cell in element:
                wide = _times(cell, f"{_TABLE}number-columns-spanned")
                high = _times(cell, f"{_TABLE}number-rows-spanned")
                if wide > 1 or high > 1:
                    found.append(Merge(number, column, number + high - 1, column + wide - 1))
                column += _times(cell, _REPEATED)
            number += _times(element, _ROWS_REPEATED)
        return found

    def _spans_down(self) -> bool:
        """Whether any cell spans rows: to parse every row only to find none is dear."""
        with self._parts.open(_CONTENT) as part:
            rest = b""
            while piece := part.read(1 << 20):
                if _SPANS_DOWN.search(rest + piece):
                    return True
                rest = piece[-60:]
        return False

    def _elements(self, index: int) -> Iterator[ET.Element]:
        """The row elements of a sheet."""
        with self._parts.open(_CONTENT) as part:
            start = re.escape(self._tags[index].rstrip(b">"))
            try:
                blocks = row_blocks(
                    part, start=start, row=b"table:table-row", stop=b"</table:table>"
                )
                for number, block in enumerate(blocks):
                    text = _WRAPPERS.sub("", block.decode())
                    if number == 0:
                        # Shapes and columns stand before the rows.
                        text = text[max(0, text.find("<table:table-row")) :]
                    whole = f"{self._opening}{text}</office:document-content>"
                    for element in ET.fromstring(whole):  # noqa: S314 - it has no DTD
                        if element.tag == f"{_TABLE}table-row":
                            yield element
            except OddXml as error:
                raise IntakeError("bad-workbook", detail="content") from error

    def _read_head(self) -> frozenset[str]:
        """What stands before the sheets: the namespaces, and the styles that hide a sheet."""
        head = b""
        with self._parts.open(_CONTENT) as part:
            while (body := _BODY.search(head)) is None:
                piece = part.read(1 << 20)
                if not piece or len(head) > _HEAD:
                    raise OddXml
                head += piece
        opening = _ROOT.search(head)
        if opening is None or body is None:
            raise OddXml
        self._opening = opening.group().decode()
        tree = ET.fromstring(head[: body.start()] + b"</office:document-content>")  # noqa: S314
        return frozenset(
            style.get(f"{_STYLE}name", "")
            for style in tree.iter(f"{_STYLE}style")
            for properties in style.iter(f"{_STYLE}table-properties")
            if properties.get(f"{_TABLE}display") == "false"
        )

    def _sheet_tags(self) -> list[bytes]:
        """The start tags of the sheets, in order."""
        self._tags: list[bytes] = []
        rest = b""
        with self._parts.open(_CONTENT) as part:
            while piece := part.read(1 << 20):
                text = rest + piece
                done = 0
                for match in _SHEET.finditer(text):
                    self._tags.append(match.group())
                    done = match.end()
                rest = text[max(done, len(text) - 4096) :]
        return self._tags


def _first(pattern: re.Pattern[bytes], tag: bytes) -> str:
    found = pattern.search(tag)
    return found[1].decode() if found else ""


def _times(element: ET.Element, name: str) -> int:
    told = element.get(name)
    return 1 if told is None else max(1, int(told))


def _row(element: ET.Element) -> tuple[list[str], str]:
    cells: list[str] = []
    kinds: list[str] = []
    column = 0
    for cell in element:
        repeated = _times(cell, _REPEATED)
        text, kind = _cell(cell)
        if text and repeated == 1 and column == len(cells) < _COLUMNS:
            cells.append(text)
            kinds.append(kind)
        elif text:
            if column + repeated > _COLUMNS:
                raise IntakeError("sheet-bomb", found=column + repeated, limit=_COLUMNS)
            for again in range(repeated):
                put(cells, kinds, column + again, text, kind)
        column += repeated
    return cells, "".join(kinds)


def _cell(cell: ET.Element) -> tuple[str, str]:
    attributes = cell.attrib
    if not attributes and not len(cell):
        return "", BLANK
    formula = attributes.get(_FORMULA)
    text, kind = _value(cell, attributes)
    if formula is None:
        return text, kind
    if not text and _KIND not in attributes:
        return f"={formula.split(':', 1)[-1].lstrip('=')}", UNCALCULATED
    if _WRITTEN_ERROR.fullmatch(text):
        kind = ERROR
    return text, kind.upper()


def _value(cell: ET.Element, attributes: dict[str, str]) -> tuple[str, str]:
    kind = attributes.get(_KIND, "")
    if attributes.get(_CALCEXT) == "error":
        text = _written(cell)
        return (text if text.startswith("#") else f"#{text}"), ERROR
    if kind in ("float", "currency", "percentage"):
        return _number(cell, attributes.get(_VALUE, ""), kind)
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00"), TYPED
    if kind == "time":
        told = _CLOCK.fullmatch(cell.get(f"{_OFFICE}time-value", ""))
        return (
            ":".join(part.zfill(2) for part in told.groups()) if told else _written(cell)
        ), TYPED
    if kind == "boolean":
        true = cell.get(f"{_OFFICE}boolean-value") == "true"
        return ("WAAR" if true else "ONWAAR"), TYPED
    told_text = cell.get(f"{_OFFICE}string-value")
    return (_written(cell) if told_text is None else told_text), TEXT


def _number(cell: ET.Element, raw: str, kind: str) -> tuple[str, str]:
    if kind == "percentage":
        return formats.shown(raw, Style(SHARE), from_1904=False)
    text, sort = formats.number(raw)
    if len(cell) and (cell[0].text or "0").startswith("0"):
        # A code that is shown with leading zeros, by the format of its cell.
        written = _written(cell)
        if written.startswith("0") and written.isdigit() and written.lstrip("0") == text:
            return written, TYPED
    return text, sort


def _written(cell: ET.Element) -> str:
    """The text in a cell, a line per paragraph; a remark on it is no part of it."""
    if len(cell) == 1 and cell[0].tag == _PARAGRAPH and not len(cell[0]):
        return cell[0].text or ""
    return "\n".join(_paragraph(part) for part in cell if part.tag == _PARAGRAPH)


def _paragraph(element: ET.Element) -> str:
    pieces = [element.text or ""]
    for part in element:
        if part.tag == f"{_TEXT}s":
            pieces.append(" " * min(1_000, int(part.get(f"{_TEXT}c", "1"))))
        elif part.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif part.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif part.tag in (f"{_TEXT}span", f"{_TEXT}a"):
            pieces.append(_paragraph(part))
        pieces.append(part.tail or "")
    return "".join(pieces)
