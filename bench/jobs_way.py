"""A check of 1,000 rows as a job in a process that has done one before (see bench.in_portal)."""

import csv
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from bench.checks import CHECKS, REFERENCE, Context
from bench.truth import WrongAnswer
from datasets.lifecycle import Channel
from datasets.models import Dataset, Delivery, Run
from datasets.models.run import Trigger
from datasets.services import activate_rule, create_rule, receive, register_dataset, start_check
from kit.jobs import work_off
from people.models import Department, User
from people.services import add_department, create_person, grant_roles

ROWS = 1_000
RUNS = 20


def measure(folder: Path) -> dict[str, Any]:
    """Milliseconds per job, on the clock and of the processor: medians of 20 jobs."""
    department, steward = people()
    reference = reference_csv(folder)
    deliver(register(REFERENCE, department, steward), [reference.encode()])
    dataset = register("meldingen", department, steward)
    with (folder / "m100000.csv").open(encoding="utf-8", newline="") as whole:
        lines = list(islice(whole, ROWS + 1))
    delivery = deliver(dataset, ["".join(lines).encode()])
    demand_twelve(dataset, steward)
    work_off()
    walls, cpus = [], []
    for _turn in range(RUNS):
        run = start_check(dataset, by=steward, trigger=Trigger.MANUAL)
        wall, cpu = time.perf_counter(), time.process_time()
        work_off()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        _judge(run, delivery, lines, reference)
    return {
        "rows": ROWS,
        "runs": RUNS,
        "rules": len(CHECKS),
        "wall_ms": statistics.median(walls),
        "most_ms": max(walls),
        "cpu_ms": statistics.median(cpus),
    }


def people() -> tuple[Department, User]:
    """A department and a member of the data team on an empty installation."""
    grant_roles()
    department = add_department(name="Demo")
    steward = create_person(
        username="demo",
        email="demo@voorbeeld.invalid",
        name="Demo",
        department=department,
        roles=["stewards"],
    )
    return department, steward


def register(name: str, department: Department, by: User) -> Dataset:
    return register_dataset(by=by, name=name, department=department)


def demand_twelve(dataset: Dataset, steward: User) -> None:
    """The twelve checks as active rules."""
    for check in CHECKS:
        rule = create_rule(
            dataset,
            by=steward,
            kind=check.kind,
            columns=check.columns,
            parameters=check.parameters,
            severity="warning",
        )
        activate_rule(rule, by=steward)


def deliver(dataset: Dataset, chunks: Iterable[bytes]) -> Delivery:
    """A file that was read and is current. Raises RuntimeError when it could not be read."""
    delivery = receive(
        dataset, chunks=chunks, filename="demo.csv", by=None, channel=Channel.API
    ).delivery
    work_off()
    delivery.refresh_from_db()
    if not delivery.is_current:
        raise RuntimeError(f"Not read: {delivery.error_code} {delivery.error_params}")
    return delivery


def reference_csv(folder: Path) -> str:
    import duckdb

    rows = duckdb.sql(f"SELECT * FROM read_parquet('{folder / 'wijken.parquet'}')").fetchall()
    return "wijkcode,gemeentecode\n" + "".join(f"{area},{home}\n" for area, home in rows)


def _judge(run: Run, delivery: Delivery, lines: list[str], reference: str) -> None:
    """The job found what plain Python finds in the same rows."""
    found = {
        (finding.rule.kind, *finding.rule.columns): finding.failed
        for finding in run.findings.select_related("rule")
    }
    missing = {column["name"]: set(column["missing"]) for column in delivery.reading["columns"]}
    rows = [
        {name: "" if cell in missing[name] else cell for name, cell in row.items()}
        for row in csv.DictReader(lines)
    ]
    known = frozenset(line.split(",")[0] for line in reference.splitlines()[1:])
    ids = Counter(row["id"] for row in rows)
    context = Context(known, frozenset(name for name, count in ids.items() if count > 1))
    for check in CHECKS:
        failed = sum(check.fails(row, context) for row in rows)
        if check.kind == "afhankelijkheid":  # few rows: what is wrong may stand alone in its group
            failed = _not_determined(rows, *check.columns)
        counted = found.get((check.kind, *check.columns))
        if counted != failed:
            raise WrongAnswer(f"{check.name}: the job counted {counted}, there are {failed}")


def _not_determined(rows: Iterable[dict[str, str]], key: str, value: str) -> int:
    """Rows whose value is not the most frequent one with their key; all of a tie."""
    groups: dict[str, Counter[str]] = {}
    for row in rows:
        if row[key] and row[value]:
            groups.setdefault(row[key], Counter())[row[value]] += 1
    failed = 0
    for counts in groups.values():
        most = max(counts.values())
        tied = list(counts.values()).count(most) > 1
        failed += counts.total() - (0 if tied else most)
    return failed
