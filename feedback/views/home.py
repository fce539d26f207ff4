"""What stands on the start page about reports: what waits for me, what mine changed, my queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback.lifecycle import OPEN, CorrectionStatus, Status
from feedback.models import Correction, Report
from feedback.views.found import DUE
from feedback.views.mine import waiting_for
from people.models import User

EFFECT_DAYS = 365


@dataclass(frozen=True)
class MyReports:
    """Counts: `waiting` of my reports ask something of me, `repaired` values in a year, `queue`
    of what I have in hand that waits for me, `overdue` of those."""

    waiting: int
    repaired: int
    queue: int
    overdue: int

    def __bool__(self) -> bool:
        return bool(self.waiting or self.repaired or self.queue)


def my_reports(person: User, *, now: datetime) -> MyReports:
    """One query."""
    effect = Correction.objects.filter(
        report__reporter=person,
        status=CorrectionStatus.REPAIRED,
        closed_at__gte=now - timedelta(days=EFFECT_DAYS),
    )
    mine = Report.objects.filter(handler=person, status__in=OPEN - {Status.ASKED})
    late = mine.annotate(due=DUE).filter(due__lt=timezone.localdate(now))
    counts = {
        "waiting": waiting_for(person, now=now),
        "repaired": effect,
        "queue": mine,
        "overdue": late,
    }
    found = User.objects.filter(pk=person.pk).annotate(
        **{f"reports_{name}": _count(rows) for name, rows in counts.items()}
    )
    told = found.values(*(f"reports_{name}" for name in counts)).get()
    return MyReports(**{name: told[f"reports_{name}"] for name in counts})


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as a part of another query."""
    every = rows.order_by().annotate(_every=Value(1)).values("_every")
    return Coalesce(
        Subquery(every.annotate(_n=Count("pk")).values("_n"), output_field=IntegerField()), 0
    )
