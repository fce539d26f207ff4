"""What only the moment needed goes at night."""

from datetime import timedelta

from django.utils import timezone

from kit.jobs import enqueue, work_off
from people.models import AccessLogEntry, LoginFailure, OutgoingMail, PersonChange
from people.services import log_access, notify, record_failure


def test_old_tries_and_sent_mails_go_and_histories_stay(colleague):
    now = timezone.now()
    record_failure("192.0.2.1")
    LoginFailure.objects.update(at=now - timedelta(days=2))
    record_failure("192.0.2.2")
    for text in ("oud", "nieuw", "niet verzonden"):
        notify(colleague, kind="test", text=text)
    OutgoingMail.objects.filter(subject="oud").update(sent_at=now - timedelta(days=31))
    OutgoingMail.objects.filter(subject="nieuw").update(sent_at=now - timedelta(days=29))
    log_access(colleague, action="login", object_label="x")
    changes = PersonChange.objects.count()
    enqueue("people-cleanup", {})
    work_off()
    assert [failure.network for failure in LoginFailure.objects.all()] == ["192.0.2.2"]
    assert set(OutgoingMail.objects.values_list("subject", flat=True)) == {
        "nieuw",
        "niet verzonden",
    }
    assert colleague.notifications.count() == 3
    assert AccessLogEntry.objects.count() == 1
    assert PersonChange.objects.count() == changes
