"""Text with a delimiter, from bytes to table, in order."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from datasets.intake import dialect as dialects
from datasets.intake import encoding, footer, header, lines, records, staging, table
from datasets.intake.dialect import Dialect
from datasets.intake.encoding import Encoded
from datasets.intake.errors import IntakeError
from datasets.intake.header import Header
from datasets.intake.limits import Limits
from datasets.intake.reading import Reading, ReadingOptions
from datasets.intake.records import BLANK, CELL_END, Entry, Records
from datasets.intake.staging import REJECTED, STAGED, TABLE

_SAMPLE_CHARS = 262_144
_KEPT_LINES = 200  # title and footer lines that a reading repeats
_KEPT_CHARS = 500  # of each


class _RowWriter(Protocol):
    def writerow(self, row: Iterable[object], /) -> object: ...


@dataclass
class _Account:
    """Where the lines of the file went."""

    rows: int = 0
    blank: int = 0
    escaped: bool = False
    reasons: Counter[str] = field(default_factory=Counter)
    footer: list[tuple[int, str]] = field(default_factory=list)


def scan_text(source: Path, folder: Path, options: ReadingOptions, limits: Limits) -> Reading:
    """Read `source` into `folder`/table.parquet and rejected.csv.

    `folder` is private to this reading; working files are removed from it on success. Raises
    IntakeError for everything that makes the file no table.
    """
    encoded = encoding.detect(source, limits, options.encoding)
    with lines.open_text(source, encoded) as text:
        sample = _sample(text, limits)
    dialect = dialects.detect(sample, delimiter=options.delimiter, quote=options.quote)
    head = dialects.parse(lines.split(sample), dialect)
    if dialects.announced(lines.split(sample[:10])[0]):
        head = head[1:]
    found = header.detect(head, limit=limits.columns, chosen=options.header_line)
    with lines.open_text(source, encoded) as text:
        given = lines.Lines(iter(text))
        above = [next(given) for _ in range(found.last_line)]
        account = _stage(given, folder, dialect, found, encoded, options, limits)
    with staging.engine_for(folder, limits) as connection:
        staged = table.Staged(
            folder / STAGED, account.rows, account.escaped, dialect.delimiter != ","
        )
        columns = table.build(connection, staged, folder / TABLE, found, options)
    titles = above[: found.line - 1] if found.line else above
    return Reading(
        columns=columns,
        rows=account.rows,
        rejected=account.reasons.total(),
        reasons=dict(account.reasons),
        encoding=encoded.name,
        bom=encoded.bom,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        header_line=found.line,
        title_lines=tuple(_shown(line) for line in titles if line.strip())[:_KEPT_LINES],
        footer_lines=tuple(account.footer[:_KEPT_LINES]),
        blank_lines=account.blank + sum(1 for line in titles if not line.strip()),
        lines=given.number,
        size=encoded.size,
    )


def _sample(text: io.TextIOWrapper, limits: Limits) -> str:
    """The start of the text in whole lines."""
    sample = text.read(_SAMPLE_CHARS)
    if "\n" not in sample and "\r" not in sample:
        sample += text.read(limits.line_bytes)
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    whole = sample[: end + 1] if end >= 0 and text.read(1) else sample
    if not whole.strip("\r\n\t \x1a\ufeff;,|\"'"):
        raise IntakeError("no-columns")
    return whole


def _stage(
    given: lines.Lines,
    folder: Path,
    dialect: Dialect,
    found: Header,
    encoded: Encoded,
    options: ReadingOptions,
    limits: Limits,
) -> _Account:
    account = _Account()
    found_records = Records(
        given,
        dialect,
        found.width,
        field_limit=limits.field_chars,
        wide=encoded.name.startswith("utf-16"),
    )
    with (
        (folder / STAGED).open("w", encoding="utf-8", newline="", buffering=1 << 18) as good,
        (folder / REJECTED).open(
            "w", encoding="utf-8", errors="backslashreplace", newline=""
        ) as bad,
    ):
        rejected = csv.writer(bad)
        rejected.writerow(("line", "reason", "raw"))
        held: deque[Entry] = deque()
        entries = iter(found_records)
        chosen = options.footer_line
        for entry in entries:
            if chosen and entry.line >= chosen:
                _to_footer(account, [entry])
                continue
            held.append(entry)
            # The last records wait: only the end of the file tells whether they are a footer.
            if len(held) > footer.LOOKED_AT:
                first = held.popleft()
                if first.reason or first.escaped:
                    _put(account, first, good, rejected)
                else:
                    good.write(f"{first.line}{CELL_END}{first.staged}\n")
                    account.rows += 1
        tail = list(held)
        at = len(tail) if chosen is not None else _footer_start(tail, dialect, found.width)
        for entry in tail[:at]:
            _put(account, entry, good, rejected)
        _to_footer(account, tail[at:])
    return account


def _footer_start(tail: list[Entry], dialect: Dialect, width: int) -> int:
    cells: list[list[str]] = []
    for entry in tail:
        if entry.reason == BLANK:
            cells.append([])
        elif not entry.reason:
            cells.append(entry.staged.split(CELL_END))
        else:
            parsed = dialects.parse([entry.raw], dialect, 1)
            cells.append(parsed[0].cells if parsed else [entry.raw])
    return footer.start(cells, width)


def _put(account: _Account, entry: Entry, good: io.TextIOWrapper, rejected: _RowWriter) -> None:
    if entry.reason == BLANK:
        account.blank += 1
    elif entry.reason:
        account.reasons[entry.reason] += 1
        rejected.writerow((entry.line, entry.reason, entry.raw.rstrip("\r\n")))
    else:
        good.write(f"{entry.line}{CELL_END}{entry.staged}\n")
        account.rows += 1
        account.escaped = account.escaped or entry.escaped


def _to_footer(account: _Account, entries: list[Entry]) -> None:
    for entry in entries:
        if entry.reason in (BLANK, records.EMPTY_ROW):
            account.blank += 1
        else:
            account.footer.append((entry.line, _shown(entry.raw)))


def _shown(line: str) -> str:
    text = line.rstrip("\r\n")[:_KEPT_CHARS]
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
