"""A year after closing the reporter's name goes; what was doubted, judged and proved stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.lifecycle import Status
from feedback.models import Attachment, Message, Report
from feedback.services import join_report, move_report, watch_report
from feedback.services.retention import forget_reporters
from kit.jobs import enqueue, work_off
from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def report(department, colleague, outsider, steward):
    """Closed, with everything that tells of people."""
    report = make_report(make_doubtable(department, steward=steward), colleague)
    join_report(report, by=outsider, note="Ik zie het ook")
    watch_report(report, by=outsider, watching=True)
    for by in (colleague, outsider, steward):
        Message.objects.create(report=report, by=by, at=timezone.now(), text="Een regel")
    file = Attachment.objects.create(
        report=report, filename="foto.png", kind="png", size=3, sha256="0" * 64, by=colleague,
        at=timezone.now(),
    )  # fmt: skip
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(b"png")
    move_report(report, to=Status.INVESTIGATING, by=steward)
    move_report(report, to=Status.WRONG, by=steward, text="De bron klopt.")
    return report


def test_nothing_goes_before_its_time(report):
    assert forget_reporters(now=report.closed_at + YEAR - timedelta(minutes=1)) == 0
    assert Report.objects.get().reporter is not None


def test_the_name_goes_and_the_case_stays(
    report, steward, colleague, django_capture_on_commit_callbacks
):
    path = Attachment.objects.get().path
    now = report.closed_at + YEAR
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_reporters(now=now) == 1
    kept = Report.objects.get()
    assert (kept.reporter, kept.reporter_removed_at) == (None, now)
    assert (kept.status, kept.explanation) == (report.status, report.explanation)
    assert kept.points.get().doubted == "1250.5"
    assert [(step.new, step.by) for step in kept.steps.all()] == [
        ("reported", None),
        ("investigating", steward),
        ("wrong", steward),
    ]
    assert [message.by for message in kept.messages.all()] == [None, None, steward]
    assert kept.joiners.count() == kept.watchers.count() == kept.attachments.count() == 0
    assert not path.exists()
    assert forget_reporters(now=now) == 0


def test_an_open_case_keeps_its_reporter_however_old(department, colleague):
    make_report(make_doubtable(department), colleague, now=timezone.now() - 3 * YEAR)
    assert forget_reporters(now=timezone.now()) == 0


def test_the_nightly_job_does_it(report):
    Report.objects.update(closed_at=timezone.now() - YEAR)
    enqueue("feedback-cleanup", {})
    work_off()
    assert Report.objects.get().reporter is None
