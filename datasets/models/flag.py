"""The one currency of trust: something speaks against this data, from a moment until a moment."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.lifecycle import Dimension, FlagOrigin, Severity
from datasets.models.dataset import Dataset
from datasets.models.rule import Rule
from datasets.models.run import Run

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(dataset__in=Dataset.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class Flag(models.Model):
    """`column` and `record_key` ("nr:0007") are empty where the flag is on the whole dataset.

    The reason is a code with parameters; `datasets.sentences` says it in the reader's language.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="flags")
    column = models.CharField(max_length=300, blank=True)
    record_key = models.CharField(max_length=300, blank=True)
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    origin = models.CharField(max_length=8, choices=FlagOrigin.choices)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, null=True, related_name="flags")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="flags")
    reason_code = models.CharField(max_length=40)
    reason_params = models.JSONField(default=dict)
    # Accepted risk: through this day a blocking flag counts as a warning.
    accepted_until = models.DateField(null=True)
    accepted_reason = models.CharField(max_length=1000, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["rule"],
                condition=Q(closed_at__isnull=True, rule__isnull=False),
                name="flag_one_open_per_rule",
            ),
            models.UniqueConstraint(
                fields=["dataset", "origin", "reason_code", "column"],
                condition=Q(closed_at__isnull=True, rule__isnull=True, record_key=""),
                name="flag_one_open_per_cause",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="flag_severity_known"
            ),
        ]
        indexes = [
            models.Index(fields=["dataset", "closed_at"], name="flag_open"),
            models.Index(fields=["-opened_at"], name="flag_newest"),
            models.Index(
                fields=["dataset", "record_key"],
                condition=Q(closed_at__isnull=True),
                name="flag_open_on_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset}: {self.reason_code}"
