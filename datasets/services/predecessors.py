"""What a check is told about deliveries beside their tables: periods, arrivals, what came before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import ACCEPTED, DeliveryStatus, Mode
from datasets.models import Dataset, Delivery, Rule
from datasets.services.table import table_of


def delivered_of(
    dataset: Dataset, deliveries: Sequence[Delivery], rules: Iterable[Rule]
) -> list[quality.Delivered]:
    """The facts about these deliveries, for rules that look at more than their rows.

    The delivery before one is the newest that it replaced. Where a dataset grows and nothing was
    replaced, it is the delivery in use of the period before, of the same length. What was
    withdrawn, failed or set aside is no delivery to compare with; nor is a repair in Koers, which
    is no word of the source.
    """
    kinds = [quality.KINDS[rule.kind] for rule in rules if rule.kind in quality.KINDS]
    if all(kind.unit == "rij" for kind in kinds):
        return []
    once = list(
        dataset.deliveries.filter(_counted_once(), same_as=None, patch_of=None)
        .defer("reading", "options")
        .order_by("number")
    )
    arrived = _first_arrivals(dataset)
    before = {delivery.pk: _before(dataset, delivery, once) for delivery in deliveries}
    tables = _tables(dataset, before.values()) if any(k.looks_back for k in kinds) else {}
    return [_delivered(delivery, arrived, before[delivery.pk], tables) for delivery in deliveries]


def _counted_once() -> Q:
    """In use now or before; destroyed for its age, but never withdrawn."""
    withdrawn = Q(changes__new=DeliveryStatus.WITHDRAWN)
    return Q(status__in=ACCEPTED) | (Q(status=DeliveryStatus.DESTROYED) & ~withdrawn)


def _first_arrivals(dataset: Dataset) -> dict[str, date]:
    """The day on which a delivery about each period first arrived; also one without change."""
    arrived: dict[str, date] = {}
    found = dataset.deliveries.filter(_counted_once()).exclude(period="").order_by("-received_at")
    for period, at in found.values_list("period", "received_at"):
        arrived[period] = timezone.localdate(at)
    return arrived


def _before(dataset: Dataset, delivery: Delivery, once: Sequence[Delivery]) -> Delivery | None:
    number = (delivery.patch_of or delivery).number  # a repair stands where its source stands
    older = [found for found in once if found.number < number and not found.is_current]
    if dataset.mode != Mode.ACCUMULATES:
        return older[-1] if older else None
    replaced = [found for found in older if found.period == delivery.period]
    return replaced[-1] if replaced else _period_before(delivery, once)


def _period_before(delivery: Delivery, once: Sequence[Delivery]) -> Delivery | None:
    own = quality.read_period(delivery.period)
    earlier = {
        period.number: found
        for found in once
        if found.is_current
        and own
        and (period := quality.read_period(found.period))
        and period.step == own.step
        and period.number < own.number
    }
    return earlier[max(earlier)] if earlier else None


def _tables(dataset: Dataset, deliveries: Iterable[Delivery | None]) -> dict[int, quality.Part]:
    """The tables of these deliveries, by id; without those whose bytes are gone."""
    wanted = {
        found.pk for found in deliveries if found and found.table and found.table_path.exists()
    }
    return {
        found.pk: table_of(dataset, [found]).parts[0]
        for found in dataset.deliveries.filter(pk__in=wanted)
    }


def _delivered(
    delivery: Delivery,
    arrived: Mapping[str, date],
    before: Delivery | None,
    tables: Mapping[int, quality.Part],
) -> quality.Delivered:
    return quality.Delivered(
        label=str(delivery.number),
        period=delivery.period,
        received=arrived.get(delivery.period, timezone.localdate(delivery.received_at)),
        rows_before=before.rows if before else None,
        before=tables.get(before.pk) if before else None,
        label_before=str(before.number) if before else "",
    )
