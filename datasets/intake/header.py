"""Where the table starts and what its columns are called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datasets.intake import preamble
from datasets.intake.dialect import Record
from datasets.intake.errors import IntakeError
from datasets.intake.kinds import kind

_LOOKED_AT = 60  # records from the top among which the header is sought
_BLANK = "kolom {number}"  # part of the public vocabulary, as the column types are
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Header:
    """The header: its first and last line (0 and the line above the data when there is none)."""

    line: int
    last_line: int
    names: tuple[str, ...]
    blank: frozenset[int]  # indexes of columns without a name of their own

    @property
    def width(self) -> int:
        return len(self.names)


def detect(records: Sequence[Record], *, limit: int, chosen: int | None = None) -> Header:
    """The header among the first records of a file.

    Raises IntakeError: no-columns, too-many-columns, duplicate-header, bad-option.
    """
    filled = [record for record in records if record.filled]
    if not filled:
        raise IntakeError("no-columns")
    if chosen is not None and chosen > 0:
        record = next((r for r in records if r.first <= chosen <= r.last), None)
        if record is None or not record.filled:
            raise IntakeError("bad-option", option="header_line", value=chosen)
        return named(record, limit)
    first = start(filled)
    if chosen == 0 or (chosen is None and _is_data(filled, first)):
        return _nameless(filled[first], limit)
    return named(filled[first], limit)


def start(records: Sequence[Record]) -> int:
    """Index of the first record of the table: the header, or a row when there is no header.

    It is the first well-filled record of the width that most records have. A title above the
    table is narrow, or as wide as the table but nearly empty.
    """
    widths = Counter(len(record.cells) for record in records)
    if max(widths) == 1:
        return 0
    candidates = [
        (index, record)
        for index, record in enumerate(records[:_LOOKED_AT])
        if len(record.cells) > 1 and record.filled * 2 >= len(record.cells)
    ]
    if not candidates:
        return next(i for i, record in enumerate(records) if len(record.cells) == max(widths))
    later = Counter(widths)
    best, most = candidates[0][0], 0
    for index, record in candidates:
        if later[len(record.cells)] > most:
            best, most = index, later[len(record.cells)]
    return preamble.below(records, best)


def _is_data(records: Sequence[Record], start: int) -> bool:
    """Whether the record that should be the header is a row like the rows below it.

    Only on strong proof: some cell is a number (not a year, which may well be a name) or a date
    over a column of the same, no cell is text over such a column, and three rows agree.
    """
    first = records[start].cells
    body = [r.cells for r in records[start + 1 : start + 101] if len(r.cells) == len(first)]
    if len(body) < 3:
        return False
    proof = False
    for index, cell in enumerate(first):
        kinds = [kind(row[index]) for row in body if row[index].strip()]
        figures = sum(1 for one in kinds if one in ("number", "date"))
        if not kinds or figures < 0.8 * len(kinds):
            continue
        if kind(cell) == "text":
            return False
        if cell.strip() and not _YEAR.fullmatch(cell.strip()):
            proof = True
    return proof


def _nameless(record: Record, limit: int) -> Header:
    width = len(record.cells)
    _check_width(width, limit)
    names = tuple(_BLANK.format(number=number + 1) for number in range(width))
    return Header(0, record.first - 1, names, frozenset(range(width)))


def named(record: Record, limit: int) -> Header:
    """A header of these names. Raises IntakeError: too-many-columns, duplicate-header."""
    _check_width(len(record.cells), limit)
    names = [_SPACE.sub(" ", cell).strip() for cell in record.cells]
    blank = frozenset(index for index, name in enumerate(names) if not name)
    taken: dict[str, int] = {}
    for index, name in enumerate(names):
        if not name:
            continue
        key = name.casefold()
        if key in taken:
            raise IntakeError(
                "duplicate-header", name=name[:200], first=taken[key] + 1, second=index + 1
            )
        taken[key] = index
    for index in blank:
        names[index] = _free_name(index, taken)
        taken[names[index]] = index
    return Header(record.first, record.last, tuple(names), blank)


def _free_name(index: int, taken: dict[str, int]) -> str:
    name = _BLANK.format(number=index + 1)
    again = 2
    while name in taken:
        name = f"{_BLANK.format(number=index + 1)} ({again})"
        again += 1
    return name


def _check_width(width: int, limit: int) -> None:
    if width > limit:
        raise IntakeError("too-many-columns", found=width, limit=limit)
