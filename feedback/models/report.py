"""A report of doubt: what is doubted, by whom, how it stands, and every move it made."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from datasets.models import Column, Dataset, Delivery, Flag
from feedback.lifecycle import CLOSED, OPEN, Actor, Reason, Status, Subject, Sureness
from people.models import Department

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Reports that this person may read.

        Of every dataset whose entry one sees: a doubt is a warning for all who use the data. One's
        own, also when the entry was shielded since.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Dataset.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(dataset__in=seen) | Q(reporter=user))

    def judged_by(self, user: "User | AnonymousUser") -> Self:
        """Reports that this person may judge: the data team all, others the datasets that they are
        steward of."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_perm("feedback.judge_reports"):
            return self.visible_to(user)
        return self.filter(dataset__steward=user)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def closed(self) -> Self:
        return self.filter(status__in=CLOSED)


class Report(models.Model):
    """`reference` (kenmerk) names it for people. What is doubted stands in its points.

    `page` and `page_label` say where the reporter saw the number, as text: no other floor is
    known here. `token` came with the form, so that a form sent twice is one report.
    """

    reference = models.CharField(max_length=20, unique=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="reports")
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    period = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    reason = models.CharField(_("Why do you doubt it?"), max_length=12, choices=Reason.choices)
    explanation = models.TextField(_("In your own words"), blank=True, max_length=4000)
    since = models.DateField(_("Since when?"), null=True, blank=True)
    sureness = models.CharField(
        _("How sure are you?"), max_length=7, choices=Sureness.choices, default=Sureness.FAIRLY
    )
    page = models.CharField(max_length=500, blank=True)
    page_label = models.CharField(max_length=200, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    reporter_removed_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=13, choices=Status.choices, default=Status.REPORTED)
    # The part of the organisation, and the person, that take it up.
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="reports_to_judge"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports_taken"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="merged"
    )
    # A steward says that decisions depend on the value: the flag then blocks.
    decisive = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    # Since when the reporter is waited for, and for how many working days that was before.
    asked_at = models.DateTimeField(null=True)
    waited_days = models.PositiveIntegerField(default=0)
    # The clocks, as days on which they end; the last day counts.
    take_up_by = models.DateField()
    judge_by = models.DateField()
    repair_by = models.DateField()
    taken_up_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    # Who was told that a term comes near, or went by: "judge-soon", "judge-over", "repair-over" …
    told = models.JSONField(default=list)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("judge_reports", "May judge every report of doubt"),
            ("order_routes", "May say who takes up which report"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="report_status_known"
            ),
            models.CheckConstraint(
                condition=Q(subject__in=Subject.values), name="report_subject_known"
            ),
        ]
        indexes = [
            models.Index(fields=["dataset", "status"], name="report_of_dataset"),
            models.Index(fields=["status", "judge_by"], name="report_by_term"),
            models.Index(fields=["handler", "status"], name="report_of_handler"),
            models.Index(fields=["department", "status"], name="report_of_department"),
            models.Index(fields=["-reported_at"], name="report_newest"),
        ]

    def __str__(self) -> str:
        return self.reference


class Point(models.Model):
    """One value that a report doubts. `column` and `record_key` are empty where it is about more.

    `record_key` is the key as flags have it ("nr:0007"). `record` is the whole row as it was at
    the delivery doubted, {column: text}: what identifies the row where the dataset has no key.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveIntegerField(default=1)
    record_key = models.CharField(max_length=300, blank=True)
    record = models.JSONField(default=dict)
    column = models.CharField(max_length=300, blank=True)
    doubted = models.TextField(blank=True, max_length=4000)
    proposed = models.TextField(blank=True, max_length=4000)
    flag = models.ForeignKey(Flag, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["report", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="point_number_once"),
        ]
        indexes = [models.Index(fields=["record_key", "column"], name="point_of_value")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.record_key, self.column))) or str(self.number)

    def of_column(self) -> Column | None:
        """The line of the data dictionary that this point is about."""
        return self.report.dataset.columns.filter(name=self.column).first()


class Step(models.Model):
    """One move: from, to, who, when, why. Rows are added, never edited.

    `by` is empty for Koers itself and for a reporter whose name was removed. `delivery` is the
    proof where Koers made the move.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="steps")
    old = models.CharField(max_length=13, blank=True)
    new = models.CharField(max_length=13, choices=Status.choices)
    actor = models.CharField(max_length=12, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    text = models.TextField(blank=True, max_length=4000)
    delivery = models.ForeignKey(Delivery, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["report", "at"], name="step_of_report")]

    def __str__(self) -> str:
        return f"{self.old} -> {self.new}"
