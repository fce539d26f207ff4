"""What a report is about, in a few words that show no value and name no record."""

from django.utils.translation import gettext as _

from datasets.sentences.period import period_words
from feedback.lifecycle import Subject
from feedback.models import Point, Report


def about(report: Report) -> str:
    """As in "your report about energielabel of Woningen": fit for a mail and for every reader."""
    columns = list(dict.fromkeys(point.column for point in report.points.all() if point.column))
    told = {
        "dataset": report.dataset.name,
        "columns": ", ".join(columns),
        "period": period_words(report.period) if report.period else "",
    }
    if columns and report.subject != Subject.MISSING:
        return _("%(columns)s of %(dataset)s") % told
    if report.subject == Subject.MISSING:
        return _("a missing row in %(dataset)s") % told
    if report.subject == Subject.ROW:
        return _("a row of %(dataset)s") % told
    if report.subject == Subject.PERIOD and report.period:
        return _("%(period)s of %(dataset)s") % told
    return report.dataset.name


def point_words(point: Point) -> str:
    """Which value: its record and its column. Only for who may know the record."""
    return ", ".join(filter(None, (point.record_key, point.column))) or _("The whole")


def what_of(report: Report) -> str:
    """The same for a list in which the dataset stands beside it: its columns, or its subject."""
    columns = list(dict.fromkeys(point.column for point in report.points.all() if point.column))
    if columns and report.subject != Subject.MISSING:
        return ", ".join(columns)
    return str(Subject(report.subject).label)
