"""How people get in, and the log of what they saw."""

from typing import Any, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.person import User


class ApiToken(models.Model):
    """A key for the API. Only its digest is kept; the token itself is shown once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=120, blank=True)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.prefix}…"


class AppendOnly(TypeError):
    """A line of the access log was about to be changed or removed."""


class AccessLogQuerySet(models.QuerySet["AccessLogEntry"]):
    def visible_to(self, user: User) -> Self:
        return self if user.has_perm("people.view_access_log") else self.none()

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Lines of the access log are not changed.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Lines of the access log are not removed.")


class AccessLogEntry(models.Model):
    """Who saw or did what, when, why, and whether it was allowed. Holds no values."""

    class Result(models.TextChoices):
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    at = models.DateTimeField(db_index=True)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The words of that moment: a line stays readable when a name changes later.
    person_label = models.CharField(max_length=300)
    action = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(max_length=300)
    reason = models.CharField(max_length=500, blank=True)
    result = models.CharField(max_length=8, choices=Result.choices, default=Result.GRANTED)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("view_access_log", "May read the access log")]
        indexes = [models.Index(fields=["object_type", "object_id"], name="access_log_object")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(result__in=["granted", "refused"]),
                name="access_log_result_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person_label} {self.action} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new line. Raises AppendOnly for one that stands."""
        if not self._state.adding:
            raise AppendOnly("Lines of the access log are not changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Lines of the access log are not removed.")


class LoginFailure(models.Model):
    """One failed try from a network, kept as long as the rate per address needs it."""

    class Door(models.TextChoices):
        LOGIN = "login", _("login")
        RESET = "reset", _("password reset")

    network = models.CharField(max_length=64)
    door = models.CharField(max_length=8, choices=Door.choices, default=Door.LOGIN)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["network", "door", "at"], name="login_failure_rate")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(door__in=["login", "reset"]), name="login_failure_door_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.at:%Y-%m-%d %H:%M:%S}"
