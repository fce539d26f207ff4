"""CSV that a spreadsheet reads as data: text that would run as a formula is kept text.

Spreadsheets run a cell that begins with = + - @, a tab or a line break, also in its full-width
form. Neither pandas nor the csv module guards against that (ASVS 5.0, 1.2.10).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A signed number is data, not a formula; both decimal signs, thousands points, percent, exponent.
NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[. ]\d{3})+)(?:[.,]\d+)?(?:[eE][+-]?\d+)?\s?%?")
SPLIT_START = re.compile(r"(?<!\A)([;\t\r\n])([=+\-@＝＋－＠])")

AT_ONCE = 500  # rows a piece of a streamed file holds

Cell = str | int | float | Decimal | date | bool | None


def safe_cell(value: Cell) -> str:
    """Give the text of a cell that no spreadsheet runs as a formula.

    A number becomes its plain notation (decimal point), None an empty cell, a day or moment its
    ISO form; text that starts like a formula and is no number gets an apostrophe in front.
    """
    if value is None or value != value:  # NaN and NaT are the values unequal to themselves
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return safe_text(text) if isinstance(value, str) else text


def safe_text(text: str) -> str:
    """Give a text of which no spreadsheet runs a part, also where it splits cells at another sign.

    A Dutch spreadsheet splits at `;` and so takes `x;=1+1` in a file with commas for two cells.
    """
    inside = SPLIT_START.sub(r"\1'\2", text)
    if text.startswith(STARTERS) and not NUMBER.fullmatch(text):
        return "'" + inside
    return inside


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as CSV (RFC 4180, UTF-8 with a byte order mark, every cell quoted and safe)."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same file as `write_csv`, a few hundred rows in memory at a time."""
    yield write_csv(header, ())
    part: list[Sequence[Cell]] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield _rows_only(part)
            part = []
    yield _rows_only(part)


def _rows_only(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows without a byte order mark and a header: those stand at the begin of a file only."""
    _header, _separator, rest = write_csv((), rows).partition(b"\r\n")
    return rest
