"""What every format shares on the way to a table: the files of a reading, and rows put in them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from datasets.intake import engine, table
from datasets.intake.exact import marked
from datasets.intake.header import Header
from datasets.intake.limits import Limits
from datasets.intake.reading import ReadColumn, ReadingOptions
from datasets.intake.records import CELL_END, ESCAPABLE, escaped

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE, REJECTED, STAGED = "table.parquet", "rejected.csv", "staged.csv"


def engine_for(folder: Path, limits: Limits, *, files: Sequence[Path] = ()) -> DuckDBPyConnection:
    """DuckDB that sees this reading's own folder, these files and nothing else."""
    spill = folder / "spill"
    spill.mkdir(exist_ok=True)
    return engine.connect(
        memory_bytes=limits.engine_bytes,
        threads=limits.threads,
        spill=spill,
        files=files,
        folders=[folder],
    )


class Staging:
    """The rows of a table on their way to it, and the records that are not in it with a reason.

    Rows may be shorter than the table is in the end: cells that are not there are empty.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.rows = 0
        self.reasons: Counter[str] = Counter()
        self._escaped = False
        self._exact: set[int] = set()
        self._good = (folder / STAGED).open("w", encoding="utf-8", newline="", buffering=1 << 18)
        self._bad = (folder / REJECTED).open(
            "w", encoding="utf-8", errors="backslashreplace", newline=""
        )
        self._rejected = csv.writer(self._bad)
        self._rejected.writerow(("line", "reason", "raw"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._good.close()
        self._bad.close()

    def put(self, line: int, cells: Sequence[str], exact: Sequence[int] = ()) -> None:
        """A row of the table, and the line or row of the file on which it starts.

        `exact`: the places of cells that are numbers in the file itself, see `exact`.
        """
        if ESCAPABLE.search("".join(cells)) is not None:
            cells = [escaped(cell) for cell in cells]
            self._escaped = True
        if exact:
            cells = marked(cells, exact)
            self._exact.update(exact)
        text = CELL_END.join(cells)
        self._good.write(f"{line}{CELL_END}{text}\n")
        self.rows += 1

    def reject(self, line: int, reason: str, raw: str) -> None:
        """A record that is not in the table, as it stands in the file."""
        self.reasons[reason] += 1
        self._rejected.writerow((line, reason, raw.rstrip("\r\n")))

    def build(
        self,
        header: Header,
        options: ReadingOptions,
        limits: Limits,
        *,
        comma_habit: bool,
        order: Sequence[int] = (),
        faults: Mapping[int, int] | None = None,
    ) -> tuple[ReadColumn, ...]:
        """The typed table of the rows put here; `order`: which cells, and how, are its columns.

        `faults`: per column the cells that tell nothing of its type (see `evidence.gather`).

        Raises IntakeError as `table.build` does.
        """
        self._good.close()
        self._bad.close()
        staged = table.Staged(
            self._folder / STAGED,
            self.rows,
            self._escaped,
            comma_habit,
            ragged=True,
            order=tuple(order) or tuple(range(header.width)),
            faults=faults or {},
            exact=frozenset(self._exact),
        )
        with engine_for(self._folder, limits) as connection:
            return table.build(connection, staged, self._folder / TABLE, header, options)
