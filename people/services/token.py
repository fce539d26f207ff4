"""Tokens for the API: 256 random bits, of which only the digest is kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.models import ApiToken, User

LIFETIME = timedelta(days=365)
NOTED_EVERY = timedelta(minutes=1)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(user: User, *, name: str = "", lifetime: timedelta = LIFETIME) -> str:
    """Make a token for an active person and return it; it cannot be read back later.

    Raises ValueError for someone who is deactivated.
    """
    if not user.is_active:
        raise ValueError(f"{user.username} is not active.")
    prefix = f"koers_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    now = timezone.now()
    ApiToken.objects.create(
        user=user, name=name, prefix=prefix, digest=_digest(token),
        created_at=now, expires_at=now + lifetime,
    )  # fmt: skip
    return token


def find_token(token: str) -> ApiToken | None:
    """The live token of an active person, its use noted at most once a minute."""
    now = timezone.now()
    found = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(token), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if found is not None and (not found.last_used_at or found.last_used_at < now - NOTED_EVERY):
        ApiToken.objects.filter(
            Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY), pk=found.pk
        ).update(last_used_at=now)
    return found


def revoke_token(token: ApiToken) -> None:
    """End a token; a second time changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def revoke_tokens(user: User) -> int:
    """End every live token of a person; returns how many."""
    return user.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
