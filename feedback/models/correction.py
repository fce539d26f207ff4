"""What was agreed to repair, how the source was told, and what deliveries said of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.models import Dataset, Delivery, Rule
from feedback.lifecycle import CorrectionStatus, Outcome, Registration, Subject
from feedback.models.report import Point, Report

_PERSON = settings.AUTH_USER_MODEL


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> "CorrectionQuerySet":
        return self.filter(status=CorrectionStatus.OPEN)


class Correction(models.Model):
    """One agreed repair of one value, record or meaning; closed only by a delivery.

    `record` identifies the row where the dataset has no key: the other columns, {column: text}.
    `subject` is what the report was about; for a column, period, number, meaning or the dataset as
    a whole `rule` is what must pass. `patched`: repaired in Koers until the source catches up.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="corrections")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="corrections")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="corrections")
    period = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    record_key = models.CharField(max_length=300, blank=True)
    record = models.JSONField(default=dict)
    column = models.CharField(max_length=300, blank=True)
    old = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="+")
    patched = models.BooleanField(default=False)
    status = models.CharField(
        max_length=8, choices=CorrectionStatus.choices, default=CorrectionStatus.OPEN
    )
    agreed_by = models.ForeignKey(_PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["agreed_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CorrectionStatus.values), name="correction_status_known"
            ),
            models.UniqueConstraint(
                fields=["point"], condition=Q(status="open"), name="correction_one_open"
            ),
        ]
        indexes = [models.Index(fields=["dataset", "status"], name="correction_of_dataset")]

    def __str__(self) -> str:
        return f"{self.record_key} {self.column}".strip() or str(self.report)


class Verification(models.Model):
    """What one delivery says of one correction; each pair once."""

    correction = models.ForeignKey(
        Correction, on_delete=models.CASCADE, related_name="verifications"
    )
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="verifications")
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    found = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["correction", "delivery"], name="verification_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="verification_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correction} {self.outcome}"


class SentList(models.Model):
    """A list of corrections that went to the owner of the source; its receipt."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="sent_lists")
    corrections = models.ManyToManyField(Correction, related_name="lists")
    by = models.ForeignKey(_PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    # Who at the source says that the list arrived.
    received_by = models.ForeignKey(_PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.dataset} {self.at:%Y-%m-%d}"


class Forwarding(models.Model):
    """A report that was passed on to a base registration, in the fields of the standard message.

    Names follow the draft of Logius for terugmelden: registratie, objectIdentificatie, attribuut,
    betwijfeldeWaarde, voorgesteldeWaarde, peilmoment, toelichting, bijlagen.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="forwarding")
    registration = models.CharField(max_length=3, choices=Registration.choices)
    object_id = models.CharField(max_length=100)
    attribute = models.CharField(max_length=100)
    explanation = models.TextField(blank=True, max_length=4000)
    external_reference = models.CharField(max_length=100, blank=True)
    external_status = models.CharField(max_length=100, blank=True)
    due = models.DateField(null=True)
    by = models.ForeignKey(_PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.report} {self.registration}"
