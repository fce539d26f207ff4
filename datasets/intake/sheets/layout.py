"""Where on a sheet the table stands: its columns, its header and what is written above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datasets.intake import footer, header
from datasets.intake.dialect import Record
from datasets.intake.errors import IntakeError
from datasets.intake.header import Header
from datasets.intake.sheets.grid import NUMBERS, Merge, Row

LOOKED_AT = 1_000  # rows from the top in which the columns of the table are sought
HEADER_WITHIN = 80  # rows from the top in which merged cells may belong to the header
_COMMON = 0.2  # of the fullest column, from which a column certainly belongs to the table
_HALF_NAMED = 0.7  # of the columns, above which a row names them well enough by itself
_STRAY = 20  # columns beside the table that get a name; further away it is a note


@dataclass(frozen=True)
class Layout:
    """The table: its header, its first column on the sheet, and notes about the header."""

    header: Header
    left: int
    notes: tuple[str, ...]

    @property
    def right(self) -> int:
        return self.left + self.header.width


@dataclass(frozen=True)
class _Block:
    """The rows that a header stands on, and the columns they are for."""

    rows: list[Row]
    merges: list[Merge]
    left: int
    right: int

    def texts(self, row: Row, *, carried: bool = False) -> list[str]:
        """A row's cells with the text of merged ones repeated; `carried`: of blank ones too."""
        found = [_cell(row, column) for column in range(self.left, self.right)]
        for merge in self.merges:
            if merge.top == row.number:
                for column in range(max(merge.left, self.left), min(merge.right + 1, self.right)):
                    found[column - self.left] = _cell(row, merge.left)
        if carried:
            for index in range(1, len(found)):
                found[index] = found[index] or found[index - 1]
        return found


def find(
    rows: Sequence[Row], merges: Sequence[Merge], *, limit: int, chosen: int | None = None
) -> Layout:
    """The table among the first rows of a sheet, blank ones left out.

    `limit`: columns at most. Raises IntakeError as `header.detect` does.
    """
    if not rows:
        raise IntakeError("no-columns")
    left, right = _columns(rows)
    if chosen:
        first = next((i for i, row in enumerate(rows) if row.number == chosen), None)
        if first is None:
            raise IntakeError("bad-option", option="header_line", value=chosen)
    else:
        first = header.start(_records(rows, left, right))
    top, bottom, notes, carried = _header_rows(rows, merges, first, left, right, chosen=chosen)
    left, right = _all_columns(rows[top:], bottom - top, left, right)
    if bottom == top and not notes:
        detected = header.detect(
            _records(rows[top:], left, right),
            limit=limit,
            chosen=rows[top].number if chosen else chosen,
        )
        return Layout(detected, left, ())
    block = _Block(list(rows[top : bottom + 1]), list(merges), left, right)
    joined = Record(rows[top].number, rows[bottom].number, _joined(block, carried=carried))
    named = header.detect([joined], limit=limit, chosen=rows[top].number)
    return Layout(named, left, notes)


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if 0 <= column < len(row.cells) else ""


def _records(rows: Sequence[Row], left: int, right: int) -> list[Record]:
    return [
        Record(row.number, row.number, [_cell(row, column) for column in range(left, right)])
        for row in rows
    ]


def _filled(rows: Sequence[Row]) -> Counter[int]:
    return Counter(
        column
        for row in rows
        for column, cell in enumerate(row.cells)
        if cell and not cell.isspace()
    )


def _columns(rows: Sequence[Row]) -> tuple[int, int]:
    """The columns that are filled so often that they make the table."""
    filled = _filled(rows)
    most = max(filled.values())
    enough = max(2, _COMMON * most) if most > 3 else 1
    common = [column for column, times in filled.items() if times >= enough]
    return min(common), max(common) + 1


def _all_columns(rows: Sequence[Row], after: int, left: int, right: int) -> tuple[int, int]:
    """The columns once the header is known: also those that only have a name, or few values.

    `rows` from the first of the header on, the data `after` rows further.
    """
    named = {column for row in rows[: after + 1] for column in _filled([row])}
    while right in named:
        right += 1
    data = [row for row in rows[after + 1 :] if not footer.opens_note(row.cells)]
    filled = _filled(data)
    beside = [column for column in filled if right <= column < right + _STRAY]
    right = max([right - 1, *beside]) + 1
    used = sorted(named | set(filled))
    start = next((column for column in used if column in named or filled[column] > 1), left)
    return min(start, right - 1), right


def _header_rows(
    rows: Sequence[Row],
    merges: Sequence[Merge],
    first: int,
    left: int,
    right: int,
    *,
    chosen: int | None,
) -> tuple[int, int, tuple[str, ...], bool]:
    """The first and last row of the header, its notes, and whether texts carry to the right."""
    if chosen == 0:
        return first, first, (), False
    top = bottom = first
    if not chosen and first > 0 and _heads(rows[first - 1], rows[first], merges, left, right):
        top = first - 1
    own = [m for m in merges if rows[top].number <= m.top <= rows[bottom].number]
    spanning = [m for m in own if m.right > m.left]
    bottom = _last(rows, own, top, bottom)
    if spanning and bottom == top and _subheads(rows, top + 1, spanning, left, right):
        bottom = top + 1
    while spanning and top < bottom < top + 4 and _deeper(rows, bottom + 1, spanning, left, right):
        bottom += 1
    if bottom == top and not chosen and _repeats(rows[first], left, right) and first > 0:
        above = rows[first - 1]
        if above.number == rows[first].number - 1 and _count(above, left, right) > 1:
            return first - 1, first, ("two-line-header",), True
    if bottom == top and not chosen and _continues(rows[top : top + 3], left, right):
        return top, top + 1, ("two-line-header",), True
    notes = (("merged-header",) if spanning else ()) + (
        ("two-line-header",) if bottom > top else ()
    )
    return top, bottom, notes, False


def _heads(above: Row, row: Row, merges: Sequence[Merge], left: int, right: int) -> bool:
    """Whether the row above holds the texts that span columns of this one, and is no title."""
    if above.number != row.number - 1 or _looks_like_data(above, left, right):
        return False
    over = [m for m in merges if m.top == above.number and left <= m.left < right]
    spans = [m for m in over if m.right > m.left and m.bottom == above.number]
    whole = any(m.left <= left and m.right >= right - 1 for m in spans)
    down = any(m.bottom >= row.number for m in over)
    return (
        not whole
        and bool(spans)
        and (down or _count(above, left, right) > 1 or spans[0].left > left)
    )


def _last(rows: Sequence[Row], own: Sequence[Merge], top: int, bottom: int) -> int:
    """The last row that cells of the header reach down to."""
    reach = max((m.bottom for m in own if m.bottom > m.top), default=0)
    while bottom + 1 < len(rows) and rows[bottom + 1].number <= reach and bottom - top < 4:
        bottom += 1
    return bottom


def _subheads(
    rows: Sequence[Row], at: int, spanning: Sequence[Merge], left: int, right: int
) -> bool:
    """Whether the next row names the columns under the spanning cells."""
    if at >= len(rows) or rows[at].number != spanning[0].top + 1:
        return False
    under = [column for m in spanning for column in range(m.left, m.right + 1)]
    named = sum(1 for column in under if _cell(rows[at], column))
    return named == len(under) and not _looks_like_data(rows[at], left, right, years=True)


def _deeper(rows: Sequence[Row], at: int, spanning: Sequence[Merge], left: int, right: int) -> bool:
    """Whether the next row says more of the columns under the spanning cells, as units do."""
    if at + 1 >= len(rows) or rows[at].number != rows[at - 1].number + 1:
        return False
    under = {column for m in spanning for column in range(m.left, m.right + 1)}
    told = {column for column in range(left, right) if _cell(rows[at], column)}
    return (
        told == under & set(range(left, right)) != set(range(left, right))
        and not _looks_like_data(rows[at], left, right, years=True)
        and _looks_like_data(rows[at + 1], left, right)
    )


def _looks_like_data(row: Row, left: int, right: int, *, years: bool = False) -> bool:
    """Whether numbers stand in the row, years set aside where those may be names."""
    for column in range(left, min(right, len(row.kinds))):
        year = years and row.cells[column].isdigit() and 1900 <= int(row.cells[column]) <= 2100
        if row.kinds[column] in NUMBERS and not year:
            return True
    return False


def _continues(rows: Sequence[Row], left: int, right: int) -> bool:
    """Whether the second row names what the first leaves blank, and numbers start below it."""
    if len(rows) < 3 or rows[1].number != rows[0].number + 1:
        return False
    above, below, data = rows
    both = [(_cell(above, column), _cell(below, column)) for column in range(left, right)]
    return (
        all(over or under for over, under in both)
        and sum(1 for over, _ in both if over) <= _HALF_NAMED * len(both)
        and not _looks_like_data(above, left, right, years=True)
        and not _looks_like_data(below, left, right, years=True)
        and _looks_like_data(data, left, right)
    )


def _repeats(row: Row, left: int, right: int) -> bool:
    names = [name for column in range(left, right) if (name := _cell(row, column).casefold())]
    return len(set(names)) < len(names)


def _count(row: Row, left: int, right: int) -> int:
    return sum(1 for column in range(left, right) if _cell(row, column))


def _joined(block: _Block, *, carried: bool) -> list[str]:
    """One name per column: the texts above each other, each once."""
    last = len(block.rows) - 1
    lines = [
        block.texts(row, carried=carried and index < last) for index, row in enumerate(block.rows)
    ]
    names = [
        " ".join(dict.fromkeys(part for part in parts if part))
        for parts in zip(*lines, strict=True)
    ]
    return _numbered(names) if last == 0 else names


def _numbered(names: list[str]) -> list[str]:
    """A spanning text over columns that have no name of their own is told apart by a number."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name.casefold()] += 1
        times = seen[name.casefold()]
        found.append(f"{name} ({times})" if name and times > 1 else name)
    return found
