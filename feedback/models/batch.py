"""A list of doubts that somebody brought as a file: looked through, then reported once."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from datasets.models import Dataset
from kit.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own lists, of datasets that one may see at this moment."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(by=user, dataset__in=Dataset.objects.visible_to(user))


class Batch(models.Model):
    """`lines` are the lines of the file with what was found of each (services.bulk_file.Line).

    `results` stand there once they were reported: {line, outcome, reference, code, params}. The
    row, and with it every value in it, goes after a few days; the reports stay.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="batches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    filename = models.CharField(max_length=200)
    lines = models.JSONField(default=list)
    results = models.JSONField(default=list)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, related_name="batch", null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["at"], name="batch_by_age")]

    def __str__(self) -> str:
        return self.filename
