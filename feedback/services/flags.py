"""The flag of a report: how every other floor sees that a value is doubted."""

from datetime import datetime

from django.urls import reverse

from datasets.lifecycle import Dimension, FlagOrigin, Severity
from datasets.models import Flag
from datasets.services import close_flag, raise_flag
from feedback.lifecycle import FLAGGED, Reason, Status, Subject
from feedback.models import Point, Report

# One code for every state of a report: the flag that stands is told its newest words.
CODE = "report"
_DIMENSIONS = {
    Reason.EMPTY: Dimension.COMPLETE,
    Reason.MISSING: Dimension.COMPLETE,
    Reason.OUTDATED: Dimension.CURRENT,
}
# Judged right: also while the source is asked and until a delivery proves the repair.
_JUDGED_RIGHT = frozenset(
    {Status.RIGHT, Status.REQUESTED, Status.FORWARDED, Status.PATCHED, Status.REVIEW}
)


def dimension_of(report: Report) -> Dimension:
    """Which of complete, current and correct the doubt is about."""
    if report.subject == Subject.MISSING:
        return Dimension.COMPLETE
    return _DIMENSIONS.get(Reason(report.reason), Dimension.CORRECT)


def sync_flags(report: Report, *, now: datetime) -> None:
    """Let the flags of a report say what its state says. Trust is computed in the same transaction.

    A case that was opened again keeps the flags it had and gets none before it is taken up.
    """
    if report.status == Status.REOPENED:
        return
    for point in report.points.select_related("flag"):
        if report.status in FLAGGED:
            _stand(report, point, now=now)
        else:
            _fall(report, point, now=now)


def _stand(report: Report, point: Point, *, now: datetime) -> None:
    right = report.status in _JUDGED_RIGHT
    flag = raise_flag(
        report.dataset,
        dimension=dimension_of(report),
        severity=Severity.BLOCKING if right and report.decisive else Severity.WARNING,
        origin=FlagOrigin.REPORT,
        reason_code=CODE,
        reason_params={
            "report": report.reference,
            "url": reverse("feedback:report", args=[report.reference]),
            "all": reverse("feedback:of_dataset", args=[report.dataset.slug]),
            "subject": report.subject,
            "right": int(right),
            "period": report.period,
        },
        column=point.column,
        record_key=point.record_key,
        now=now,
    )
    if point.flag_id != flag.pk:
        Point.objects.filter(pk=point.pk).update(flag=flag)


def _fall(report: Report, point: Point, *, now: datetime) -> None:
    """Close the flag, unless another report on the same value still holds it up."""
    if point.flag is None or point.flag.closed_at:
        return
    others = Point.objects.filter(flag=point.flag, report__status__in=FLAGGED).exclude(
        report=report
    )
    other = others.select_related("report__dataset").first()
    if other is None:
        close_flag(Flag.objects.select_related("dataset").get(pk=point.flag.pk), now=now)
    else:
        _stand(other.report, other, now=now)
