"""What goes when a case has been closed for long: the reporter's name; the case itself stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from feedback.lifecycle import CLOSED, Actor
from feedback.models import Message, Report
from feedback.services.bulk import clear_lists
from feedback.services.evidence import clear_evidence, drop_files
from kit.jobs import JobContext

AT_ONCE = 200  # cases in one transaction


def clean_up_reports(context: JobContext) -> Callable[[], None]:
    """The nightly job, in short transactions, and safe to do again."""
    now = timezone.now()
    while forget_reporters(now=now):
        context.check()
    context.progress(80, "clearing")
    clear_evidence(now=now)
    clear_lists(now=now)
    return lambda: None


def forget_reporters(*, now: datetime) -> int:
    """Take the reporter out of cases closed REPORT_NAME_DAYS ago; how many were done.

    The steps, the values and the judgement stay. Who joined or watched goes, as does who wrote a
    line; what they brought as evidence may show people and goes whole.
    """
    before = now - timedelta(days=settings.REPORT_NAME_DAYS)
    old = Report.objects.filter(
        closed_at__lte=before, status__in=CLOSED, reporter_removed_at=None
    ).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        with transaction.atomic():
            _forget(Report.objects.select_for_update().get(pk=key), now=now)
    return len(keys)


def _forget(report: Report, *, now: datetime) -> None:
    people = {report.reporter_id, *report.joiners.values_list("person_id", flat=True)}
    people.discard(None)
    report.steps.filter(actor=Actor.REPORTER).update(by=None)
    Message.objects.filter(report=report, by__in=people).update(by=None)
    report.joiners.all().delete()
    report.watchers.all().delete()
    paths = [attachment.path for attachment in report.attachments.all()]
    report.attachments.all().delete()
    Report.objects.filter(pk=report.pk).update(reporter=None, reporter_removed_at=now)
    # After the rows: a file without a row is found by the next night, a row without a file is not.
    transaction.on_commit(partial(drop_files, paths))
