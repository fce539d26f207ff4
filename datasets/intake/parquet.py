"""A Parquet file from bytes to table: the types that it gives stay the types of the columns.

Its text is looked at as in any other file: what is missing, and what a steward wants it to be. Its
numbers and dates are values already and stay so, unless someone overrules the type of a column:
then its cells are written as text first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.intake import header, staging, table
from datasets.intake.dialect import Record
from datasets.intake.errors import IntakeError
from datasets.intake.grammar import quoted
from datasets.intake.header import Header
from datasets.intake.limits import Limits
from datasets.intake.reading import (
    DATE,
    MOMENT,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    ReadColumn,
    Reading,
    ReadingOptions,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MARK = b"PAR1"
_LOCKED = b"PARE"
_SMALLEST = 12  # two marks and the length of the footer
_SMALL = {"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"}
_LARGE = {"BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT"}
_KINDS = {"BOOLEAN": YES_NO, "DATE": DATE, "FLOAT": NUMBER, "DOUBLE": NUMBER}
# How a value of a type stands in the table. A FLOAT goes by its text: 0.1 is no 0.10000000149.
_VALUES = {WHOLE: "BIGINT", NUMBER: "DOUBLE", DATE: "DATE", MOMENT: "TIMESTAMP", YES_NO: "BOOLEAN"}
_EXACT = 15  # digits that a number keeps exactly


@dataclass(frozen=True)
class _Column:
    """A column of the file, and what is made of it here."""

    name: str
    source: str  # the SQL type there
    type: str
    cell: str  # the SQL expression of its text
    notes: tuple[str, ...] = ()
    value: str = ""  # the SQL expression of its value, where that needs no text


def scan_parquet(source: Path, folder: Path, options: ReadingOptions, limits: Limits) -> Reading:
    """Read a Parquet file into `folder`, as `scan.scan` does.

    Raises IntakeError: broken-parquet, encrypted, no-columns, field-too-large, and as
    `table.build` does.
    """
    import duckdb

    size = _look(source, limits)
    (folder / staging.REJECTED).write_text("line,reason,raw\r\n", encoding="utf-8")
    try:
        with staging.engine_for(folder, limits, files=(source,)) as connection:
            found, columns, rows = _read(connection, source, folder, options, limits)
    except duckdb.OutOfMemoryException:
        raise IntakeError("out-of-memory") from None
    except duckdb.Error as error:
        locked = "encrypt" in str(error).lower()
        raise IntakeError("encrypted" if locked else "broken-parquet") from None
    return Reading(
        columns=columns,
        rows=rows,
        rejected=0,
        reasons={},
        encoding="utf-8",
        bom=False,
        delimiter="",
        quote="",
        header_line=0,
        title_lines=(),
        footer_lines=(),
        blank_lines=0,
        lines=rows,
        size=size,
        format="parquet",
        notes=("lists-as-text",) if any(_is_nested(one.source) for one in found) else (),
    )


def _look(source: Path, limits: Limits) -> int:
    """The size of the file. A Parquet file opens and ends with the same mark."""
    size = source.stat().st_size
    if size > limits.file_bytes:
        raise IntakeError("file-too-large", size=size, limit=limits.file_bytes)
    with source.open("rb") as file:
        head = file.read(len(_MARK))
        file.seek(max(0, size - len(_MARK)))
        tail = file.read()
    if _LOCKED in (head, tail):
        raise IntakeError("encrypted")
    if head != _MARK or tail != _MARK or size < _SMALLEST:
        raise IntakeError("broken-parquet")
    return size


def _read(
    connection: DuckDBPyConnection,
    source: Path,
    folder: Path,
    options: ReadingOptions,
    limits: Limits,
) -> tuple[list[_Column], tuple[ReadColumn, ...], int]:
    given = f"read_parquet({quoted(str(source))}, file_row_number=true)"
    known: Any = connection.execute(
        f"SELECT sum(num_rows) FROM parquet_file_metadata({quoted(str(source))})"  # noqa: S608
    ).fetchone()
    rows = int(known[0])
    found, names = _columns(connection, given, limits)
    options = options.for_names(names.names)
    overruled = {*options.date_orders, *options.column_missing}
    direct = frozenset(
        index
        for index, (name, one) in enumerate(zip(names.names, found, strict=True))
        if one.value
        and name not in overruled
        and options.missing is None
        and options.types.get(name, one.type) == one.type
    )
    text = folder / table.TEXT_TABLE
    cells = ", ".join(
        f"{one.value if index in direct else one.cell} AS c{index}"
        for index, one in enumerate(found)
    )
    table.copy(
        connection,
        f"SELECT file_row_number + 1 AS _line, {cells} FROM {given}",  # noqa: S608
        text,
        table.group(len(found)),
    )
    _refuse_long(connection, text, found, limits)
    types = {name: one.type for name, one in zip(names.names, found, strict=True)}
    # A sign that someone chose is for texts: numbers of the file are written with a point.
    points = {name: "." for name, kind in types.items() if kind != TEXT}
    wished = replace(
        options, types={**types, **options.types}, decimals={**options.decimals, **points}
    )
    staged = table.Staged(text, rows, escaped=False, comma_habit=False, given=direct)
    columns = table.build_from_text(connection, staged, folder / staging.TABLE, names, wished)
    told = tuple(
        replace(column, notes=tuple(dict.fromkeys((*column.notes, *one.notes))))
        for column, one in zip(columns, found, strict=True)
    )
    return found, told, rows


def _columns(
    connection: DuckDBPyConnection, given: str, limits: Limits
) -> tuple[list[_Column], Header]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {given}").fetchall()  # noqa: S608
    fields = [(str(name), str(kind)) for name, kind, *_ in described][:-1]  # not the row number
    if not fields:
        raise IntakeError("no-columns")
    names = header.named(Record(1, 1, [name for name, _kind in fields]), limits.columns)
    found = [_valued(_column(name, kind)) for name, kind in fields]
    return _exact(connection, given, found), Header(0, 0, names.names, names.blank)


def _place(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _column(name: str, kind: str) -> _Column:
    place = _place(name)
    plain = f"CAST({place} AS VARCHAR)"
    if kind in _KINDS:
        return _Column(name, kind, _KINDS[kind], plain)
    if kind in _SMALL or kind in _LARGE or kind.startswith("DECIMAL("):
        return _Column(name, kind, NUMBER if _decimals(kind) else WHOLE, plain)
    if kind.startswith("TIMESTAMP"):
        zoned = kind == "TIMESTAMP WITH TIME ZONE"
        # What the file holds is the moment itself; it is shown as the clock of UTC.
        clock = f"CAST({place} AT TIME ZONE 'UTC' AS VARCHAR) || 'Z'" if zoned else plain
        return _Column(name, kind, MOMENT, clock, ("utc-clock",) if zoned else ())
    if kind == "BLOB":
        read = f"coalesce(TRY(decode({place})), '0x' || hex({place}))"
        cell = f"CASE WHEN {place} IS NOT NULL THEN {read} END"
        return _Column(name, kind, TEXT, cell, ("bytes-as-text",))
    if _is_nested(kind):
        return _Column(name, kind, TEXT, f"CAST(to_json({place}) AS VARCHAR)")
    return _Column(name, kind, TEXT, plain)


def _valued(column: _Column) -> _Column:
    if column.type == TEXT or column.source == "FLOAT":
        return column
    place = _place(column.name)
    if "utc-clock" in column.notes:
        place = f"{place} AT TIME ZONE 'UTC'"
    return replace(column, value=f"CAST({place} AS {_VALUES[column.type]})")


def _decimals(kind: str) -> int:
    return int(kind[:-1].rpartition(",")[2]) if "(" in kind else 0


def _exact(connection: DuckDBPyConnection, given: str, found: list[_Column]) -> list[_Column]:
    """Numbers of which a cell has more digits than a number keeps are text."""
    large = [one for one in found if one.source in _LARGE or one.source.startswith("DECIMAL(")]
    if not large:
        return found
    asked = ", ".join(f"max({_place(one.name)}), min({_place(one.name)})" for one in large)
    row: Any = connection.execute(f"SELECT {asked} FROM {given}").fetchone()  # noqa: S608
    long = set()
    for index, one in enumerate(large):
        highest = max(
            (abs(value) for value in row[2 * index : 2 * index + 2] if value is not None), default=0
        )
        if highest * 10 ** _decimals(one.source) >= 10**_EXACT:
            long.add(one.name)
    return [
        replace(one, type=TEXT, value="", notes=("long-numbers",)) if one.name in long else one
        for one in found
    ]


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT(", "MAP(", "UNION(", "VARIANT"))


def _refuse_long(
    connection: DuckDBPyConnection, text: Path, found: list[_Column], limits: Limits
) -> None:
    places = [f"c{index}" for index, one in enumerate(found) if one.type == TEXT]
    if not places:
        return
    long = " OR ".join(f"length({place}) > {limits.field_chars}" for place in places)
    row: Any = connection.execute(
        f"SELECT min(_line) FROM read_parquet({quoted(str(text))}) WHERE {long}"  # noqa: S608
    ).fetchone()
    if row[0] is not None:
        raise IntakeError("field-too-large", line=int(row[0]), limit=limits.field_chars)
