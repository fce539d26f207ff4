"""One file from bytes to table, by what is in it: what the sealed child does, in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from datasets.intake import container, garbled, signatures
from datasets.intake.container import Member
from datasets.intake.delimited import scan_text
from datasets.intake.errors import IntakeError
from datasets.intake.limits import Limits
from datasets.intake.reading import Reading, ReadingOptions

SHEETS = ("xlsx", "xls", "ods")


def scan(source: Path, folder: Path, options: ReadingOptions, limits: Limits) -> Reading:
    """Read `source` into `folder`/table.parquet and rejected.csv.

    `folder` is private to this reading; working files are removed from it on success. Raises
    IntakeError for everything that makes the file no table.
    """
    reading = _opened(source, folder, options, limits)
    return replace(reading, notes=reading.notes + garbled.file_note(reading.columns))


def _opened(source: Path, folder: Path, options: ReadingOptions, limits: Limits) -> Reading:
    kind = signatures.kind_of_file(source)
    if kind not in container.CONTAINERS:
        return _scan(source, folder, options, limits, kind)
    size = source.stat().st_size
    if size > limits.file_bytes:
        raise IntakeError("file-too-large", size=size, limit=limits.file_bytes)
    # Of a zip with several JSON tables a member may be file#path.
    file, _, path = (options.member or "").partition("#")
    member = container.unpack(source, folder, kind, file or None, limits)
    try:
        inner = replace(options, member=path or None)
        reading = _scan(member.path, folder, inner, limits, member.kind)
    finally:
        member.path.unlink(missing_ok=True)
    return _packed(reading, member, kind, size)


def _packed(reading: Reading, member: Member, kind: str, size: int) -> Reading:
    """What was read, told as being in an archive: `file`, or `file#path` for one of its tables."""
    inner = f"{member.name}#{reading.member}" if reading.member else member.name
    tables = tuple(f"{member.name}#{path}" for path in reading.members)
    names: tuple[str, ...] = ()
    for name in member.names:
        names += tables if name == member.name and tables else (name,)
    if not member.names:
        names = tables
    return replace(
        reading,
        container=kind,
        member=inner,
        members=names if len(names) > 1 else (),
        size=size,
    )


def _scan(
    source: Path, folder: Path, options: ReadingOptions, limits: Limits, kind: str
) -> Reading:
    if kind in SHEETS:
        return _sheet(source, folder, options, limits, kind)
    if kind == "json":
        from datasets.intake.documents import scan_json

        return scan_json(source, folder, options, limits)
    if kind == "parquet":
        from datasets.intake.parquet import scan_parquet

        return scan_parquet(source, folder, options, limits)
    if kind:
        raise IntakeError("not-text", found=kind)
    return scan_text(source, folder, options, limits)


def _sheet(
    source: Path, folder: Path, options: ReadingOptions, limits: Limits, kind: str
) -> Reading:
    from datasets.intake.sheets import scan_sheet

    size = source.stat().st_size
    if size > limits.sheet_bytes:
        raise IntakeError("file-too-large", size=size, limit=limits.sheet_bytes)
    return scan_sheet(source, folder, options, limits, kind)
