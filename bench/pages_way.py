"""Pages over a large register through Django's test client (see bench.in_portal)."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.measure import percentile
from datasets.models import Dataset, Finding, Flag, Rule, Run
from kit.models import Job
from people.models import User
from people.services import add_department, create_person, grant_roles

DATASETS, RULES = 500, 5_000
REQUESTS = 30
PAGES = {
    "register": "/datasets",
    "register, searched, page 3": "/datasets?zoek=demo&pagina=3",
    "quality dashboard": "/kwaliteit",
    "quality of one dataset": "/datasets/demo-7/kwaliteit",
    "start page": "/",
}


def measure(folder: Path) -> dict[str, Any]:
    """By page: milliseconds (p50, p95) as a member of the data team, queries, kilobytes."""
    grant_roles()
    steward = _fill()
    client = Client()
    client.force_login(steward)
    client.get("/contact")  # the first page of a session also writes that it began
    return {
        "datasets": DATASETS,
        "rules": RULES,
        "requests": REQUESTS,
        "pages": {name: _page(client, path) for name, path in PAGES.items()},
    }


def _page(client: Client, path: str) -> dict[str, Any]:
    client.get(path)  # compiles the templates
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    asked = len(queries)  # the next request forgets them
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    times = []
    for _turn in range(REQUESTS):
        started = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "path": path,
        "queries": asked,
        "kilobytes": len(response.content) / 1000,
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
    }


def _fill() -> User:
    """500 datasets with ten rules, ten flags and a check each. Nobody delivered anything."""
    now = timezone.now()
    departments = [add_department(name=f"Demo-afdeling {number}") for number in range(12)]
    steward = create_person(
        username="demo",
        email="demo@voorbeeld.invalid",
        name="Demo",
        department=departments[0],
        roles=["stewards"],
    )
    datasets = Dataset.objects.bulk_create(
        Dataset(
            slug=f"demo-{number}",
            name=f"Demo {number}",
            description="Een demo-dataset om pagina's mee te meten.",
            department=departments[number % len(departments)],
            steward=steward if number % 20 == 0 else None,
            created_at=now,
            trust=("red", "amber", "green", "unknown")[number % 4],
            trust_changed_at=now - timedelta(days=number % 20),
        )
        for number in range(DATASETS)
    )
    rules = Rule.objects.bulk_create(
        Rule(
            dataset=datasets[number % DATASETS],
            number=number // DATASETS + 1,
            kind="gevuld",
            columns=[f"kolom {number // DATASETS}"],
            dimension=("complete", "correct")[number % 2],
            severity="warning",
            status="active",
            created_at=now,
        )
        for number in range(RULES)
    )
    jobs = Job.objects.bulk_create(
        Job(kind="check", created_at=now, state="done") for _dataset in datasets
    )
    runs = Run.objects.bulk_create(
        Run(dataset=dataset, number=1, trigger="manual", asked_at=now, job=job, rows=1_000)
        for dataset, job in zip(datasets, jobs, strict=True)
    )
    run_of = {run.dataset_id: run for run in runs}
    Finding.objects.bulk_create(
        Finding(
            run=run_of[rule.dataset_id],
            rule=rule,
            checked=1_000,
            failed=12,
            verdict="voldoet-niet",
        )
        for rule in rules
    )
    Flag.objects.bulk_create(
        Flag(
            dataset=rule.dataset,
            rule=rule,
            run=run_of[rule.dataset_id],
            column=rule.columns[0],
            dimension=rule.dimension,
            severity=("warning", "blocking")[number % 2],
            origin="rule",
            reason_code="rule-failed",
            reason_params={"rule": rule.number, "failed": 12, "checked": 1_000},
            opened_at=now - timedelta(days=number % 120),
        )
        for number, rule in enumerate(rules)
    )
    return steward
