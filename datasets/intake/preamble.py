"""Labels above a table that look like a narrow table themselves: `Peildatum | 1-1-2025`.

A header is followed by rows as wide as it is; a blank line ends a block. So rows of a label and
perhaps a value are lines of a title, when what stands below them proves to be the table.
"""

from collections.abc import Sequence
from itertools import takewhile

from datasets.intake import tokens
from datasets.intake.dialect import Record
from datasets.intake.kinds import is_figure, kind

_LOOKED_AT = 100  # rows of a table that show whether the first one is its header
_FIGURES = 0.8  # of the cells of a column that must be numbers or dates
_LABELS = 40  # rows of a block above a table, at most
_ABSENT = frozenset(map(str.lower, (*tokens.SIGNS, *tokens.WORDS)))


def below(records: Sequence[Record], first: int) -> int:
    """Index of the first record of the table that starts at `first`, or under labels there."""
    while (after := _after_labels(records, first)) is not None:
        first = after
    return first


def _after_labels(records: Sequence[Record], first: int) -> int | None:
    """Where the table stands when the records from `first` on are labels above it."""
    width = len(records[first].cells)
    end = _end_of_block(records, first)
    labels = list(takewhile(_is_label, records[first:end]))
    table = next(
        (at for at in range(end, len(records)) if len(records[at].cells) == width), len(records)
    )
    if len(labels) == end - first <= _LABELS and len(records) - table > 1:
        return table if _stands_above(labels, records[table:]) else None
    # Labels may stand right above the header as well; then nothing but proof will do.
    named = first + len(labels)
    if not labels or named >= end or len(records[named].cells) != width or _starts(labels) is None:
        return None
    head = records[named]
    full = head.filled == width and head.filled > max(label.filled for label in labels)
    return named if full and _is_header(records[named:end]) else None


def _end_of_block(records: Sequence[Record], first: int) -> int:
    """Index behind the last record that no blank line parts from `first`."""
    end = first + 1
    while end < len(records) and records[end].first == records[end - 1].last + 1:
        end += 1
    return end


def _is_label(record: Record) -> bool:
    """A text, with at most one value beside it."""
    filled = [cell for cell in record.cells if cell.strip()]
    return 1 <= len(filled) <= 2 and kind(filled[0]) == "text" and bool(record.cells[0].strip())


def _starts(labels: Sequence[Record]) -> Record | None:
    """The first label that a column name cannot be: it ends in a colon, or its value is a date."""
    for label in labels:
        filled = [cell.strip() for cell in label.cells if cell.strip()]
        if filled[0].endswith(":") or (len(filled) == 2 and kind(filled[1]) == "date"):
            return label
    return None


def _stands_above(labels: Sequence[Record], table: Sequence[Record]) -> bool:
    """Whether these labels, with a blank line under them, are no header of what comes below."""
    block = table[: _end_of_block(table, 0)]
    if len(block) < 2:
        return False
    if _is_header(block):
        return True
    named = all(kind(cell) == "text" for cell in block[0].cells)
    wider = block[0].filled > max(label.filled for label in labels)
    return named and (wider or _starts(labels) is not None)


def _is_header(block: Sequence[Record]) -> bool:
    """Whether the first record of a block names its columns: a text over numbers or dates."""
    for index, cell in enumerate(block[0].cells):
        if kind(cell) != "text" or cell.strip().lower() in _ABSENT:
            continue
        under = [
            one.cells[index]
            for one in block[1 : _LOOKED_AT + 1]
            if index < len(one.cells) and one.cells[index].strip()
        ]
        figures = sum(1 for value in under if is_figure(value))
        if under and figures >= _FIGURES * len(under):
            return True
    return False
