"""A workbook that is a zip of XML, opened only after its promises about itself were weighed.

Python's zipfile never gives more of a part than the part's declared size, so what is declared is
what reading can cost.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from datasets.intake.errors import IntakeError

MEMBERS = 1_000
UNPACKED = 300_000_000
RATIO = 150
_RATIO_FROM = 10_000_000
_PART = 40_000_000  # of a part that is read at once: styles, the list of sheets
_CHUNK = 1 << 20
_LONGEST_ROW = 64 * _CHUNK
_END = struct.Struct("<4s4H2LH")

# Whatever a damaged archive or broken XML makes Python raise.
BROKEN = (
    zipfile.BadZipFile, ET.ParseError, expat.ExpatError, KeyError, ValueError, IndexError, EOFError,
    NotImplementedError, RuntimeError, struct.error, OSError, zlib.error,
)  # fmt: skip


class Parts:
    """The parts of one workbook."""

    def __init__(self, source: Path) -> None:
        """Raises IntakeError: sheet-bomb, macro, encrypted, bad-workbook."""
        content = io.BytesIO(source.read_bytes())
        try:
            _weigh_directory(content)
            self._zip = zipfile.ZipFile(content)
        except BROKEN as error:
            raise IntakeError("bad-workbook", detail=type(error).__name__) from error
        _weigh(self._zip.infolist())
        self.names = frozenset(self._zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        """A part of XML, which has no DTD: no entity can grow or fetch anything."""
        with self._zip.open(name) as part:
            _refuse_dtd(part)
        return self._zip.open(name)

    def tree(self, name: str) -> ET.Element:
        """A small part as a whole."""
        if self._zip.getinfo(name).file_size > _PART:
            raise IntakeError("sheet-bomb", found=self._zip.getinfo(name).file_size, limit=_PART)
        with self.open(name) as part:
            return ET.parse(part).getroot()  # noqa: S314 - it has no DTD


def _weigh_directory(file: IO[bytes]) -> None:
    """Refuse a directory of a million members before Python makes a million objects of it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + _END.size:
        members = _END.unpack_from(tail, at)[4]
        if members > MEMBERS:
            raise IntakeError("sheet-bomb", found=members, limit=MEMBERS)
    file.seek(0)


def _weigh(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise IntakeError("sheet-bomb", found=len(members), limit=MEMBERS)
    total = sum(member.file_size for member in members)
    if total > UNPACKED:
        raise IntakeError("sheet-bomb", found=total, limit=UNPACKED)
    for member in members:
        name = member.filename.replace("\\", "/")
        if ".." in name.split("/") or name.startswith("/") or name[1:2] == ":":
            raise IntakeError("bad-workbook", detail="path")
        if member.flag_bits & 1:
            raise IntakeError("encrypted")
        base = name.rsplit("/", 1)[-1].lower()
        if base.startswith("vbaproject") or name.startswith("Basic/"):
            raise IntakeError("macro")
        large = member.file_size > _RATIO_FROM
        if large and member.file_size > RATIO * max(1, member.compress_size):
            raise IntakeError("sheet-bomb", found=member.file_size, limit=_RATIO_FROM)


class _Found(Exception):
    """The first element of a part was reached."""


def _refuse_dtd(part: IO[bytes]) -> None:
    """A DTD can only stand before the first element, so only that far is looked."""
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise IntakeError("bad-workbook", detail="DTD")

    def started(*_: object) -> None:
        raise _Found

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = started
    try:
        while piece := part.read(4096):
            parser.Parse(piece)
    except _Found:
        return
    raise IntakeError("bad-workbook", detail="empty part")


def row_blocks(part: IO[bytes], *, start: bytes, row: bytes, stop: bytes) -> Iterator[bytes]:
    """The XML of rows, whole ones, about a megabyte at a time.

    Rows stand between the tags `start` and `stop`. Raises `OddXml` for a part that is written so
    that cutting it between rows might cut it wrong.
    """
    buffer = _behind(part, start)
    if buffer is None:
        return
    ending = b"</" + row + b">"
    while True:
        end = buffer.find(stop)
        if b"<!" in buffer or b"<?" in buffer:
            raise OddXml
        cut = end if end >= 0 else buffer.rfind(ending) + len(ending)
        if end >= 0 or cut >= len(ending):
            yield buffer[:cut]
            buffer = buffer[cut:]
        if end >= 0:
            return
        piece = part.read(_CHUNK)
        if not piece or len(buffer) > _LONGEST_ROW:
            raise IntakeError("bad-workbook", detail="rows")
        buffer += piece


class OddXml(Exception):
    """XML that is fine but unusual: comments, another encoding, prefixes."""


def _behind(part: IO[bytes], start: bytes) -> bytes | None:
    """What was read behind the start tag that `start` opens; None when that element is empty."""
    pattern = re.compile(start + rb"(?=[\s>/])[^>]*>")
    buffer = b""
    while (found := pattern.search(buffer)) is None:
        piece = part.read(_CHUNK)
        if not piece:
            raise OddXml
        buffer = buffer[-65_536:] + piece
    return None if found.group().endswith(b"/>") else buffer[found.end() :]
