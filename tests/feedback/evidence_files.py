"""Files as people bring them, and as they should not: made in memory."""

import io
import struct
import zipfile
import zlib

SCRIPT = b"<script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra: bytes, behind: bytes = b"", in_stream: bytes = b"", size: tuple = (2, 2)) -> bytes:
    """A small picture; `extra` chunks stand before the pixels, `behind` after its end."""
    width, height = size
    pixels = b"".join(b"\x00" + b"\xff\x00\x00" * width for _row in range(height))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            *extra,
            chunk(b"IDAT", zlib.compress(pixels) + in_stream),
            chunk(b"IEND", b""),
            behind,
        )
    )


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int) -> bytes:
    """Where and how a photo was taken, as a phone writes it."""
    tiff = b"II\x2a\x00" + struct.pack("<IH", 8, 1)
    tiff += struct.pack("<HHIHHI", 0x0112, 3, 1, orientation, 0, 0) + b"GPS 52.1 5.1"
    return segment(0xE1, b"Exif\x00\x00" + tiff)


def jpeg(*extra: bytes, behind: bytes = b"") -> bytes:
    """A photo of one grey square."""
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            *extra,
            segment(0xDB, b"\x00" + b"\x01" * 64),
            segment(0xC0, b"\x08\x00\x08\x00\x08\x01\x01\x11\x00"),
            segment(0xC4, b"\x00" + b"\x00" * 15 + b"\x01" + b"\x00"),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            b"\x3f\xff\x00\x3f",
            b"\xff\xd9",
            behind,
        )
    )


def packed(**files: bytes) -> bytes:
    """A zip; a double underscore in a name is a slash, "types" and "mimetype" are themselves."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in files.items():
            target.writestr(
                name.replace("__", "/").replace("types", "[Content_Types].xml"), content
            )
    return out.getvalue()


def xlsx(**extra: bytes) -> bytes:
    return packed(**{"types": b"<Types/>", "xl__workbook.xml": b"<workbook/>", **extra})


def docx(**extra: bytes) -> bytes:
    return packed(**{"types": b"<Types/>", "word__document.xml": b"<document/>", **extra})


def ods(**extra: bytes) -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed(**{"mimetype": kind, "content.xml": b"<office/>", **extra})
