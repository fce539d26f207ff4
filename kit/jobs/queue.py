"""Putting a job on its row, and waking a worker for it once that row is committed."""

import logging
import threading
import time
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from kit.jobs.registry import kinds
from kit.jobs.timing import timing
from kit.models import Job

logger = logging.getLogger(__name__)


class Breaker:
    """After an error, no attempt for a while: a dead broker costs one request, not each one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open_until = 0.0

    def allows(self) -> bool:
        return time.monotonic() >= self._open_until

    def trip(self, seconds: float) -> None:
        with self._lock:
            self._open_until = time.monotonic() + seconds

    def reset(self) -> None:
        with self._lock:
            self._open_until = 0.0


breaker = Breaker()


def enqueue(
    kind: str,
    payload: dict[str, int | str],
    *,
    dedupe: str = "",
    not_before: datetime | None = None,
) -> Job:
    """A queued job, made in the caller's transaction; a worker is woken when that commits.

    With `dedupe`, a job of this kind that is still queued under the same word is returned
    instead of a second one; it stays locked until the caller commits, so it starts with the
    caller's changes in sight. Raises LookupError for a kind that nobody registered.
    """
    if kind not in kinds():
        raise LookupError(f"No job kind {kind!r} in {settings.KOERS_JOBS}.")
    now = timezone.now()
    later = not_before is not None and not_before > now
    with transaction.atomic():
        if dedupe and (twin := _queued(kind, dedupe)):
            return twin
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    kind=kind,
                    payload=payload,
                    dedupe=dedupe,
                    not_before=not_before,
                    created_at=now,
                    woken_at=None if later else now,
                )
        except IntegrityError:
            twin = _queued(kind, dedupe)
            if not twin:
                raise
            return twin
        if not later:  # the sweeper wakes it when its time has come
            transaction.on_commit(partial(wake, job.pk), robust=True)
    return job


def _queued(kind: str, dedupe: str) -> Job | None:
    return (
        Job.objects.select_for_update()
        .filter(kind=kind, dedupe=dedupe, state=Job.State.QUEUED)
        .order_by("pk")
        .first()
    )


def wake(pk: int) -> bool:
    """Ask a worker to look at job `pk`; False when that was not possible now. Never raises."""
    if not settings.KOERS_WAKE or not breaker.allows():
        return False
    try:
        import_string(settings.KOERS_WAKE)(pk)
    except Exception as error:  # noqa: BLE001 - whatever the broker has, the row is safe
        breaker.trip(timing().breaker)
        logger.warning("No worker could be woken (%s); the sweeper will do it.", _short(error))
        return False
    return True


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
