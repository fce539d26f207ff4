"""A steward reads a file once more, otherwise: the same bytes, other decisions."""

import os
import shutil
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets import intake
from datasets.lifecycle import Channel, DatasetStatus, DeliveryStatus, Refused
from datasets.models import Change, Dataset, Delivery
from datasets.services.current import lock, move_delivery
from datasets.services.decisions import Wishes, by_known_name, decided
from datasets.services.quota import refuse_beyond_day
from kit.jobs import enqueue
from people.models import User

# Of these nothing counts yet: they are read again where they stand.
IN_PLACE = (DeliveryStatus.AWAITING, DeliveryStatus.FAILED)
# These count, or did: a new delivery of the same bytes is read beside them.
BESIDE = (DeliveryStatus.READ, DeliveryStatus.CHECKED, DeliveryStatus.PARKED)


@transaction.atomic
def read_again(
    delivery: Delivery,
    *,
    options: intake.ReadingOptions,
    by: User,
    channel: Channel = Channel.PAGE,
    now: datetime | None = None,
) -> Delivery:
    """Ask for the file to be read by these decisions; what is not decided Koers decides itself.

    A delivery that waits or failed is read again in place, and keeps what it had when this reading
    fails. One that counts stays as it is: a new delivery of the same bytes waits beside it. The
    result always waits for a yes. Raises Refused, TransitionNotAllowed.
    """
    now = now or timezone.now()
    dataset = delivery.dataset
    lock(dataset)
    dataset.refresh_from_db(fields=["status"])
    delivery.refresh_from_db()
    if dataset.status != DatasetStatus.ACTIVE:
        raise Refused("dataset-retired")
    if delivery.status == DeliveryStatus.RECEIVED:
        raise Refused("being-read")
    if delivery.same_as_id or delivery.patch_of_id or delivery.status not in (*IN_PLACE, *BESIDE):
        raise Refused("not-to-be-read")
    if not delivery.original_path.exists():
        raise Refused("bytes-gone")
    options = by_known_name(options, delivery.reading.get("columns", ()))
    aliases = Wishes.from_dict(delivery.options).aliases
    wishes = Wishes(decisions=decided(options), aliases=dict(aliases), by=by.pk)
    if delivery.status in IN_PLACE:
        read_in_place(delivery, wishes, by=by, now=now)
        return delivery
    return _beside(delivery, wishes, by=by, channel=channel, now=now)


def read_in_place(delivery: Delivery, wishes: Wishes, *, by: User, now: datetime) -> None:
    """The delivery is under way again; what it had stays until this reading has succeeded."""
    move_delivery(
        delivery, to=DeliveryStatus.RECEIVED, by=by, now=now, error_code="", error_params={}
    )
    _ask(delivery, wishes)


def _ask(delivery: Delivery, wishes: Wishes) -> None:
    enqueue("intake", {"delivery": delivery.pk, "wishes": wishes.as_text()})


def _beside(
    delivery: Delivery, wishes: Wishes, *, by: User, channel: Channel, now: datetime
) -> Delivery:
    """A new delivery with the same bytes, to be read by these wishes."""
    made = Delivery(
        dataset=delivery.dataset,
        period=delivery.period,
        channel=channel,
        filename=delivery.filename,
        size=delivery.size,
        sha256=delivery.sha256,
        received_at=now,
        received_by=by,
        number=_next_number(delivery.dataset),
    )
    # A table more each time: it counts for the daily limit as any other arrival.
    refuse_beyond_day(by, size=delivery.size, now=now)
    made.folder.mkdir(parents=True, mode=0o700)
    try:
        with transaction.atomic():
            try:
                os.link(delivery.original_path, made.original_path)
            except OSError:  # a file system without hard links
                shutil.copyfile(delivery.original_path, made.original_path)
            made.save(force_insert=True)
            Change.objects.create(
                dataset=delivery.dataset, delivery=made, new=DeliveryStatus.RECEIVED, by=by, at=now
            )
            _ask(made, wishes)
    except BaseException:
        shutil.rmtree(made.folder, ignore_errors=True)
        raise
    return made


def _next_number(dataset: Dataset) -> int:
    return (dataset.deliveries.aggregate(n=Max("number"))["n"] or 0) + 1
