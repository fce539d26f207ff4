"""What the values of a delivery look like, and the rules that follow from it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.lifecycle import Severity, SuggestionStatus
from datasets.models.dataset import Dataset
from datasets.models.delivery import Delivery
from datasets.models.rule import Rule

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class ColumnProfile(models.Model):
    """One column of one delivery. `stats` is quality.ColumnProfile.as_dict, counts in rows."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="profiles")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    stats = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="profile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} {self.name}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(dataset__in=Dataset.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(status=SuggestionStatus.OPEN)


class Suggestion(models.Model):
    """A rule that a profile proposes. `fingerprint` tells the same proposal from a new one."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="suggestions")
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="suggestions"
    )
    kind = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    norm_count = models.PositiveBigIntegerField(null=True)
    norm_share = models.FloatField(null=True)
    why_code = models.CharField(max_length=40)
    why_params = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(
        max_length=8, choices=SuggestionStatus.choices, default=SuggestionStatus.OPEN
    )
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dataset", "fingerprint"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(status__in=SuggestionStatus.values), name="suggestion_status_known"
            ),
        ]
        indexes = [models.Index(fields=["dataset", "status"], name="suggestion_by_status")]

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(self.columns)}"
