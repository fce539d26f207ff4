"""Mail leaves through a durable job: a row with the message, and a job that sends it once."""

from collections.abc import Callable
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from kit.jobs import JobContext, enqueue
from people.models import Notification, OutgoingMail


@transaction.atomic
def send_mail(
    *, kind: str, to: str, subject: str, body: str, notification: Notification | None = None
) -> OutgoingMail:
    """Store a message and the job that sends it, in the transaction of the caller."""
    mail = OutgoingMail.objects.create(
        kind=kind,
        to=to,
        subject=" ".join(subject.split())[:200],  # a line end would start another header
        body=body,
        notification=notification,
        created_at=timezone.now(),
    )
    enqueue("mail", {"mail": mail.pk}, dedupe=f"mail:{mail.pk}")
    return mail


def run_mail(context: JobContext) -> Callable[[], None] | None:
    """Job "mail": hand one stored message to the mail server, then note that it went.

    A message that went already is left alone. Raises what the mail server raises, so that the
    job is tried again.
    """
    mail = OutgoingMail.objects.filter(pk=context.payload["mail"], sent_at=None).first()
    if mail is None:
        return None
    EmailMessage(subject=mail.subject, body=mail.body, to=[mail.to]).send()
    return partial(_note_sent, mail)


def _note_sent(mail: OutgoingMail) -> None:
    now = timezone.now()
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=now, body="")
    if mail.notification_id:
        Notification.objects.filter(pk=mail.notification_id).update(mailed_at=now)
