"""DuckDB, sealed: it reads the files of one check and can do nothing else.

Only compiled rules run here, never SQL of a person. Still the session is closed before the first
of them: no other file, no network, no extension, bounded memory, and settings that stay put.
"""

import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from datasets.quality.errors import CheckError
from datasets.quality.expressions import literal, render

# How a part holds a column: its physical name, its type, and the column with texts that do not fit.
PartColumn = tuple[str, str, str | None]

POLL = 0.1  # seconds between two looks at the clock, the caller's wish to stop and the progress

CLOSING = (
    "SET preserve_insertion_order = false",
    "SET enable_progress_bar = true",  # otherwise DuckDB keeps no progress to ask for
    "SET enable_progress_bar_print = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class Session:
    """One sealed connection. `run` is the only way to use it."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        cancel: Callable[[], bool] | None = None,
        progress: Callable[[float], None] | None = None,
        time_limit: float | None = None,
    ) -> None:
        self._connection = connection
        self._cancel = cancel
        self._progress = progress
        self._deadline = time.monotonic() + (math.inf if time_limit is None else time_limit)
        self._time_limit = time_limit
        self._pool = ThreadPoolExecutor(1, "quality")
        self._done = 0
        self.steps = 1

    def close(self) -> None:
        self._pool.shutdown()

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a statement.

        The statement runs in a thread of its own, so that the caller's functions are called here,
        in the caller's thread. Raises CheckError cancelled, time-limit (seconds), out-of-memory,
        unreadable-table.
        """
        self._look()
        future = self._pool.submit(self._fetch, sql)
        try:
            while not wait([future], POLL).done:
                self._look()
        except BaseException:
            self._connection.interrupt()
            wait([future])
            raise
        try:
            return future.result()
        except duckdb.OutOfMemoryException as error:
            raise CheckError("out-of-memory") from error
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise CheckError("unreadable-table") from error

    def step(self) -> None:
        """One of `steps` is done."""
        self._done += 1
        if self._progress:
            self._progress(min(1.0, self._done / self.steps))

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
        return rows

    def _look(self) -> None:
        if self._cancel and self._cancel():
            raise CheckError("cancelled")
        if time.monotonic() > self._deadline:
            raise CheckError("time-limit", seconds=math.ceil(self._time_limit or 0))
        if self._progress:
            part = max(0.0, self._connection.query_progress()) / 100
            self._progress(min(1.0, (self._done + part) / self.steps))


@contextmanager
def sealed(
    files: Sequence[Path],
    *,
    memory_mb: int = 512,
    threads: int = 1,
    temp: Path | None = None,
    cancel: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
    time_limit: float | None = None,
) -> Iterator[Session]:
    """A session that can read `files` and spill into a folder of its own under `temp`.

    The folder is removed afterwards. Memory is DuckDB's own; the process needs 40 to 150 MiB
    beside it.
    """
    with (
        tempfile.TemporaryDirectory(prefix="quality-", dir=temp) as spill,
        duckdb.connect() as connection,
    ):
        paths = exp.Array(expressions=[literal(str(path)) for path in files])
        connection.execute(f"SET memory_limit = '{int(memory_mb)}MB'")
        connection.execute(f"SET threads = {int(threads)}")
        connection.execute(f"SET temp_directory = {render(literal(spill))}")
        connection.execute(f"SET allowed_paths = {render(paths)}")
        for statement in CLOSING:
            connection.execute(statement)
        session = Session(connection, cancel=cancel, progress=progress, time_limit=time_limit)
        try:
            yield session
        finally:
            session.close()


def parquet_columns(path: Path) -> dict[str, PartColumn]:
    """The columns of a plain Parquet file by name; raises CheckError unreadable-table."""
    path = path.absolute()
    read = exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[literal(str(path))]))
    if not path.is_file():
        raise CheckError("unreadable-table")
    with sealed([path]) as session:
        found = session.run("DESCRIBE " + render(exp.select("*").from_(read)))
    return {row[0]: (row[0], column_type(row[1]), None) for row in found}


def column_type(sql_type: str) -> str:
    """The column type for a type of DuckDB. What has no exact place is text."""
    if sql_type.startswith("DECIMAL"):
        digits = int(sql_type[len("DECIMAL(") :].split(",")[0])
        return "getal" if digits <= 15 else "tekst"
    if sql_type.startswith("TIMESTAMP"):
        return "tijdstip"
    return SIMPLE_TYPES.get(sql_type, "tekst")


SIMPLE_TYPES = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), "geheel"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER"), "geheel"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "getal"),
    "DATE": "datum",
    "BOOLEAN": "ja-nee",
}
