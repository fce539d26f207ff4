"""Which kind of file evidence is, told by its bytes; a name may not say otherwise.

Kept are PDF, PNG, JPEG, plain text, CSV, and xlsx, ods and docx without macros. What could run on
a colleague's computer (programs, scripts, pages, drawings with script, archives) is refused.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from feedback.lifecycle import Refused
from feedback.services.pictures import JPEG, PNG, BrokenPicture, clean_jpeg, clean_png

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# What the ending of a name may be called for each kind.
_ENDINGS = {"jpeg": "jpg", "log": "txt", "md": "txt", "tsv": "csv"}
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
    b"#!",
    b"\xef\xbb\xbf#!",
)
_ARCHIVES = (
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    *(b"BZh%d1AY" % level for level in range(1, 10)),
    b"\xfd7zXZ",
    b"MSCF\x00",
    b"\x28\xb5\x2f\xfd",
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# As browsers tell a page from a text, and somewhat further on.
_PAGE = re.compile(rb"<(?:!doctype|html|head|body|svg|script|iframe|\?xml|\?php)", re.I)
_PAGE_WITHIN = 4096
# What is packed in a PDF may hold any bytes; what runs is named outside of it.
_PDF_PACKED = re.compile(rb"stream\r?\n.*?endstream", re.S)
# A name may be written with its signs as #4A.
_PDF_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
_MACROS = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|oleobject|(?:^|/)(?:basic|scripts)/", re.I
)
_RUNS = re.compile(r"\.(?:exe|dll|com|scr|msi|jar|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|lnk)$", re.I)
_MOST_PARTS = 5_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Evidence:
    """A file as it may be kept: its kind is known, a picture was written anew."""

    filename: str
    kind: str
    content: bytes


def examined(name: str, content: bytes) -> Evidence:
    """The file as it may be kept, under a name that is only a name.

    Raises Refused with `name`: evidence-empty, -executable, -archive, -page, -macros, -old-office,
    -broken, -unknown, -other-kind (ending, found).
    """
    shown = plain_name(name)
    ending = PurePosixPath(shown).suffix.lower().lstrip(".")
    try:
        kind, content = _told_by(content)
    except _Not as no:
        raise Refused(f"evidence-{no.code}", name=shown) from no
    claimed = _ENDINGS.get(ending, ending)
    if kind == "txt" and claimed == "csv":
        kind = "csv"
    if ending and claimed != kind:
        raise Refused("evidence-other-kind", name=shown, ending=ending[:20], found=kind)
    return Evidence(shown if ending else f"{shown[:190]}.{kind}", kind, content)


def plain_name(name: str) -> str:
    """The last part of a name, without what does not print; only ever shown, never a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) < 20:
        return f"{stem[-150:]}.{ending}"
    return shown[-150:] or "bestand"


class _Not(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _told_by(content: bytes) -> tuple[str, bytes]:
    """The kind of these bytes, and the bytes to keep."""
    if not content.strip():
        raise _Not("empty")
    # "MZ" may begin a text too, in which no zero byte stands.
    if content.startswith(_PROGRAMS) or (content[:2] == b"MZ" and b"\x00" in content[:64]):
        raise _Not("executable")
    if content.startswith(_ARCHIVES) or content[257:262] == b"ustar":
        raise _Not("archive")
    if content.startswith(_OLD_OFFICE):
        raise _Not("old-office")
    if content.startswith((PNG, JPEG)):
        return _picture(content)
    if content.startswith(b"%PDF-"):
        named = _PDF_SIGN.sub(lambda sign: bytes([int(sign[1], 16)]), _PDF_PACKED.sub(b"", content))
        if _PDF_RUNS.search(named):
            raise _Not("macros")
        return "pdf", content
    if content.startswith(_ZIP):
        return _office(content), content
    return _text(content), content


def _picture(content: bytes) -> tuple[str, bytes]:
    try:
        if content.startswith(PNG):
            return "png", clean_png(content)
        return "jpg", clean_jpeg(content)
    except BrokenPicture as error:
        raise _Not("broken") from error


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            if len(names) > _MOST_PARTS:
                raise _Not("broken")
            kind = _office_kind(packed, set(names))
            types = _beginning(packed, "[Content_Types].xml", 500_000)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _Not("broken") from error
    if any(_MACROS.search(name) for name in names) or b"macroEnabled" in types:
        raise _Not("macros")
    if any(_RUNS.search(name) for name in names):
        raise _Not("executable")
    return kind


def _office_kind(packed: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "word/document.xml" in names:
            return "docx"
    if _beginning(packed, "mimetype", 100) == CONTENT_TYPES["ods"].encode():
        return "ods"
    raise _Not("archive")


def _beginning(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    if name not in packed.namelist():
        return b""
    with packed.open(name) as part:
        return part.read(most)


def _text(content: bytes) -> str:
    text = as_text(content)
    if text is None or _CONTROL.search(text):
        raise _Not("unknown")
    if text.startswith("#!"):
        raise _Not("executable")
    if _PAGE.search(text[:_PAGE_WITHIN].encode()):
        raise _Not("page")
    return "txt"


def as_text(content: bytes) -> str | None:
    """The bytes as text in one of the ways that office programs write it; None for no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        ways = ["utf-16"]
    else:
        ways = ["utf-8-sig", "cp1252"]
    for way in ways:
        try:
            return content.decode(way)
        except UnicodeDecodeError:
            continue
    return None
