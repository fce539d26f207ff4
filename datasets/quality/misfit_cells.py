"""The check that every table gets besides its rules: cells that do not fit their column's type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from datasets.quality.expressions import is_filled
from datasets.quality.findings import Example, present
from datasets.quality.kind import SOURCE, Cell, RowCheck, numbered
from datasets.quality.row_scan import scan_rows
from datasets.quality.session import sealed
from datasets.quality.source import cells_of, source_sql
from datasets.quality.table import Table


@dataclass(frozen=True)
class Misfits:
    """How many cells of a column do not fit the type of their part, and the first of them."""

    count: int
    examples: Sequence[Example]


def misfits(
    table: Table,
    *,
    key: Sequence[str] = (),
    examples: int = 20,
    memory_mb: int = 512,
    threads: int = 1,
    temp: Path | None = None,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    time_limit: float | None = 300,
) -> Mapping[str, Misfits]:
    """The columns that have cells that do not fit their type, with count and examples.

    A cell counts where it was read: a text in a part whose column is a number is a misfit, also
    when another part makes the whole column text. Arguments and errors as for `check`.
    """
    suspects = [column for column in table.columns if table.has_misfits(column)]
    if not suspects:
        return {}
    known_key = [column for column in key if column in table.columns]
    columns = list(dict.fromkeys([*suspects, *known_key]))
    checks = {
        column: RowCheck(fails=is_filled(numbered("t", index)), applies=None)
        for index, column in enumerate(columns)
        if column in suspects
    }
    cells: list[Cell] = cells_of(table, columns)
    files = [part.location for part in table.parts]
    with sealed(
        files,
        memory_mb=memory_mb,
        threads=threads,
        temp=temp,
        progress=progress,
        cancel=cancel,
        time_limit=time_limit,
    ) as session:
        session.run(f"CREATE TEMP VIEW {SOURCE} AS {source_sql(table, columns)}")
        scan = scan_rows(session, cells, checks, [], examples)
    return {
        column: Misfits(
            scan.failed[column],
            present(table, scan.examples[column], columns, [column], known_key),
        )
        for column in suspects
        if scan.failed[column]
    }
