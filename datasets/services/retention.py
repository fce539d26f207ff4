"""How long data may be kept: told in time, and carried out every night."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets.lifecycle import (
    RETENTION,
    RETENTION_SOON,
    DeliveryStatus,
    Refused,
    TransitionNotAllowed,
)
from datasets.models import Change, Dataset, Delivery
from datasets.models.delivery import period_end
from datasets.services.destroy import destroy_delivery
from datasets.services.notice import tell_of_endings, tell_of_trust

NOTICE = timedelta(days=30)
MOST = 1000  # deliveries in one night; the next night goes on


def ends_on(delivery: Delivery) -> date | None:
    """The day in whose night this delivery is destroyed; None where nothing was agreed.

    Counted from the end of its period, else from its newest arrival: the same bytes again say that
    the data holds on that later day. A repair in Koers goes with its source. For a delivery of which nothing is left it is None.
    """
    months = delivery.dataset.retention_months
    if not months or delivery.same_as_id or delivery.status == DeliveryStatus.DESTROYED:
        return None
    if delivery.patch_of:
        return ends_on(delivery.patch_of)
    again = delivery.repeats.aggregate(at=Max("received_at"))["at"]
    return _end(delivery.period, again or delivery.received_at, months)


def _end(period: str, arrived: datetime, months: int) -> date:
    start = period_end(period) or timezone.localdate(arrived)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = min(start.year + years, date.max.year), month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def endings(dataset: Dataset) -> list[tuple[date, int]]:
    """(day, number) of every delivery that will be destroyed, the first one first. One query."""
    if not dataset.retention_months:
        return []
    return sorted(
        (_end(period, again or received, dataset.retention_months), number)
        for number, period, received, again in dataset.deliveries.filter(
            same_as=None, patch_of=None
        )
        .exclude(status=DeliveryStatus.DESTROYED)
        .annotate(again=Max("repeats__received_at"))
        .values_list("number", "period", "received_at", "again")
    )


def carry_out_retention(
    *, now: datetime | None = None, going: Callable[[], None] = lambda: None
) -> int:
    """Destroy what may be kept no longer, also what is in use; how many deliveries that were.

    Each in a transaction of its own. One that a job reads waits for the next night. `going` is
    called between two deliveries, and may raise to end it.
    """
    now = now or timezone.now()
    today, done = timezone.localdate(now), 0
    for dataset, number in _expired(today):
        going()
        if done >= MOST:
            break
        done += _expire(dataset, number, now=now)
    return done


def _expired(today: date) -> Iterator[tuple[Dataset, int]]:
    for dataset in Dataset.objects.filter(retention_months__gt=0).order_by("pk"):
        for day, number in endings(dataset):
            if day > today:
                break
            yield dataset, number


@transaction.atomic
def _expire(dataset: Dataset, number: int, *, now: datetime) -> bool:
    delivery = dataset.deliveries.select_related("same_as").get(number=number)
    before = Dataset.objects.values_list("trust", flat=True).get(pk=dataset.pk)
    try:
        destroy_delivery(delivery, by=None, note=RETENTION, now=now)
    except (Refused, TransitionNotAllowed):
        return False
    tell_of_trust(delivery.dataset, before=before)
    return True


def warn_of_endings(*, now: datetime | None = None) -> int:
    """Tell owner and steward once what is destroyed within 30 days; of how many deliveries.

    A delivery is told of again when the day changes, because someone changed the retention.
    """
    now = now or timezone.now()
    today, told = timezone.localdate(now), 0
    for dataset in Dataset.objects.filter(retention_months__gt=0).select_related(
        "owner", "steward"
    ):
        soon = [pair for pair in endings(dataset) if today < pair[0] <= today + NOTICE]
        if soon:
            told += _warn(dataset, soon, now=now)
    return told


@transaction.atomic
def _warn(dataset: Dataset, soon: list[tuple[date, int]], *, now: datetime) -> int:
    told = set(
        Change.objects.filter(dataset=dataset, note__startswith=RETENTION_SOON).values_list(
            "delivery__number", "note"
        )
    )
    fresh = [(day, number) for day, number in soon if (number, _note(day)) not in told]
    if not fresh:
        return 0
    days = {number: day for day, number in fresh}
    Change.objects.bulk_create(
        Change(
            dataset=dataset,
            delivery=delivery,
            old=delivery.status,
            new=delivery.status,
            at=now,
            note=_note(days[delivery.number]),
        )
        for delivery in dataset.deliveries.filter(number__in=days)
    )
    tell_of_endings(dataset, days)
    return len(fresh)


def _note(day: date) -> str:
    return f"{RETENTION_SOON} {day.isoformat()}"
