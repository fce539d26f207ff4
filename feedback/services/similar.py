"""Reports that doubt the same already: to join instead of making another."""

from collections.abc import Sequence

from datasets.models import Dataset
from feedback.lifecycle import OF_A_RECORD, Subject
from feedback.models import Report
from feedback.services.report import Doubt, doubts_on

MOST = 5  # shown


def open_reports_like(
    dataset: Dataset,
    *,
    subject: str,
    record_key: str = "",
    column: str = "",
    period: str = "",
    page: str = "",
) -> list[Report]:
    """Open reports on this record (any value of it), this column, this period, a number on this
    page, or the whole; oldest first, at most five."""
    if subject in OF_A_RECORD:
        found = doubts_on(dataset, record_key=record_key) if record_key else Report.objects.none()
    else:
        found = Report.objects.open().filter(dataset=dataset, subject=subject)
        if subject == Subject.COLUMN:
            found = found.filter(points__column=column) if column else found.none()
        elif subject == Subject.PERIOD:
            found = found.filter(period=period) if period else found.none()
        elif subject == Subject.NUMBER:
            found = found.filter(page=page) if page else found.none()
    reports = found.select_related("dataset").prefetch_related("points", "joiners")
    return list(reports.order_by("reported_at", "pk").distinct()[:MOST])


def already_doubted(dataset: Dataset, doubts: Sequence[Doubt], *, subject: str) -> Report | None:
    """The open report that doubts all of this already, where it is about a record's value.

    Without a key a row cannot be told from another that looks like it.
    """
    if subject not in OF_A_RECORD or not doubts or not all(one.record_key for one in doubts):
        return None
    candidates = doubts_on(dataset, record_key=doubts[0].record_key, column=doubts[0].column)
    wanted = {(one.record_key, one.column) for one in doubts}
    for report in candidates.prefetch_related("points")[:MOST]:
        has = {(point.record_key, point.column) for point in report.points.all()}
        if wanted <= has and (report.subject == subject):
            return report
    return None
