"""Small makers of reports, through the services."""

from typing import Any

from django.utils import timezone

from datasets.models import Column, Dataset
from feedback.lifecycle import Reason, Status, Subject
from feedback.models import Report
from feedback.services import Doubt, report_doubt
from people.models import Department, User
from tests.datasets.factories import make_dataset

COLUMNS = (("nr", "tekst"), ("straat", "tekst"), ("opgeleverd", "datum"), ("bedrag", "getal"))


def make_doubtable(department: Department, name: str = "Demo-woningen", **fields: Any) -> Dataset:
    """An entry with a data dictionary and a key, without a file."""
    dataset = make_dataset(department, name, **fields)
    dataset.key = ["nr"]
    dataset.save(update_fields=["key"])
    Column.objects.bulk_create(
        Column(dataset=dataset, position=place, name=column, type=type_)
        for place, (column, type_) in enumerate(COLUMNS)
    )
    return dataset


def make_report(dataset: Dataset, by: User, **fields: Any) -> Report:
    """A doubt about the amount of row 0001, unless told otherwise."""
    doubt = {
        name: fields.pop(name)
        for name in ("column", "record_key", "record", "doubted", "proposed")
        if name in fields
    }
    one = {"column": "bedrag", "record_key": "nr:0001", "doubted": "1250.5", "proposed": "1350.5"}
    return report_doubt(
        dataset,
        by=by,
        subject=fields.pop("subject", Subject.CELL),
        reason=fields.pop("reason", Reason.WRONG),
        doubts=fields.pop("doubts", [Doubt(**(one | doubt))]),
        **fields,
    )


def bring_to(report: Report, status: Status) -> Report:
    """Set a report in a state without making the moves, for tests of one move."""
    now = timezone.now()
    closed = now if status in ("wrong", "undecidable", "confirmed", "merged", "withdrawn") else None
    Report.objects.filter(pk=report.pk).update(status=status, closed_at=closed)
    report.refresh_from_db()
    return report
