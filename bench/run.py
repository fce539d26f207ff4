"""`make bench`: measures the engine beside its yardstick, and the portal; writes docs/benchmarks.md.

    python bench/run.py [--small] [--resume]

Tables go to build/bench. With --small without 10 million rows, which take some minutes. With
--resume what an interrupted run measured already is not measured again.
Nothing is written when a count is wrong or an example does not fail.
"""

import argparse
import dataclasses
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import measure, report, startup  # noqa: E402
from bench.installation import command, environment, lay_out_static_files  # noqa: E402
from bench.table import TYPES, write_tables  # noqa: E402
from bench.truth import Truth, WrongAnswer  # noqa: E402

TABLES = ROOT / "build" / "bench"
PARTS = TABLES / "parts"
ARROW, ARROW_VERSION = TABLES / "pyarrow", "26.0.1"
PAIRS = {100_000: 15, 1_000_000: 9, 10_000_000: 3}
PEER_PAIRS = {100_000: 3, 1_000_000: 3}
# In an environment of its own: its packages, and what keeps it from calling home.
PEERS = {
    "pandera": (
        "pandera_way",
        ("pandera[pandas]==0.35.0",),
        {"DISABLE_PANDERA_IMPORT_WARNING": "True"},
    ),
    "Great Expectations": (
        "great_expectations_way",
        ("great-expectations==1.24.1",),
        {"GX_ANALYTICS_ENABLED": "false"},
    ),
}
LARGE = 10_000_000
READ, READINGS = 1_000_000, 3
LIKE_ENGINE = ("--threads", "1", "--memory", "512")
LIMIT = 300.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="at most a million rows")
    parser.add_argument("--resume", action="store_true", help="go on where a run was interrupted")
    options = parser.parse_args()
    sizes = [size for size in PAIRS if size < LARGE or not options.small]
    if not options.resume:
        shutil.rmtree(PARTS, ignore_errors=True)
    PARTS.mkdir(parents=True, exist_ok=True)
    tell("Making the tables and getting pyarrow for pandas (once)")
    write_tables(TABLES, sizes)
    install_arrow()
    lay_out_static_files()
    results: dict[str, Any] = {
        "checks": {size: part(f"checks-{size}", partial(compare_ways, size)) for size in sizes},
        "many": part("many", partial(compare_many, READ)),
        "peers": {size: part(f"peers-{size}", partial(compare_peers, size)) for size in PEER_PAIRS},
        "profile": {
            size: part(f"profile-{size}", partial(compare_profile, size)) for size in sizes
        },
        "intake": part("intake", read_csv),
    }
    for module in ("jobs_way", "arrival_way", "pages_way"):
        results[module] = part(module, partial(in_portal, module))
    results["startup"] = part("startup", startup.measure)
    results["loads"] = felt
    results["minutes"] = sum(spent)
    (TABLES / "results.json").write_text(json.dumps(results, indent=1))
    report.write(results, ROOT / "docs" / "benchmarks.md")
    tell("Written: docs/benchmarks.md")


def part(name: str, measured: Callable[[], Any]) -> Any:
    """What a measurement found, kept so that an interrupted run can go on."""
    kept = PARTS / f"{name}.json"
    if not kept.exists():
        tell(f"Measuring {name}")
        began = time.monotonic()
        found = measured()
        minutes = (time.monotonic() - began) / 60
        kept.write_text(json.dumps({"found": found, "minutes": minutes, "loads": loads}))
    told = json.loads(kept.read_text())
    spent.append(told["minutes"])
    felt.extend(told["loads"])
    loads.clear()
    return told["found"]


loads: list[float] = []  # of the machine, at the start of every step of the part at hand
felt: list[float] = []  # those of every part, also of an earlier run
spent: list[float] = []  # minutes of every part


def tell(text: str) -> None:
    loads.append(os.getloadavg()[0])
    print(f"→ {text}", flush=True)


def install_arrow() -> None:
    """Only pandas needs it, to read Parquet; so it stays out of the project's environment."""
    if not (ARROW / f"pyarrow-{ARROW_VERSION}.dist-info").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        wanted = ["--no-deps", "--target", str(ARROW), f"pyarrow=={ARROW_VERSION}"]
        subprocess.run([*pip, *wanted], check=True)


def install_peer(packages: Sequence[str]) -> str:
    """The Python of an environment that has just these packages and pyarrow."""
    home = TABLES / "venv" / packages[0].split("==")[0].split("[")[0]
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages, f"pyarrow=={ARROW_VERSION}"], check=True)
    return str(python)


def way(
    size: int,
    module: str,
    *options: str,
    judge: Callable[[dict[str, Any]], None],
    python: str = sys.executable,
    extra: Mapping[str, str] = {},
) -> Callable[[], measure.Usage]:
    """One way over the table of `size` rows; every single answer is judged."""
    env = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    env |= {"PYTHONPATH": str(ARROW)} if module == "pandas_way" else dict(extra)
    line = [python, *command(module, str(TABLES / f"m{size}.parquet"), *options)[1:]]

    def once() -> measure.Usage:
        usage = measure.run(line, env=env, folder=ROOT, limit=LIMIT)
        judge(json.loads(usage.output.splitlines()[-1]))
        return usage

    return once


def compare_ways(size: int) -> dict[str, Any]:
    """Three pairs of ways over the same file, with counts and examples."""
    truth = Truth.read(TABLES, size)

    def told(module: str, *options: str) -> Callable[[], measure.Usage]:
        return way(size, module, *options, judge=truth.judge)

    engine, yardstick = told("koers_way"), told("yardstick")
    found = {}
    for name, one, other in (
        ("koers", engine, yardstick),
        ("koers, equal settings", engine, told("yardstick", *LIKE_ENGINE)),
        ("pandas", told("pandas_way"), yardstick),
    ):
        tell(f"{name} beside the yardstick, {size:,} rows")
        found[name] = dataclasses.asdict(measure.compare(one, other, pairs=PAIRS[size]))
    return found


def compare_many(size: int) -> dict[str, Any]:
    """Thirty rules beside the twelve, both with the engine's settings."""
    truth = Truth.read(TABLES, size)
    tell(f"30 rules beside 12, {size:,} rows")
    thirty = way(size, "many_way", judge=truth.count)
    twelve = way(size, "koers_way", judge=truth.judge)
    return dataclasses.asdict(measure.compare(thirty, twelve, pairs=PAIRS[size]))


def compare_peers(size: int) -> dict[str, Any]:
    """Other tools beside the yardstick, each in an environment of its own; counts only."""
    truth, found = Truth.read(TABLES, size), {}
    yardstick = way(size, "yardstick", judge=truth.judge)
    for name, (module, packages, extra) in PEERS.items():
        tell(f"{name} beside the yardstick, {size:,} rows")
        peer = way(size, module, judge=truth.count, python=install_peer(packages), extra=extra)
        found[name] = dataclasses.asdict(measure.compare(peer, yardstick, pairs=PEER_PAIRS[size]))
    return found


def compare_profile(size: int) -> dict[str, Any]:
    """The profile of every column beside one SUMMARIZE of DuckDB."""
    tell(f"the profile beside SUMMARIZE, {size:,} rows")

    def right(answer: dict[str, Any]) -> None:
        if answer["rows"] != size or answer["columns"] != len(TYPES):
            raise WrongAnswer(f"the profile tells of {answer}")

    profile = way(size, "profile_way", judge=right)
    summary = way(size, "summarize_way", judge=right)
    return dataclasses.asdict(measure.compare(profile, summary, pairs=PAIRS[size]))


def read_csv() -> dict[str, Any]:
    source = TABLES / f"m{READ}.csv"
    line = command("intake_way", str(source), str(READ))
    usages = [
        measure.run(line, env=dict(os.environ), folder=ROOT, limit=LIMIT)
        for _turn in range(READINGS)
    ]
    children = [json.loads(usage.output)["child_mib"] for usage in usages]
    return {
        "rows": READ,
        "megabytes": source.stat().st_size / 1e6,
        "runs": READINGS,
        "wall": statistics.median(usage.wall for usage in usages),
        "cpu": statistics.median(usage.cpu for usage in usages),
        "child_mib": max(children),
    }


def in_portal(module: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="koers-bench-", dir=TABLES) as data:
        line = command("in_portal", module, str(TABLES))
        usage = measure.run(line, env=environment(Path(data)), folder=ROOT, limit=LIMIT)
    found: dict[str, Any] = json.loads(usage.output.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
