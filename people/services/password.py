"""Links with which someone sets a password: single-use, three days, personal."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override

from kit.jobs import JobContext, enqueue
from people.models import OutgoingMail, User
from people.services.mail import send_mail

# One reset mail per person in this time: nobody's mailbox is filled by a stranger.
PAUSE = timedelta(minutes=5)


class LongEnough(MinimumLengthValidator):
    """Django's own rule, in words that our catalogue has; Django's Dutch lacks this one."""

    def get_error_message(self) -> str:
        return _("This password is too short. Use at least %(least)s characters.") % {
            "least": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Use at least %(least)s characters.") % {"least": self.min_length}


class _LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, which also end when the account closes or its sessions are ended."""

    key_salt = "people.services.password"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        value = super()._make_hash_value(user, timestamp)
        return f"{value}{user.session_stamp}{user.is_active}"


_tokens = _LinkTokens()


def password_link(person: User) -> str:
    """The whole address under which this person may set a password once."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("people:set_password", args=[uid, _tokens.make_token(person)])
    return settings.BASE_URL + path


def person_for_link(uid: str, token: str) -> User | None:
    """The active person for whom this link was made, while it still works."""
    try:
        person = User.objects.active().get(pk=int(force_str(urlsafe_base64_decode(uid))))
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return person if _tokens.check_token(person, token) else None


@transaction.atomic
def set_password(person: User, *, password: str) -> None:
    """Set a password; every session and link that was made before ends with it."""
    person.set_password(password)
    person.save(update_fields=["password"])


def ask_reset(email: str) -> None:
    """Ask for a reset link. Does the same for every address, known or not.

    Looking up the account is the job's work, so that no answer and no response time tells
    whether one exists.
    """
    email = email.strip().lower()
    enqueue("password-reset", {"email": email}, dedupe=f"password-reset:{email}"[:200])


def run_reset(context: JobContext) -> Callable[[], None] | None:
    """Job "password-reset": mail a link when an active person has this address."""
    email = str(context.payload["email"])
    person = User.objects.active().filter(email__iexact=email).first()
    if person is None:
        return None
    recent = OutgoingMail.objects.filter(
        kind="password-reset", to__iexact=email, created_at__gt=timezone.now() - PAUSE
    )
    return None if recent.exists() else partial(_mail_reset, person)


def _mail_reset(person: User) -> None:
    with override(person.language):
        send_mail(
            kind="password-reset",
            to=person.email,
            subject=_("Choose a new password for Koers"),
            body="\n".join(
                [
                    _("Dear %(name)s,") % {"name": person},
                    "",
                    _("Someone, probably you, asked for a new password for your account."),
                    _("Your user name is: %(username)s") % {"username": person.username},
                    _("Choose a new password here. The link works once, for three days:"),
                    "",
                    password_link(person),
                    "",
                    _("Did you not ask for this? Then you need not do anything."),
                ]
            ),
        )
