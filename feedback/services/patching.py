"""Corrections made in Koers itself, kept on each new delivery until the source has them too."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from datasets import quality
from datasets.lifecycle import Mode
from datasets.lifecycle import Refused as NotPatchable
from datasets.models import Dataset, Delivery, PatchedCell
from datasets.services import PatchCell, patch_delivery, source_of, withdraw_delivery
from datasets.services.records import find_records, parsed_key
from feedback.lifecycle import CorrectionStatus
from feedback.models import Correction, Report
from feedback.models.correction import CorrectionQuerySet
from kit.jobs import JobContext, enqueue
from kit.models import Job

# The source's delivery is being checked: what follows that check asks for the patch again.
LATER = frozenset({"being-checked", "newer-in-use", "not-in-use", "dataset-retired"})


def start_patching(dataset: Dataset) -> Job:
    """Ask for a patched delivery; one that still waits in the queue is the same."""
    return enqueue("patch", {"dataset": dataset.pk}, dedupe=f"patch {dataset.pk}")


def patches_of(dataset: Dataset) -> CorrectionQuerySet:
    """What Koers corrects itself and the source has not yet, whatever became of the report."""
    found = Correction.objects.filter(dataset=dataset, patched=True, status=CorrectionStatus.OPEN)
    return found.select_related("report__delivery", "agreed_by").order_by("agreed_at", "pk")


def drop_open(report: Report, *, now: datetime) -> None:
    """What was agreed and not repaired yet counts no more; a patch of it goes too."""
    found = report.corrections.filter(status=CorrectionStatus.OPEN)
    patched = found.filter(patched=True).exists()
    found.update(status=CorrectionStatus.DROPPED, closed_at=now)
    if patched:
        start_patching(report.dataset)


def carry_over(dataset: Dataset) -> None:
    """See to it that the deliveries in use hold the corrections of Koers, and no others."""
    patched = dataset.deliveries.current().filter(patch_of__isnull=False)
    if patches_of(dataset).exists() or patched.exists():
        start_patching(dataset)


def patch(context: JobContext) -> None:
    """The job: every delivery in use gets the patches that belong to it.

    Each in a transaction of its own and only where it lacks them, so that doing it twice is once.
    """
    dataset = Dataset.objects.filter(pk=context.payload["dataset"]).first()
    if dataset is None:
        return
    patches = list(patches_of(dataset))
    current = list(dataset.deliveries.current().select_related("dataset", "patch_of__dataset"))
    for done, delivery in enumerate(current):
        context.check()
        context.progress(100 * done // len(current), "writing")
        patch_one(delivery, patches)


def patch_one(current: Delivery, patches: Sequence[Correction]) -> Delivery | None:
    """The patched delivery that takes the place of this one; None where that need not be.

    A patch of which nothing is left gives way to what the source sent.
    """
    source = source_of(current)
    mine = [one for one in patches if _covers(source, one)]
    try:
        cells = _cells(source, mine)
        if {(cell.line, cell.column): cell.new for cell in cells} == _standing(current):
            return None
        by = max(mine, key=lambda one: one.agreed_at).agreed_by if mine else None
        if not cells:
            withdraw_delivery(current, by=by, note=_("Nothing in it has to be repaired here."))
            return None
        return patch_delivery(source, cells, by=by)
    except NotPatchable as error:
        if error.code in LATER:
            return None
        raise


def _covers(source: Delivery, one: Correction) -> bool:
    """Whether the source's delivery is about the period in which the value was doubted."""
    doubted = one.report.delivery
    period = one.period or (doubted.period if doubted else "")
    return source.dataset.mode == Mode.REPLACES or period == source.period


def _cells(source: Delivery, patches: Sequence[Correction]) -> list[PatchCell]:
    """The cells to replace; of two patches of one cell the later one counts."""
    wanted = [
        (one, way)
        for one in patches
        for way in ([one.record] if one.record else parsed_key(source.dataset, one.record_key))
    ]
    if not wanted:
        return []
    types = dict(source.dataset.columns.values_list("name", "type"))
    answers = find_records(source.dataset, [way for _one, way in wanted], source)
    cells: dict[tuple[int, str], PatchCell] = {}
    for (one, _way), records in zip(wanted, answers, strict=True):
        type_ = types.get(one.column, "tekst")
        for record in records:
            value = record.values.get(one.column)
            if value is None or quality.same_meaning(one.agreed, value, type_, plain=True):
                continue
            note = one.report.reference
            cells[record.line, one.column] = PatchCell(record.line, one.column, one.agreed, note)
    return list(cells.values())


def _standing(current: Delivery) -> dict[tuple[int, str], str]:
    """The cells that are patched already; none in what the source sent."""
    if current.patch_of_id is None:
        return {}
    found = PatchedCell.objects.filter(delivery=current)
    return {(line, column): new for line, column, new in found.values_list("line", "column", "new")}
