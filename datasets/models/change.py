"""Every change of state leaves a row: from, to, who, when, why. Rows are added, never edited."""

from django.conf import settings
from django.db import models

from datasets.models.dataset import Dataset
from datasets.models.delivery import Delivery
from datasets.models.rule import Rule


class Change(models.Model):
    """Of the dataset itself where `delivery` and `rule` are empty. `by` is empty for Koers itself."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="changes")
    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, null=True, related_name="changes"
    )
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, null=True, related_name="changes")
    old = models.CharField(max_length=12, blank=True)
    new = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["dataset", "-at"], name="change_newest")]

    def __str__(self) -> str:
        return f"{self.old} -> {self.new}"
