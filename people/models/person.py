"""A person, the department they work in, and the history of both."""

import uuid
from collections.abc import Iterator
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, Permission, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(models.TextChoices):
    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"


class DepartmentQuerySet(models.QuerySet["Department"]):
    def active(self) -> Self:
        """Without the retired ones."""
        return self.filter(retired_at__isnull=True)


class Department(models.Model):
    """A part of the organisation; departments form a tree without cycles."""

    name = models.CharField(pgettext_lazy("department", "name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("department"), _("departments")
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            # Two constraints, as SQLite and older PostgreSQL let NULL differ from NULL. A retired
            # department leaves its name free for a new one.
            models.UniqueConstraint(
                "parent",
                Lower("name"),
                condition=models.Q(retired_at__isnull=True),
                name="department_name_within_parent",
            ),
            models.UniqueConstraint(
                Lower("name"),
                condition=models.Q(retired_at__isnull=True, parent__isnull=True),
                name="department_name_at_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def descendants(self) -> DepartmentQuerySet:
        """Every department below this one, at any depth, without itself; two queries."""
        below: dict[int | None, list[int]] = {}
        for pk, parent in Department.objects.order_by().values_list("pk", "parent_id"):
            below.setdefault(parent, []).append(pk)
        found: list[int] = []
        queue = list(below.get(self.pk, ()))
        while queue:
            pk = queue.pop()
            found.append(pk)
            queue.extend(below.get(pk, ()))
        return Department.objects.filter(pk__in=found)


class PersonQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def invited(self) -> Self:
        """Active people who were invited and have not chosen a password yet."""
        return self.active().filter(
            invited_at__isnull=False, password__startswith=UNUSABLE_PASSWORD_PREFIX
        )

    def visible_to(self, user: "User") -> Self:
        """All people for who may manage them, otherwise only oneself."""
        if user.has_perm("people.manage_people"):
            return self
        return self.filter(pk=user.pk)

    def with_permission(self, name: str) -> Self:
        """Active people whose roles give the permission "app_label.codename"."""
        app_label, codename = name.split(".")
        permissions = Permission.objects.filter(
            content_type__app_label=app_label, codename=codename
        )
        return self.active().filter(
            pk__in=User.groups.through.objects.filter(group__permissions__in=permissions).values(
                "user_id"
            )
        )


class PersonManager(UserManager["User"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this username, whatever its capitals. Raises User.DoesNotExist."""
        person: User = self.get(username__iexact=username)
        return person


class User(AbstractUser):
    """Someone who may log in; every active user is an employee (medewerker)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people"
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.DUTCH
    )
    mail_notifications = models.BooleanField(_("also by e-mail"), default=True)
    # Part of what a session is signed with: a new stamp ends every session at once.
    session_stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")
        ordering = ["name", "username"]
        default_permissions = ()
        permissions = [("manage_people", "May manage people, departments and roles")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_any_case",
                violation_error_message=_("Someone with this user name has an account."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_any_case",
                violation_error_message=_("Someone with this e-mail address has an account."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="user_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the session stamp."""
        return self._session_hash(secret=None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret=secret)

    def _session_hash(self, *, secret: str | bytes | None) -> str:
        return salted_hmac(
            "people.models.User.session",
            f"{self.password}{self.session_stamp}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class PersonChange(models.Model):
    """What changed about a person: from, to, who, when, why. Appended, never edited."""

    class Kind(models.TextChoices):
        ROLES = "roles", _("roles")
        DEPARTMENT = "department", _("department")
        ACTIVATION = "activation", _("account")
        INVITATION = "invitation", _("invitation")
        DETAILS = "details", _("name and e-mail address")

    person = models.ForeignKey(User, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    old = models.CharField(max_length=300, blank=True)
    new = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["roles", "department", "activation", "invitation", "details"]
                ),
                name="person_change_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.at:%Y-%m-%d %H:%M}"
