"""The records that are not in the table, read back from rejected.csv."""

import csv
from collections.abc import Iterator
from pathlib import Path


def rejected_rows(
    path: Path, offset: int = 0, limit: int | None = None
) -> Iterator[tuple[int, str, str]]:
    """(line, reason, raw text) of each rejected record, in file order, from the 0-based `offset`.

    `line` is 1-based, `reason` one of `records.REASONS`.
    """
    csv.field_size_limit(64 * 1024 * 1024)  # a raw record of many wide cells
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader, None)
        for number, row in enumerate(reader):
            if number < offset:
                continue
            if limit is not None and number >= offset + limit:
                return
            yield int(row[0]), row[1], row[2]
