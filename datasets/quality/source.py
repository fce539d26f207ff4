"""SQL that reads the parts of a table as one, with the engine's own column names.

Column number i of the list asked for becomes `v<i>` (the typed value) and, where some part has
cells that do not fit, `t<i>` (their text). `o` numbers the rows: part and line in one number.
"""

from collections.abc import Sequence

from sqlglot import exp

from datasets.quality.expressions import (
    Expression,
    all_of,
    as_text,
    less_than,
    literal,
    name,
    render,
)
from datasets.quality.kind import ORDER, Cell, numbered
from datasets.quality.session import PartColumn
from datasets.quality.table import EMPTY, Part, Table

LINES_PER_PART = 2**40
ROW_NUMBER = "file_row_number"

SQL_TYPES = {
    "tekst": "text",
    "geheel": "bigint",
    "getal": "double",
    "datum": "date",
    "tijdstip": "timestamp",
    "ja-nee": "boolean",
    EMPTY: "text",
}


def cells_of(table: Table, columns: Sequence[str]) -> list[Cell]:
    """A cell for each column, in the numbering of `source_sql`.

    A column of text has no misfits: what did not fit its part's type is simply text.
    """
    types = table.columns
    return [
        Cell(
            column,
            types[column],
            numbered("v", index),
            numbered("t", index)
            if table.has_misfits(column) and types[column] != "tekst"
            else None,
        )
        for index, column in enumerate(columns)
    ]


def source_sql(table: Table, columns: Sequence[str], numbers: Sequence[int] | None = None) -> str:
    """A query over all parts: v0, t0, v1, ..., o. Without parts it has no rows.

    Parts are numbered from 0 in `o`, or as `numbers` says.
    """
    if not table.parts:
        return f"SELECT NULL::BIGINT AS {ORDER} WHERE false"
    selects = []
    for number, part in zip(numbers or range(len(table.parts)), table.parts, strict=True):
        select = exp.select(exp.alias_(_order(part, number), ORDER, quoted=True))
        for index, column in enumerate(columns):
            select = select.select(*_projections(table, part, column, index), copy=False)
        path = exp.Anonymous(this="read_parquet", expressions=[literal(str(part.location))])
        selects.append(render(select.from_(exp.Table(this=path))))
    # Joined as text: nested unions of hundreds of deliveries would be nested hundreds deep.
    return " UNION ALL ".join(selects)


def _order(part: Part, number: int) -> Expression:
    if part.line is not None:
        line: Expression = name(part.line)
    elif any(physical.lower() == ROW_NUMBER for physical, _, _ in part.columns.values()):
        line = exp.Window(this=exp.RowNumber())  # the file's own column hides DuckDB's
    else:
        line = exp.Add(this=name(ROW_NUMBER), expression=literal(1))
    return exp.Add(this=line, expression=literal(number * LINES_PER_PART))


def _projections(table: Table, part: Part, column: str, index: int) -> list[Expression]:
    type_ = table.columns[column]
    found = part.columns.get(column)
    value = exp.cast(exp.Null(), SQL_TYPES[type_]) if found is None else _value(part, found, type_)
    out = [exp.alias_(value, f"v{index}", quoted=True)]
    if table.has_misfits(column):
        raw = found[2] if found else None
        text = name(raw) if raw else exp.cast(exp.Null(), "text")
        out.append(exp.alias_(text, f"t{index}", quoted=True))
    return out


def _value(part: Part, found: PartColumn, type_: str) -> Expression:
    """The column of one part as a value of the table's type."""
    physical, own, raw = found
    if own == EMPTY:
        return exp.cast(exp.Null(), SQL_TYPES[type_])
    value: Expression = name(physical)
    if part.line is None:
        value = _cleaned(exp.cast(value, SQL_TYPES[own]), own)
    if own == type_:
        return value
    if type_ != "tekst":
        return exp.cast(value, SQL_TYPES[type_])
    text = as_text(value, own)
    return exp.Coalesce(this=name(raw), expressions=[text]) if raw else text


def _cleaned(value: Expression, type_: str) -> Expression:
    """A value of a plain Parquet file, where blank text and NaN mean that nothing is there."""
    if type_ == "tekst":
        # Blank text sorts before "!", which most cells answer without trimming a copy.
        trimmed = exp.Trim(this=value.copy(), expression=literal(" \t\r\n"))
        blank = all_of(
            [less_than(value, literal("!")), exp.EQ(this=trimmed, expression=literal(""))]
        )
    elif type_ == "getal":
        blank = exp.IsNan(this=value.copy())
    else:
        return value
    return exp.Case().when(blank, exp.Null()).else_(value)
