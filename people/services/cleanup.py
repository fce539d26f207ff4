"""What only the moment needed goes every night: ended sessions, failed tries, sent mails."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from kit.jobs import JobContext
from people.models import LoginFailure, OutgoingMail

TRIES_KEPT = timedelta(days=1)
MAIL_KEPT = timedelta(days=30)


def run_cleanup(context: JobContext) -> Callable[[], None]:
    """Job "people-cleanup": remove them. Notifications, histories and the access log stay."""
    return partial(_remove, timezone.now())


def _remove(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
    LoginFailure.objects.filter(at__lt=now - TRIES_KEPT).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - TRIES_KEPT).delete()
    AccessLog.objects.filter(attempt_time__lt=now - TRIES_KEPT).delete()
    OutgoingMail.objects.filter(sent_at__lt=now - MAIL_KEPT).delete()
