"""The yardstick: the checks as one hand-written query in DuckDB, knowing nothing but this table.

    python -m bench.yardstick FILE [--threads N] [--memory MB]

One aggregate groups the rows by the bits of the checks they fail, with up to 20 whole rows of
each group; whether ids are unique is a second one. Prints counts and examples as JSON.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from bench.checks import CHECKS, EMAIL, FIRST_DAY, LAST_DAY, LEAST, MOST, POSTCODE, STATUSES

UNIQUE = "id unique"
LISTED = ", ".join(f"'{status}'" for status in STATUSES)
# The weighted sum of the digits out of quotients by powers of ten, without OR: DuckDB computes the
# shared number once only outside OR, AND and CASE.
_NUMBER = "try_cast(bsn AS INTEGER)::DOUBLE"
_SUM = " + ".join(
    f"{factor} * floor({_NUMBER} / {10**power})"
    for power, factor in ((1, 1), (2, 5), (3, 7), (4, 9), (6, 2), (7, 4), (8, 6))
)
ELEVEN = f"abs(coalesce(({_SUM} - {_NUMBER})::BIGINT % 11, 1)) + abs(length(bsn) - 9) <> 0"
FAILS = {
    "bsn filled": "bsn IS NULL",
    "email filled": "email IS NULL",
    "bedrag in range": f"(bedrag < {LEAST} OR bedrag > {MOST})",
    "postcode pattern": f"NOT regexp_full_match(postcode, '{POSTCODE}')",
    "dates in order": "einddatum < startdatum",
    "wijkcode exists": ("(wijkcode IS NOT NULL AND wijkcode NOT IN (SELECT wijkcode FROM wijken))"),
    "startdatum in period": (
        f"(startdatum < DATE '{FIRST_DAY}' OR startdatum > DATE '{LAST_DAY}')"
    ),
    "status in list": f"status NOT IN ({LISTED})",
    "email pattern": f"NOT regexp_full_match(email, '{EMAIL}')",
    "bsn eleven-proof": ELEVEN,
    "wijkcode in gemeente": "substr(wijkcode, 3, 4) <> gemeentecode",
}
assert {*FAILS, UNIQUE} == {check.name for check in CHECKS}


def check(path: Path, *, threads: int | None, memory: int | None) -> dict[str, Any]:
    """Counts and examples by check. None leaves DuckDB's own choice."""
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as database:
        database.execute(f"SET temp_directory = '{spill}'")
        database.execute("SET preserve_insertion_order = false")
        if threads:
            database.execute(f"SET threads = {threads}")
        if memory:
            database.execute(f"SET memory_limit = '{memory}MB'")
        wijken = path.with_name("wijken.parquet")
        database.execute(f"CREATE TEMP TABLE wijken AS SELECT * FROM read_parquet('{wijken}')")
        return _ask(database, f"read_parquet('{path}')")


def _ask(database: duckdb.DuckDBPyConnection, source: str) -> dict[str, Any]:
    bits = " + ".join(
        f"coalesce(({sql})::INTEGER, 0) * {1 << bit}" for bit, sql in enumerate(FAILS.values())
    )
    groups = database.execute(
        "SELECT mask, count(*), min_by(x, id, 20) FILTER (WHERE mask <> 0) "
        f"FROM (SELECT id, t AS x, ({bits}) AS mask FROM {source} t) GROUP BY mask"
    ).fetchall()
    counts = dict.fromkeys(FAILS, 0)
    examples: dict[str, list[Any]] = {name: [] for name in FAILS}
    for mask, count, rows in groups:
        for bit, name in enumerate(FAILS):
            if mask >> bit & 1:
                counts[name] += count
                examples[name] = (examples[name] + (rows or []))[:20]
    twice = database.execute(
        "SELECT coalesce(sum(n), 0)::BIGINT, list(id)[:20] FROM "
        f"(SELECT id, count(*) n FROM {source} WHERE id IS NOT NULL GROUP BY id HAVING n > 1)"
    ).fetchone()
    assert twice is not None
    counts[UNIQUE], examples[UNIQUE] = twice[0], [{"id": found} for found in twice[1] or []]
    shown = {name: [{"values": row} for row in rows] for name, rows in examples.items()}
    return {"counts": counts, "examples": shown}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--memory", type=int)
    given = parser.parse_args()
    print(json.dumps(check(given.file, threads=given.threads, memory=given.memory), default=str))
