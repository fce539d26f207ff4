"""Files that came packed: the one to read is unpacked under a cap, by content and never by name.

A name in an archive is shown and compared, never used as a path.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from datasets.intake import signatures
from datasets.intake.errors import IntakeError
from datasets.intake.limits import Limits

CONTAINERS = ("zip", "gzip")
UNPACKED = "unpacked"
_TABLES = ("", "json", "parquet")  # kinds that are read from an archive; "" is text
_ENTRIES = 1_000
# No table is packed this tightly; below the second size even a bomb does no harm.
_RATIO, _RATIO_FROM = 500, 10_000_000
_CHUNK = 1 << 20
_HEAD = 65_536
_TAIL = 66_000  # bytes at the end of a zip in which its own account of its entries stands
_JUNK_NAMES = ("thumbs.db", "desktop.ini", ".ds_store")
_LOCKED = 0x1


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    """The file that was unpacked, its kind, and the others that could have been."""

    path: Path
    kind: str
    name: str
    names: tuple[str, ...]


def unpack(source: Path, folder: Path, kind: str, wish: str | None, limits: Limits) -> Member:
    """Unpack the file called `wish`, else the largest that can be a table, into `folder`.

    Raises IntakeError: encrypted, broken-archive, archive-in-archive, archive-too-full,
    archive-without-table, archive-bomb, unpacked-too-large, bad-option.
    """
    target = folder / UNPACKED
    try:
        if kind == "gzip":
            with gzip.open(source, "rb") as packed:
                _copy(packed, target, source.stat().st_size, limits)
            return _member(target, "", ())
        name, names = _unzip(source, target, wish, limits)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, ValueError):
        raise IntakeError("broken-archive") from None
    except RuntimeError:  # what zipfile says of a file with a password
        raise IntakeError("encrypted") from None
    return _member(target, name, names)


def _member(target: Path, name: str, names: tuple[str, ...]) -> Member:
    found = signatures.kind_of_file(target)
    if found in CONTAINERS:
        raise IntakeError("archive-in-archive")
    if found not in _TABLES:
        raise IntakeError("archive-without-table")
    return Member(target, found, name, names)


def _unzip(
    source: Path, target: Path, wish: str | None, limits: Limits
) -> tuple[str, tuple[str, ...]]:
    entries = _entries(source)
    if entries > _ENTRIES:
        raise IntakeError("archive-too-full", found=entries, limit=_ENTRIES)
    with zipfile.ZipFile(source) as archive:
        listed = archive.infolist()
        if len(listed) > _ENTRIES:  # its own account of them was a lie
            raise IntakeError("archive-too-full", found=len(listed), limit=_ENTRIES)
        members = [one for one in listed if not _is_junk(one)]
        if any(".." in one.filename.replace("\\", "/").split("/") for one in members):
            raise IntakeError(
                "broken-archive"
            )  # nobody packs a way out of the folder in good faith
        if members and all(one.flag_bits & _LOCKED for one in members):
            raise IntakeError("encrypted")
        usable = [one for one in members if _is_table(archive, one)]
        chosen = _chosen(usable, members, wish)
        size, packed = chosen.file_size, max(1, chosen.compress_size)
        _refuse_size(size, packed, limits)
        with archive.open(chosen) as file:
            _copy(file, target, packed, limits)
    return chosen.filename, tuple(one.filename for one in usable)


def _chosen(
    usable: Sequence[zipfile.ZipInfo], members: Sequence[zipfile.ZipInfo], wish: str | None
) -> zipfile.ZipInfo:
    if wish is not None:
        named = [one for one in usable if one.filename == wish]
        if not named:
            raise IntakeError("bad-option", option="member", value=wish[:80])
        return named[0]
    if not usable:
        packed = any(one.filename.lower().endswith((".zip", ".gz")) for one in members)
        raise IntakeError("archive-in-archive" if packed else "archive-without-table")
    return max(usable, key=lambda one: one.file_size)


def _entries(source: Path) -> int:
    """How many entries a zip says that it has, before its list of them is read into memory."""
    size = source.stat().st_size
    with source.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile
    return int.from_bytes(tail[at + 10 : at + 12], "little")


def _is_junk(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what operating systems leave behind."""
    parts = entry.filename.replace("\\", "/").split("/")
    name = parts[-1].lower()
    return (
        entry.is_dir()
        or "__MACOSX" in parts
        or not entry.file_size
        or name.startswith("._")
        or name in _JUNK_NAMES
    )


def _is_table(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if entry.flag_bits & _LOCKED:
        return False
    try:
        with archive.open(entry) as file:
            head = file.read(_HEAD)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        # That it is damaged is said when it is the one to be read.
        return True
    return signatures.kind_of(head) in _TABLES and not signatures.is_binary(head)


def _copy(packed: _Readable, target: Path, size: int, limits: Limits) -> None:
    written = 0
    with target.open("wb") as file:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            _refuse_size(written, size, limits)
            file.write(chunk)


def _refuse_size(size: int, packed: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise IntakeError("unpacked-too-large", limit=limits.file_bytes)
    if size > _RATIO_FROM and size > _RATIO * packed:
        raise IntakeError("archive-bomb")
