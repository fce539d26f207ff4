"""Files that are no text, told by their first bytes, whatever their name says."""

import re
from pathlib import Path

# Signatures that never start a table of text.
_FIRST_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"(\xb5/\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x7fELF", "exe"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"PARE", "parquet"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"OggS", "audio"),
    (b"ID3", "audio"),
    (b"{\\rtf", "rtf"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<head", "html"),
    (b"<?xml", "xml"),
    (b"<table", "html"),
)
# An object, or a list of objects, lists, texts or numbers. A CSV header may be [name];[code].
_JSON = re.compile(rb'\{\s*["}]|\[\s*(?:[{\["\]]|-?\d+(?:\.\d+)?\s*[,\]])')
_ZIP_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"xl/", "xlsx"),
    (b"word/", "docx"),
    (b"ppt/", "pptx"),
)
_OFFICE_STARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"ppt/")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1d]")
_HEAD = 65_536


def kind_of(head: bytes) -> str:
    """The kind of file that `head` (its first bytes, 4 kB or more) starts, or "" for text."""
    for signature, kind in _FIRST_BYTES:
        if head.startswith(signature):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _markup(head.decode("utf-16", "ignore").encode("utf-8", "ignore"))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(head)
    return _by_offset(head) or _markup(head)


def kind_of_file(path: Path) -> str:
    """The kind of a whole file, "" for text."""
    with path.open("rb") as file:
        return kind_of(file.read(_HEAD))


def is_binary(head: bytes) -> bool:
    """Whether these bytes are too full of control signs to be text of any kind."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in head[:512] and len(_CONTROL.findall(head)) > max(4, len(head) // 50)


def _by_offset(head: bytes) -> str:
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "webp" if head[8:12] == b"WEBP" else "audio"
    if head[4:8] == b"ftyp":
        return "video"
    # MZ and BM are also letters; only the binary header behind them has zero bytes.
    # Of a program that was cut off after its mark nothing is left to tell it from a table.
    if head[:2] == b"MZ" and (b"\x00" in head[:64] or not head[2:].strip()):
        return "exe"
    if head[:2] == b"BM" and b"\x00" in head[6:10]:
        return "bmp"
    return ""


def _zip_kind(head: bytes) -> str:
    """A document when its own parts stand first in the archive; a zip of files otherwise."""
    if head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument"):
        return "ods" if head[30:].startswith(b"mimetype" + _ODS) else "odt"
    names = [
        head[at + 30 : at + 30 + int.from_bytes(head[at + 26 : at + 28], "little")]
        for at in _starts(head, b"PK\x03\x04")
    ]
    if not names or not names[0].startswith(_OFFICE_STARTS):
        return "zip"
    for name in names:
        for part, kind in _ZIP_PARTS:
            if name.startswith(part):
                return kind
    return "zip"


def _starts(head: bytes, mark: bytes) -> list[int]:
    found, at = [], head.find(mark)
    while at >= 0:
        found.append(at)
        at = head.find(mark, at + len(mark))
    return found


def _markup(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _JSON.match(start):
        return "json"
    start = start[:200].lower()
    return next((kind for signature, kind in _MARKUP if start.startswith(signature)), "")
