"""Corrections made in Koers itself, kept on each new delivery until the source has them too."""

from collections.abc import Callable

from datasets.models import Dataset, Delivery
from feedback.lifecycle import CorrectionStatus
from feedback.models import Correction
from feedback.models.correction import CorrectionQuerySet
from kit.jobs import JobContext, enqueue
from kit.models import Job


def start_patching(dataset: Dataset) -> Job:
    """Ask for a patched delivery; one that still waits in the queue is the same."""
    return enqueue("patch", {"dataset": dataset.pk}, dedupe=f"patch {dataset.pk}")


def patches_of(dataset: Dataset) -> CorrectionQuerySet:
    """What Koers corrects itself and the source has not yet, whatever became of the report."""
    found = Correction.objects.filter(dataset=dataset, patched=True, status=CorrectionStatus.OPEN)
    return found.select_related("report").order_by("agreed_at", "pk")


def carry_over(delivery: Delivery) -> None:
    """A new delivery of the source is corrected as the one before it was."""
    if patches_of(delivery.dataset).exists():
        start_patching(delivery.dataset)


def patch(context: JobContext) -> Callable[[], None] | None:
    raise NotImplementedError
