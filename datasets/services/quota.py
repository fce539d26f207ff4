"""What one person may bring in a day, so that nobody fills the disk, by mistake or on purpose."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from datasets.lifecycle import Refused
from datasets.models import Delivery
from people.models import User

DAY = timedelta(days=1)
GIGABYTE = 1024**3


def refuse_beyond_day(by: User | None, *, size: int, now: datetime) -> None:
    """Raise Refused where `size` bytes more pass what this person may bring in 24 hours.

    Over all datasets, also what failed or was destroyed since; a repeat or a repair in
    Koers brought no bytes. Koers
    itself (None) has no limit.
    """
    if by is None:
        return
    if connection.in_atomic_block:  # files of one person that arrive at the same moment take turns
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
    brought = Delivery.objects.filter(
        received_by=by, same_as=None, patch_of=None, received_at__gt=now - DAY
    )
    total = brought.aggregate(size=Sum("size"))["size"] or 0
    if total + size > settings.DAILY_UPLOAD_GB * GIGABYTE:
        raise Refused("daily-limit", limit=settings.DAILY_UPLOAD_GB)
