"""Small files for the intake tests: bytes in, reading and rows out."""

import csv
from dataclasses import dataclass
from pathlib import Path

from datasets import intake
from datasets.intake import scan


@dataclass
class Result:
    """A reading with its rows: typed, as text, and the rejected ones."""

    reading: intake.Reading
    table: Path
    rejected: list[list[str]]

    @property
    def values(self):
        return list(intake.values(self.table, self.reading))

    @property
    def text(self):
        return list(intake.rows(self.table, self.reading))

    @property
    def types(self):
        return [column.type for column in self.reading.columns]

    @property
    def names(self):
        return [column.name for column in self.reading.columns]

    def column(self, name):
        return next(column for column in self.reading.columns if column.name == name)

    def cells(self, name):
        index = self.names.index(name)
        return [row[index] for row in self.values]

    def lines(self):
        """The `_line` of every row."""
        import duckdb

        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT _line FROM read_parquet('{self.table}')").fetchall()
        return [line for (line,) in found]


def read(folder, content, *, options=None, limits=None):
    """What the child does, in this process: fast, and for everything but the sealing itself."""
    data = content.encode() if isinstance(content, str) else content
    source = folder / "bron.csv"
    source.write_bytes(data)
    target = folder / "lezing"
    target.mkdir(exist_ok=True)
    for old in target.iterdir():
        old.rmdir() if old.is_dir() else old.unlink()
    reading = scan.scan(
        source, target, options or intake.ReadingOptions(), limits or intake.Limits(threads=1)
    )
    with (target / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rejected = list(csv.reader(file))
    assert rejected[0] == ["line", "reason", "raw"]
    result = Result(reading, target / "table.parquet", rejected[1:])
    assert reading.file_rows == reading.rows + reading.rejected
    assert reading.rejected == len(result.rejected)
    for column in reading.columns:
        total = column.filled + column.misfits + column.empty + sum(column.missing.values())
        assert total == reading.rows
    return result
