"""What people are told: a line in the inbox and, when they want it, a mail."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.models import Notification, User
from people.services.mail import send_mail

Text = str | Promise | Callable[[], str]


@transaction.atomic
def notify(user: User, *, kind: str, text: Text, url: str = "") -> Notification | None:
    """Put a line in someone's inbox, and mail it when they asked for that.

    `text` is made in the language of the receiver when it is lazy or a function. `url` is a path
    of this portal. Someone deactivated gets nothing (None). Raises ValueError for an address
    outside the portal.
    """
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise ValueError(f"{url!r} is not a path of this portal.")
    if not user.is_active:
        return None
    with override(user.language):
        words = str(text() if callable(text) else text)[:500]
        line = Notification.objects.create(
            user=user, kind=kind, text=words, url=url, created_at=timezone.now()
        )
        if user.mail_notifications and user.email:
            send_mail(
                kind=kind,
                to=user.email,
                subject=words[:120],
                body=_mail_body(user, text=words, url=url),
                notification=line,
            )
    return line


def _mail_body(user: User, *, text: str, url: str) -> str:
    lines = [_("Dear %(name)s,") % {"name": user}, "", text]
    if url:
        lines += ["", settings.BASE_URL + url]
    lines += [
        "",
        _("You can choose in your profile whether you get these messages by e-mail:"),
        settings.BASE_URL + "/profiel",
    ]
    return "\n".join(lines)


def unread_count(user: User) -> int:
    """How many lines of someone's inbox are unread; one query."""
    return Notification.objects.visible_to(user).unread().count()


def mark_read(line: Notification) -> None:
    """Mark one line as read; the first moment stays."""
    Notification.objects.filter(pk=line.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(user: User) -> int:
    """Mark everything in someone's inbox as read; returns how many lines that were."""
    unread = Notification.objects.visible_to(user).unread()
    return unread.update(read_at=timezone.now())
