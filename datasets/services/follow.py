"""What follows once a delivery counts: the jobs that the portal's wiring names for upper floors."""

from collections.abc import Sequence
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from datasets.models import Delivery
from kit.jobs import enqueue


def follow_delivery(delivery: Delivery) -> None:
    """Ask for each job of settings.KOERS_AFTER_DELIVERY, with payload {"delivery": pk}.

    In the transaction in which the delivery was checked, or booked as one without change; so
    nothing follows what was set aside, and nothing that counts is passed over. A job that still
    waits for this delivery is not asked for twice. A repair in Koers is no word of the source and
    is not followed.
    """
    if delivery.patch_of_id:
        return
    for kind in cast(Sequence[str], import_string(settings.KOERS_AFTER_DELIVERY)):
        enqueue(kind, {"delivery": delivery.pk}, dedupe=f"delivery {delivery.pk}")
