"""Which delivery counts: one step of a delivery, making it current, falling back on the last good."""

from datetime import datetime
from typing import Any

from datasets.lifecycle import (
    ACCEPTED,
    NEXT_DELIVERY,
    DeliveryStatus,
    Dimension,
    FlagOrigin,
    Mode,
    Severity,
    TransitionNotAllowed,
)
from datasets.models import Change, Dataset, Delivery, Flag
from datasets.models.delivery import DeliveryQuerySet
from datasets.models.run import Trigger
from datasets.services.dictionary import sync_columns, sync_reading_flags
from datasets.services.flag import drop_flags, put_flag, sync_late_flag
from datasets.services.profile import start_profile
from datasets.services.start import start_check
from people.models import User

PARKED_CODE = "delivery-parked"


def lock(dataset: Dataset) -> None:
    """Let nobody else decide which delivery of this dataset counts until the transaction ends."""
    Dataset.objects.select_for_update().get(pk=dataset.pk)


def move_delivery(
    delivery: Delivery,
    *,
    to: DeliveryStatus,
    by: User | None,
    now: datetime,
    note: str = "",
    **fields: Any,
) -> None:
    """One allowed step, with its row of history. Raises TransitionNotAllowed."""
    old = DeliveryStatus(delivery.status)
    if to not in NEXT_DELIVERY[old]:
        raise TransitionNotAllowed(old, to)
    moved = Delivery.objects.filter(pk=delivery.pk, status=old, same_as=None)
    if not moved.update(status=to, **fields):
        raise TransitionNotAllowed(old, to)  # someone else was first
    Change.objects.create(
        dataset=delivery.dataset, delivery=delivery, old=old, new=to, by=by, at=now, note=note
    )
    delivery.status = to
    for name, value in fields.items():
        setattr(delivery, name, value)


def in_place_of(delivery: Delivery) -> DeliveryQuerySet:
    """The deliveries that stand where this one stands: of its period, or of the whole dataset."""
    others = Delivery.objects.filter(dataset=delivery.dataset).exclude(pk=delivery.pk)
    if delivery.dataset.mode == Mode.ACCUMULATES:
        others = others.filter(period=delivery.period)
    return others


def in_use(delivery: Delivery) -> bool:
    """Whether this delivery is current, as the source sent it or as Koers repaired it."""
    return delivery.is_current or delivery.patches.filter(is_current=True).exists()


def repairs_with(delivery: Delivery) -> list[Delivery]:
    """The repaired deliveries that fall with this one: made of it, or replaced by it."""
    source = delivery.patch_of or delivery
    kept = source.patches.filter(status__in=ACCEPTED)
    if delivery.patch_of:
        kept = kept.filter(number__lt=delivery.number)
    return list(kept.select_related("dataset").order_by("number"))


def newer_in_use(delivery: Delivery) -> Delivery | None:
    """The later delivery that is current in its place; None when there is none."""
    return in_place_of(delivery).current().filter(number__gt=delivery.number).first()


def make_current(delivery: Delivery, *, now: datetime) -> bool:
    """This delivery is what counts from here on (for its period); its check is asked for.

    Current is the newest accepted delivery: a large file whose reading ends after that of a newer
    one does not take its place (False). It stays at hand for when the newer one is withdrawn.
    """
    dataset = delivery.dataset
    lock(dataset)
    if newer_in_use(delivery):
        return False
    in_place_of(delivery).current().update(is_current=False)
    Delivery.objects.filter(pk=delivery.pk).update(is_current=True)
    delivery.is_current = True
    sync_columns(delivery, now=now)
    sync_schema_flag(dataset, now=now)
    sync_reading_flags(dataset, now=now)
    sync_late_flag(dataset, now=now)
    sync_parked_flag(dataset, now=now)
    start_profile(delivery)
    start_check(dataset, by=None, trigger=Trigger.DELIVERY, delivery=delivery, now=now)
    return True


def fall_back(delivery: Delivery, *, now: datetime) -> None:
    """`delivery` is current no more: the last good one of its period counts again.

    Where nothing is current any more, what rules said of the data that is gone goes too. Trust is
    left to the caller.
    """
    dataset = delivery.dataset
    good = in_place_of(delivery).filter(status__in=ACCEPTED, same_as=None)
    if delivery.patch_of_id:  # then what the source sent counts, not an earlier repair of it
        good = good.exclude(patch_of=delivery.patch_of_id)
    last_good = good.order_by("-number").first()
    if last_good:
        make_current(last_good, now=now)
        return
    sync_reading_flags(dataset, now=now)
    sync_late_flag(dataset, now=now)
    sync_parked_flag(dataset, now=now)
    if dataset.deliveries.current().exists():
        start_check(dataset, by=None, trigger=Trigger.DELIVERY, now=now)
        return
    drop_flags(dataset, origin=FlagOrigin.RUN, now=now)
    dataset.flags.open().filter(origin=FlagOrigin.RULE, rule__isnull=False).update(closed_at=now)


def sync_schema_flag(dataset: Dataset, *, now: datetime) -> None:
    """Close the flag of changed columns once the delivery that it names waits no more."""
    waiting = set(
        dataset.deliveries.filter(status=DeliveryStatus.AWAITING).values_list("number", flat=True)
    )
    keep = {
        flag.pk
        for flag in dataset.flags.open().filter(origin=FlagOrigin.SCHEMA)
        if flag.reason_params.get("delivery") in waiting
    }
    drop_flags(dataset, origin=FlagOrigin.SCHEMA, now=now, keep=keep)


def sync_parked_flag(dataset: Dataset, *, now: datetime) -> None:
    """A warning while a delivery that was set aside is the newest word on its period.

    It speaks of how current the data is: what is in use is not what came last. Trust is left to
    the caller.
    """
    parked = dataset.deliveries.filter(status=DeliveryStatus.PARKED).order_by("-number")
    newest = next((delivery for delivery in parked if not newer_in_use(delivery)), None)
    if newest is None:
        flags = Flag.objects.open().filter(dataset=dataset, reason_code=PARKED_CODE, rule=None)
        flags.update(closed_at=now)
        return
    change = newest.changes.filter(new=DeliveryStatus.PARKED).first()
    put_flag(
        dataset,
        dimension=Dimension.CURRENT,
        severity=Severity.WARNING,
        origin=FlagOrigin.RULE,
        reason_code=PARKED_CODE,
        reason_params={
            "delivery": newest.number,
            "rows": newest.rows or 0,
            "rule": int(change.note) if change and change.note.isdigit() else None,
        },
        now=now,
    )
