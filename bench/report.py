"""docs/benchmarks.md: what was measured, on what, how, and what is not measured yet."""

import os
import platform
import sqlite3
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.checks import CHECKS

Results = Mapping[str, Any]
BUSY, BUSY_MEANWHILE = 1.5, 2.5  # load; the measurement itself makes up to 2

INTRODUCTION = """# Benchmarks

Written by `make bench` (`bench/run.py`); do not edit. Every count below was compared with the
number of defects planted in the table, and every example row was found to fail by a judge in plain
Python; otherwise nothing would have been written.
"""

METHOD = f"""## Method

- **The table** (`bench/table.py`): 12 columns of a municipality's cases, made with a fixed seed; per block
  of 10,000 rows a known number of defects of each check, on different rows. A smaller table is the
  beginning of a larger one. Read from Parquet (snappy).
- **The checks** (`bench/checks.py`): all {len(CHECKS)} of the yardstick. Every way carries out the same: exact
  counts, and (but for pandera and Great Expectations) up to 20 failing rows for each. That a district
  belongs to its municipality is a comparison of texts for the yardstick; Koers asks whether a district
  always has the same municipality, which needs a second look at two columns.
- **The yardstick** (`bench/yardstick.py`): one hand-written query in DuckDB that knows nothing but this table,
  once with DuckDB's own settings (all cores, no limit), once with those of the engine.
- **Koers** (`bench/koers_way.py`): `datasets.quality.check` as a job calls it: one thread, 512 MB for DuckDB.
  With 30 rules: `bench/many_way.py`. Profiles: `bench/profile_way.py` beside `bench/summarize_way.py`.
- **pandas** (`bench/pandas_way.py`): a whole column at a time, Parquet by pyarrow. **pandera** and **Great
  Expectations**: the same checks, in environments of their own, with their own counts compared.
- **Measuring** (`bench/measure.py`): whole processes from start to end, imports included, two ways in turn
  (each pair in the other order), after one unmeasured run of each. CPU is user and system time of the process and all it started. A
  ratio is taken pair by pair, then the median. Memory is the highest resident memory of the whole process.
"""

MISSING = """## Not measured

- Intake of formats other than CSV.
- Many people at once: pages were asked one by one, in one process, on SQLite. PostgreSQL and Redis.
"""


def write(results: Results, target: Path) -> None:
    """The whole document, anew."""
    parts = [
        INTRODUCTION,
        _machine(results),
        _checks(results["checks"]),
        _many(results["many"]),
        _peers(results["peers"]),
        _profile(results["profile"]),
        _intake(results["intake"]),
        _arrival(results["arrival_way"]),
        _job(results["jobs_way"]),
        _pages(results["pages_way"]),
        _startup(results["startup"]),
        METHOD,
        MISSING,
    ]
    target.write_text("\n".join(part.strip() + "\n" for part in parts), encoding="utf-8")


def _machine(results: Results) -> str:
    model = next(
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    before, highest = results["loads"][0], max(results["loads"])
    text = f"""## Machine and versions

Measured on {time.strftime("%Y-%m-%d")} in {results["minutes"]:.0f} minutes: {os.cpu_count()} cores ({model}), {memory:.0f} GiB,
{platform.system()} {platform.release().split("-")[0]}. Python {platform.python_version()}, DuckDB {version("duckdb")}, pandas {version("pandas")}, Django {version("Django")},
SQLite {sqlite3.sqlite_version}. Load of the machine just before {before:.1f}, at most
{highest:.1f} meanwhile (the measurement itself makes up to 2).
"""
    if before > BUSY or highest > BUSY_MEANWHILE:
        text += """
**Other work ran on the same cores, at least for a while.** Times on the clock are longer than on a free machine,
and CPU times somewhat; the ratios suffer least, because both ways of a pair ran under the same load.
"""
    return text


def _checks(sizes: Mapping[int, Results]) -> str:
    lines = [
        f"## {len(CHECKS)} checks from Parquet",
        "",
        "| rows | way | pairs | CPU s | wall s | peak MiB | CPU ratio | wall ratio |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size, ways in sizes.items():
        koers, equal, pandas = (ways[n] for n in ("koers", "koers, equal settings", "pandas"))
        rows = [
            ("**yardstick**, its own settings", koers, "partner_", ("1", "1")),
            ("**Koers** against it", koers, "", _ratios(koers)),
            ("yardstick, settings of Koers", equal, "partner_", ("1", "1")),
            ("Koers against that", equal, "", _ratios(equal)),
            ("pandas against the yardstick's own settings", pandas, "", _ratios(pandas)),
        ]
        for name, found, who, ratios in rows:
            figures = (
                f"{found[who + 'cpu']:.2f}",
                f"{found[who + 'wall']:.2f}",
                f"{found[who + 'peak']:.0f}",
                *ratios,
            )
            lines.append(f"| {size:,} | {name} | {found['runs']} | " + " | ".join(figures) + " |")
    lines += [
        "",
        "Aims: a CPU ratio of at most 1.3 at 1 million rows and 1.2 at 10 million, and at most "
        "600 MiB at 10 million. At 100 thousand rows most of the time is starting Python and loading the "
        "engine, which a worker does once.",
    ]
    return "\n".join(lines)


def _ratios(found: Results) -> tuple[str, str]:
    return f"**{found['cpu_ratio']:.2f}**", f"{found['wall_ratio']:.2f}"


def _many(found: Results) -> str:
    return f"""## 30 rules beside 12

1 million rows, the engine's settings, {found["runs"]} pairs: 30 rules take {found["cpu"]:.2f} s of CPU, 12 take
{found["partner_cpu"]:.2f} s; ratio **{found["cpu_ratio"]:.2f}**. Aim: at most 2.
"""


def _peers(sizes: Mapping[int, Results]) -> str:
    lines = [
        "## Other tools beside the yardstick",
        "",
        "| rows | way | pairs | CPU s | peak MiB | CPU ratio to the yardstick |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {size:,} | {name} | {found['runs']} | {found['cpu']:.2f} | {found['peak']:.0f} "
        f"| **{found['cpu_ratio']:.1f}** |"
        for size, peers in sizes.items()
        for name, found in peers.items()
    ]
    return "\n".join(lines)


def _profile(sizes: Mapping[int, Results]) -> str:
    lines = [
        "## The profile of every column beside DuckDB's SUMMARIZE",
        "",
        "| rows | pairs | profile CPU s | SUMMARIZE CPU s | CPU ratio | profile peak MiB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {size:,} | {found['runs']} | {found['cpu']:.2f} | {found['partner_cpu']:.2f} "
        f"| **{found['cpu_ratio']:.2f}** | {found['peak']:.0f} |"
        for size, found in sizes.items()
    ]
    lines += ["", "Aims at 10 million rows: a ratio of at most 2, and at most 400 MiB."]
    return "\n".join(lines)


def _arrival(found: Results) -> str:
    return f"""## A large file from its arrival to its verdict

{found["rows"]:,} rows ({found["megabytes"]:.0f} MB) as CSV, in a portal on SQLite with one process at work: kept after
{found["kept"]:.1f} s, read, profiled and checked with the {len(CHECKS)} checks after **{found["wall"]:.0f} s**; the sealed child at most
{found["child_mib"]:.0f} MiB. Aims: 90 s on 2 cores, 1,024 MiB.
"""


def _intake(found: Results) -> str:
    return f"""## Intake

| what | rows | MB | runs | CPU s | wall s | peak of the sealed child MiB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| CSV to typed Parquet | {found["rows"]:,} | {found["megabytes"]:.0f} | {found["runs"]} | {found["cpu"]:.1f} | {found["wall"]:.1f} | {found["child_mib"]:.0f} |

Encoding, separator, header, types, dates and missing values are detected; every row is accounted
for. CPU and wall are medians, the peak is the highest.
"""


def _job(found: Results) -> str:
    return f"""## A check as a job, warm

{found["rows"]:,} rows, {found["rules"]} rules, in a process that has done one before, on SQLite; from the queued job until its
findings, flags and trust are committed: median of {found["runs"]} **{found["wall_ms"]:.0f} ms** (CPU {found["cpu_ms"]:.0f} ms; longest {found["most_ms"]:.0f} ms).
Aim: at most 150 ms.
"""


def _pages(found: Results) -> str:
    lines = [
        "## Pages over a large register",
        "",
        f"{found['datasets']} datasets, {found['rules']:,} rules, {found['rules']:,} open flags, on "
        f"SQLite, as a member of the data team; {found['requests']} requests each through "
        "Django's test client.",
        "",
        "| page | p50 ms | p95 ms | queries | kB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, page in found["pages"].items():
        lines.append(
            f"| {name} | {page['p50_ms']:.0f} | {page['p95_ms']:.0f} | {page['queries']} "
            f"| {page['kilobytes']:.0f} |"
        )
    lines += ["", "Aims: a p95 of at most 300 ms, at most 15 queries."]
    return "\n".join(lines)


def _startup(found: Results) -> str:
    return f"""## Starting the portal

`manage.py serve` on an empty folder, until `/readyz` answers 200 (database made and migrated, a worker
and the sweeper at work): **{found["seconds"]:.1f} s**. Memory of its {found["processes"]} processes together ten seconds later (proportional set
size, 2 web processes and 2 workers): **{found["pss_mib"]:.0f} MiB**. Medians of {found["runs"]}.
"""
