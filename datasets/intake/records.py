"""Every record of the data, exactly once: cells to stage, or a reason why it is rejected.

Python's strict CSV parser decides what a record is. Two things it cannot know are added here. A
stray quote may swallow the lines that follow it: when those lines make whole records by
themselves, only the line of the quote is rejected and reading goes on at the next line. And a
plain line, without quotes, needs no parser at all, which is what makes large files fast.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from datasets.intake.dialect import Dialect
from datasets.intake.errors import IntakeError
from datasets.intake.lines import Lines

# Staged rows hold cells between unit separators, one row a line, without quoting. What would break
# a line or a cell is written as an escape, undone by the query that reads the staged file.
CELL_END = "\x1f"
ESCAPE = "\x1e"
ESCAPES = (
    (ESCAPE, ESCAPE + "0"),
    ("\n", ESCAPE + "1"),
    ("\r", ESCAPE + "2"),
    ("\x1f", ESCAPE + "3"),
)

TOO_FEW, TOO_MANY = "too-few-cells", "too-many-cells"
STRAY_QUOTE, UNDECODABLE, EMPTY_ROW = "stray-quote", "undecodable", "empty-row"
BLANK = "blank"  # a line without anything: no record
# Of records in JSON: no object (or no list, in a list of lists), a name twice, lists without end.
BROKEN_JSON, NO_RECORD, DOUBLE_NAME, TOO_DEEP = (
    "broken-json",
    "no-record",
    "double-name",
    "too-deep",
)
REASONS = (
    *(TOO_FEW, TOO_MANY, STRAY_QUOTE, UNDECODABLE, EMPTY_ROW),
    *(BROKEN_JSON, NO_RECORD, DOUBLE_NAME, TOO_DEEP),
)

ESCAPABLE = re.compile("[\x1e\x1f\r\n]")
_CARRIED = re.compile("[\udc80-\udcff]")  # bytes that the decoder could not place
_REPLACED = re.compile("\ufffd")
_END_OF_FILE = "\x1a"  # DOS programs end a text file with it
_RESYNC_BUDGET = 2_000_000  # lines read again after stray quotes, in all


class Entry(NamedTuple):
    """A record (or blank line): where it starts, its raw text, and either cells or a reason."""

    line: int
    raw: str
    staged: str  # the cells joined by CELL_END and escaped; "" when there is a reason
    reason: str  # "" when the record fits the table
    escaped: bool


class Records(Iterable[Entry]):
    """The records of `lines`, each `width` cells wide or with a reason.

    Raises IntakeError: unclosed-quote, field-too-large, null-bytes.
    """

    def __init__(
        self, lines: Lines, dialect: Dialect, width: int, *, field_limit: int, wide: bool
    ) -> None:
        """`wide`: the text was decoded from UTF-16, whose decoder replaces what it cannot place."""
        self._lines = lines
        self._dialect = dialect
        self._width = width
        self._limit = field_limit
        self._lost = _REPLACED if wide else _CARRIED
        self._zero = "\x00" if wide else ""
        self._again = 0
        self._taken: list[str] = []
        self._at_hand: str | None = None
        csv.field_size_limit(field_limit)
        self._reader = self._parser()
        # Signs at which an all-empty record can start; only those are worth the check.
        self._hollow = dialect.separator + " \t\r\n" + dialect.quote

    def __iter__(self) -> Iterator[Entry]:
        separator, quote = self._dialect.separator, self._dialect.quote
        commas, limit, hollow = self._width - 1, self._limit, self._hollow
        plain_allowed = not self._dialect.skip_space and not self._zero
        lines, lost = self._lines, self._lost.search
        for line in lines:
            if (
                plain_allowed
                and quote not in line
                and line.count(separator) == commas
                and line[0] not in hollow
                and len(line) < limit
                and (line.isascii() or lost(line) is None)
                and ESCAPE not in line
                and (separator == CELL_END or CELL_END not in line)
            ):
                text = line.rstrip("\r\n")
                if text != _END_OF_FILE:
                    yield Entry(lines.number, line, text.replace(separator, CELL_END), "", False)
                continue
            entry = self._careful(line)
            if entry is not None:
                yield entry

    def _careful(self, line: str) -> Entry | None:
        start = self._lines.number
        bare = line.strip(" \t\r\n")
        if bare == _END_OF_FILE:
            return None
        if not bare and not (self._dialect.separator in line and self._width > 1):
            return Entry(start, line, "", BLANK, False)
        if self._zero and self._zero in line:
            raise IntakeError("null-bytes", line=start)
        cells, raw, reason = self._parse(line, start)
        if reason:
            return Entry(start, raw, "", reason, False)
        if len(cells) != self._width or not cells[0].strip() or not raw.isascii():
            cells = self._fitted(cells)
            reason = self._fault(cells, raw)
            if reason:
                return Entry(start, raw, "", reason, False)
        return self._staged(start, raw, cells)

    def _feed(self) -> Iterator[str]:
        """Lines for the parser: the one at hand, then the next ones while a quote is open."""
        while True:
            if self._at_hand is None:
                following = next(self._lines, None)
                if following is None:
                    return  # in a quote, else the parser would not have asked: it raises
                line = following
            else:
                line, self._at_hand = self._at_hand, None
            self._taken.append(line)
            yield line

    def _parser(self) -> Iterator[list[str]]:
        return csv.reader(
            self._feed(),
            delimiter=self._dialect.separator,
            quotechar=self._dialect.quote,
            skipinitialspace=self._dialect.skip_space,
            strict=True,
        )

    def _parse(self, line: str, start: int) -> tuple[list[str], str, str]:
        """The cells of the record that starts with `line`, its raw text, or a reason."""
        self._at_hand, self._taken = line, []
        try:
            cells = next(self._reader)
        except csv.Error as error:
            return self._refused(str(error), start)
        taken = self._taken
        if len(taken) > 1 and self._swallowed(len(cells)):
            return self._resynchronised(start)
        return cells, taken[0] if len(taken) == 1 else "".join(taken), ""

    def _refused(self, error: str, start: int) -> tuple[list[str], str, str]:
        taken = self._taken
        if "field larger" in error:
            if len(taken) == 1:
                raise IntakeError("field-too-large", line=start, limit=self._limit)
            raise IntakeError("unclosed-quote", line=self._opened(start))
        if "unexpected end" in error:
            raise IntakeError("unclosed-quote", line=self._opened(start))
        if len(taken) > 1:
            return self._resynchronised(start)
        return [], taken[0], STRAY_QUOTE

    def _opened(self, start: int) -> int:
        """The line on which the quote that never closes was opened."""
        opened, quote = start, self._dialect.quote
        inside = False
        for offset, line in enumerate(self._taken):
            for _ in range(line.count(quote)):
                inside = not inside
                if inside:
                    opened = start + offset
        return opened

    def _swallowed(self, found: int) -> bool:
        """Whether this record of several lines is really several records under a stray quote."""
        if self._width == 1:
            return False
        separator, commas = self._dialect.separator, self._width - 1
        whole = sum(1 for line in self._taken if line.count(separator) == commas)
        if found == self._width:
            return whole == len(self._taken)
        return whole * 2 > len(self._taken)

    def _resynchronised(self, start: int) -> tuple[list[str], str, str]:
        first, rest = self._taken[0], self._taken[1:]
        self._again += len(rest)
        if self._again > _RESYNC_BUDGET:
            raise IntakeError("unclosed-quote", line=start)
        self._lines.put_back(rest)
        return [], first, STRAY_QUOTE

    def _fitted(self, cells: list[str]) -> list[str]:
        """Without the empty cells that too many separators at the end of a line make."""
        width = self._width
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return cells[:width]
        return cells

    def _fault(self, cells: list[str], raw: str) -> str:
        if not raw.isascii() and self._lost.search(raw):
            return UNDECODABLE
        if len(cells) < self._width:
            return TOO_FEW if any(cell.strip() for cell in cells) else EMPTY_ROW
        if len(cells) > self._width:
            return TOO_MANY
        if self._width > 1 and not any(cell.strip() for cell in cells):
            return EMPTY_ROW
        return ""

    def _staged(self, start: int, raw: str, cells: list[str]) -> Entry:
        if ESCAPABLE.search(raw.rstrip("\r\n")) is None:
            return Entry(start, raw, CELL_END.join(cells), "", False)
        return Entry(start, raw, CELL_END.join(map(escaped, cells)), "", True)


def escaped(cell: str) -> str:
    """A cell in which nothing ends a cell or a line of the staged file."""
    for sign, written in ESCAPES:
        cell = cell.replace(sign, written)
    return cell
