"""Workbooks of Excel since 2007, read straight from their XML.

openpyxl reads the same in three times the time, which is more than the child has for a workbook of
20 MB; it keeps silent about formulas without a result, and it refuses workbooks whose colours or
fonts it does not know. In the tests it is the oracle.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from datasets.intake.sheets import formats
from datasets.intake.sheets.cells import Cells, column_of, text_of
from datasets.intake.sheets.formats import Style
from datasets.intake.sheets.grid import Merge, Row, Sheet
from datasets.intake.sheets.parts import OddXml, Parts, row_blocks

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ROOT = re.compile(rb"<worksheet(?=[\s>])[^>]*>")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_OTHER_ENCODING = re.compile(rb"encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)


class Workbook:
    """An xlsx file. Raises IntakeError as `parts.Parts` does, and bad-workbook."""

    def __init__(self, source: Path) -> None:
        self._parts = Parts(source)
        main = self._main()
        book = self._parts.tree(main)
        space = book.tag.partition("}")[0] + "}"
        properties = book.find(f"{space}workbookPr")
        told = "" if properties is None else properties.get("date1904", "")
        self.counts_from_1904 = told in ("1", "true", "on")
        targets = self._targets(main)
        self._paths: list[str] = []
        sheets: list[Sheet] = []
        for sheet in book.iter(f"{space}sheet"):
            kind, path = targets.get(_relation(sheet), ("", ""))
            if kind == "worksheet" and path in self._parts.names:
                sheets.append(
                    Sheet(sheet.get("name", ""), sheet.get("state", "visible") == "visible")
                )
                self._paths.append(path)
        self.sheets = tuple(sheets)
        self._styles = self._read_styles(targets)
        self._texts: list[str] | None = None
        self._texts_path = _of_kind(targets, "sharedStrings")

    def rows(self, index: int) -> Iterator[Row]:
        if self._texts is None:
            self._texts = self._read_texts()
        cells = Cells(self._texts, self._styles, from_1904=self.counts_from_1904)
        path, last = self._paths[index], 0
        try:
            opening = self._opening(path)
            with self._parts.open(path) as part:
                blocks = row_blocks(part, start=b"<sheetData", row=b"row", stop=b"</sheetData")
                for block in blocks:
                    for row in cells.rows(block.decode(), opening.decode(), last):
                        yield row
                        last = row.number
        except OddXml:
            with self._parts.open(path) as part:
                yield from cells.every_row(part, last)

    def merges(self, index: int, last_row: int) -> list[Merge]:
        found: list[Merge] = []
        with self._parts.open(self._paths[index]) as part:
            rest = b""
            while piece := part.read(1 << 20):
                text = rest + piece
                for match in _MERGE.finditer(text):
                    top, bottom = int(match[2]), int(match[4])
                    if top <= last_row:
                        left, right = column_of(match[1].decode()), column_of(match[3].decode())
                        found.append(Merge(top, left, bottom, right))
                rest = text[-200:] if b"mergeCell" in text[-200:] else b""
        return sorted(set(found))

    def _main(self) -> str:
        if "_rels/.rels" in self._parts.names:
            for kind, path in self._targets("").values():
                if kind == "officeDocument":
                    return path
        return "xl/workbook.xml"

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id -> (kind, path)."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found = {}
        for one in self._parts.tree(path).iter(_RELATION):
            target = one.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = one.get("Type", "").rsplit("/", 1)[-1]
            found[one.get("Id", "")] = (kind, posixpath.normpath(place))
        return found

    def _read_styles(self, targets: dict[str, tuple[str, str]]) -> list[Style]:
        path = _of_kind(targets, "styles")
        if path not in self._parts.names:
            return []
        tree = self._parts.tree(path)
        space = tree.tag.partition("}")[0] + "}"
        codes = {
            one.get("numFmtId", ""): one.get("formatCode", "")
            for one in tree.iter(f"{space}numFmt")
        }
        used = tree.find(f"{space}cellXfs")
        numbers = [] if used is None else [one.get("numFmtId", "0") for one in used]
        return [formats.style_of(int(number), codes.get(number)) for number in numbers]

    def _read_texts(self) -> list[str]:
        """The shared strings; of rich text the parts together, without its phonetic guide."""
        found: list[str] = []
        if self._texts_path not in self._parts.names:
            return found
        with self._parts.open(self._texts_path) as part:
            events = ET.iterparse(part, ("start", "end"))  # noqa: S314 - it has no DTD
            _, root = next(events)
            item = root.tag.partition("}")[0] + "}si"
            for event, element in events:
                if event == "end" and element.tag == item:
                    found.append(text_of(element))
                    root.clear()
        return found

    def _opening(self, path: str) -> bytes:
        """The start tag of a sheet in its usual form: UTF-8 and without prefixes."""
        with self._parts.open(path) as part:
            head = part.read(65_536)
        found = _ROOT.search(head)
        if found is None or _OTHER_ENCODING.search(head[: found.start()]):
            raise OddXml
        return found.group()


def _relation(sheet: ET.Element) -> str:
    return next((value for key, value in sheet.items() if key.endswith("}id")), "")


def _of_kind(targets: dict[str, tuple[str, str]], wanted: str) -> str:
    return next((path for kind, path in targets.values() if kind == wanted), "")
