"""Rows looked up by what stands in them: one record by its key, or any row by a word."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, product
from pathlib import Path
from unicodedata import normalize

from sqlglot import exp

from datasets import intake
from datasets.quality.expressions import (
    Expression,
    any_of,
    as_text,
    literal,
    render,
)
from datasets.quality.failing import Row, rows_at
from datasets.quality.kind import ORDER, SOURCE, Cell
from datasets.quality.meaning import readings, tidy
from datasets.quality.session import Session, sealed
from datasets.quality.source import LINES_PER_PART, SQL_TYPES, cells_of, source_sql
from datasets.quality.table import Table

MOST_READINGS = 64  # ways to read one wanted record: each getal column as 1.234 doubles them
VALUES_AT_ONCE = 5_000  # wanted values in one statement
_BLANK = " \t\r\n\u00a0\u202f"
_VALUE_SIGNS = frozenset("0123456789.,:-+e ")


def find_rows(
    table: Table,
    wanted: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    *,
    most: int = 2,
    plain: bool = False,
    memory_mb: int = 256,
    threads: int = 1,
    temp: Path | None = None,
    time_limit: float | None = 60,
) -> list[list[Row]]:
    """For each wanted record ({column: text}) the rows in which all those columns have that
    meaning (see `same_meaning`; `plain`: the texts are canonical), at most `most`.

    Rows whose texts are exactly those asked for come first, then in the order of the table. An
    empty text asks for a cell without a value. Records that name the same columns cost one scan
    together. Rows have the texts of `columns`. Raises CheckError as `check` does.
    """
    found: list[list[tuple[str, int]]] = [[] for _ in wanted]
    if table.parts:
        files = [part.location for part in table.parts]
        options = {"memory_mb": memory_mb, "threads": threads, "temp": temp}
        with sealed(files, **options, time_limit=time_limit) as session:  # type: ignore[arg-type]
            search = _Search(session, table, most, plain)
            for loosely in (False, True):
                left = {number: record for number, record in enumerate(wanted) if not found[number]}
                for number, place in search.places(left, loosely=loosely):
                    found[number].append(place)
    places = [place for one in found for place in one]
    rows = rows_at(table, places, columns, temp=temp, memory_mb=memory_mb, time_limit=time_limit)
    by_place = {(row.part, row.line): row for row in rows}
    return [[by_place[place] for place in one if place in by_place] for one in found]


@dataclass(frozen=True)
class _Search:
    """Looks wanted records up in one table: first texts letter for letter, which a scan is quick
    at, then those that were not found `loosely`, with every text of the table tidied."""

    session: Session
    table: Table
    most: int
    plain: bool

    def places(
        self, wanted: Mapping[int, Mapping[str, str]], *, loosely: bool
    ) -> Iterator[tuple[int, tuple[str, int]]]:
        """(number of the record, (part, line)) of what is found, the best first."""
        for names, numbers in self._by_columns(wanted).items():
            cells = cells_of(self.table, names)
            if loosely and all(SQL_TYPES[c.type] != "text" and c.raw is None for c in cells):
                continue  # the values were compared before
            size = max(1, VALUES_AT_ONCE // len(names))
            for start in range(0, len(numbers), size):
                asked = {number: wanted[number] for number in numbers[start : start + size]}
                for number, order in self.session.run(self._sql(cells, asked, loosely)):
                    yield int(number), _place(self.table, int(order))

    def _by_columns(
        self, wanted: Mapping[int, Mapping[str, str]]
    ) -> dict[tuple[str, ...], list[int]]:
        """The wanted records by the columns that they name, without those that nothing can be.

        A column that the table lacks is empty in every row.
        """
        groups: dict[tuple[str, ...], list[int]] = {}
        columns = self.table.columns
        for number, record in wanted.items():
            known = tuple(name for name in columns if name in record)
            lacking = [text for name, text in record.items() if name not in columns]
            if known and not any(tidy(text) for text in lacking):
                groups.setdefault(known, []).append(number)
        return groups

    def _sql(
        self, cells: Sequence[Cell], asked: Mapping[int, Mapping[str, str]], loosely: bool
    ) -> str:
        values = []
        for number, record in asked.items():
            exact = [render(_literal(record[cell.name])) for cell in cells]
            ways = product(*(_ways(cell, record[cell.name], self.plain) for cell in cells))
            for way in islice(ways, MOST_READINGS):
                told = [render(part) for pair in way for part in pair]
                values.append(f"({', '.join([str(number), *told, *exact])})")
        same, exactly, fields = [], [], ["i"]
        for at, cell in enumerate(cells):
            value, odd = _compared(cell, loosely)
            fields += [f"a{at}", f"b{at}"]
            same.append(f"{value} IS NOT DISTINCT FROM w.a{at}")
            same += [f"{odd} IS NOT DISTINCT FROM w.b{at}"] if odd else []
            exactly.append(f"{render(cell.text)} IS NOT DISTINCT FROM w.e{at}")
        fields += [f"e{at}" for at in range(len(cells))]
        source = source_sql(self.table, [cell.name for cell in cells])
        return (
            f"WITH {SOURCE} AS ({source}),"  # noqa: S608 - names and literals only
            f" hits AS (SELECT w.i AS i, {ORDER} AS o, bool_or({' AND '.join(exactly)}) AS x"
            f" FROM {SOURCE} JOIN (VALUES {', '.join(values)}) AS w({', '.join(fields)})"
            f" ON {' AND '.join(same)} GROUP BY ALL)"
            " SELECT i, o FROM hits QUALIFY row_number() OVER (PARTITION BY i ORDER BY x DESC, o)"
            f" <= {int(self.most)} ORDER BY i, x DESC, o"
        )


def _place(table: Table, order: int) -> tuple[str, int]:
    part, line = divmod(order, LINES_PER_PART)
    return table.parts[part].label, line


def _ways(cell: Cell, text: str, plain: bool) -> list[tuple[Expression, Expression]]:
    """What the value and the raw text of the cell may be where it means this text."""
    bare = tidy(text)
    type_ = SQL_TYPES[cell.type]
    nothing, no_text = exp.cast(exp.Null(), type_), exp.cast(exp.Null(), "text")
    if not bare:
        return [(nothing, no_text)]
    spellings = [literal(one) for one in dict.fromkeys((bare, normalize("NFD", bare), text))]
    if type_ == "text":
        return [(one, no_text) for one in spellings]
    ways: list[tuple[Expression, Expression]] = [
        (typed(value, type_), no_text) for value in readings(bare, cell.type, plain=plain)
    ]
    if cell.raw is not None or not ways:
        ways += [(nothing, one) for one in spellings]
    return ways


def typed(value: intake.Meant, type_: str) -> Expression:
    """A value as a literal of that SQL type."""
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, datetime | date):
        return exp.cast(exp.Literal.string(value.isoformat()), type_)
    return exp.cast(exp.Literal.string(repr(value)), type_)


def _compared(cell: Cell, loosely: bool) -> tuple[str, str]:
    """SQL of a cell's value and its raw text ("" where it has none), to compare with `_ways`."""
    loose = _tidy_sql if loosely else render
    if SQL_TYPES[cell.type] == "text":
        return loose(cell.value), ""
    return render(cell.value), "" if cell.raw is None else loose(cell.raw)


def _tidy_sql(text: Expression) -> str:
    blank = render(literal(_BLANK))
    return f"nullif(trim(nfc_normalize({render(text)}), {blank}), '')"


def _literal(text: str) -> Expression:
    return literal(text) if text else exp.cast(exp.Null(), "text")


def search_rows(
    table: Table,
    text: str,
    *,
    columns: Sequence[str],
    column: str | None = None,
    without: Collection[str] = (),
    limit: int = 50,
    memory_mb: int = 256,
    threads: int = 2,
    temp: Path | None = None,
    time_limit: float | None = 10,
) -> list[Row]:
    """The first rows in which `column`, or any column, means the text or has it in its own;
    columns in `without` are not looked in.

    Rows of which a cell means the text come first, then those with the text somewhere in a cell,
    whatever its capitals; both in the order of the table. Rows have the texts of `columns`.
    Nothing for a blank text. Raises CheckError as `check` does.
    """
    bare = tidy(text)
    searched = [column] if column is not None else list(table.columns)
    searched = [name for name in searched if name in table.columns and name not in without]
    if not bare or not searched or not table.parts:
        return []
    cells = cells_of(table, searched)
    same = any_of(equal for cell in cells for equal in _equals(cell, bare))
    within = any_of(has for cell in cells for has in _contains(cell, bare.lower()))
    sql = (
        f"WITH {SOURCE} AS ({source_sql(table, searched)}),"  # noqa: S608 - names and literals only
        f" hits AS (SELECT {ORDER} AS o, coalesce({render(same)}, false) AS x FROM {SOURCE}"
        f" WHERE ({render(same)}) OR ({render(within)}))"
        f" SELECT o FROM hits ORDER BY x DESC, o LIMIT {int(limit)}"
    )
    files = [part.location for part in table.parts]
    with sealed(
        files, memory_mb=memory_mb, threads=threads, temp=temp, time_limit=time_limit
    ) as session:
        places = [_place(table, int(order)) for (order,) in session.run(sql)]
    return rows_at(table, places, columns, temp=temp, memory_mb=memory_mb, time_limit=time_limit)


def _equals(cell: Cell, bare: str) -> list[Expression]:
    type_ = SQL_TYPES[cell.type]
    if type_ == "text":
        return [exp.EQ(this=cell.value.copy(), expression=literal(bare))]
    return [
        exp.EQ(this=cell.value.copy(), expression=typed(value, type_))
        for value in readings(bare, cell.type)
    ]


def _contains(cell: Cell, low: str) -> list[Expression]:
    """Where the text is part of a cell's own; no number or date holds letters, so most columns of
    a table need no look."""
    texts = [] if cell.raw is None else [cell.raw]
    found = []
    if SQL_TYPES[cell.type] == "text":
        texts.append(cell.value)
    elif cell.type != "ja-nee" and _VALUE_SIGNS.issuperset(low):
        point = low.replace(",", ".") if cell.type == "getal" else low
        found.append((as_text(cell.value, cell.type), point))
    found += [(exp.Lower(this=text.copy()), low) for text in texts]
    return [exp.Contains(this=text, expression=literal(part)) for text, part in found]
