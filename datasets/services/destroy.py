"""Destroying a delivery: its data goes for good; who, when, why and which file it was stay."""

import logging
import shutil
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from datasets.lifecycle import (
    DeliveryStatus,
    Refused,
    RuleStatus,
    SuggestionStatus,
    TransitionNotAllowed,
)
from datasets.models import Dataset, Delivery, Export, Finding, Rule
from datasets.services.current import (
    fall_back,
    lock,
    move_delivery,
    sync_parked_flag,
    sync_schema_flag,
)
from datasets.services.delivery import refuse_repeat
from datasets.services.trust import refresh_trust
from kit.models import Job
from people.models import User
from people.services import log_access

logger = logging.getLogger(__name__)
_BATCH = 500
# What the row keeps no longer: everything that may hold a value or a line of the file.
_EMPTIED = {"reading": {}, "options": {}, "error_code": "", "error_params": {}, "table": ""}


@transaction.atomic
def destroy_delivery(
    delivery: Delivery,
    *,
    by: User | None,
    note: str,
    request: HttpRequest | None = None,
    now: datetime | None = None,
) -> None:
    """Take a delivery out of use and its data away for good; the last good one counts again.

    The file, its table and its rejected rows go, with what else shows values of it: how it was
    read, its profile, open proposals and the failing rows of checks. The row stays with its
    history, fingerprint, size and count of rows; so do repeats of it, which have no bytes. What Koers
    repaired in it is destroyed with it.
    `by` is None where Koers does it. The state is written first and the bytes go after the commit;
    `finish_destroying` does what a crash left. It leaves a line in the access log.

    Raises Refused while a job reads it, for a repeat, and without a reason.
    """
    now = now or timezone.now()
    if not note.strip():
        raise Refused("reason-needed")
    dataset = delivery.dataset
    lock(dataset)
    delivery.refresh_from_db(fields=["status", "is_current"])
    refuse_repeat(delivery)
    if delivery.status == DeliveryStatus.DESTROYED:
        raise TransitionNotAllowed(delivery.status, DeliveryStatus.DESTROYED)
    gone = [delivery, *_repairs_of(delivery)]
    if any(is_at_work(one) for one in gone):
        raise Refused("being-read")
    was_current = any(one.is_current for one in gone)
    files = [file for one in gone for file in _empty(one, by=by, note=note, now=now)]
    if was_current:
        fall_back(delivery, now=now)
    sync_schema_flag(dataset, now=now)
    sync_parked_flag(dataset, now=now)
    refresh_trust(dataset, now=now)
    log_access(by, action="delivery-destroyed", target=delivery, reason=note, request=request)
    for one in gone:
        transaction.on_commit(partial(remove_bytes, one.folder, *files), robust=True)


def _repairs_of(delivery: Delivery) -> list[Delivery]:
    """What Koers made of this delivery holds its data too."""
    left = delivery.patches.exclude(status=DeliveryStatus.DESTROYED)
    return list(left.select_related("dataset").order_by("number"))


def _empty(delivery: Delivery, *, by: User | None, note: str, now: datetime) -> list[Path]:
    """Take out of the database what shows values of this delivery; the files that must go."""
    move_delivery(
        delivery,
        to=DeliveryStatus.DESTROYED,
        by=by,
        now=now,
        note=note,
        is_current=False,
        destroyed_at=now,
        **_EMPTIED,
    )
    delivery.repeats.update(reading={}, options={}, destroyed_at=now)
    delivery.patched_cells.all().delete()
    delivery.profiles.all().delete()
    delivery.suggestions.filter(status=SuggestionStatus.OPEN).delete()
    runs = _runs_over(delivery.dataset, delivery.number)
    _forget_examples(runs, delivery.number)
    return _forget_exports(runs)


def is_at_work(delivery: Delivery) -> bool:
    """Whether a job reads this delivery now, or will: its reading, a check, a file of its rows.

    A check of another dataset reads it too where a rule there refers to this one.
    """
    referring = Rule.objects.filter(
        parameters__dataset=delivery.dataset.slug, status=RuleStatus.ACTIVE
    ).values_list("dataset_id", flat=True)
    datasets = [delivery.dataset_id, *referring]
    own = Q(payload__delivery=delivery.pk, finished_at=None)
    checks = Q(kind="check", state=Job.State.RUNNING, payload__dataset__in=datasets)
    exports = Q(export__finding__run__dataset=delivery.dataset, state=Job.State.RUNNING)
    return Job.objects.filter(own | checks | exports).exists()


def _runs_over(dataset: Dataset, number: int) -> list[int]:
    """The checks, and trials of rules, that read this delivery."""
    runs = dataset.runs.values_list("pk", "deliveries").iterator(_BATCH)
    return [pk for pk, numbers in runs if number in numbers]


def _forget_exports(runs: list[int]) -> list[Path]:
    """Take away the rows that were asked for as a file; the files that must go with them."""
    exports = Export.objects.filter(finding__run__in=runs)
    files = [export.path for export in exports]
    exports.delete()
    return files


def _forget_examples(runs: list[int], number: int) -> None:
    """Take the failing rows of this delivery out of the findings; their counts stay."""
    for start in range(0, len(runs), _BATCH):
        touched = []
        findings = Finding.objects.filter(run__in=runs[start : start + _BATCH])
        for finding in findings.exclude(examples=[]).only("pk", "examples").iterator(_BATCH):
            # What belongs to no delivery (a period, a total) may hold values of this one.
            kept = [one for one in finding.examples if one.get("part") not in (str(number), "")]
            if len(kept) < len(finding.examples):
                finding.examples = kept
                touched.append(finding)
        Finding.objects.bulk_update(touched, ["examples"], batch_size=_BATCH)


def remove_bytes(folder: Path, *files: Path) -> bool:
    """Remove a delivery's folder and files made of it; False, with a line in the log, if it stays."""
    for file in files:
        file.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        logger.error("The bytes in %s could not be removed; tonight it is tried again.", folder)
        return False
    return True


def finish_destroying() -> int:
    """Remove the bytes of destroyed deliveries that a crash left; how many folders that were."""
    destroyed = Delivery.objects.filter(status=DeliveryStatus.DESTROYED)
    left = 0
    for delivery in destroyed.only("uuid").iterator(_BATCH):
        if delivery.folder.exists():
            left += remove_bytes(delivery.folder)
    return left
