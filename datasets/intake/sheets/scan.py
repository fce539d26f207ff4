"""One sheet of a workbook, from bytes to table, in order."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from datasets.intake import footer
from datasets.intake.errors import IntakeError
from datasets.intake.limits import Limits
from datasets.intake.reading import ReadColumn, Reading, ReadingOptions
from datasets.intake.records import TOO_MANY
from datasets.intake.sheets import layout
from datasets.intake.sheets.choose import choose, first_rows
from datasets.intake.sheets.grid import Book, Row, within_area
from datasets.intake.sheets.kinds import Tally
from datasets.intake.sheets.layout import Layout
from datasets.intake.sheets.merged import MergedDown
from datasets.intake.sheets.parts import BROKEN
from datasets.intake.sheets.tail import footer_start
from datasets.intake.staging import Staging

_KEPT_LINES = 200  # title and footer rows that a reading repeats
_KEPT_CHARS = 500  # of each
_EVERY_ROW = 1 << 30


@dataclass
class _Account:
    """Where the rows of the sheet went, as far as they are not in the staged file."""

    tally: Tally
    blank: int = 0
    hidden: int = 0
    last: int = 0
    titles: list[str] = field(default_factory=list)
    footer: list[tuple[int, str]] = field(default_factory=list)


def scan_sheet(
    source: Path, folder: Path, options: ReadingOptions, limits: Limits, kind: str
) -> Reading:
    """Read a sheet of `source`, which is an xlsx, xls or ods, as `scan.scan` does a text.

    Raises IntakeError for everything that makes the file no table.
    """
    try:
        return _scan(_opener(kind)(source), source, folder, options, limits, kind)
    except BROKEN as error:
        raise IntakeError("bad-workbook", detail=type(error).__name__) from error


def _opener(kind: str) -> Callable[[Path], Book]:
    if kind == "xls":
        from datasets.intake.sheets.xls import Workbook as OldWorkbook

        return OldWorkbook
    if kind == "ods":
        from datasets.intake.sheets.ods import Workbook as OpenDocument

        return OpenDocument
    from datasets.intake.sheets.xlsx import Workbook

    return Workbook


def _scan(
    book: Book, source: Path, folder: Path, options: ReadingOptions, limits: Limits, kind: str
) -> Reading:
    index = choose(book, options.sheet)
    head = first_rows(book, index, layout.LOOKED_AT)
    merges = book.merges(index, _EVERY_ROW)
    above = [merge for merge in merges if merge.top <= layout.HEADER_WITHIN]
    found = layout.find(head, above, limit=limits.columns, chosen=options.header_line)
    down = MergedDown(merges, found)
    with Staging(folder) as staging:
        filled = (down.row(row) for row in within_area(book.rows(index)) if not row.blank)
        account = _stage(filled, staging, found, options, limits)
        columns = staging.build(
            found.header,
            options,
            limits,
            comma_habit=False,
            faults=account.tally.faults(),
        )
    return Reading(
        columns=tuple(
            _merged(account.tally.noted(column, place), down.filled[found.left + place])
            for place, column in enumerate(columns)
        ),
        rows=staging.rows,
        rejected=staging.reasons.total(),
        reasons=dict(staging.reasons),
        encoding="",
        bom=False,
        delimiter="",
        quote="",
        header_line=found.header.line,
        title_lines=tuple(account.titles[:_KEPT_LINES]),
        footer_lines=tuple(account.footer[:_KEPT_LINES]),
        blank_lines=account.blank,
        lines=account.last,
        size=source.stat().st_size,
        format=kind,
        sheet=book.sheets[index].name,
        sheets=tuple(sheet.name for sheet in book.sheets),
        notes=(
            (("dates-1904",) if book.counts_from_1904 and account.tally.dated else ())
            + found.notes
            + (("hidden-rows",) if account.hidden else ())
            + _merged_note(down.filled.total())
        ),
    )


def _merged(column: ReadColumn, filled: int) -> ReadColumn:
    return replace(column, notes=column.notes + _merged_note(filled))


def _merged_note(filled: int) -> tuple[str, ...]:
    return (f"merged-down:{filled}",) if filled else ()


def _stage(
    rows: Iterator[Row], staging: Staging, found: Layout, options: ReadingOptions, limits: Limits
) -> _Account:
    account = _Account(Tally(found.left, found.header.width))
    below = found.header.last_line
    held: deque[Row] = deque()
    chosen = options.footer_line
    for row in rows:
        account.blank += row.number - account.last - 1
        account.last = row.number
        _within(row, limits)
        if row.number <= below:
            if row.number < found.header.line or not found.header.line:
                account.titles.append(_shown(row))
        elif chosen and row.number >= chosen:
            account.footer.append((row.number, _shown(row)))
        else:
            held.append(row)
            # The last rows wait: only the end of the sheet tells whether they are a footer.
            if len(held) > footer.LOOKED_AT:
                _put(held.popleft(), staging, found, account)
    tail = list(held)
    at = len(tail) if chosen is not None else footer_start(tail, found)
    for row in tail[:at]:
        _put(row, staging, found, account)
    account.footer += [(row.number, _shown(row)) for row in tail[at:]]
    return account


def _put(row: Row, staging: Staging, found: Layout, account: _Account) -> None:
    cells, left, right = row.cells, found.left, found.right
    account.hidden += row.hidden
    if (len(cells) > right and any(cells[right:])) or (left and any(cells[:left])):
        staging.reject(row.number, TOO_MANY, _raw(row))
        return
    staging.put(row.number, cells[left:right], account.tally.exact(row.kinds))
    account.tally.add(row.kinds)


def _within(row: Row, limits: Limits) -> None:
    if max(map(len, row.cells)) > limits.field_chars:
        raise IntakeError("field-too-large", line=row.number, limit=limits.field_chars)


def _raw(row: Row) -> str:
    """The cells of a row as one text, between semicolons as in a CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="").writerow(row.cells)
    return buffer.getvalue()


def _shown(row: Row) -> str:
    filled = [cell.strip() for cell in row.cells]
    return "; ".join(cell for cell in filled if cell)[:_KEPT_CHARS]
