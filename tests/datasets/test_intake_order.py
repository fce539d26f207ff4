"""Rows stand in the table as they stood in the file, also where pieces of it are written side by side."""

from pathlib import Path

import duckdb
import pytest

from datasets import intake

pytestmark = pytest.mark.slow
ROWS = 400_000


@pytest.mark.parametrize(("rows", "columns"), [(ROWS, 9), (ROWS // 8, 150)])
def test_a_large_file_keeps_the_order_of_its_rows(tmp_path: Path, rows: int, columns: int) -> None:
    """Several row groups; of a wide table the columns are made apart and joined by place."""
    source, target = tmp_path / "groot.csv", tmp_path / "tabel"
    target.mkdir()
    with source.open("w", encoding="utf-8") as out:
        out.write(";".join(f"k{number}" for number in range(columns)) + "\n")
        for row in range(rows):
            # Unlike work for each piece: dates and decimals are dearer to read than words.
            tail = f"{row},5;01-02-{1950 + row % 70};" if row // 100_000 % 2 else "?;?;"
            out.write(f"{row};{tail}" + ";".join([f"r{row}"] * (columns - 3)))
            out.write("\n")
    reading = intake.read(source, target)
    assert reading.rows == rows
    last = columns - 1
    table = f"read_parquet('{target / 'table.parquet'}', file_row_number=true)"
    wrong = duckdb.sql(
        f"SELECT count(*) FROM {table} WHERE _line <> file_row_number + 2 OR c0 <> file_row_number"
        f" OR c{last} <> 'r' || c0"
    ).fetchall()
    assert wrong == [(0,)]
