"""A file arrives: kept as it came, accepted or withdrawn by a steward, made current."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets.lifecycle import (
    NEXT_DELIVERY,
    UNDER_WAY,
    Channel,
    DatasetStatus,
    DeliveryStatus,
    Mode,
    Refused,
    TransitionNotAllowed,
)
from datasets.models import Change, Dataset, Delivery
from datasets.models.delivery import period_end
from datasets.services.current import (
    fall_back,
    in_use,
    lock,
    make_current,
    move_delivery,
    newer_in_use,
    repairs_with,
    sync_parked_flag,
    sync_schema_flag,
)
from datasets.services.door import HEAD, admit
from datasets.services.flag import sync_late_flag
from datasets.services.follow import follow_delivery
from datasets.services.quota import refuse_beyond_day
from datasets.services.remembered import remember, told_change
from datasets.services.trust import refresh_trust
from kit.jobs import enqueue
from kit.models import Job
from people.models import User


@dataclass(frozen=True)
class Received:
    """`unchanged`: the same bytes were here already, and `delivery` says where they stand."""

    delivery: Delivery
    unchanged: bool


def receive(
    dataset: Dataset,
    *,
    chunks: Iterable[bytes],
    filename: str,
    by: User | None,
    channel: Channel,
    period: str = "",
    now: datetime | None = None,
) -> Received:
    """Keep a file's bytes and ask for it to be read. Nothing is parsed here.

    Raises Refused for a retired dataset, a missing or unreadable period, someone who brings more
    than DAILY_UPLOAD_GB in 24 hours, a file that is empty, over the limit, no table, or not what
    its name says; then
    nothing is left behind.
    """
    now = now or timezone.now()
    if dataset.status != DatasetStatus.ACTIVE:
        raise Refused("dataset-retired")
    period = _valid_period(dataset, period)
    refuse_beyond_day(by, size=1, now=now)
    delivery = Delivery(
        dataset=dataset,
        period=period,
        channel=channel,
        filename=_plain_name(filename),
        received_at=now,
        received_by=by,
    )
    _keep(delivery, chunks)
    try:
        with transaction.atomic():
            refuse_beyond_day(by, size=delivery.size, now=now)
            return _book(delivery, now=now)
    except BaseException:
        shutil.rmtree(delivery.folder, ignore_errors=True)
        raise


def _valid_period(dataset: Dataset, period: str) -> str:
    given = period.strip()
    period = given.upper()
    if dataset.mode == Mode.ACCUMULATES and not period:
        raise Refused("period-needed")
    if period and period_end(period) is None:
        raise Refused("period-unreadable", period=given[:40])
    return period


def _plain_name(filename: str) -> str:
    """The last part of a name, without control characters; only ever shown, never a path."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if c.isprintable())[-200:] or "bestand"


def _keep(delivery: Delivery, chunks: Iterable[bytes]) -> None:
    """Write the bytes to the delivery's own folder, with size and sha256, safe on disk."""
    limit = settings.CSV_LIMIT_MB  # in megabytes
    folder = delivery.folder
    folder.mkdir(parents=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with open(
            os.open(delivery.original_path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb"
        ) as target:
            for chunk in chunks:
                if size == 0:
                    limit = admit(chunk[:HEAD], delivery.filename)
                size += len(chunk)
                if size > limit * 1024 * 1024:
                    raise Refused("file-too-large", limit=limit)
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if not size:
            raise Refused("empty-file")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    delivery.size, delivery.sha256 = size, digest.hexdigest()


def _book(delivery: Delivery, *, now: datetime) -> Received:
    """One row and one job; or, for bytes that are here already, the delivery that has them."""
    dataset = Dataset.objects.select_for_update().get(pk=delivery.dataset_id)
    same = (
        dataset.deliveries.filter(
            sha256=delivery.sha256,
            period=delivery.period,
            same_as=None,
            patch_of=None,
            status__in=UNDER_WAY,
        )
        .order_by("-number")
        .first()
    )
    delivery.number = (dataset.deliveries.aggregate(n=Max("number"))["n"] or 0) + 1
    if same is None or (same.status == DeliveryStatus.CHECKED and not in_use(same)):
        delivery.save(force_insert=True)
        Change.objects.create(
            dataset=dataset,
            delivery=delivery,
            new=DeliveryStatus.RECEIVED,
            by=delivery.received_by,
            at=now,
        )
        enqueue("intake", {"delivery": delivery.pk})
        return Received(delivery, unchanged=False)
    shutil.rmtree(delivery.folder, ignore_errors=True)
    if same.status != DeliveryStatus.CHECKED:  # a double submit: the first is still on its way
        return Received(same, unchanged=True)
    delivery.same_as, delivery.status = same, DeliveryStatus.CHECKED
    delivery.rows, delivery.rejected_rows = same.rows, same.rejected_rows
    delivery.reading, delivery.accepted_at = same.reading, now
    delivery.save(force_insert=True)
    Change.objects.create(
        dataset=dataset, delivery=delivery, new=delivery.status, by=delivery.received_by, at=now
    )
    sync_late_flag(dataset, now=now)
    refresh_trust(dataset, now=now)
    follow_delivery(delivery)
    return Received(delivery, unchanged=True)


@transaction.atomic
def accept_delivery(
    delivery: Delivery, *, by: User | None, now: datetime | None = None, note: str = ""
) -> None:
    """A steward's yes to a delivery that waits or was set aside: it becomes current and is checked.

    To use a delivery that was set aside takes a reason; its number of rows then sets it aside no
    more. Raises Refused where a newer delivery is in use already.
    """
    now = now or timezone.now()
    lock(delivery.dataset)
    if delivery.dataset.status != DatasetStatus.ACTIVE:
        raise Refused("dataset-retired")
    if delivery.status == DeliveryStatus.PARKED and not note.strip():
        raise Refused("reason-needed")
    if DeliveryStatus.READ not in NEXT_DELIVERY[DeliveryStatus(delivery.status)]:
        # Said first: withdrawing what is newer would not bring this one back.
        raise TransitionNotAllowed(delivery.status, DeliveryStatus.READ)
    newer = newer_in_use(delivery)
    if newer:
        raise Refused("newer-in-use", delivery=newer.number)
    note = note or told_change(delivery)
    move_delivery(delivery, to=DeliveryStatus.READ, by=by, now=now, note=note, accepted_at=now)
    remember(delivery)
    make_current(delivery, now=now)


@transaction.atomic
def withdraw_delivery(
    delivery: Delivery, *, by: User | None, note: str, now: datetime | None = None
) -> None:
    """Take a delivery out of use, with the reason; the last good one before it counts again.

    Its bytes stay, so that it can be shown what was used, until they are destroyed. Repairs that
    Koers made in it go with it; of a repair that is withdrawn the earlier ones go too, so that what
    the source sent counts again.
    """
    now = now or timezone.now()
    dataset = delivery.dataset
    lock(dataset)
    delivery.refresh_from_db(fields=["status", "is_current"])
    refuse_repeat(delivery)
    was_current = in_use(delivery)
    for one in (delivery, *repairs_with(delivery)):
        move_delivery(one, to=DeliveryStatus.WITHDRAWN, by=by, now=now, note=note, is_current=False)
    if was_current:
        fall_back(delivery, now=now)
    sync_schema_flag(dataset, now=now)
    sync_parked_flag(dataset, now=now)
    refresh_trust(dataset, now=now)


def refuse_repeat(delivery: Delivery) -> None:
    """Raise Refused for a delivery without change: it stands and falls with the one it repeats."""
    if delivery.same_as:
        raise Refused("repeat", delivery=delivery.same_as.number)


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: User, now: datetime | None = None) -> None:
    """Read a failed delivery once more, from the bytes that were kept.

    So too one whose reading ended without a word: then it still says that it was received.
    """
    now = now or timezone.now()
    if not Path(delivery.original_path).exists():
        raise Refused("bytes-gone")
    at_work = Job.objects.filter(kind="intake", payload__delivery=delivery.pk, finished_at=None)
    if delivery.status != DeliveryStatus.RECEIVED or at_work.exists():
        move_delivery(
            delivery, to=DeliveryStatus.RECEIVED, by=by, now=now, error_code="", error_params={}
        )
    enqueue("intake", {"delivery": delivery.pk}, dedupe=f"delivery {delivery.pk}")
