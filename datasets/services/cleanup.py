"""What goes every night: data past its retention, bytes nobody needs, what a crash left behind."""

import logging
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from datasets.lifecycle import DeliveryStatus
from datasets.models import Delivery
from datasets.services.destroy import finish_destroying, remove_bytes
from datasets.services.export import clear_exports
from datasets.services.retention import carry_out_retention, warn_of_endings
from kit.jobs import JobContext, LostLease
from kit.jobs.purging import purge

logger = logging.getLogger(__name__)
LEFT_OVER = timedelta(days=1)  # older than any upload or check that still goes on
JOBS_KEPT = timedelta(days=90)


def clean_up(context: JobContext) -> Callable[[], None]:
    """The nightly job. Each part in short transactions of its own, and safe to do again.

    One part that breaks keeps none of the others from their work; the job then fails all the same.
    """
    now = timezone.now()
    parts: tuple[Callable[[], object], ...] = (
        partial(clear_failed, now=now),
        partial(clear_left_over, now=now),
        partial(clear_exports, now=now),
        finish_destroying,
        partial(carry_out_retention, now=now, going=context.check),
        partial(warn_of_endings, now=now),
        partial(purge, before=now - JOBS_KEPT),
    )
    broken: Exception | None = None
    for done, part in enumerate(parts):
        context.progress(100 * done // len(parts), "clearing")
        context.check()
        try:
            part()
        except LostLease:
            raise
        except Exception as error:
            logger.exception("A part of the nightly clearing broke")
            broken = broken or error
    if broken:
        raise broken
    return lambda: None


def clear_failed(*, now: datetime) -> None:
    """The bytes of failed deliveries go after FAILED_UPLOAD_DAYS; the row with its reason stays."""
    old = now - timedelta(days=settings.FAILED_UPLOAD_DAYS)
    stale = Delivery.objects.filter(status=DeliveryStatus.FAILED, received_at__lt=old)
    for delivery in stale.iterator():
        if delivery.folder.exists():
            remove_bytes(delivery.folder)


def clear_left_over(*, now: datetime) -> None:
    """What a process left that died: half uploads, folders without a delivery, spilled checks."""
    for place in (settings.FILE_UPLOAD_TEMP_DIR, settings.KOERS_DATA / "scratch"):
        for path in _old(Path(place), now):
            _remove(path)
    known = {uuid.hex for uuid in Delivery.objects.values_list("uuid", flat=True).iterator()}
    for folder in _old(Delivery(dataset_id=0).folder.parent, now):
        if folder.name not in known:
            _remove(folder)


def _old(folder: Path, now: datetime) -> list[Path]:
    """What stands in this folder and was not written to for a day; it may vanish meanwhile."""
    if not folder.is_dir():
        return []
    limit = (now - LEFT_OVER).timestamp()
    found = []
    for path in folder.iterdir():
        try:
            if path.lstat().st_mtime < limit:
                found.append(path)
        except FileNotFoundError:
            continue
    return found


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
