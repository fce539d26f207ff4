"""What the clock asks of the register: late deliveries flagged, accepted risks ended."""

from collections.abc import Callable

from django.utils import timezone

from datasets.lifecycle import FlagOrigin
from datasets.models import Dataset, Flag
from datasets.services.flag import sync_late_flag
from datasets.services.freshness import freshness
from datasets.services.notice import tell_of_trust
from datasets.services.risk import end_risks
from datasets.services.trust import refresh_trust
from kit.jobs import JobContext


def watch_freshness(context: JobContext) -> Callable[[], None]:
    """The job: every dataset in use against today; only what the clock changed is written."""
    today = timezone.localdate()
    told = dict(
        Flag.objects.open()
        .filter(origin=FlagOrigin.LATE)
        .values_list("dataset_id", "reason_params")
    )
    moved = []
    for dataset in Dataset.objects.active().order_by("pk"):
        fresh = freshness(dataset, today=today)
        if told.get(dataset.pk) != (fresh.params() if fresh.late else None):
            moved.append(dataset)
    context.progress(80, "writing")

    def write() -> None:
        now = timezone.now()
        end_risks(now=now)
        for dataset in moved:
            before = dataset.trust
            sync_late_flag(dataset, now=now)
            refresh_trust(dataset, now=now)
            tell_of_trust(dataset, before=before)

    return write
