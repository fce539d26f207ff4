"""Tiny tables in the layout that intake writes, for the tests of the quality engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from datasets.quality import Outcome, Part, RuleSpec, Table, check

TODAY = date(2026, 11, 23)
SQL_TYPES = {
    "tekst": "VARCHAR",
    "geheel": "BIGINT",
    "getal": "DOUBLE",
    "datum": "DATE",
    "tijdstip": "TIMESTAMP",
    "ja-nee": "BOOLEAN",
}


@dataclass(frozen=True)
class Misfit:
    """A cell that does not fit its column's type."""

    text: str


Value = str | int | float | date | datetime | bool | Misfit | None
Columns = Mapping[str, tuple[str, Sequence[Value]]]


def make_part(path: Path, columns: Columns, label: str = "1") -> Part:
    """Writes name -> (type, cells) as c0.., c0_text and _line (the header is line 1)."""
    made, names = ["_line BIGINT"], {}
    cells: list[list[object]] = []
    rows = max((len(values) for _, values in columns.values()), default=0)
    for index, (name, (type_, values)) in enumerate(columns.items()):
        odd = [value.text if isinstance(value, Misfit) else None for value in values]
        made.append(f"c{index} {SQL_TYPES[type_]}")
        cells.append([None if isinstance(value, Misfit) else value for value in values])
        if any(odd):
            made.append(f"c{index}_text VARCHAR")
            cells.append(list(odd))
        names[name] = (f"c{index}", type_, f"c{index}_text" if any(odd) else None)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE made ({', '.join(made)})")
        if rows:
            # All rows at once: a statement per row takes most of a test's time.
            lists = ", ".join(
                f"unnest(${at}::{kind.split()[1]}[])" for at, kind in enumerate(made, 1)
            )
            lines = list(range(2, rows + 2))
            connection.execute(f"INSERT INTO made SELECT {lists}", [lines, *cells])
        connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")
    return Part(path, names, label)


def make_table(folder: Path, columns: Columns, name: str = "table") -> Table:
    return Table([make_part(folder / f"{name}.parquet", columns)])


def rule(kind: str, *columns: str, **parameters: object) -> RuleSpec:
    return RuleSpec("r", kind, columns, parameters)


def outcome_of(table: Table, spec: RuleSpec, **options: object) -> Outcome:
    return check(table, [spec], today=TODAY, **options)[0]  # type: ignore[arg-type]


def failing(outcome: Outcome) -> list[int]:
    """The rows (from 0) that the examples point at, in order."""
    return sorted(example.line - 2 for example in outcome.examples)
