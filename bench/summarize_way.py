"""DuckDB's own SUMMARIZE of the table: what the profile is measured beside.

    python -m bench.summarize_way FILE

Prints how many rows and columns it told of, as JSON.
"""

import json
import sys
from pathlib import Path

import duckdb


def summarize(path: Path) -> dict[str, int]:
    """With DuckDB's own settings."""
    with duckdb.connect() as database:
        rows = database.execute(f"SUMMARIZE SELECT * FROM read_parquet('{path}')").fetchall()
        counts = [column[0] for column in database.description]
    return {"rows": rows[0][counts.index("count")], "columns": len(rows)}


if __name__ == "__main__":
    print(json.dumps(summarize(Path(sys.argv[1]))))
