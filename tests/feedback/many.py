"""A great many reports at once, without the services: for tests of long lists."""

from datetime import datetime, timedelta
from uuid import UUID

from datasets.models import Dataset
from feedback.lifecycle import OPEN, Reason, Status, Subject
from feedback.models import Point, Report
from people.models import User

BATCH = 5_000
_STATES, _REASONS, _COLUMNS = list(Status), list(Reason), ("straat", "bedrag", "opgeleverd")


def fill_reports(
    datasets: list[Dataset], *, by: User, handler: User | None, number: int, now: datetime
) -> None:
    """`number` reports in all states over a year, spread over the datasets."""
    for begin in range(0, number, BATCH):
        made = Report.objects.bulk_create(
            _report(datasets[n % len(datasets)], n, by, handler, now)
            for n in range(begin, min(begin + BATCH, number))
        )
        Point.objects.bulk_create(
            Point(report=report, column=_COLUMNS[n % 3], record_key=f"nr:{n:07d}")
            for n, report in enumerate(made, begin)
        )


def _report(dataset: Dataset, n: int, by: User, handler: User | None, now: datetime) -> Report:
    at = now - timedelta(days=n % 364, minutes=n % 700)
    day, status = at.date(), _STATES[n % len(_STATES)]
    judged = at + timedelta(days=n % 9) if status not in (Status.REPORTED, Status.ASKED) else None
    return Report(
        token=UUID(int=n + 1),
        reference=f"TM-2000-{n:06d}",
        dataset=dataset,
        subject=Subject.CELL,
        reason=_REASONS[n % len(_REASONS)],
        reporter=by,
        department=dataset.department,
        handler=handler if n % 2 else None,
        status=status,
        reported_at=at,
        changed_at=at,
        judged_at=judged,
        confirmed_at=at + timedelta(days=n % 40) if status == Status.CONFIRMED else None,
        closed_at=None if status in OPEN else at + timedelta(days=n % 40),
        take_up_by=day + timedelta(days=2),
        judge_by=day + timedelta(days=7),
        repair_by=day + timedelta(days=28),
    )
