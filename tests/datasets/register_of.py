"""A register of any size, written straight into the tables: for counting queries, not promises."""

from datetime import timedelta
from itertools import islice

from django.utils import timezone

from datasets.models import Dataset, Delivery, Finding, Flag, Rule, Run
from kit.models import Job
from people.models import AccessLogEntry, Department, Notification, User


def fill_register(
    *,
    department: Department,
    steward: User,
    owner: User,
    datasets: int,
    rules: int,
    flags: int,
    of_first: int = 40,
    offset: int = 0,
) -> Dataset:
    """So many datasets; rules, flags, findings, checks and deliveries spread over them.

    The first dataset, which is given back, has `of_first` rules and 21 checks and deliveries.
    `offset` keeps a second call apart from the first.
    """
    now = timezone.now()
    made = Dataset.objects.bulk_create(
        Dataset(
            slug=f"demo-{number}",
            name=f"Demo {number:04}",
            department=department,
            steward=steward,
            owner=owner,
            created_at=now,
            trust=("red", "amber", "green", "unknown")[number % 4],
            trust_changed_at=now - timedelta(hours=number),
        )
        for number in range(offset, offset + datasets)
    )
    first = made[0]
    places = [first] * of_first
    places += [made[number % datasets] for number in range(rules - of_first)]
    numbers: dict[int, int] = {}

    def next_number(dataset: Dataset) -> int:
        numbers[dataset.pk] = numbers.get(dataset.pk, 0) + 1
        return numbers[dataset.pk]

    ruled = Rule.objects.bulk_create(
        Rule(
            dataset=dataset,
            number=next_number(dataset),
            kind="verwijzing" if number % 3 == 0 else "gevuld",
            columns=[f"kolom {number % 7}"],
            parameters={"dataset": made[number % datasets].slug, "kolom": "code"}
            if number % 3 == 0
            else {},
            dimension=("complete", "current", "correct")[number % 3],
            severity=("warning", "blocking")[number % 2],
            status=("active", "active", "draft", "retired")[number % 4],
            created_at=now,
            activated_at=now,
        )
        for number, dataset in enumerate(places)
    )
    active = [rule for rule in ruled if rule.status == "active"]
    jobs = iter(
        Job.objects.bulk_create(
            Job(kind="check", state="done", progress=100, created_at=now)
            for _number in range(datasets + 20)
        )
    )
    runs = Run.objects.bulk_create(
        [
            Run(
                dataset=dataset,
                number=number,
                job=next(jobs),
                trigger="manual",
                asked_at=now - timedelta(minutes=number),
                asked_by=steward,
                deliveries=[1],
                rows=10,
                today=now.date(),
            )
            for dataset in made
            for number in range(1, 22 if dataset is first else 2)
        ]
    )
    latest = {run.dataset_id: run for run in runs}
    Finding.objects.bulk_create(
        Finding(
            run=latest[rule.dataset_id],
            rule=rule,
            as_checked={"kind": rule.kind, "columns": rule.columns, "parameters": rule.parameters},
            checked=10,
            failed=3,
            verdict="voldoet-niet",
            examples=[{"line": 2, "part": "1", "key": "", "values": {rule.columns[0]: ""}}],
        )
        for rule in active
    )
    flagged = iter(active)
    by_rule = [
        Flag(
            dataset=rule.dataset,
            column=rule.columns[0],
            dimension=rule.dimension,
            severity=rule.severity,
            origin="rule",
            rule=rule,
            reason_code="rule-failed",
            reason_params={"rule": rule.number, "failed": 3, "checked": 10},
            opened_at=now - timedelta(days=number % 100),
        )
        for number, rule in enumerate(islice(flagged, flags // 2))
    ]
    by_record = [
        Flag(
            dataset=made[number % datasets],
            record_key=f"nr:{number}",
            dimension="correct",
            severity="warning",
            origin="reading",
            reason_code="cells-misfit",
            reason_params={"count": 2},
            column="bedrag",
            opened_at=now - timedelta(days=number % 100),
        )
        for number in range(flags - len(by_rule))
    ]
    Flag.objects.bulk_create(by_rule + by_record)
    Delivery.objects.bulk_create(
        Delivery(
            dataset=dataset,
            number=number,
            status="checked" if number == 1 else "withdrawn",
            is_current=number == 1,
            channel="page",
            filename="levering.csv",
            size=10,
            sha256="0" * 64,
            received_at=now - timedelta(hours=number),
            received_by=steward,
            rows=10,
            reading={"columns": []},
        )
        for dataset in made
        for number in range(1, 22 if dataset is first else 2)
    )
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(
            at=now,
            person=steward,
            person_label=str(steward),
            action="rows-seen",
            object_type="datasets.dataset",
            object_id=str(first.pk),
            object_label=str(first),
        )
        for _number in range(flags)
    )
    Notification.objects.bulk_create(
        Notification(user=steward, kind="trust", text="Vertrouwen veranderd", created_at=now)
        for _number in range(min(flags, 500))
    )
    return first
