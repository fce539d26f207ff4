"""A JSON file from bytes to table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from datasets.intake import encoding, lines
from datasets.intake.documents.rows import Rows
from datasets.intake.documents.stream import Decoder, Stream
from datasets.intake.documents.walk import ROOT, Survey, Whole, walk
from datasets.intake.encoding import Encoded
from datasets.intake.errors import IntakeError
from datasets.intake.limits import Limits
from datasets.intake.reading import NUMBER, WHOLE, ReadColumn, Reading, ReadingOptions
from datasets.intake.records import TOO_DEEP
from datasets.intake.staging import Staging

_HEAD = 1 << 20
_LINES = 20  # lines from the top that tell one record a line from one text
_KEPT_TITLES, _KEPT_CHARS = 200, 500
_VALUE = re.compile(r"[ \t]*[\[{].*[\]}][ \t]*", re.DOTALL)


@dataclass(frozen=True)
class _File:
    """A JSON file and the encoding it is in."""

    path: Path
    encoded: Encoded
    limits: Limits

    @contextmanager
    def stream(self, *, rough: bool = False) -> Iterator[Stream]:
        with lines.open_text(self.path, self.encoded) as text:
            yield Stream(text, self.limits.line_bytes, rough=rough)


@dataclass(frozen=True)
class _Found:
    """What a file turned out to hold, beside its rows."""

    format: str
    lines: int
    member: str = ""
    members: tuple[str, ...] = ()
    blank: int = 0


def scan_json(source: Path, folder: Path, options: ReadingOptions, limits: Limits) -> Reading:
    """Read a JSON text, one record a line, or GeoJSON into `folder`, as `scan.scan` does.

    The largest list of objects in the file is its table, unless `options.member` names another.
    Objects within objects become columns `outer.inner`; lists stay JSON text. Types are decided
    from how the cells are written, as in CSV; a number with decimals that is no text in JSON has
    its own value, whatever sign the texts of that column have.
    """
    # JSON may well be one line.
    roomy = replace(limits, line_bytes=limits.file_bytes)
    file = _File(source, encoding.detect(source, roomy, options.encoding), limits)
    with Staging(folder) as staging:
        rows = Rows(staging, options, limits, wide=file.encoded.name.startswith("utf-16"))
        found = _by_line(file, rows) if _one_a_line(file) else _as_whole(file, rows, options)
        header = rows.finish()
        if not header.width:
            raise IntakeError("no-columns")
        order = rows.order(header)
        columns = staging.build(header, options, limits, comma_habit=False, order=order)
    return Reading(
        columns=tuple(_noted(columns, order, rows)),
        rows=staging.rows,
        rejected=staging.reasons.total(),
        reasons=dict(staging.reasons),
        encoding=file.encoded.name,
        bom=file.encoded.bom,
        delimiter="",
        quote="",
        header_line=header.line,
        title_lines=tuple(t[:_KEPT_CHARS] for t in rows.lists.titles[:_KEPT_TITLES]),
        footer_lines=(),
        blank_lines=found.blank,
        lines=found.lines,
        size=file.encoded.size,
        format=found.format,
        member=found.member,
        members=found.members,
        notes=_notes(rows),
    )


def _notes(rows: Rows) -> tuple[str, ...]:
    seen = (
        ("nested-flattened", rows.columns.nested),
        ("lists-as-text", rows.columns.lists),
        ("centroids", rows.middles is not None),
    )
    return tuple(note for note, there in seen if there)


def _noted(
    columns: tuple[ReadColumn, ...], order: Sequence[int], rows: Rows
) -> Iterator[ReadColumn]:
    """Says of a number column that the file writes its cells as text."""
    for column, at in zip(columns, order, strict=True):
        texts = rows.columns.texts[at] if at < len(rows.columns.texts) else 0
        if texts > column.misfits + sum(column.missing.values()) and column.type in (WHOLE, NUMBER):
            yield replace(column, notes=(*column.notes, "text-numbers"))
        else:
            yield column


def _one_a_line(file: _File) -> bool:
    """Whether each line is a value: most of the first lines look so, and one of them is."""
    with lines.open_text(file.path, file.encoded) as text:
        head = text.read(_HEAD)
        whole = not text.read(1)
    first = lines.split(head)
    if not whole:
        first = first[:-1]
    filled = [line.strip() for line in first if line.strip()][:_LINES]
    alike = [line for line in filled if _VALUE.fullmatch(line)]
    if len(filled) < 2 or len(alike) * 2 <= len(filled):
        return False
    return any(_stands_alone(line) for line in alike)


def _stands_alone(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _by_line(file: _File, rows: Rows) -> _Found:
    decoder, limit = Decoder(), file.limits.line_bytes
    number = blank = 0
    with lines.open_text(file.path, file.encoded) as text:
        while line := text.readline(limit + 1):
            number += 1
            if len(line) > limit:
                raise IntakeError("field-too-large", line=number, limit=file.limits.field_chars)
            bare = line.strip(" \t\r\n")
            if not bare:
                blank += 1
                continue
            try:
                value, end = decoder.value(bare, 0)
            except json.JSONDecodeError:
                rows.reject(number, bare)
                continue
            except RecursionError:
                rows.reject(number, bare, TOO_DEEP)
                continue
            if end != len(bare):
                rows.reject(number, bare)
            else:
                rows.add(number, value, bare, doubled=decoder.doubled)
    return _Found("jsonl", number, blank=blank)


def _as_whole(file: _File, rows: Rows, options: ReadingOptions) -> _Found:
    with file.stream() as stream:
        if stream.peek() == "[":
            if options.member:
                raise _no_member(options.member)
            walk(stream, rows)
            return _Found(_format(rows), rows.seen)
    survey = Survey()
    with file.stream(rough=True) as stream:
        walk(stream, survey)
    path = options.member or survey.largest
    if path not in survey.tables:
        raise _no_member(path) if options.member else IntakeError("no-columns")
    with file.stream() as stream:
        if path == ROOT:
            whole = Whole(survey.tables)
            walk(stream, whole)
            rows.add(1, whole.record, "", doubled=False)
        else:
            walk(stream, _Only(path, rows))
    chosen = path if len(survey.tables) > 1 else ""
    return _Found(_format(rows), rows.seen, chosen, survey.tables if chosen else ())


def _format(rows: Rows) -> str:
    return "geojson" if rows.middles else "json"


def _no_member(path: str) -> IntakeError:
    return IntakeError("bad-option", option="member", value=path[:80])


@dataclass(frozen=True)
class _Only:
    """Of a walk over the whole file only this list."""

    path: str
    rows: Rows

    def element(self, path: str, number: int, value: Any, stream: Stream) -> None:
        if path == self.path:
            self.rows.element(path, number, value, stream)

    def value(self, path: str, value: Any) -> None:
        """What stands beside the list is no part of the table."""
