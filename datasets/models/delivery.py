"""One arrival of data: the bytes as they came, how they were read, and what became of them."""

import re
import uuid
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.lifecycle import Channel, DeliveryStatus
from datasets.models.dataset import Dataset

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


_PERIOD = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?:[QK](?P<quarter>[1-4])|H(?P<half>[12])|W(?P<week>\d{2})"
    r"|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)


def period_end(period: str) -> date | None:
    """The last day of 2023, 2023-H1, 2023-K2 (or Q2), 2023-05, 2023-W07 or 2023-05-31.

    None for anything else.
    """
    found = _PERIOD.fullmatch(period)
    if not found:
        return None
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    year = part["year"]
    try:
        if "day" in part:
            return date(year, part["month"], part["day"])
        if "week" in part:
            return date.fromisocalendar(year, part["week"], 7)
        months = part.get("month") or part.get("quarter", 0) * 3 or part.get("half", 2) * 6
        return date(year, months, monthrange(year, months)[1])
    except ValueError:
        return None


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(dataset__in=Dataset.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(is_current=True)


class Delivery(models.Model):
    """`number` counts within the dataset. Files live in `folder`, outside the web's root."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveIntegerField()
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.CharField(max_length=10, blank=True)
    status = models.CharField(
        max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.RECEIVED
    )
    is_current = models.BooleanField(default=False)
    same_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="repeats"
    )
    # What the source sent, where Koers repaired cells of it: this is then no word of the source.
    patch_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="patches"
    )
    channel = models.CharField(max_length=5, choices=Channel.choices)
    filename = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    # Where the intake of the attempt that won left its table, below `folder`.
    table = models.CharField(max_length=80, blank=True)
    rows = models.PositiveBigIntegerField(null=True)
    rejected_rows = models.PositiveBigIntegerField(null=True)
    reading = models.JSONField(default=dict)
    # How people chose to read it: {decisions (intake.ReadingOptions.as_dict), aliases, by, dropped}.
    options = models.JSONField(default=dict)
    destroyed_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_params = models.JSONField(default=dict)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="delivery_number_once"),
            models.UniqueConstraint(
                fields=["dataset", "period"],
                condition=Q(is_current=True),
                name="delivery_one_current_per_period",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["dataset", "is_current"], name="delivery_current"),
            models.Index(fields=["-received_at"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.number}"

    @property
    def shown_status(self) -> str:
        """A delivery without change stands where the delivery stands that it repeats."""
        return self.same_as.status if self.same_as else self.status

    @property
    def shown_label(self) -> str:
        return str(DeliveryStatus(self.shown_status).label)

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "deliveries" / self.uuid.hex

    @property
    def original_path(self) -> Path:
        return self.folder / "original"

    @property
    def table_path(self) -> Path:
        """The typed table as Parquet. Only with `table` set."""
        return self.folder / self.table / "table.parquet"

    @property
    def rejected_path(self) -> Path:
        return self.folder / self.table / "rejected.csv"
