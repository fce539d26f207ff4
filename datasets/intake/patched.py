"""A table with some of its cells replaced: for what a person repairs where the source cannot."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from datasets.intake import engine
from datasets.intake.errors import IntakeError
from datasets.intake.grammar import quoted
from datasets.intake.reading import (
    DATE,
    MOMENT,
    NUMBER,
    VALUE_TYPES,
    WHOLE,
    YES_NO,
    ReadColumn,
    Reading,
)
from datasets.intake.table import copy, group
from datasets.intake.typed import meant, written

_MEMORY = 512_000_000
_SQL_TYPES = {
    WHOLE: "BIGINT",
    NUMBER: "DOUBLE",
    DATE: "DATE",
    MOMENT: "TIMESTAMP",
    YES_NO: "BOOLEAN",
}


@dataclass(frozen=True)
class NewCell:
    """What the cell of `column` holds from now on: a text as tables hold it, "" for nothing."""

    line: int
    column: str
    text: str


def patched(table: Path, reading: Reading, cells: Sequence[NewCell], target: Path) -> Reading:
    """Write a copy of the table with these cells to `target`; how it reads then.

    Rows stay in their order, with their lines. The counts of each column are those of the copy:
    what was a misfit and is a value now is one misfit less. Raises IntakeError("bad-option") for a
    column that is not there and a text that is no value of its column.
    """
    of_column: dict[str, dict[int, str]] = {}
    for cell in cells:
        of_column.setdefault(cell.column, {})[cell.line] = cell.text
    lacking = of_column.keys() - {column.name for column in reading.columns}
    if lacking:
        raise IntakeError("bad-option", option="column", value=min(lacking))
    asked = ["_line"]
    for index, column in enumerate(reading.columns):
        asked += _projected(index, column, of_column.get(column.name, {}))
    source, made = table.resolve(), target.resolve()
    with (
        tempfile.TemporaryDirectory(prefix="koers-patch-", dir=target.parent) as spill,
        engine.connect(
            memory_bytes=_MEMORY, threads=1, spill=Path(spill), files=[source, made]
        ) as connection,
    ):
        query = f"SELECT {', '.join(asked)} FROM read_parquet({quoted(str(source))})"  # noqa: S608
        copy(connection, query, made, group(len(reading.columns)))
        counts = ", ".join(
            f"count(c{index}), {f'count(c{index}_text)' if column.misfits else '0'}"
            for index, column in enumerate(reading.columns)
        )
        found = connection.execute(
            f"SELECT count(*), {counts} FROM read_parquet({quoted(str(made))})"  # noqa: S608
        ).fetchone()
    if found is None or found[0] != reading.rows:
        raise IntakeError("unreadable", detail="rows of a patched table")
    columns = tuple(
        _recounted(column, found[1 + 2 * index], found[2 + 2 * index], reading.rows)
        if column.name in of_column
        else column
        for index, column in enumerate(reading.columns)
    )
    return replace(reading, columns=columns)


def _projected(index: int, column: ReadColumn, texts: dict[int, str]) -> list[str]:
    """The columns of the table for one column: its values, and the texts that do not fit."""
    place, raw = f"c{index}", f"c{index}_text"
    lines = ", ".join(str(int(line)) for line in texts)
    if not lines:
        return [place, raw] if column.misfits else [place]
    kind = _SQL_TYPES.get(column.type, "VARCHAR")
    values = ", ".join(_literal(column, text, kind) for text in texts.values())
    # A list and no join: the rows keep their order, and only cells that change look in it.
    new = f"list_extract([{values}], list_position([{lines}]::BIGINT[], _line))"
    changed = f"CASE WHEN _line IN ({lines}) THEN {new} ELSE {place} END AS {place}"
    if not column.misfits:
        return [changed]
    return [changed, f"CASE WHEN _line NOT IN ({lines}) THEN {raw} END AS {raw}"]


def _literal(column: ReadColumn, text: str, kind: str) -> str:
    if not text:
        return f"CAST(NULL AS {kind})"
    if column.type not in VALUE_TYPES:
        return quoted(text)
    # As tables write it, which of the readings of a number is the last.
    values = meant(text, column.type)
    if not values:
        raise IntakeError("bad-option", option="cell", value=column.name)
    value = values[-1]
    shown = ("true" if value else "false") if isinstance(value, bool) else written(value)
    return f"CAST({quoted(shown)} AS {kind})"


def _recounted(column: ReadColumn, filled: int, misfits: int, rows: int) -> ReadColumn:
    """The counts that add up to the rows again. What became of a token for missing nobody can tell
    from the table: empty cells are taken first."""
    absent = rows - filled - misfits
    missing = dict(column.missing)
    empty = absent - sum(missing.values())
    for token in list(missing):
        if empty >= 0:
            break
        taken = min(missing[token], -empty)
        missing[token] -= taken
        empty += taken
    kept = {token: count for token, count in missing.items() if count}
    return replace(column, filled=filled, misfits=misfits, empty=empty, missing=kept)
