"""Inviting someone: an account without a password, and a mail with a link to set one."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.models import Department, Language, PersonChange, User
from people.services.mail import send_mail
from people.services.password import password_link
from people.services.person import create_person, end_sessions


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    department: Department | None,
    roles: list[str],
    by: User,
    username: str = "",
    language: str = Language.DUTCH,
) -> User:
    """Make an account and mail its owner a link to set a password, valid for three days.

    Without a user name the part of the address before the @ serves, numbered when it is taken.
    Raises ValidationError for an address that already has an account.
    """
    if not email.strip():
        raise ValidationError({"email": _("An invitation needs an e-mail address.")})
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise ValidationError({"email": _("Someone with this e-mail address has an account.")})
    person = create_person(
        username=username or _free_username(email),
        email=email,
        name=name,
        department=department,
        roles=roles,
        by=by,
        language=language,
    )
    _send(person, by=by)
    return person


def _free_username(email: str) -> str:
    plain = unicodedata.normalize("NFKD", email.partition("@")[0]).encode("ascii", "ignore")
    stem = re.sub(r"[^a-z0-9._-]+", "", plain.decode().lower())[:100] or "medewerker"
    taken = set(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    number = 1
    while (stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return stem if number == 1 else f"{stem}{number}"


@transaction.atomic
def resend_invitation(person: User, *, by: User) -> None:
    """Mail a new link and end the old one. Raises ValidationError once a password is set."""
    _must_be_pending(person)
    end_sessions(person)
    _send(person, by=by)


@transaction.atomic
def withdraw_invitation(person: User, *, by: User, reason: str = "") -> None:
    """End the link and close the account. Raises ValidationError once a password is set."""
    _must_be_pending(person)
    person.is_active = False
    person.invited_at = None
    person.save(update_fields=["is_active", "invited_at"])
    end_sessions(person)
    PersonChange.objects.create(
        person=person, kind=PersonChange.Kind.INVITATION,
        old="sent", new="withdrawn", by=by, reason=reason, at=timezone.now(),
    )  # fmt: skip


def _must_be_pending(person: User) -> None:
    waiting = person.is_active and person.email and not person.has_usable_password()
    if not waiting:
        raise ValidationError(_("This person is not waiting for an invitation."), code="no-invite")


def _send(person: User, *, by: User) -> None:
    person.invited_at = timezone.now()
    person.save(update_fields=["invited_at"])
    PersonChange.objects.create(
        person=person, kind=PersonChange.Kind.INVITATION, new="sent", by=by, at=person.invited_at
    )
    with override(person.language):
        send_mail(
            kind="invitation",
            to=person.email,
            subject=_("Your account for Koers"),
            body="\n".join(
                [
                    _("Dear %(name)s,") % {"name": person},
                    "",
                    _("%(inviter)s made an account for you in Koers.") % {"inviter": by},
                    _("Your user name is: %(username)s") % {"username": person.username},
                    _("Choose a password here. The link works once, for three days:"),
                    "",
                    password_link(person),
                ]
            ),
        )
