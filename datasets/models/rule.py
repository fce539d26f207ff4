"""A quality rule is data: a kind with its columns, its parameters and the norm it must meet."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from datasets.lifecycle import DatasetStatus, Dimension, Origin, RuleStatus, Severity
from datasets.models.dataset import Dataset

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(dataset__in=Dataset.objects.visible_to(user))

    def active(self) -> Self:
        return self.filter(status=RuleStatus.ACTIVE)

    def waiting_for(self, owner: "User") -> Self:
        """Rules in use that this owner has not accepted yet, of datasets in use."""
        in_use = self.active().filter(dataset__status=DatasetStatus.ACTIVE, accepted_at=None)
        return in_use.filter(dataset__owner=owner)


class Rule(models.Model):
    """The norm is a count or a share (0..1) of checked rows that may fail; both empty means none."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    severity = models.CharField(_("Severity"), max_length=8, choices=Severity.choices)
    norm_count = models.PositiveBigIntegerField(_("Rows that may fail"), null=True, blank=True)
    norm_share = models.FloatField(
        _("Share of rows that may fail"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    reason = models.TextField(_("Why this rule"), blank=True, max_length=1000)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.MANUAL)
    status = models.CharField(max_length=8, choices=RuleStatus.choices, default=RuleStatus.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="rule_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=RuleStatus.values), name="rule_status_known"
            ),
            models.CheckConstraint(
                condition=Q(norm_count__isnull=True) | Q(norm_share__isnull=True),
                name="rule_one_norm",
            ),
            models.CheckConstraint(
                condition=Q(norm_share__isnull=True) | Q(norm_share__gte=0, norm_share__lte=1),
                name="rule_share_between_0_and_1",
            ),
        ]
        indexes = [models.Index(fields=["dataset", "status"], name="rule_by_status")]

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(self.columns)}"
