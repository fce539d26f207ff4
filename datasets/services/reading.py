"""The job that turns a delivery's bytes into a typed table, and decides whether it may count."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from datasets import intake
from datasets.lifecycle import (
    ACCEPTED,
    Channel,
    DatasetStatus,
    DeliveryStatus,
)
from datasets.models import Delivery
from datasets.services.current import make_current, move_delivery
from datasets.services.decisions import (
    OTHER_COLUMNS,
    Wishes,
    given_up,
    named,
    options_of,
    wishes_of,
    without_file_decisions,
)
from datasets.services.mapping import settle_schema
from datasets.services.notice import tell_of_delivery
from datasets.services.trust import refresh_trust
from kit.jobs import JobContext, JobFailed
from kit.models import Job

# Not the fault of a decision: the same file may be read later.
PASSING = {"read-timeout", "out-of-memory", "not-found", "file-too-large", "empty-file"}


def run_intake(context: JobContext) -> Callable[[], None]:
    """Read the file in the sealed child. Raises JobFailed with the reader's own code."""
    delivery = Delivery.objects.select_related("dataset").get(pk=context.payload["delivery"])
    folder = f"read-{context.job.attempts}-{context.job.token[:8]}"
    target = delivery.folder / folder
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    context.progress(10, "reading")
    try:
        reading, wishes = _read(delivery, target, wishes_of(delivery, context.job))
    except intake.IntakeError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise JobFailed(error.code, **error.params) from error
    context.progress(90, "writing")
    return lambda: _write(delivery, folder, reading, wishes)


def _read(delivery: Delivery, target: Path, wishes: Wishes) -> tuple[dict[str, Any], Wishes]:
    """The reading as it is kept, and what it followed.

    What was remembered about earlier files may not fit this one: then it cannot be read, or has
    other columns than the dataset. Then the file is read without, and the delivery tells so; what
    a person asks now is never put aside.
    """
    loose = without_file_decisions(wishes)
    if wishes.by or loose == wishes:
        return _read_by(delivery, target, wishes), wishes
    try:
        reading = _read_by(delivery, target, wishes)
    except intake.IntakeError as error:
        if error.code in PASSING:
            raise
        return _read_by(delivery, target, loose), given_up(wishes, error.code, error.params)
    lacking = _lacking(delivery, reading)
    if not lacking:
        return reading, wishes
    beside = target / "beside"
    try:
        other = _read_by(delivery, beside, loose)
        if _lacking(delivery, other) >= lacking:
            return reading, wishes
        for file in beside.iterdir():
            file.replace(target / file.name)
    except intake.IntakeError:
        return reading, wishes
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return other, given_up(wishes, OTHER_COLUMNS, {})


def _lacking(delivery: Delivery, reading: dict[str, Any]) -> int:
    """How many columns of the dictionary this reading does not have."""
    known = delivery.dataset.columns.filter(absent_since=None)
    found = {column["name"] for column in reading["columns"]}
    return len(set(known.values_list("name", flat=True)) - found)


def _read_by(delivery: Delivery, target: Path, wishes: Wishes) -> dict[str, Any]:
    options = options_of(delivery.dataset, wishes)
    reading = intake.read(delivery.original_path, target, options=options, limits=_limits())
    return named(reading, options)


def _limits() -> intake.Limits:
    """What one reading may cost follows from the largest file that is taken.

    Measured: 180 MB takes 22 s of CPU; a file twice as slow must still be read.
    """
    seconds = max(60, settings.CSV_LIMIT_MB // 4)
    return intake.Limits(
        file_bytes=settings.CSV_LIMIT_MB * 1024**2,
        sheet_bytes=settings.SHEET_LIMIT_MB * 1024**2,
        cpu_seconds=seconds,
        wall_seconds=seconds * 3 // 2,
    )


def time_limit() -> float:
    """Seconds that the whole job may take: the reading, and time to book it."""
    return _limits().wall_seconds + 60


def _write(delivery: Delivery, folder: str, reading: dict[str, Any], wishes: Wishes) -> None:
    now = timezone.now()
    delivery.refresh_from_db()
    if delivery.status != DeliveryStatus.RECEIVED:  # withdrawn while it was read
        return
    found: dict[str, Any] = {
        "table": folder,
        "rows": reading["rows"],
        "rejected_rows": reading["rejected"],
        "reading": reading,
        "options": wishes.as_dict(),
    }
    delivery.reading = reading
    for leftover in delivery.folder.glob("read-*"):  # of attempts whose worker died
        if leftover.name != folder:
            shutil.rmtree(leftover, ignore_errors=True)
    changed = settle_schema(delivery, now=now)
    if changed or wishes.by or wishes.dropped or _must_wait(delivery):
        move_delivery(delivery, to=DeliveryStatus.AWAITING, by=None, now=now, **found)
        refresh_trust(delivery.dataset, now=now)
    else:
        move_delivery(delivery, to=DeliveryStatus.READ, by=None, now=now, accepted_at=now, **found)
        make_current(delivery, now=now)
    tell_of_delivery(delivery)


def _must_wait(delivery: Delivery) -> bool:
    """A first delivery by page waits for a steward's yes (DESIGN 4), as does one without rows, and
    what waited before."""
    dataset = delivery.dataset
    dataset.refresh_from_db(fields=["status"])
    if dataset.status == DatasetStatus.RETIRED:  # retired while the file was read
        return True
    if delivery.changes.filter(new=DeliveryStatus.AWAITING).exists():
        return True
    if delivery.channel == Channel.PAGE and not delivery.reading["rows"]:
        return True  # a file without rows would put the data out of sight
    first = not dataset.deliveries.filter(status__in=ACCEPTED).exists()
    return first and delivery.channel == Channel.PAGE


def intake_failed(job: Job) -> None:
    """The delivery says why; what was current stays current, and the deliverer is told.

    One that was read before, and now otherwise, keeps its former reading and waits as it did.
    """
    delivery = Delivery.objects.select_related("dataset").get(pk=job.payload["delivery"])
    if delivery.status != DeliveryStatus.RECEIVED:
        return
    read_before = bool(delivery.table and delivery.reading)
    # What was asked is kept with what was read by it; a first reading that failed is tried again so.
    options = delivery.options if read_before else wishes_of(delivery, job).as_dict()
    move_delivery(
        delivery,
        to=DeliveryStatus.AWAITING if read_before else DeliveryStatus.FAILED,
        by=None,
        now=timezone.now(),
        error_code=job.error_code,
        error_params=job.error_params,
        options=options,
    )
    if not read_before:
        tell_of_delivery(delivery)
