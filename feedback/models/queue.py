"""Who takes up what, within which terms, and how someone likes to see their queue."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from datasets.models import Dataset
from feedback.lifecycle import Reason
from people.models import Department


class Route(models.Model):
    """The first route in order that fits a new report says who takes it up.

    An empty field fits anything; a filled one must fit.
    """

    position = models.PositiveIntegerField(_("Order"))
    dataset = models.ForeignKey(
        Dataset, on_delete=models.CASCADE, null=True, blank=True, related_name="routes"
    )
    of_department = models.ForeignKey(
        Department, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    column = models.CharField(_("Column"), max_length=300, blank=True)
    reason = models.CharField(_("Reason"), max_length=12, choices=Reason.choices, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, null=True, blank=True, related_name="routes"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="routes",
    )

    class Meta:
        ordering = ["position", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.position)


class Norm(models.Model):
    """Terms of one dataset, in working days; a dataset without a row has those of the settings."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="report_norm")
    take_up_days = models.PositiveIntegerField(_("Days to take a report up"), default=2)
    judge_days = models.PositiveIntegerField(_("Days to judge it"), default=5)
    repair_days = models.PositiveIntegerField(_("Days to a confirmed repair"), default=20)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dataset)


class SavedView(models.Model):
    """Filters of the work queue under a name: the query of its address."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="saved_view_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
