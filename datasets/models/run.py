"""A check of a dataset (a durable job with what it looked at) and what it found for each rule."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from datasets.lifecycle import Verdict
from datasets.models.dataset import Dataset
from datasets.models.delivery import Delivery
from datasets.models.rule import Rule
from kit.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class Trigger(models.TextChoices):
    DELIVERY = "delivery", _("After a delivery")
    RULE = "rule", _("After a change of a rule")
    MANUAL = "manual", _("By hand")
    TRIAL = "trial", _("Trial of a rule")
    NIGHTLY = "nightly", _("Every night, for rules that depend on the date")


def _findings(which: Q) -> Coalesce:
    # A subquery, not a join: only the runs that are shown are counted.
    counted = (
        Finding.objects.filter(which, run=OuterRef("pk"))
        .order_by()
        .values("run")
        .annotate(n=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("n")), 0)


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(dataset__in=Dataset.objects.visible_to(user))

    def real(self) -> Self:
        """Runs that count: all but trials."""
        return self.exclude(trigger=Trigger.TRIAL)

    def with_verdicts(self) -> Self:
        """With its number of findings (`judged`), and of those the `failing` and `undecided`."""
        return self.annotate(
            judged=_findings(Q()),
            failing=_findings(Q(verdict=Verdict.FAILS)),
            undecided=_findings(Q(verdict=Verdict.UNDECIDED)),
        )


class Run(models.Model):
    """State, progress and error stand on `job`; `deliveries` is what was current at its end."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="run", null=True)
    trigger = models.CharField(max_length=8, choices=Trigger.choices)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="runs"
    )
    # Only for a trial: the draft that is tried. A trial raises no flag and changes no trust.
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, null=True, related_name="trials")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # Filled when done: the numbers of the deliveries read, their rows, and the day it counted from.
    deliveries = models.JSONField(default=list)
    rows = models.PositiveBigIntegerField(null=True)
    today = models.DateField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="run_number_once"),
        ]
        indexes = [models.Index(fields=["-asked_at"], name="run_newest")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.number}"


class Finding(models.Model):
    """What one rule found in one run. Counts are rows, exact; `examples` at most 20.

    An example: {"line": 12, "part": "3", "key": "nr:0007", "values": {"postcode": "80 11"}}.
    The rule's words are kept as they were, so that an old run can still be read.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="findings")
    as_checked = models.JSONField(default=dict)
    checked = models.PositiveBigIntegerField()
    failed = models.PositiveBigIntegerField()
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    reason_params = models.JSONField(default=dict)
    examples = models.JSONField(default=list)

    class Meta:
        ordering = ["rule__number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "rule"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="finding_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.failed}/{self.checked}"

    @property
    def share(self) -> float | None:
        """Failing rows as a share (0..1) of the rows checked; None when none were."""
        return self.failed / self.checked if self.checked else None
