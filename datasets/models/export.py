"""All failing rows of one finding as a file, made by a durable job and fetched by who asked."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from datasets.models.dataset import Dataset
from datasets.models.run import Finding
from kit.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own files, of datasets whose rows (or bare values) one may see at this moment."""
        if not user.is_authenticated:
            return self.none()
        rows = models.Q(bare=False, finding__run__dataset__in=_seen(user))
        values = models.Q(
            bare=True, finding__run__dataset__in=Dataset.objects.values_visible_to(user)
        )
        return self.filter(rows | values, asked_by=user)


def _seen(user: "User | AnonymousUser") -> models.QuerySet[Dataset]:
    return Dataset.objects.rows_visible_to(user)


class Export(models.Model):
    """`bare`: personal values as they are. `rows` and `expires_at` are filled when it is done."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="exports")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="export", null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    bare = models.BooleanField(default=False)
    rows = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["asked_by", "expires_at"], name="export_of_person")]

    def __str__(self) -> str:
        return self.uuid.hex

    @property
    def path(self) -> Path:
        """Outside the web's root, and only there while it has not expired."""
        return export_folder() / f"{self.uuid.hex}.csv"


def export_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"
